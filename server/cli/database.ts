import { type Connection, connect } from "@/db/client";
import { connectRunning } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { appliedMigrations, latestMigration } from "@/db/migration-state";
import { type Env, env } from "@/server/env";
import { DomainError } from "@/server/oms/kernel/errors";
import { systemActor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import { settleAuthSecret } from "@/server/start/secret";

/** What a command works with: the server's database, as a trusted actor with a name. */
export type CliDatabase = {
  readonly connection: Connection;
  readonly url: string;
  readonly ctx: Ctx;
};

/** The settings of this installation. No command signs anything, so none needs the secret. */
export function readSettings(): Env {
  const hasDatabase = (process.env.DATABASE_URL ?? "") !== "";
  if (hasDatabase && (process.env.AUTH_SECRET ?? "") === "") {
    process.env.AUTH_SECRET = "the command line signs nothing, so it needs no secret";
  }
  return env();
}

/** The address of the database, and what to do when it is no longer needed. */
export async function findDatabase(
  purpose: string,
  log: (line: string) => void,
): Promise<{ readonly url: string; readonly release: () => Promise<void> }> {
  const { databaseUrl, dataDir } = readSettings();
  if (databaseUrl !== null) {
    return { url: databaseUrl, release: async () => {} };
  }
  const running = await connectRunning({ dataDir, purpose, log });
  settleAuthSecret();
  return running;
}

export const openConnection = (url: string, purpose: string): Connection =>
  connect(url, {
    max: 4,
    statementTimeoutMs: 0,
    applicationName: `ordinate-${purpose.replaceAll(" ", "-")}`,
  });

/**
 * Run something on the database of DATABASE_URL or of OMS_DATA_DIR. A database that nobody has used
 * yet is brought to this version's schema; an older one is left to the server's own start.
 *
 * @throws STALE when the schema is of another version
 */
export async function withDatabase<T>(
  purpose: string,
  log: (line: string) => void,
  run: (database: CliDatabase) => Promise<T>,
): Promise<T> {
  const { url, release } = await findDatabase(purpose, log);
  try {
    const connection = openConnection(url, purpose);
    try {
      await requireCurrent(connection, url, log);
      const ctx = { database: connection, clock: systemClock, actor: systemActor(purpose) };
      return await run({ connection, url, ctx });
    } finally {
      await connection.end();
    }
  } finally {
    await release();
  }
}

async function requireCurrent(
  { sql }: Connection,
  url: string,
  log: (line: string) => void,
): Promise<void> {
  const applied = await appliedMigrations(sql);
  if (applied.count === 0) {
    log("the database is empty: making its tables");
    await migrateDatabase(url, log);
  } else if (applied.latest !== latestMigration) {
    const way = applied.latest < latestMigration ? "an older" : "a newer";
    throw new DomainError(
      "STALE",
      `The database has the tables of ${way} version than this one. \`npm start\` brings an older one up to date.`,
    );
  }
}
