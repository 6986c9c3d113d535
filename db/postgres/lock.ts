/**
 * Who uses a data directory: one holder, who runs the server, and any number of guests, who only
 * connect to it (commands of the command line).
 *
 * PostgreSQL has a lock of its own, but it speaks too late and of the wrong thing: by then the
 * port is chosen, and what it reports is a process id of postgres, not of the program to stop.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { giveToOwnerOf } from "./run-as";

export type Holder = {
  readonly pid: number;
  /** When the process began, as the system tells it: tells a process from a later one's same id. */
  readonly began: string;
  /** What the holder is doing, for the message the second one reads. */
  readonly purpose: string;
  /** Port of the server, once it answers. */
  readonly port: number | null;
  /** On its way out: worth waiting for. */
  readonly isLeaving: boolean;
};

export class DataDirectoryInUse extends Error {
  override readonly name = "DataDirectoryInUse";
  readonly holder: Holder;
  constructor(dataDir: string, holder: Holder) {
    super(
      `the data directory ${dataDir} is in use by ${holder.purpose} (process ${holder.pid}). ` +
        "Nothing was changed. Stop that process first, or give this one another OMS_DATA_DIR.",
    );
    this.holder = holder;
  }
}

export type Lock = {
  readonly announce: (news: { readonly port: number; readonly isLeaving: boolean }) => void;
  readonly release: () => void;
};

/** A holder may just be ending, unnoticed or announced. */
const WAIT_MS = 3_000;
const WAIT_FOR_LEAVING_MS = 30_000;

/** Linux: start time in clock ticks since boot; elsewhere what ps prints. "" = no such process. */
export function beganAt(pid: number): string {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The second field is the program's name in brackets and may hold spaces itself.
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    } catch {
      return "";
    }
  }
  return spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
}

const lives = ({ pid, began }: Pick<Holder, "pid" | "began">) =>
  began !== "" && beganAt(pid) === began;

const lockPath = (dataDir: string) => join(dataDir, "holder.json");
const guestsPath = (dataDir: string) => join(dataDir, "guests");

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** The living holder of a data directory, if there is one. */
export function holderOf(dataDir: string): Holder | null {
  const holder = readHolder(lockPath(dataDir));
  return holder !== null && lives(holder) ? holder : null;
}

/** Takes the data directory for this process; throws `DataDirectoryInUse` after a short wait. */
export async function takeDataDirectory(dataDir: string, purpose: string): Promise<Lock> {
  const path = lockPath(dataDir);
  const own: Holder = {
    pid: process.pid,
    began: beganAt(process.pid),
    purpose,
    port: null,
    isLeaving: false,
  };
  const asked = Date.now();
  for (;;) {
    if (putLock(dataDir, own)) {
      return {
        announce: (news) => renameSync(writeAside(dataDir, { ...own, ...news }), path),
        release: () => rmSync(path, { force: true }),
      };
    }
    const holder = holderOf(dataDir);
    if (holder === null) {
      await removeDeadLock(dataDir);
      continue;
    }
    if (Date.now() - asked > (holder.isLeaving ? WAIT_FOR_LEAVING_MS : WAIT_MS)) {
      throw new DataDirectoryInUse(dataDir, holder);
    }
    await sleep(100);
  }
}

/** Written aside and linked into place: the lock is there with its content or not at all. */
function putLock(dataDir: string, holder: Holder): boolean {
  const aside = writeAside(dataDir, holder);
  try {
    linkSync(aside, lockPath(dataDir));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function writeAside(dataDir: string, holder: Holder): string {
  const aside = join(dataDir, `holder.${process.pid}.json`);
  writeFileSync(aside, JSON.stringify(holder), { mode: 0o644 });
  giveToOwnerOf(dataDir, aside);
  return aside;
}

/**
 * Two starters may find the same dead lock. Who makes the guard folder removes it; without that,
 * the slower one would remove the lock the faster one has taken meanwhile.
 */
async function removeDeadLock(dataDir: string): Promise<void> {
  const guard = join(dataDir, "holder.guard");
  try {
    mkdirSync(guard);
  } catch {
    await sleep(50);
    const age = existsSync(guard) ? Date.now() - statSync(guard).mtimeMs : 0;
    if (age > 10_000) {
      rmSync(guard, { recursive: true, force: true });
    }
    return;
  }
  if (holderOf(dataDir) === null) {
    rmSync(lockPath(dataDir), { force: true });
  }
  rmSync(guard, { recursive: true, force: true });
}

/** Signs this process in as a guest of the running server; the answer signs it out. */
export function signInAsGuest(dataDir: string): () => void {
  const dir = guestsPath(dataDir);
  mkdirSync(dir, { recursive: true });
  giveToOwnerOf(dataDir, dir);
  const path = join(dir, `${process.pid}.json`);
  writeFileSync(path, JSON.stringify({ pid: process.pid, began: beganAt(process.pid) }));
  return () => rmSync(path, { force: true });
}

/** Guests that still run. What dead ones left behind is cleared away. */
export function livingGuests(dataDir: string): number {
  const dir = guestsPath(dataDir);
  if (!existsSync(dir)) {
    return 0;
  }
  let living = 0;
  for (const name of readdirSync(dir)) {
    const guest = readHolder(join(dir, name));
    if (guest !== null && lives(guest)) {
      living += 1;
    } else {
      rmSync(join(dir, name), { force: true });
    }
  }
  return living;
}
