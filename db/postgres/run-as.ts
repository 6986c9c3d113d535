/** Which system user the embedded server runs as, and what that user can reach. */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";

/** Spawn options: empty = as the current user. */
export type RunAs = { uid: number; gid: number } | Record<string, never>;

const isRoot = () => process.getuid?.() === 0;

/**
 * PostgreSQL refuses to run as root. As root it gets the owner of the existing cluster, else the
 * user `postgres`, else `nobody`; anybody else runs it as themselves.
 */
export function chooseUser(clusterDir: string): RunAs {
  if (!isRoot()) {
    requireNamedUser();
    return {};
  }
  if (existsSync(clusterDir)) {
    const { uid, gid } = statSync(clusterDir);
    if (uid !== 0) {
      return { uid, gid };
    }
  }
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf("-u", name);
    const gid = idOf("-g", name);
    if (uid > 0 && gid > 0) {
      return { uid, gid };
    }
  }
  return { uid: 65_534, gid: 65_534 };
}

function idOf(flag: "-u" | "-g", name: string): number {
  return Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout?.trim() || "0");
}

/** initdb looks its user up by name and fails with a riddle when there is none. */
function requireNamedUser(): void {
  try {
    userInfo();
  } catch {
    throw new Error(
      `user id ${process.getuid?.()} has no entry in /etc/passwd, which PostgreSQL needs. ` +
        "Run as a named user, or set DATABASE_URL to use a database of your own.",
    );
  }
}

/** May that user pass through every folder down to `path`? (A checkout below /root: no.) */
export function canReach(path: string, user: RunAs): boolean {
  if (user.uid === undefined) {
    return true;
  }
  return spawnSync("/bin/sh", ["-c", 'test -x "$0"', path], { ...user, cwd: "/" }).status === 0;
}

/** As root: a new file belongs to whoever owns the folder, so that they can go on without root. */
export function giveToOwnerOf(dir: string, path: string): void {
  if (isRoot()) {
    const { uid, gid } = statSync(dir);
    chownSync(path, uid, gid);
  }
}

/** Where root keeps what the server's user must reach and cannot, below a closed checkout. */
const OPEN_STATE = "/var/lib/ordinate";

/** A folder there, for root alone to write. */
export function openFolder(name: string): string {
  for (const path of [OPEN_STATE, join(OPEN_STATE, name)]) {
    if (!existsSync(path)) {
      mkdirSync(path, { recursive: true });
      chmodSync(path, 0o755);
    }
  }
  return join(OPEN_STATE, name);
}
