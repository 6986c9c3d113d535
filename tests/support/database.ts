import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { type Connection, connect } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";

const TEMPLATE = "template_migrated";
/** Postgres refuses to copy a template that somebody else is copying; so they take turns. */
const COPY_LOCK = 1;

const named = (url: string, database: string) => {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
};

/** A database with every migration applied, which no test ever writes to. */
export async function buildTemplate(serverUrl: string): Promise<void> {
  const admin = connect(serverUrl, { max: 1 });
  await admin.sql.unsafe(`create database ${TEMPLATE}`);
  await admin.end();
  await migrateDatabase(named(serverUrl, TEMPLATE), () => {});
}

export type TestDatabase = Connection & {
  readonly url: string;
  readonly drop: () => Promise<void>;
};

/** Once per test file: its own copy of the template, on a real server, with real commits. */
export async function openDatabase({ max = 30 } = {}): Promise<TestDatabase> {
  const serverUrl = inject("databaseUrl");
  const name = `test_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const admin = connect(serverUrl, { max: 1, statementTimeoutMs: 60_000 });
  await admin.sql`set lock_timeout = 0`;
  await admin.sql`select pg_advisory_lock(${COPY_LOCK})`;
  await admin.sql.unsafe(`create database ${name} template ${TEMPLATE} strategy file_copy`);
  await admin.sql`select pg_advisory_unlock(${COPY_LOCK})`;
  const url = named(serverUrl, name);
  const connection = connect(url, { max });
  return {
    ...connection,
    url,
    drop: async () => {
      await connection.end();
      await admin.sql.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
