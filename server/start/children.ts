/** The processes that a start keeps running: the web server and the worker. */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Ends a process with the supervisor; loaded before all else, but after tsx, which would hang. */
export const END_WITH_PARENT = "./server/start/end-with-parent.cjs";

export type ChildSpec = {
  readonly name: string;
  /** Arguments to Node, `END_WITH_PARENT` among them. */
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** How long it may finish what it is doing before it is killed. */
  readonly drainMs: number;
};

export type SupervisedChild = {
  /** Settles when the child keeps crashing. */
  readonly failed: Promise<Error>;
  readonly stop: () => Promise<void>;
};

const RESTART_DELAYS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];
/** Up for this long, a child counts as well again. */
const STEADY_MS = 60_000;

/** Starts a child and starts it again when it ends; gives up when it keeps ending. */
export function supervise(spec: ChildSpec, say: (line: string) => void): SupervisedChild {
  let child = launch(spec);
  let stopping = false;
  const watch = async (): Promise<Error> => {
    let restarts = 0;
    for (;;) {
      const since = Date.now();
      const how = await endOf(child);
      if (stopping) {
        return new Error(`the ${spec.name} was stopped`);
      }
      restarts = Date.now() - since > STEADY_MS ? 0 : restarts;
      const delayMs = RESTART_DELAYS_MS[restarts];
      if (delayMs === undefined) {
        return new Error(`the ${spec.name} keeps ending (${how})`);
      }
      say(`the ${spec.name} ended (${how}); starting it again`);
      await sleep(delayMs);
      if (stopping) {
        return new Error(`the ${spec.name} was stopped`);
      }
      restarts += 1;
      child = launch(spec);
    }
  };
  const ended = watch();
  return {
    failed: new Promise((resolve) => {
      ended.then((error) => stopping || resolve(error)).catch(resolve);
    }),
    stop: async () => {
      stopping = true;
      await stopChild(child, spec.drainMs);
      await ended;
    },
  };
}

/** In a process group of its own: Ctrl-C reaches the supervisor alone, who then stops the others. */
function launch({ args, environment }: ChildSpec): ChildProcess {
  return spawn(process.execPath, [...args], {
    env: environment,
    stdio: ["pipe", "inherit", "inherit"],
    detached: true,
  });
}

const hasEnded = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const tell = () => resolve(child.signalCode ?? `exit status ${child.exitCode}`);
    if (hasEnded(child)) {
      tell();
    } else {
      child.once("exit", tell);
      child.once("error", (error) => resolve(error.message));
    }
  });
}

async function stopChild(child: ChildProcess, drainMs: number): Promise<void> {
  if (hasEnded(child)) {
    return;
  }
  signalGroup(child, "SIGTERM");
  const kill = setTimeout(() => signalGroup(child, "SIGKILL"), drainMs);
  await endOf(child);
  clearTimeout(kill);
}

/** The whole group, since a child (the development server) has children too. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-Number(child.pid), signal);
  } catch {
    // Gone between the look and the call.
  }
}
