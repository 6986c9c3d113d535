import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";

/**
 * Give a dead job its attempts back, at once. Its exception stays open until the job goes through,
 * and then closes itself.
 *
 * @throws NOT_FOUND when the exception is not of a job that waits
 */
export const retryJob = defineCommand({
  name: "exceptions.retry_job",
  input: z.object({ exceptionId: z.uuid() }),
  wall: "staff",
  run: async ({ sql, now, emit }, { exceptionId }) => {
    const [job] = await sql<{ handler: string; orderId: string | null }[]>`
      update job j set is_dead = false, attempts = 0, run_at = ${now}
      from exception x
      where x.id = ${exceptionId} and x.type = 'integration_failed' and x.closed_at is null
        and j.id = (x.detail->>'jobId')::bigint and j.is_dead
      returning j.handler, x.order_id as "orderId"`;
    if (job === undefined) {
      throw new DomainError("NOT_FOUND", "No failed step waits behind this exception", {
        exceptionId,
      });
    }
    emit({
      type: "exception.retried",
      subject: { kind: "exception", id: exceptionId },
      orderId: job.orderId,
      payload: { handler: job.handler },
    });
    return { handler: job.handler };
  },
});
