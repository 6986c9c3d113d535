/**
 * The embedded database: a real PostgreSQL server from an npm package, on loopback only, entered
 * with a generated password. It lives exactly as long as the process that started it: whoever
 * holds the other end of its watchdog's stdin. When that process dies in whatever way, the pipe
 * closes and the server shuts down; when the server dies, it is started again.
 */
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
import {
  type Cluster,
  DATABASE,
  openCluster,
  prepareDataDirectory,
  ROLE,
  readPassword,
  serverEnv,
} from "./postgres/cluster";
import {
  DataDirectoryInUse,
  holderOf,
  livingGuests,
  signInAsGuest,
  takeDataDirectory,
} from "./postgres/lock";
import { giveToOwnerOf } from "./postgres/run-as";

export { DataDirectoryInUse };

export type EmbeddedOptions = {
  readonly dataDir: string;
  /** Who is starting it, as the second starter will read it. */
  readonly purpose: string;
  readonly log?: (line: string) => void;
  /** For tests: a crash of the machine may lose data. */
  readonly fast?: boolean;
};

export type EmbeddedServer = {
  readonly port: number;
  readonly url: (database?: string) => string;
  /** Settles when the server is down for good although nobody stopped it. */
  readonly failed: Promise<Error>;
  readonly stop: () => Promise<void>;
};

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

const RESTART_DELAYS_MS = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000];
/** Up for this long, the server counts as well again. */
const STEADY_MS = 60_000;
const READY_WITHIN_MS = 300_000;
const STOPPED_WITHIN_MS = 30_000;

type Running = { readonly child: ChildProcess; readonly gone: Promise<void> };

/** Starts the server of a data directory; throws `DataDirectoryInUse` when somebody runs it. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { purpose, log = () => {}, fast = false } = options;
  const dataDir = prepareDataDirectory(options.dataDir);
  const lock = await takeDataDirectory(dataDir, purpose);
  try {
    const cluster = openCluster(dataDir, { fast, log });
    await endPreviousServer(cluster, log);
    const launch = (port: number) => launchServer(cluster, { dataDir, port, fast, log });
    const { port, running } = await launchOnFreePort(launch);
    lock.announce(port);
    const care = superviseServer(running, () => launch(port), log);
    return {
      port,
      url: (database = DATABASE) => urlOf(cluster.password, port, database),
      failed: care.failed,
      stop: async () => {
        await care.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The database of a data directory for as long as one command runs: the server that is running
 * there, or one started now. A command that started it keeps it until its guests have finished.
 */
export async function connectRunning(
  options: EmbeddedOptions,
): Promise<{ url: string; release: () => Promise<void> }> {
  const dataDir = prepareDataDirectory(options.dataDir);
  for (;;) {
    const holder = holderOf(dataDir);
    const password = readPassword(dataDir);
    if (holder !== null && holder.port !== null && password !== null) {
      const signOut = signInAsGuest(dataDir);
      const url = urlOf(password, holder.port, DATABASE);
      return { url, release: async () => signOut() };
    }
    if (holder !== null) {
      await sleep(100);
      continue;
    }
    try {
      const server = await startEmbedded({ ...options, dataDir });
      return { url: server.url(), release: () => stopAfterGuests(server, dataDir, options.log) };
    } catch (error) {
      if (!(error instanceof DataDirectoryInUse)) {
        throw error;
      }
    }
  }
}

async function stopAfterGuests(
  server: EmbeddedServer,
  dataDir: string,
  log: (line: string) => void = () => {},
): Promise<void> {
  if (livingGuests(dataDir) > 0) {
    log("waiting for another command that uses this database");
  }
  while (livingGuests(dataDir) > 0) {
    await sleep(200);
  }
  await server.stop();
}

const urlOf = (password: string, port: number, database: string) =>
  `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;

/** A free port is only a guess: somebody may take it before the server does. */
async function launchOnFreePort(launch: (port: number) => Promise<Running>) {
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

async function launchServer(
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
async function endPreviousServer(cluster: Cluster, log: (line: string) => void): Promise<void> {
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

/** Starts the server again when it dies, slower each time, and gives up when that leads nowhere. */
function superviseServer(
  first: Running,
  launch: () => Promise<Running>,
  log: (line: string) => void,
): { failed: Promise<Error>; stop: () => Promise<void> } {
  let current: Running | null = first;
  let stopping = false;
  const watch = async (): Promise<Error> => {
    let restarts = 0;
    for (;;) {
      const since = Date.now();
      await current?.gone;
      if (stopping) {
        return new Error("stopped");
      }
      current = null;
      restarts = Date.now() - since > STEADY_MS ? 0 : restarts;
      const outcome = await startAgain(restarts, launch, log, () => stopping);
      if (outcome instanceof Error) {
        return outcome;
      }
      restarts = outcome.restarts;
      current = outcome.running;
    }
  };
  const ended = watch();
  return {
    failed: new Promise((resolve) => {
      ended.then((error) => stopping || resolve(error)).catch(resolve);
    }),
    stop: async () => {
      stopping = true;
      await stopServer(current);
      await ended;
      await stopServer(current);
    },
  };
}

async function startAgain(
  restartsBefore: number,
  launch: () => Promise<Running>,
  log: (line: string) => void,
  isStopping: () => boolean,
): Promise<{ restarts: number; running: Running } | Error> {
  let last = new Error("PostgreSQL keeps stopping");
  for (let restarts = restartsBefore; restarts < RESTART_DELAYS_MS.length; restarts += 1) {
    log("PostgreSQL stopped unexpectedly; starting it again");
    await sleep(RESTART_DELAYS_MS[restarts] ?? 0);
    if (isStopping()) {
      return new Error("stopped");
    }
    try {
      const running = await launch();
      log("PostgreSQL is up again");
      return { restarts: restarts + 1, running };
    } catch (error) {
      last = error instanceof Error ? error : new Error(String(error));
      log(last.message);
    }
  }
  return last;
}

/** Fast shutdown: open transactions roll back, then a checkpoint. */
async function stopServer(running: Running | null): Promise<void> {
  if (running === null) {
    return;
  }
  running.child.stdin?.end();
  const timer = setTimeout(() => running.child.kill("SIGKILL"), STOPPED_WITHIN_MS);
  await running.gone;
  clearTimeout(timer);
}
