import { defineCommand } from "@/server/shell/command";
import { startRunInput } from "../schema-runs";
import { insertRun } from "../store";

/** Open the record of an import: what file, and how it is taken. */
export const startRun = defineCommand({
  name: "imports.start_run",
  input: startRunInput,
  wall: "staff",
  run: async ({ sql, now, actor }, run) => ({
    runId: await insertRun(sql, { ...run, now, actorId: actor.id }),
  }),
});
