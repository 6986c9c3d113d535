import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { closeException } from "../store";
import { jobCause } from "./report-dead-job";

/** A job that had failed before is done: it goes, and what was said about it closes itself. */
export const reportJobDone = defineCommand({
  name: "exceptions.report_job_done",
  input: z.object({ jobId: z.int() }),
  wall: "staff",
  run: async (env, { jobId }) => {
    const [job] = await env.sql<{ handler: string; eventId: number }[]>`
      delete from job where id = ${jobId} returning handler, event_id as "eventId"`;
    if (job !== undefined) {
      await closeException(env, jobCause(job.eventId, job.handler), "The step went through");
    }
    return { isGone: true };
  },
});
