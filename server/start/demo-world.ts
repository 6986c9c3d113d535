/** The demo world: loaded once into an empty database, and remembered for later starts. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@/db/client";
import { emptyDatabase, migrateDatabase } from "@/db/migrate";
import { type DemoWorld, say, step } from "./report";

type Where = { readonly databaseUrl: string; readonly dataDir: string; readonly embedded: boolean };

/** What there is to show of the demo world; loads it first when the database is empty. */
export async function ensureDemoWorld(where: Where): Promise<DemoWorld | null> {
  mkdirSync(where.dataDir, { recursive: true });
  const note = join(where.dataDir, "demo-world.json");
  const unfinished = join(where.dataDir, "demo-world-unfinished");
  if (existsSync(unfinished) && where.embedded) {
    say("- an earlier start did not finish the demo world; beginning again");
    await startOver(where.databaseUrl, say);
  } else if (!(await isEmpty(where.databaseUrl))) {
    return existsSync(note) ? JSON.parse(readFileSync(note, "utf8")) : null;
  }
  return step("loading the demo world", () => loadNoted(where, (line) => say(`  ${line}`)));
}

/** The demo world made anew: everything in the database is deleted first. */
export async function reloadDemoWorld(
  where: Where,
  log: (line: string) => void,
): Promise<DemoWorld> {
  mkdirSync(where.dataDir, { recursive: true });
  await startOver(where.databaseUrl, log);
  return loadNoted(where, log);
}

/** Loads it with a note beside the data of how to get in, and while it lasts, that it is unfinished. */
async function loadNoted(where: Where, log: (line: string) => void): Promise<DemoWorld> {
  const unfinished = join(where.dataDir, "demo-world-unfinished");
  writeFileSync(unfinished, "");
  const demo = await load(where.databaseUrl, log);
  writeFileSync(join(where.dataDir, "demo-world.json"), JSON.stringify(demo), { mode: 0o600 });
  rmSync(unfinished);
  return demo;
}

async function isEmpty(databaseUrl: string): Promise<boolean> {
  const { sql, end } = connect(databaseUrl, { max: 1 });
  const [row] = await sql<{ empty: boolean }[]>`
    select not exists (select from app_user) and not exists (select from company) as empty`;
  await end();
  return row?.empty === true;
}

async function startOver(databaseUrl: string, log: (line: string) => void): Promise<void> {
  const { sql, end } = connect(databaseUrl, { max: 1, statementTimeoutMs: 0 });
  await emptyDatabase(sql);
  await end();
  await migrateDatabase(databaseUrl, log);
}

async function load(databaseUrl: string, log: (line: string) => void): Promise<DemoWorld> {
  const { seedDemo } = await import("@/db/seed/demo");
  const connection = connect(databaseUrl, { max: 1, statementTimeoutMs: 0 });
  try {
    return await seedDemo(connection, log);
  } finally {
    await connection.end();
  }
}
