import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { requirePast } from "../../inventory/commands/apply-feed";
import { readSource } from "../../inventory/store-feed-source";
import { feedModes } from "../../inventory/types";

/** What is said of a feed before its rows come. */
export const openFeedJobInput = z.strictObject({
  source: z.string().trim().min(1, "Name the source").max(40),
  /** The source's own mode when left out. */
  mode: z.enum(feedModes).optional(),
  /** The source's own number of this feed, rising. */
  sequence: z.int().min(0).optional(),
  /** The moment at which the stock was as the rows say. */
  asOf: z.iso.datetime({ offset: true }).optional(),
  /** Null: rows come as rows; otherwise the bytes of this file come. */
  fileName: z.string().trim().min(1).max(200).nullable().default(null),
});

/**
 * Begin a feed that comes in parts, because it is too long for one request or because a person looks
 * at it first. Nothing moves before it is finished.
 *
 * @throws NOT_FOUND for an unknown source; INVALID_INPUT when it tells of the future; FORBIDDEN for
 *   somebody who is not of all its nodes
 */
export const openFeedJob = defineCommand({
  name: "imports.open_feed_job",
  input: openFeedJobInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { source: code, mode, sequence, asOf, fileName }) => {
    const source = await readSource(sql, code, actor);
    const at = asOf === undefined ? undefined : new Date(asOf);
    requirePast(at, now);
    const jobId = newId();
    // Without a number and a moment of its own it is as old as its arrival, however long that takes.
    const told = at ?? (sequence === undefined ? now : null);
    await sql`
      insert into inventory_feed_job (id, source_id, mode, sequence, as_of, state, file_name, actor_id,
        opened_at, touched_at)
      values (${jobId}, ${source.sourceId}, ${mode ?? source.defaultMode}, ${sequence ?? null},
        ${told}, 'open', ${fileName}, ${actor.id}, ${now}, ${now})`;
    emit({
      type: "inventory_feed_job.opened",
      subject: { kind: "inventory_feed_job", id: jobId },
      payload: { source: source.code, fileName },
    });
    return { jobId, source: source.code, mode: mode ?? source.defaultMode, state: "open" as const };
  },
});
