import { setImmediate as nextTurn } from "node:timers/promises";
import type { z } from "zod";
import { DomainError } from "@/server/oms/kernel/errors";
import {
  type BatchCommand,
  type BatchOutcome,
  type Command,
  type Ctx,
  parseInput,
  requireRight,
} from "./command";

type Waiting<Input, Output> = {
  readonly ctx: Ctx;
  readonly key: string;
  readonly input: Input;
  readonly resolve: (outcome: BatchOutcome<Output>) => void;
  readonly reject: (error: unknown) => void;
};

type Lane<Input, Output> = { running: number; waiting: Waiting<Input, Output>[] };

/** One transaction at a time per actor would leave the database idle between its round trips. */
const RUNNING_MAX = 2;

/**
 * A batch command as a command for one item, whose concurrent calls share transactions: those that
 * arrive in one turn of the event loop run together, those that arrive while two batches run
 * together as the next. A row that everybody wants is then locked once per batch instead of once
 * per call.
 *
 * Each caller gets its own outcome; a refusal is thrown and has written nothing. When a batch
 * fails as a whole, its items are tried one by one, so that no caller pays for another's bug.
 * Only calls of one actor share a transaction, since the audit trail names one, and only those with
 * the same rights by the same clock: each is decided by its own, not by those of whoever came before.
 *
 * @param nameOf what an input is known by where a batch may hold it only once: a second call by the
 *   same name waits for a later batch, and finds there what the first has done
 */
export function coalesced<Schema extends z.ZodObject, Output>(
  batch: BatchCommand<Schema, Output>,
  itemsMax: number,
  nameOf: (input: z.output<Schema>) => string | null = () => null,
): Command<Schema, Output> {
  type Input = z.output<Schema>;
  const lanesByDatabase = new WeakMap<object, Map<string, Lane<Input, Output>>>();

  const laneOf = ({ database, actor }: Ctx): Lane<Input, Output> => {
    const lanes = lanesByDatabase.get(database.sql) ?? new Map<string, Lane<Input, Output>>();
    lanesByDatabase.set(database.sql, lanes);
    const name = `${actor.id} ${actor.companyId ?? ""}`;
    const lane = lanes.get(name) ?? { running: 0, waiting: [] };
    lanes.set(name, lane);
    return lane;
  };

  const takeBatch = (lane: Lane<Input, Output>): Waiting<Input, Output>[] => {
    const names = new Set<string>();
    const taken: Waiting<Input, Output>[] = [];
    const left: Waiting<Input, Output>[] = [];
    for (const item of lane.waiting) {
      const name = nameOf(item.input);
      const isTaken =
        taken.length < itemsMax &&
        (name === null || !names.has(name)) &&
        taken.slice(0, 1).every((first) => canShare(first.ctx, item.ctx));
      (isTaken ? taken : left).push(item);
      if (isTaken && name !== null) {
        names.add(name);
      }
    }
    lane.waiting = left;
    return taken;
  };

  const runNext = async ({ database, actor }: Ctx, lane: Lane<Input, Output>): Promise<void> => {
    while (lane.waiting.length > 0) {
      await runTogether(batch, takeBatch(lane));
      // Who was just answered may ask again at once, and belongs into the next batch.
      await nextTurn();
    }
    lane.running -= 1;
    if (lane.running === 0) {
      lanesByDatabase.get(database.sql)?.delete(`${actor.id} ${actor.companyId ?? ""}`);
    }
  };

  const call = async (ctx: Ctx, key: string, raw: z.input<Schema>): Promise<Output> => {
    requireRight(ctx.actor, batch.spec.name);
    const input = parseInput(batch.spec.input, raw);
    const outcome = await new Promise<BatchOutcome<Output>>((resolve, reject) => {
      const lane = laneOf(ctx);
      lane.waiting.push({ ctx, key, input, resolve, reject });
      if (lane.running < RUNNING_MAX) {
        lane.running += 1;
        // After the calls that are made in the same turn: together they are one batch.
        setImmediate(() => void runNext(ctx, lane));
      }
    });
    if (!outcome.ok) {
      throw outcome.error;
    }
    return outcome.value;
  };
  return Object.assign(call, { spec: batch.spec });
}

/** Whether two calls of one actor may be decided as one: at the same moment, with the same rights. */
function canShare(one: Ctx, other: Ctx): boolean {
  const rights = one.actor.capabilities;
  const others = other.actor.capabilities;
  const hasSame = rights.size === others.size && [...rights].every((right) => others.has(right));
  return one.clock === other.clock && (rights === others || hasSame);
}

async function runTogether<Schema extends z.ZodObject, Output>(
  batch: BatchCommand<Schema, Output>,
  items: readonly Waiting<z.output<Schema>, Output>[],
): Promise<void> {
  const [first] = items;
  if (first === undefined) {
    return;
  }
  try {
    const outcomes = await batch(first.ctx, items);
    items.forEach((item, index) => {
      item.resolve(
        outcomes[index] ?? { ok: false, error: new DomainError("STALE", "There was no answer") },
      );
    });
  } catch (error) {
    if (items.length === 1) {
      first.reject(error);
      return;
    }
    for (const item of items) {
      await runTogether(batch, [item]);
    }
  }
}
