/**
 * The one way to the database: a pool that Drizzle and hand-written SQL share.
 *
 * Both speak through the same connections and give the same values, so a command may mix them
 * inside one transaction:
 *
 * | Postgres                  | TypeScript                                                     |
 * | ------------------------- | -------------------------------------------------------------- |
 * | timestamptz               | Date                                                           |
 * | date                      | string, YYYY-MM-DD                                             |
 * | int8 (money, counts)      | number; a value beyond 2^53 is an error, never a rounded figure |
 * | numeric                   | string                                                         |
 * | json, jsonb               | the parsed value                                               |
 *
 * A jsonb parameter may be given as a value or as JSON text: text is sent as it is. So a bare
 * JSON string has to be encoded by the caller (`JSON.stringify("x")`).
 *
 * Arrays as parameters: text, ids and numbers as they are (`${ids}::uuid[]`), Dates and booleans
 * through `sql.array(dates)`. Arrays with NULLs among text or booleans come back wrong from the
 * driver: aggregate them with jsonb_agg.
 */
import { is } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase, PostgresJsSession } from "drizzle-orm/postgres-js";
import postgres, { type ISql, type PostgresType, type Sql, type TransactionSql } from "postgres";
import * as schema from "./schema";

export type Db = PostgresJsDatabase<typeof schema>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** Hand-written SQL: on the pool, inside one transaction, or wherever the caller is. */
export type RawSql = Sql;
export type RawTx = TransactionSql;
export type AnySql = ISql;

export type Connection = {
  readonly db: Db;
  readonly sql: RawSql;
  /** Waits up to five seconds for what is running, then closes every connection. */
  readonly end: () => Promise<void>;
};

export type ConnectOptions = {
  /** Most connections open at once. */
  readonly max?: number;
  /** Longest a single statement may run; 0 = no limit (migrations, imports, audits). */
  readonly statementTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
};

/** Elements of an array reach the same parsers, and the driver does not look for NULL among them. */
const orNull =
  <T>(parse: (text: string) => T) =>
  (text: string) =>
    text === "NULL" ? null : parse(text);

/** int8 as number: what cannot be held exactly must not pass for a sum of money. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`int8 ${text} does not fit a JavaScript number`);
  }
  return value;
}

const asIs = (value: string) => value;

const types: Record<string, PostgresType> = {
  int8: { to: 20, from: [20], serialize: String, parse: orNull(parseInt8) },
  int4: { to: 23, from: [21, 23], serialize: String, parse: orNull(Number) },
  calendarDate: { to: 1082, from: [1082], serialize: asIs, parse: orNull(asIs) },
  instant: {
    to: 1184,
    from: [1184],
    serialize: (value: Date | string) => new Date(value).toISOString(),
    parse: orNull((text) => new Date(text)),
  },
  json: {
    to: 3802,
    from: [114, 3802],
    serialize: (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)),
    parse: orNull((text): unknown => JSON.parse(text)),
  },
};

const generations = new WeakMap<RawSql, number>();

/**
 * How many connections of a pool have ended so far. What was said through one of them says nothing
 * of the server that the next one finds: it may have crashed and begun again, or be another.
 */
export const generationOf = (sql: RawSql): number => generations.get(sql) ?? 0;

export function connect(url: string, options: ConnectOptions = {}): Connection {
  const { max = 10, statementTimeoutMs = 15_000, applicationName = "ordinate" } = options;
  const sql: RawSql = postgres(url, {
    max,
    types,
    connect_timeout: 10,
    onnotice: () => {},
    onclose: () => generations.set(sql, generationOf(sql) + 1),
    connection: {
      application_name: applicationName,
      TimeZone: "UTC",
      statement_timeout: statementTimeoutMs,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 30_000,
    },
  });
  return {
    db: drizzle({ client: shieldedFromDrizzle(sql), schema, casing: "snake_case" }),
    sql,
    end: () => sql.end({ timeout: 5 }),
  };
}

/**
 * The same client with parser tables of its own. Drizzle replaces entries in the tables of the
 * client it is given (dates become strings, JSON parameters throw); on this view it may, and the
 * pool keeps the ones above, which Drizzle's columns read just as well.
 */
function shieldedFromDrizzle(sql: RawSql): RawSql {
  const { options } = sql;
  return Object.create(sql, {
    options: {
      value: {
        ...options,
        parsers: { ...options.parsers },
        serializers: { ...options.serializers },
      },
    },
  });
}

/** One transaction, spoken to in both ways: what `tx` writes, `sql` sees, and both roll back. */
export function inTransaction<T>(
  connection: Pick<Connection, "db">,
  run: (transaction: { tx: Tx; sql: RawTx }) => Promise<T>,
): Promise<T> {
  return connection.db.transaction((tx) => run({ tx, sql: rawSqlOf(tx) }));
}

/** The connection below a Drizzle transaction. */
export function rawSqlOf(tx: Tx): RawTx {
  const session: object = tx._.session;
  // By kind, not by class: the web server's own code and Next's bundle each have their copy of it.
  const isOurs: boolean = is(session, PostgresJsSession);
  if (!isOurs || !("client" in session)) {
    throw new TypeError("this transaction was not opened by db/client.ts");
  }
  return session.client as RawTx;
}

const processWide: typeof globalThis & { ordinateDatabase?: Connection } = globalThis;

/**
 * This process' connection, opened at the first call from DATABASE_URL. It hangs on `globalThis`
 * because the development server loads a changed module again, and each load would open a pool.
 */
export function database(): Connection {
  processWide.ordinateDatabase ??= connect(databaseUrl(), { max: 20 });
  return processWide.ordinateDatabase;
}

function databaseUrl(): string {
  const url = process.env.DATABASE_URL;
  if (url === undefined || url === "") {
    throw new Error("DATABASE_URL is not set: start with `npm start`, which sets it");
  }
  return url;
}
