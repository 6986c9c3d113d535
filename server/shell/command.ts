import { createHash } from "node:crypto";
import type { z } from "zod";
import { type Connection, inTransaction, type RawTx, type Tx } from "@/db/client";
import { DomainError, type Fault } from "@/server/oms/kernel/errors";
import type { Result } from "@/server/oms/kernel/result";
import type { Actor } from "./actor";
import type { Clock } from "./clock";
import { type DomainEvent, type Json, writeEvents } from "./events";
import type { Moment } from "./moment";
import { retryRaced } from "./retry";
import { passWall, type Wall } from "./wall";

export type Ctx = {
  readonly database: Connection;
  readonly clock: Clock;
  readonly actor: Actor;
  /** Of the database, found after the request came in, which has written nothing since. */
  readonly moment?: Moment;
};

export type CommandEnv = {
  /** The connection, as the key of caches that live as long as it does. */
  readonly owner: object;
  /** The same transaction twice: Drizzle for what is read, SQL for what is hot. */
  readonly tx: Tx;
  readonly sql: RawTx;
  readonly now: Date;
  readonly actor: Actor;
  /** The company the request is confined to; null when it is not. */
  readonly companyId: string | null;
  readonly emit: (event: DomainEvent) => void;
};

type Spec<Schema extends z.ZodObject> = {
  readonly name: `${string}.${string}`;
  readonly input: Schema;
  readonly wall: Wall<z.output<Schema>>;
};

export type Command<Schema extends z.ZodObject, Output> = {
  (ctx: Ctx, idempotencyKey: string, raw: z.input<Schema>): Promise<Output>;
  readonly spec: Spec<Schema>;
};

export type StepCommand<Schema extends z.ZodObject, Output> = Command<Schema, Output> & {
  /**
   * The same work as a step of another command: its right, input and wall are checked, its events
   * are the other's, and it shares the other's transaction and key.
   */
  readonly within: (env: CommandEnv, raw: z.input<Schema>) => Promise<Output>;
};

/** One item of a batch: its own key, its own input. */
export type BatchItem<Input> = { readonly key: string; readonly input: Input };
export type BatchOutcome<Output> = Result<Output, DomainError>;

export type BatchCommand<Schema extends z.ZodObject, Output> = {
  (ctx: Ctx, items: readonly BatchItem<z.output<Schema>>[]): Promise<BatchOutcome<Output>[]>;
  readonly spec: Spec<Schema>;
};

/** A right is the name of a command or query. */
export function requireRight(actor: Actor, name: string): void {
  if (!actor.capabilities.has(name)) {
    throw new DomainError("FORBIDDEN", `${actor.name} may not do this`, { right: name });
  }
}

/** Every fault of an input at once, each with the path of its field. */
export function parseInput<Schema extends z.ZodObject>(
  schema: Schema,
  raw: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) {
    return parsed.data;
  }
  const faults = parsed.error.issues.flatMap(faultsOf);
  throw new DomainError("INVALID_INPUT", "Some fields are not right", { faults });
}

/** A field that nobody asked for is named like one that is wrong. */
function faultsOf({ path, code, message, ...issue }: z.core.$ZodIssue): Fault[] {
  const fields = "keys" in issue && code === "unrecognized_keys" ? issue.keys : [];
  return fields.length > 0
    ? fields.map((key) => ({
        field: [...path, key].join("."),
        code,
        message: `There is no field “${key}” here`,
      }))
    : [{ field: path.join("."), code, message }];
}

/**
 * The one way to change state: right, input, wall, transaction, idempotency, events and the audit
 * line, in that order, so that no command can forget one of them.
 *
 * The same key with the same input answers what the first call answered and does nothing; a
 * concurrent twin waits until the first commits. A refused command leaves nothing,
 * not even its key.
 */
export function defineCommand<Schema extends z.ZodObject, Output extends Json | undefined>(
  spec: Spec<Schema> & {
    readonly run: (env: CommandEnv, input: z.output<Schema>) => Promise<Output>;
  },
): StepCommand<Schema, Output> {
  const call = async (ctx: Ctx, idempotencyKey: string, raw: z.input<Schema>): Promise<Output> => {
    requireRight(ctx.actor, spec.name);
    const input = parseInput(spec.input, raw);
    const inputHash = hashOf(input);
    return retryRaced(() =>
      inTransaction(ctx.database, async ({ tx, sql }) => {
        const now = ctx.clock.now();
        const first = await claimKeys(sql, spec.name, [idempotencyKey]);
        const replay = first.get(idempotencyKey);
        if (replay !== undefined) {
          return unwrap(storedOutput<Output>(replay, ctx.actor, inputHash));
        }
        const companyId = await passWall(sql, ctx.actor, spec.wall, input);
        const events: DomainEvent[] = [];
        const emit = (event: DomainEvent) => events.push(event);
        const env = { owner: ctx.database.sql, tx, sql, now, actor: ctx.actor, companyId, emit };
        const output = await spec.run(env, input);
        const done = { key: idempotencyKey, inputHash, output: output ?? null };
        await Promise.all([writeEvents(sql, events, env), logCommands(env, spec.name, [done])]);
        return output;
      }),
    );
  };
  const within = async (env: CommandEnv, raw: z.input<Schema>): Promise<Output> => {
    requireRight(env.actor, spec.name);
    const input = parseInput(spec.input, raw);
    const companyId = await passWall(env.sql, env.actor, spec.wall, input);
    return spec.run({ ...env, companyId }, input);
  };
  return Object.assign(call, { spec, within });
}

/**
 * A command over many items in one transaction, each with its own key and all-or-nothing: a
 * refused item leaves nothing while the others commit. For intake, where a round trip per item
 * would cost more than the work.
 */
export function defineBatchCommand<Schema extends z.ZodObject, Output extends Json>(
  spec: Spec<Schema> & {
    readonly run: (
      env: CommandEnv,
      items: readonly BatchItem<z.output<Schema>>[],
    ) => Promise<BatchOutcome<Output>[]>;
  },
): BatchCommand<Schema, Output> {
  const call = async (ctx: Ctx, items: readonly BatchItem<z.output<Schema>>[]) => {
    requireRight(ctx.actor, spec.name);
    const hashed = items.map((item) => ({ ...item, inputHash: hashOf(item.input) }));
    return retryRaced(() =>
      inTransaction(ctx.database, async ({ tx, sql }) => {
        const now = ctx.clock.now();
        const first = await claimKeys(
          sql,
          spec.name,
          hashed.map(({ key }) => key),
        );
        const isFirstOfKey = firstsByKey(hashed);
        const fresh = hashed.filter((item) => !first.has(item.key) && isFirstOfKey.has(item));
        const events: DomainEvent[] = [];
        const emit = (event: DomainEvent) => events.push(event);
        const env = {
          owner: ctx.database.sql,
          tx,
          sql,
          now,
          actor: ctx.actor,
          companyId: ctx.actor.companyId,
          emit,
        };
        const outcomes = await runAdmitted(env, spec, fresh);
        const done = fresh.flatMap(({ key, inputHash }, index) => {
          const outcome = outcomes[index];
          return outcome?.ok ? [{ key, inputHash, output: outcome.value }] : [];
        });
        await Promise.all([writeEvents(sql, events, env), logCommands(env, spec.name, done)]);
        const byKey = new Map(
          fresh.map((item, index) => [`${item.key} ${item.inputHash}`, outcomes[index]]),
        );
        return hashed.map(({ key, inputHash }): BatchOutcome<Output> => {
          const replay = first.get(key);
          return replay === undefined
            ? (byKey.get(`${key} ${inputHash}`) ?? failed(keyReused(key)))
            : storedOutput<Output>(replay, ctx.actor, inputHash);
        });
      }),
    );
  };
  return Object.assign(call, { spec });
}

/** Run the items that pass the wall; the others are refused one by one, in their places. */
async function runAdmitted<Schema extends z.ZodObject, Output extends Json>(
  env: CommandEnv,
  spec: Spec<Schema> & {
    readonly run: (
      env: CommandEnv,
      items: readonly BatchItem<z.output<Schema>>[],
    ) => Promise<BatchOutcome<Output>[]>;
  },
  items: readonly BatchItem<z.output<Schema>>[],
): Promise<BatchOutcome<Output>[]> {
  const walls = await Promise.all(
    items.map(({ input }) => attempt(() => passWall(env.sql, env.actor, spec.wall, input))),
  );
  const admitted = items.filter((_, index) => walls[index]?.ok);
  const ran = admitted.length === 0 ? [] : await spec.run(env, admitted);
  const byItem = new Map(admitted.map((item, index) => [item, ran[index]]));
  return items.map((item, index) => {
    const wall = walls[index];
    const outcome = wall?.ok === false ? wall : byItem.get(item);
    return outcome ?? failed(new DomainError("STALE", "There was no answer"));
  });
}

type StoredKey = {
  readonly key: string;
  readonly actorId: string;
  readonly inputHash: string;
  readonly output: unknown;
};

const keyReused = (key: string) =>
  new DomainError("KEY_REUSED", "This idempotency key belongs to another request", { key });

/** The first item of each key: a batch that names a key twice means it once. */
function firstsByKey<Item extends { readonly key: string }>(items: readonly Item[]): Set<Item> {
  const firsts = new Map<string, Item>();
  for (const item of items) {
    if (!firsts.has(item.key)) {
      firsts.set(item.key, item);
    }
  }
  return new Set(firsts.values());
}

const hashOf = (input: unknown) =>
  createHash("sha256").update(JSON.stringify(input)).digest("base64url");

/**
 * Claim keys until the transaction ends; answers the rows of those that an earlier call has used.
 * A concurrent twin waits here, and then finds the row that the first has written.
 *
 * Locked in one order, so that two batches may wait for each other but never in a circle. Each key
 * is looked up by itself: a join would be planned once, while the table is small, and then read
 * all of it for ever.
 */
async function claimKeys(
  sql: RawTx,
  command: string,
  keys: readonly string[],
): Promise<Map<string, StoredKey>> {
  const sorted = [...new Set(keys)].sort();
  const [, rows] = await Promise.all([
    sql`select pg_advisory_xact_lock(hashtextextended(${command} || ' ' || key, 0))
      from unnest(${sorted}::text[]) as k(key)`,
    sql<StoredKey[]>`
      select l.* from unnest(${sorted}::uuid[]) as k(key)
      cross join lateral (
        select idempotency_key as key, actor_id as "actorId", input_hash as "inputHash", output
        from command_log where command = ${command} and idempotency_key = k.key limit 1) l`,
  ]);
  return new Map(rows.map((row) => [row.key, row]));
}

/** What the first call of a key answered; the key is refused to another actor or another input. */
function storedOutput<Output>(
  stored: StoredKey,
  actor: Actor,
  inputHash: string,
): BatchOutcome<Output> {
  return stored.inputHash === inputHash && stored.actorId === actor.id
    ? { ok: true, value: stored.output as Output }
    : failed(keyReused(stored.key));
}

function unwrap<Output>(outcome: BatchOutcome<Output>): Output {
  if (!outcome.ok) {
    throw outcome.error;
  }
  return outcome.value;
}

/** Keep what each key was answered, with who asked: the audit line of what changed. */
async function logCommands(
  { sql, actor, now }: CommandEnv,
  command: string,
  done: readonly {
    readonly key: string;
    readonly inputHash: string;
    readonly output: Json;
  }[],
): Promise<void> {
  if (done.length === 0) {
    return;
  }
  const rows = done.map(({ key, inputHash, output }) => ({ key, input_hash: inputHash, output }));
  await sql`
    insert into command_log (command, idempotency_key, actor_id, input_hash, executed_at, output)
    select ${command}, key, ${actor.id}, input_hash, ${now}::timestamptz, output
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
      as r(key uuid, input_hash text, output jsonb)`;
}

const failed = (error: DomainError) => ({ ok: false, error }) as const;

async function attempt<T>(run: () => Promise<T>): Promise<Result<T, DomainError>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof DomainError) {
      return failed(error);
    }
    throw error;
  }
}
