/** One run of the server program: how it is started, when it is ready, how it is stopped. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, serverEnv } from "./cluster";
import { giveToOwnerOf } from "./run-as";

/** Durable by default: an acknowledged commit is on disk. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  jit: "off",
  random_page_cost: "1.1",
  fsync: "on",
  synchronous_commit: "on",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  log_min_messages: "warning",
  log_timezone: "UTC",
  timezone: "UTC",
};

const FAST_SETTINGS = {
  shared_buffers: "128MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum: "off",
};

/**
 * Runs the server as a child in a session of its own (Ctrl-C does not reach it) and asks it for a
 * fast shutdown when stdin ends. The reader outlives a killed shell, and so keeps its promise.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap 'kill -INT $server' INT TERM HUP
(read -r _ <&3; kill -INT $server) 2>/dev/null &
reader=$!
wait $server; status=$?
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
kill $reader 2>/dev/null
exit $status`;

const READY_WITHIN_MS = 300_000;
const STOPPED_WITHIN_MS = 30_000;

export type Running = { readonly child: ChildProcess; readonly gone: Promise<void> };

/** A free port is only a guess: somebody may take it before the server does. */
export async function launchOnFreePort(launch: (port: number) => Promise<Running>) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, running: await launch(port) };
    } catch (error) {
      if (attempt === 3 || !(error instanceof Error && /in use/.test(error.message))) {
        throw error;
      }
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        resolve(address !== null && typeof address === "object" ? address.port : 0),
      );
    });
  });
}

export async function launchServer(
  cluster: Cluster,
  how: { dataDir: string; port: number; fast: boolean; log: (line: string) => void },
): Promise<Running> {
  const settings = { ...SETTINGS, ...(how.fast ? FAST_SETTINGS : {}), port: String(how.port) };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const logPath = join(how.dataDir, "postgres.log");
  const logFile = openLog(how.dataDir, logPath);
  const logStart = statSync(logPath).size;
  const child = spawn(
    "/bin/sh",
    ["-c", WATCHDOG, "ordinate-postgres", cluster.programs.postgres, "-D", cluster.dir, ...args],
    {
      ...cluster.user,
      cwd: "/",
      env: serverEnv(),
      detached: true,
      stdio: ["pipe", logFile, logFile],
    },
  );
  closeSync(logFile);
  // The pipe breaks when the server goes first; its end is told by "exit".
  child.stdin?.on("error", () => {});
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  await untilReady(cluster, child, how.log, () => readFileSync(logPath, "utf8").slice(logStart));
  return { child, gone };
}

const LOG_BYTES_MAX = 10_000_000;

function openLog(dataDir: string, path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) {
    renameSync(path, `${path}.1`);
  }
  const file = openSync(path, "a", 0o600);
  giveToOwnerOf(dataDir, path);
  return file;
}

async function untilReady(
  cluster: Cluster,
  child: ChildProcess,
  log: (line: string) => void,
  readLog: () => string,
): Promise<void> {
  const began = Date.now();
  let told = began;
  for (;;) {
    const server = readServerFile(cluster.dir);
    if (server?.ready === true && isAlive(server.pid)) {
      return;
    }
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`PostgreSQL did not start: ${readLog().trim() || "no message"}`);
    }
    if (Date.now() - began > READY_WITHIN_MS) {
      child.stdin?.end();
      throw new Error(`PostgreSQL was not ready after ${READY_WITHIN_MS / 1000} s: ${readLog()}`);
    }
    if (Date.now() - told > 5_000) {
      told = Date.now();
      log(`PostgreSQL is still starting (${Math.round((told - began) / 1000)} s)`);
    }
    await sleep(20);
  }
}

/** PostgreSQL's own note of who runs on the cluster: line 1 the process, line 8 its state. */
function readServerFile(clusterDir: string): { pid: number; ready: boolean } | null {
  const path = join(clusterDir, "postmaster.pid");
  if (!existsSync(path)) {
    return null;
  }
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, ready: lines[7]?.trim() === "ready" } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function commandLineOf(pid: number): string {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  }
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout;
}

/**
 * We hold the data directory, so a server still on it has lost its starter. It is shutting down,
 * or it missed the moment and is told now.
 */
export async function endPreviousServer(
  cluster: Cluster,
  log: (line: string) => void,
): Promise<void> {
  const began = Date.now();
  let told = false;
  for (;;) {
    const server = readServerFile(cluster.dir);
    if (server === null || !isAlive(server.pid)) {
      return;
    }
    if (!commandLineOf(server.pid).includes(cluster.dir)) {
      // The number now belongs to another program, and PostgreSQL would take it for a server.
      rmSync(join(cluster.dir, "postmaster.pid"), { force: true });
      return;
    }
    const waitedMs = Date.now() - began;
    if (!told && waitedMs > 3_000) {
      told = true;
      log(`stopping the PostgreSQL that an earlier start left behind (process ${server.pid})`);
      process.kill(server.pid, "SIGINT");
    }
    if (waitedMs > STOPPED_WITHIN_MS) {
      throw new Error(`PostgreSQL (process ${server.pid}) still runs on ${cluster.dir}`);
    }
    await sleep(50);
  }
}

/** Fast shutdown: open transactions roll back, then a checkpoint. */
export async function stopServer(running: Running | null): Promise<void> {
  if (running === null) {
    return;
  }
  running.child.stdin?.end();
  const timer = setTimeout(() => running.child.kill("SIGKILL"), STOPPED_WITHIN_MS);
  await running.gone;
  clearTimeout(timer);
}
