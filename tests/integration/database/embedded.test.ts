import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "@/db/client";
import { connectRunning, DataDirectoryInUse, startEmbedded } from "@/db/embedded";

// Each test starts real servers, and a busy machine takes its time over that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const HOLDER = fileURLToPath(new URL("../../support/embedded-holder.ts", import.meta.url));

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "ordinate-embedded-"));
  chmodSync(dataDir, 0o755);
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    await stop(child, "SIGTERM");
  }
  await until(() => serverPid() === null || !isAlive(serverPid()));
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

/** Starts the server in a process of its own; answers once it said that it is ready, or ended. */
async function holder(purpose = "the holder") {
  const child = spawn(process.execPath, ["--import", "tsx", HOLDER, dataDir, purpose], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  await until(() => /READY \S+\n/.test(output) || child.exitCode !== null);
  return { child, url: /READY (\S+)/.exec(output)?.[1] ?? "", output: () => output };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 40_000) {
      throw new Error("waited 40 s in vain");
    }
    await sleep(20);
  }
}

function serverPid(): number | null {
  const path = join(dataDir, "postgres", "postmaster.pid");
  return existsSync(path) ? Number(readFileSync(path, "utf8").split("\n")[0]) : null;
}

function isAlive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Writes numbered rows until the server goes away; answers the numbers whose commit was told. */
function writeUntilItBreaks(url: string) {
  const { sql, end } = connect(url, { max: 4 });
  const acknowledged: number[] = [];
  let stopped = false;
  const writer = async (from: number) => {
    for (let number = from; !stopped; number += 4) {
      await sql`insert into kept (number) values (${number})`;
      acknowledged.push(number);
    }
  };
  const all = Promise.allSettled([writer(0), writer(1), writer(2), writer(3)]);
  const finish = async () => {
    await all;
    stopped = true;
    await end();
    return acknowledged;
  };
  return { acknowledged, finish };
}

async function makeTable(url: string): Promise<void> {
  const { sql, end } = connect(url, { max: 1 });
  await sql`create table kept (number int primary key)`;
  await end();
}

async function missingFrom(url: string, acknowledged: readonly number[]): Promise<number[]> {
  const { sql, end } = connect(url, { max: 1 });
  const rows = await sql<{ number: number }[]>`select number from kept`;
  await end();
  const kept = new Set(rows.map((row) => row.number));
  return acknowledged.filter((number) => !kept.has(number));
}

test("a restart keeps the data; the password is readable by its owner alone", async () => {
  const first = await startEmbedded({ dataDir, purpose: "the test" });
  await makeTable(first.url());
  await first.stop();
  expect(statSync(join(dataDir, "database-password")).mode & 0o777).toBe(0o600);

  const second = await startEmbedded({ dataDir, purpose: "the test" });
  expect(await missingFrom(second.url(), [])).toEqual([]);
  await second.stop();
});

test("without the password, or with a wrong one, nobody comes in", async () => {
  const server = await startEmbedded({ dataDir, purpose: "the test" });
  const wrong = connect(server.url().replace(/oms:[^@]+@/, "oms:wrong@"), { max: 1 });
  await expect(wrong.sql`select 1`).rejects.toThrow(/password authentication failed/);
  await wrong.end();
  await server.stop();
});

test("a lost password file is replaced without losing the data", async () => {
  const first = await startEmbedded({ dataDir, purpose: "the test" });
  await makeTable(first.url());
  await first.stop();
  rmSync(join(dataDir, "database-password"));

  const second = await startEmbedded({ dataDir, purpose: "the test" });
  expect(second.url()).not.toContain(first.url().slice(0, 30));
  expect(await missingFrom(second.url(), [])).toEqual([]);
  await second.stop();
});

test("a second start says who holds the directory, ends with 1 and does no harm", async () => {
  const first = await holder("the first start");
  await makeTable(first.url);
  const second = await holder("the second start");
  expect(second.child.exitCode).toBe(1);
  expect(second.output()).toContain(`in use by the first start (process ${first.child.pid})`);
  expect(await missingFrom(first.url, [])).toEqual([]);
});

test("of five starts at once exactly one wins", async () => {
  const starts = await Promise.all(["a", "b", "c", "d", "e"].map((name) => holder(name)));
  const winners = starts.filter(({ url }) => url !== "");
  expect(winners).toHaveLength(1);
  expect(starts.filter(({ child }) => child.exitCode === 1)).toHaveLength(4);
});

test("the lock of a dead process is no lock, also when its number lives again", async () => {
  const reborn = { pid: process.pid, began: "1", purpose: "a dead start", port: 1 };
  writeFileSync(join(dataDir, "holder.json"), JSON.stringify(reborn));
  const server = await startEmbedded({ dataDir, purpose: "the test" });
  await server.stop();
});

test("kill -9 of the starter in mid-load: the server goes too, and no told commit is lost", async () => {
  const first = await holder();
  await makeTable(first.url);
  const load = writeUntilItBreaks(first.url);
  await until(() => load.acknowledged.length > 200);
  const pid = serverPid();
  await stop(first.child, "SIGKILL");
  await until(() => !isAlive(pid));
  const acknowledged = await load.finish();

  const second = await holder();
  expect(await missingFrom(second.url, acknowledged)).toEqual([]);
});

test("kill -9 of the server in mid-load: it is up again by itself, at its old address", async () => {
  const first = await holder();
  await makeTable(first.url);
  const load = writeUntilItBreaks(first.url);
  await until(() => load.acknowledged.length > 200);
  process.kill(Number(serverPid()), "SIGKILL");
  const acknowledged = await load.finish();
  await until(() => first.output().includes("up again"));
  expect(await missingFrom(first.url, acknowledged)).toEqual([]);
});

test("kill -9 of starter and server together: the next start recovers", async () => {
  const first = await holder();
  await makeTable(first.url);
  const load = writeUntilItBreaks(first.url);
  await until(() => load.acknowledged.length > 200);
  process.kill(Number(serverPid()), "SIGKILL");
  await stop(first.child, "SIGKILL");
  const acknowledged = await load.finish();

  const second = await holder();
  expect(await missingFrom(second.url, acknowledged)).toEqual([]);
});

test("a first start that was killed half-way leaves nothing in the way", async () => {
  const first = spawn(process.execPath, ["--import", "tsx", HOLDER, dataDir], { stdio: "ignore" });
  children.push(first);
  await until(() => {
    const begun = readdirSync(dataDir).find((name) => name.startsWith("postgres.unfinished-"));
    return begun !== undefined && existsSync(join(dataDir, begun, "base"));
  });
  await stop(first, "SIGKILL");
  const second = await holder();
  await makeTable(second.url);
});

test("a command joins the running server and leaves it running", async () => {
  const first = await holder();
  await makeTable(first.url);
  const command = await connectRunning({ dataDir, purpose: "a command" });
  expect(command.url).toBe(first.url);
  await command.release();
  expect(await missingFrom(first.url, [])).toEqual([]);
});

test("a command starts the server when nobody runs it, and waits for its guests to leave", async () => {
  const host = await connectRunning({ dataDir, purpose: "the first command" });
  await makeTable(host.url);
  const guest = await connectRunning({ dataDir, purpose: "the second command" });
  expect(guest.url).toBe(host.url);
  await expect(startEmbedded({ dataDir, purpose: "a start" })).rejects.toThrow(DataDirectoryInUse);

  const released = host.release();
  expect(await Promise.race([released.then(() => "stopped"), sleep(500, "waits")])).toBe("waits");
  expect(await missingFrom(guest.url, [])).toEqual([]);
  await guest.release();
  await released;
  expect(isAlive(serverPid())).toBe(false);
});
