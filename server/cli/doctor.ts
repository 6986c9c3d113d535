import { constants, existsSync } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Connection } from "@/db/client";
import { appliedMigrations, latestMigration } from "@/db/migration-state";
import { type CliCall, type CliCommand, columns, EXIT, type ExitCode } from "./command";
import { findDatabase, openConnection, readSettings } from "./database";
import { grouped } from "./import-file";

/** `warning`: it works, and somebody should look; `failed`: it does not work. */
type Finding = {
  readonly check: string;
  readonly state: "ok" | "warning" | "failed";
  readonly detail: string;
};

const NODE_MIN = [20, 9] as const;
const DISK_MIN_BYTES = 1_000_000_000;
const HEARTBEAT_MAX_SECONDS = 60;
const OUTBOX_WARNING = 1_000;

export const doctorCommand: CliCommand = {
  name: "doctor",
  summary: "look for what is wrong with this installation",
  positionals: [],
  options: {},
  about: `Looks at the environment, the data directory, the database, its tables, the worker and what waits.
Exit status 1 when something has failed; warnings do not count.`,
  run: runDoctor,
};

async function runDoctor({ output }: CliCall): Promise<ExitCode> {
  const findings = [checkNode(), ...(await checkPlace())];
  if (findings.every(({ state }) => state !== "failed")) {
    findings.push(...(await checkDatabase(output.note)));
  }
  const failed = findings.filter(({ state }) => state === "failed").length;
  output.result({ findings, failed }, () =>
    columns(findings.map(({ check, state, detail }) => [state, check, detail])),
  );
  return failed === 0 ? EXIT.done : EXIT.refused;
}

const finding = (check: string, state: Finding["state"], detail: string): Finding => ({
  check,
  state,
  detail,
});

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  const detail = `${process.versions.node}, needs ${NODE_MIN.join(".")} or newer`;
  return finding("node", isEnough ? "ok" : "failed", detail);
}

/** Variables that cannot be used are thrown as a table, before anything is looked at. */
async function checkPlace(): Promise<Finding[]> {
  const { databaseUrl, dataDir } = readSettings();
  const environment = finding("environment", "ok", "every variable can be used");
  if (databaseUrl !== null) {
    return [environment];
  }
  const place = existsSync(dataDir) ? dataDir : dirname(dataDir);
  try {
    await access(place, constants.W_OK);
  } catch {
    return [environment, finding("data directory", "failed", `${place} cannot be written to`)];
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const detail = `${dataDir}, ${(free / 1e9).toFixed(1)} GB free`;
  return [environment, finding("data directory", free < DISK_MIN_BYTES ? "warning" : "ok", detail)];
}

async function checkDatabase(log: (line: string) => void): Promise<Finding[]> {
  let found: Awaited<ReturnType<typeof findDatabase>>;
  try {
    found = await findDatabase("oms doctor", log);
  } catch (error) {
    return [finding("database", "failed", error instanceof Error ? error.message : String(error))];
  }
  const connection = openConnection(found.url, "oms doctor");
  try {
    return [
      await checkVersion(connection),
      await checkTables(connection),
      ...(await checkWork(connection)),
    ];
  } catch (error) {
    return [finding("database", "failed", error instanceof Error ? error.message : String(error))];
  } finally {
    await connection.end();
    await found.release();
  }
}

async function checkVersion({ sql }: Connection): Promise<Finding> {
  const [row] = await sql<{ version: string; size: number }[]>`
    select current_setting('server_version') as version,
      pg_database_size(current_database()) as size`;
  const size = `${((row?.size ?? 0) / 1e6).toFixed(0)} MB`;
  return finding("database", "ok", `PostgreSQL ${row?.version ?? "?"}, ${size}`);
}

async function checkTables({ sql }: Connection): Promise<Finding> {
  const { latest, count } = await appliedMigrations(sql);
  return latest === latestMigration
    ? finding("tables", "ok", `current, ${count} migrations`)
    : finding("tables", "failed", "not of this version; npm start brings older ones up to date");
}

async function checkWork({ sql }: Connection): Promise<Finding[]> {
  const { latest } = await appliedMigrations(sql);
  if (latest !== latestMigration) {
    return [];
  }
  const [row] = await sql<{ age: number | null; outbox: number; dead: number }[]>`
    select (select extract(epoch from now() - max(beat_at))::float8 from worker_heartbeat) as age,
      (select count(*) from outbox) as outbox,
      (select count(*) from job where is_dead) as dead`;
  const { age = null, outbox = 0, dead = 0 } = row ?? {};
  const isAlive = age !== null && age < HEARTBEAT_MAX_SECONDS;
  const heard = age === null ? "never" : `${grouped(Math.round(age))} s ago`;
  return [
    finding("worker", isAlive ? "ok" : "warning", `last heard of ${heard}`),
    finding("outbox", outbox > OUTBOX_WARNING ? "warning" : "ok", `${grouped(outbox)} events wait`),
    finding("jobs", dead > 0 ? "warning" : "ok", `${grouped(dead)} are out of attempts`),
  ];
}
