import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { openException } from "../store";

/** The exception of a job, whatever number its row has. */
export const jobCause = (eventId: number, handler: string) => ({
  type: "integration_failed" as const,
  causeKey: `job:${eventId}:${handler}`,
});

/**
 * A job used up its attempts: it waits for a person, who is told by an exception. A job that is
 * gone by now was done by another worker, and nothing is said.
 */
export const reportDeadJob = defineCommand({
  name: "exceptions.report_dead_job",
  input: z.object({ jobId: z.int(), error: z.string() }),
  wall: "staff",
  run: async (env, { jobId, error }) => {
    const [job] = await env.sql<
      { handler: string; eventId: number; attempts: number; type: string; orderId: string | null }[]
    >`
      update job j set is_dead = true, last_error = ${error}
      from event e where j.id = ${jobId} and not j.is_dead and e.id = j.event_id
      returning j.handler, j.event_id as "eventId", j.attempts, e.type, e.order_id as "orderId"`;
    if (job === undefined) {
      return { isDead: false };
    }
    await openException(env, {
      ...jobCause(job.eventId, job.handler),
      severity: "high",
      orderId: job.orderId,
      sentence: `${job.handler} gave up on ${job.type} after ${job.attempts} attempts: ${error}`,
      detail: { jobId, handler: job.handler, eventId: job.eventId, attempts: job.attempts, error },
    });
    return { isDead: true };
  },
});
