/**
 * The embedded database: a real PostgreSQL server from an npm package, on loopback only, entered
 * with a generated password. It lives exactly as long as the process that started it: whoever
 * holds the other end of its watchdog's stdin. When that process dies in whatever way, the pipe
 * closes and the server shuts down; when the server dies, it is started again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  DATABASE,
  openCluster,
  prepareDataDirectory,
  ROLE,
  readPassword,
} from "./postgres/cluster";
import {
  DataDirectoryInUse,
  holderOf,
  livingGuests,
  signInAsGuest,
  takeDataDirectory,
} from "./postgres/lock";
import {
  endPreviousServer,
  launchOnFreePort,
  launchServer,
  type Running,
  stopServer,
} from "./postgres/server";

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
  /** Lets others know early that the stop is near: a new start waits for it, no command joins. */
  readonly retire: () => void;
  readonly stop: () => Promise<void>;
};

const RESTART_DELAYS_MS = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000];
/** Up for this long, the server counts as well again. */
const STEADY_MS = 60_000;

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
    lock.announce({ port, isLeaving: false });
    const care = superviseServer(running, () => launch(port), log);
    return {
      port,
      url: (database = DATABASE) => urlOf(cluster.password, port, database),
      failed: care.failed,
      retire: () => lock.announce({ port, isLeaving: true }),
      stop: async () => {
        lock.announce({ port, isLeaving: true });
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
    if (holder !== null && holder.port !== null && !holder.isLeaving && password !== null) {
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
      if (stopping) {
        await stopServer(current);
      }
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
