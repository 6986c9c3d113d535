import { DomainError } from "@/server/oms/kernel/errors";
import { readReadiness } from "@/server/shell/vitals";
import { reloadDemoWorld } from "@/server/start/demo-world";
import { type CliCall, type CliCommand, EXIT, type ExitCode, UsageError } from "./command";
import { readSettings, withDatabase } from "./database";

export const demoResetCommand: CliCommand = {
  name: "demo reset",
  summary: "delete everything and load the demo world anew",
  positionals: [],
  options: { yes: { type: "boolean", help: "yes, delete everything that is in the database" } },
  about: `Deletes all that is in the database and loads the demo world, ending today. The server must not be
running, and the database must be a demo's (OMS_DEMO=1, as it is with the embedded one).`,
  run: runReset,
};

async function runReset(call: CliCall): Promise<ExitCode> {
  const { isDemo, dataDir, databaseUrl } = readSettings();
  if (!isDemo) {
    throw new DomainError("FORBIDDEN", "This is not a demo's database: OMS_DEMO is not 1");
  }
  if (!call.flag("yes")) {
    throw new UsageError("this deletes everything in the database; add --yes to do it");
  }
  const demo = await withDatabase("oms demo reset", call.output.note, async (database) => {
    if ((await readReadiness(database.connection)).ready) {
      throw new DomainError("STALE", "The server is running; stop it first");
    }
    const where = { databaseUrl: database.url, dataDir, embedded: databaseUrl === null };
    return reloadDemoWorld(where, call.output.note);
  });
  call.output.result(demo, () =>
    [
      `The demo world is there. All accounts have the password ${demo.password}`,
      ...demo.accounts.map(({ email, role }) => `  ${email}  ${role}`),
    ].join("\n"),
  );
  return EXIT.done;
}
