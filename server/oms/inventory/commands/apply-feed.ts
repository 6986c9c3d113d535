import type { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import {
  accountOf,
  exceedsGuard,
  type FeedCounts,
  type FeedOrder,
  type FeedRejections,
  isOfFuture,
  isStale,
  stateAfter,
} from "../decide-feed";
import { applyFeedInput } from "../schema";
import {
  compareRows,
  countFilled,
  countVerdicts,
  keepOrder,
  keepRejections,
  stageRows,
  writeChanges,
} from "../store-feed";
import { type FeedSource, lockSource } from "../store-feed-source";
import { settleOversold } from "../store-oversold";
import type { FeedMode, FeedState } from "../types";

/**
 * Take what a source says of stock: a full count of its scope, or of some positions. Quantities are
 * units on hand, in all; a feed never says "three more", because what is sent twice, late or out of
 * order has to end in the same place.
 *
 * All of it in one transaction: what is older than the source said before is counted and left; what
 * is as it was costs a look; what differs is set, with its row of the ledger. A count below what is
 * allocated is the truth: taken, and a person is asked. A full feed empties what it does not name,
 * inside its scope only, and when that is more than the source's guard allows it is kept as
 * `needs_confirmation` and moves nothing, until it is sent again with `confirm`.
 *
 * @throws NOT_FOUND for an unknown source; INVALID_INPUT when it tells of the future; FORBIDDEN for
 *   somebody who is not of all its nodes
 */
export const applyFeed = defineCommand({
  name: "inventory.apply_feed",
  input: applyFeedInput,
  wall: "staff",
  run: async (env, input) => {
    const { sql, now, actor } = env;
    const read = await stageRows(sql, input.rows);
    const source = await lockSource(sql, input.source, actor);
    const run = openRun(env, source, input);
    const known = { sequence: source.fullSequence, asOf: source.fullAsOf };
    if (isStale(run.order, known)) {
      return leaveStale(env, run, read);
    }
    const found = await compareRows(sql, source, run.mode, run.order, read);
    const verdicts = await countVerdicts(sql, read);
    const filled = found.zeroed === 0 ? 0 : await countFilled(sql, source);
    const isTooMuch = exceedsGuard(found.zeroed, filled, source.guardPercent);
    if (isTooMuch && !input.confirm) {
      const reason = `It would empty ${found.zeroed} of ${filled} positions of its scope, more than the ${source.guardPercent} % that go unasked`;
      const rows = accountOf(verdicts, found.changed);
      return closeRun(env, { ...run, ...found, ...rows, state: "needs_confirmation", reason });
    }
    const reason = `counted by ${source.name}`;
    const applied = await writeChanges(sql, { runId: run.runId, reason, actorId: actor.id, now });
    await settleOversold(env, applied.short);
    await keepOrder(sql, source, run.mode, run.order);
    const account = { ...run, ...applied, ...accountOf(verdicts, applied.changed) };
    const confirmed = `Confirmed to empty ${applied.zeroed} of ${filled} positions`;
    return closeRun(env, {
      ...account,
      state: stateAfter(account.rows, applied.zeroed),
      reason: isTooMuch ? confirmed : null,
    });
  },
});

type Run = {
  readonly runId: string;
  readonly source: FeedSource;
  readonly mode: FeedMode;
  readonly order: FeedOrder;
};

function openRun(
  { now }: CommandEnv,
  source: FeedSource,
  { mode, sequence, asOf }: z.output<typeof applyFeedInput>,
): Run {
  requirePast(asOf, now);
  const order = {
    sequence: sequence ?? null,
    // Without a number and a moment of its own it is as old as its arrival.
    asOf: asOf ?? (sequence === undefined ? now : null),
  };
  return { runId: newId(), source, mode: mode ?? source.defaultMode, order };
}

/** @throws INVALID_INPUT for a moment that is still to come */
export function requirePast(asOf: Date | undefined, now: Date): void {
  if (asOf !== undefined && isOfFuture(asOf, now)) {
    const message = "A feed tells of what was counted, not of the future";
    const faults = [{ field: "asOf", code: "future", message }];
    throw new DomainError("INVALID_INPUT", message, { faults });
  }
}

function leaveStale(env: CommandEnv, run: Run, read: number) {
  const rows = { read, changed: 0, unchanged: 0, ignored: read, merged: 0, rejected: 0 };
  const reason = "It is older than the last full feed";
  return closeRun(env, {
    ...run,
    state: "ignored",
    rows,
    rejections: {},
    zeroed: 0,
    units: 0,
    reason,
  });
}

type Account = Run & {
  readonly state: FeedState;
  readonly rows: FeedCounts;
  readonly rejections: FeedRejections;
  readonly zeroed: number;
  readonly units: number;
  readonly reason: string | null;
};

/** Write the run down with its account, and tell of it once, however many positions moved. */
async function closeRun({ sql, now, actor, emit }: CommandEnv, account: Account) {
  const { runId, source, mode, order, state, rows, rejections, zeroed, units, reason } = account;
  await sql`
    insert into inventory_feed_run (id, source_id, mode, sequence, as_of, state, rows_read,
      rows_changed, rows_unchanged, rows_ignored, rows_merged, rows_rejected, zeroed,
      units_difference, reason, actor_id, started_at, finished_at)
    values (${runId}, ${source.sourceId}, ${mode}, ${order.sequence}, ${order.asOf}, ${state},
      ${rows.read}, ${rows.changed}, ${rows.unchanged}, ${rows.ignored}, ${rows.merged},
      ${rows.rejected}, ${zeroed}, ${units}, ${reason}, ${actor.id}, ${now},
      ${now}::timestamptz + (clock_timestamp() - now()))`;
  if (rows.rejected > 0) {
    await keepRejections(sql, runId);
  }
  const hasMoved = state === "applied" && rows.changed + zeroed > 0;
  const told = { source: source.code, mode, state, ...rows, zeroed, units };
  emit({
    type: hasMoved ? "stock.fed" : "inventory_feed.recorded",
    subject: { kind: "inventory_feed", id: runId },
    reason,
    payload: told,
  });
  return {
    runId,
    source: source.code,
    mode,
    sequence: order.sequence,
    asOf: order.asOf?.toISOString() ?? null,
    state,
    rows,
    rejections,
    zeroed,
    units,
    reason,
  };
}
