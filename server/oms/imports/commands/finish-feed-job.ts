import type { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { finishFeedJobInput } from "../schema";
import { countParts, type FeedJob, lockFeedJob, type PartsReceived } from "../store-feed-job";

type Finish = z.output<typeof finishFeedJobInput>;

/**
 * Say that all parts are there: the worker applies the feed as `applyFeed` would, in one transaction.
 * One that is held because it would empty too much is finished again, with `confirm`.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when it is neither open nor held, or held and not confirmed;
 *   INVALID_INPUT when parts are missing
 */
export const finishFeedJob = defineCommand({
  name: "imports.finish_feed_job",
  input: finishFeedJobInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, input) => {
    const { jobId, confirm, mapping, repairs } = input;
    const job = await lockFeedJob(sql, jobId, actor);
    requireFinishable(job, confirm);
    const received = await countParts(sql, jobId);
    requireWhole(job, received, input);
    const columns = mapping === undefined ? null : sql.typed({ ...mapping }, 3802);
    const repaired = repairs === undefined ? null : sql.typed({ ...repairs }, 3802);
    await sql`
      update inventory_feed_job set state = 'queued', is_confirmed = ${confirm}, touched_at = ${now},
        rows_done = 0, reason = null, mapping = coalesce(${columns}::jsonb, mapping),
        repairs = coalesce(${repaired}::jsonb, repairs)
      where id = ${jobId}`;
    emit({
      type: "inventory_feed_job.queued",
      subject: { kind: "inventory_feed_job", id: jobId },
      payload: { source: job.source, parts: received.parts, confirm },
    });
    return { jobId, source: job.source, state: "queued" as const, parts: received.parts };
  },
});

function requireFinishable({ state, reason }: FeedJob, confirm: boolean): void {
  if (state === "held" && !confirm) {
    throw new DomainError("ILLEGAL_TRANSITION", `${reason ?? "It is held"}: confirm it`, { state });
  }
  if (state !== "open" && state !== "held") {
    throw new DomainError("ILLEGAL_TRANSITION", `The feed is ${state} already`, { state });
  }
}

function requireWhole({ fileName }: FeedJob, { parts, last }: PartsReceived, input: Finish): void {
  const expected = input.parts ?? last;
  if (parts === 0 || parts !== last || parts !== expected) {
    const message =
      parts === 0
        ? "No part was sent"
        : `${Math.max(last, expected) - parts} of ${Math.max(last, expected)} parts are missing`;
    const faults = [{ field: "parts", code: "missing", message }];
    throw new DomainError("INVALID_INPUT", message, { faults });
  }
  if (fileName === null && (input.mapping ?? input.repairs) !== undefined) {
    const message = "Only a file has columns to map";
    const faults = [{ field: "mapping", code: "not_here", message }];
    throw new DomainError("INVALID_INPUT", message, { faults });
  }
}
