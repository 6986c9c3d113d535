/** Bringing a database to the schema of this version. */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { type AnySql, type Connection, connect } from "./client";
import { appliedMigrations, latestMigration } from "./migration-state";

const migrationsFolder = fileURLToPath(new URL("migrations", import.meta.url));

/** One number for all who migrate, so that several starters take turns. */
const ADVISORY_LOCK = 7_262_014;

/** How many migrations were applied. Waits while another process migrates. */
export async function migrateDatabase(url: string, log: (line: string) => void): Promise<number> {
  const connection = connect(url, {
    max: 1,
    statementTimeoutMs: 0,
    applicationName: "ordinate-migrate",
  });
  try {
    await takeTurn(connection, log);
    const before = await appliedMigrations(connection.sql);
    refuseNewer(before.latest);
    await migrate(connection.db, { migrationsFolder });
    const after = await appliedMigrations(connection.sql);
    return after.count - before.count;
  } finally {
    await connection.end();
  }
}

async function takeTurn({ sql }: Connection, log: (line: string) => void): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const [row] = await sql`select pg_try_advisory_lock(${ADVISORY_LOCK}) as taken`;
    if (row?.taken === true) {
      return;
    }
    if (attempt === 10) {
      log("waiting for another process that migrates this database");
    }
    await sleep(200);
  }
}

function refuseNewer(latest: number): void {
  if (latest > latestMigration) {
    throw new Error(
      "the database was migrated by a newer version of Ordinate than this one. " +
        "Start that version, or restore a back-up from before it. Nothing was changed.",
    );
  }
}

/** Takes everything out of a database, so that it can be migrated from nothing. */
export async function emptyDatabase(sql: AnySql): Promise<void> {
  await sql`drop schema if exists drizzle cascade`;
  await sql`drop schema public cascade`;
  await sql`create schema public`;
}
