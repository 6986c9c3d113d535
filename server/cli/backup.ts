import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { type BackupCounts, restoreBackup, UnusableBackup, writeBackup } from "@/db/backup";
import { DomainError } from "@/server/oms/kernel/errors";
import { type CliCall, type CliCommand, EXIT, type ExitCode } from "./command";
import { withDatabase } from "./database";
import { grouped } from "./import-file";

export const backupCommand: CliCommand = {
  name: "backup",
  summary: "write every row of the database to a file",
  positionals: ["FILE"],
  options: { force: { type: "boolean", help: "replace FILE when it is there" } },
  about: `Writes all rows of one moment to FILE, packed with gzip, while the server goes on working. What is
not in the database is not in it: keep auth-secret of the data directory (or AUTH_SECRET) beside it,
since the links to tracking pages are made with it.`,
  run: runBackup,
};

export const restoreCommand: CliCommand = {
  name: "restore",
  summary: "fill an empty database from a back-up",
  positionals: ["FILE"],
  options: {},
  about: `Fills an empty database from FILE, which \`oms backup\` of the same version wrote. All or nothing. Start
it before the server's first start on that database, or with OMS_DEMO=0, so that no demo world is in it.`,
  run: runRestore,
};

async function runBackup(call: CliCall): Promise<ExitCode> {
  const [path = ""] = call.positionals;
  if (existsSync(path) && !call.flag("force")) {
    throw new DomainError("DUPLICATE", `${path} is there already; --force replaces it`);
  }
  const unfinished = `${path}.unfinished`;
  const packed = createGzip();
  const file = packed.pipe(createWriteStream(unfinished));
  try {
    const rows = await withDatabase("oms backup", call.output.note, ({ connection }) =>
      writeBackup(connection.sql, async (line) => {
        if (!packed.write(`${line}\n`)) {
          await once(packed, "drain");
        }
      }),
    );
    packed.end();
    await finished(file);
    renameSync(unfinished, path);
    return tell(call, path, rows, "written to");
  } finally {
    rmSync(unfinished, { force: true });
  }
}

async function runRestore(call: CliCall): Promise<ExitCode> {
  const [path = ""] = call.positionals;
  if (!existsSync(path)) {
    throw new DomainError("NOT_FOUND", `There is no file ${path}`);
  }
  try {
    const rows = await withDatabase("oms restore", call.output.note, ({ connection }) =>
      restoreBackup(connection.sql, readLines(path)),
    );
    return tell(call, path, rows, "restored from");
  } catch (error) {
    if (error instanceof UnusableBackup) {
      throw new DomainError("INVALID_INPUT", `${path} was not restored: ${error.message}`);
    }
    throw error;
  }
}

async function* readLines(path: string): AsyncGenerator<string> {
  const unpacked = createReadStream(path).pipe(createGunzip());
  const lines = createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY });
  let failure: Error | null = null;
  unpacked.once("error", (error) => {
    failure = error;
    lines.close();
  });
  yield* lines;
  if (failure !== null) {
    throw new UnusableBackup("it is not a packed back-up, or was cut off");
  }
}

function tell(call: CliCall, file: string, tables: BackupCounts, did: string): ExitCode {
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  call.output.result({ file, rows, tables }, () => `${grouped(rows)} rows ${did} ${file}`);
  return EXIT.done;
}
