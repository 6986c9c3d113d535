/** The cluster's files: where they lie, how they are made, and with which password it is entered. */
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { POSTGRES_MAJOR, postgresPrograms } from "./binaries";
import { canReach, chooseUser, giveToOwnerOf, openFolder, type RunAs } from "./run-as";

/** The role and the database of the application. The role owns its database and is no superuser. */
export const ROLE = "oms";
export const DATABASE = "oms";

export type Cluster = {
  readonly dir: string;
  readonly programs: ReturnType<typeof postgresPrograms>;
  readonly user: RunAs;
  readonly password: string;
};

type Options = { readonly fast: boolean; readonly log: (line: string) => void };

/** Makes the data directory if need be; it must be open to the server's user when that is another. */
export function prepareDataDirectory(path: string): string {
  const dataDir = resolve(path);
  if (!existsSync(dataDir)) {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o755 : 0o700);
  }
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(
      `${dataDir} is closed to this user: it belongs to user id ${statSync(dataDir).uid}. ` +
        "Start as that user, or choose another OMS_DATA_DIR.",
    );
  }
  return dataDir;
}

/** The cluster of a data directory, made when there is none. The caller holds the directory. */
export function openCluster(dataDir: string, options: Options): Cluster {
  const near = join(dataDir, "postgres");
  const user = chooseUser(near);
  const dir = canReach(dataDir, user) ? near : farCluster(dataDir, near, options.log);
  const programs = postgresPrograms(user);
  const known = readPassword(dataDir);
  const password = known ?? makePassword(dataDir);
  const cluster = { dir, programs, user, password };
  if (!existsSync(dir)) {
    makeCluster(cluster, options);
  } else {
    requireUsable(cluster);
    if (known === null) {
      runSingleUser(cluster, dir, [`alter role ${ROLE} password '${password}'`]);
    }
  }
  return cluster;
}

/**
 * Root, with the data directory below a folder closed to the server's user: the cluster lies
 * elsewhere, and a link stands in its place. Who removes the data directory means the data too; so
 * a cluster without its link is put aside.
 */
function farCluster(dataDir: string, near: string, log: (line: string) => void): string {
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const far = join(openFolder(`data-${name}`), "postgres");
  if (!existsSync(near)) {
    if (existsSync(far)) {
      const aside = `${far}.${statSync(far).ino}`;
      renameSync(far, aside);
      log(`the cluster of a removed data directory was put aside: ${aside}`);
    }
    rmSync(near, { force: true });
    symlinkSync(far, near);
  }
  return far;
}

const passwordPath = (dataDir: string) => join(dataDir, "database-password");

export function readPassword(dataDir: string): string | null {
  const path = passwordPath(dataDir);
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}

function makePassword(dataDir: string): string {
  const password = randomBytes(24).toString("base64url");
  const path = passwordPath(dataDir);
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  giveToOwnerOf(dataDir, path);
  return password;
}

/**
 * Made beside its place and moved there whole, so that an interrupted first start leaves nothing in
 * the way. Each attempt has a folder of its own: the initdb of a killed start may still be writing.
 */
function makeCluster(cluster: Cluster, { fast, log }: Options): void {
  removeUnfinished(cluster.dir, log);
  const unfinished = `${cluster.dir}${UNFINISHED}${randomBytes(4).toString("hex")}`;
  mkdirSync(unfinished, { mode: 0o700 });
  const { uid, gid } = cluster.user;
  if (uid !== undefined) {
    chownSync(unfinished, uid, gid);
  }
  log("making a new PostgreSQL cluster");
  initdb(cluster, unfinished, fast);
  runSingleUser(cluster, unfinished, [
    `create role ${ROLE} login createdb password '${cluster.password}'`,
    `grant pg_monitor, pg_checkpoint to ${ROLE}`,
    `create database ${DATABASE} owner ${ROLE}`,
  ]);
  renameSync(unfinished, cluster.dir);
}

const UNFINISHED = ".unfinished-";

function removeUnfinished(dir: string, log: (line: string) => void): void {
  const prefix = `${basename(dir)}${UNFINISHED}`;
  for (const name of readdirSync(dirname(dir)).filter((each) => each.startsWith(prefix))) {
    try {
      rmSync(join(dirname(dir), name), { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      log(`what an interrupted start left was not removed: ${error}`);
    }
  }
}

/**
 * The builtin C.UTF-8 locale needs nothing from the operating system, so the same data sorts the
 * same on every machine. The superuser's password is thrown away: only the role enters.
 */
function initdb({ programs, user }: Cluster, dir: string, fast: boolean): void {
  const passwordFile = join(dir, "..", `initdb-${process.pid}`);
  writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (user.uid !== undefined) {
    chownSync(passwordFile, user.uid, user.gid);
  }
  const args = [
    `--pgdata=${dir}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    ...(fast ? ["--no-sync"] : []),
  ];
  const result = spawnSync(programs.initdb, args, { ...user, cwd: "/", env: serverEnv() });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    throw new Error(`initdb failed: ${result.stderr?.toString().trim() || result.error?.message}`);
  }
}

/** Statements run by the server program alone, without anybody logging in. */
function runSingleUser(cluster: Cluster, dir: string, statements: readonly string[]): void {
  const { programs, user } = cluster;
  const args = ["--single", "-D", dir, "-c", "exit_on_error=true", "postgres"];
  const result = spawnSync(programs.postgres, args, {
    ...user,
    cwd: "/",
    env: serverEnv(),
    input: statements.map((statement) => `${statement}\n`).join(""),
  });
  if (result.status !== 0) {
    throw new Error(`PostgreSQL refused its set-up: ${result.stderr?.toString().trim()}`);
  }
}

function requireUsable({ dir, user }: Cluster): void {
  const own = process.getuid?.();
  const owner = statSync(dir).uid;
  if (user.uid === undefined && own !== undefined && owner !== own) {
    throw new Error(
      `${dir} belongs to user id ${owner}: it was made by another user (root runs PostgreSQL as ` +
        "one). Start as that user or as root, or choose another OMS_DATA_DIR.",
    );
  }
  const major = readFileSync(join(dir, "PG_VERSION"), "utf8").trim();
  if (major !== POSTGRES_MAJOR) {
    throw new Error(
      `${dir} was made by PostgreSQL ${major}, this is ${POSTGRES_MAJOR}: a back-up from the ` +
        "version that made it can be restored here. Nothing was changed.",
    );
  }
}

/** What the server sees of our environment: nothing of its own variables, and no language. */
export function serverEnv(): NodeJS.ProcessEnv {
  return { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}
