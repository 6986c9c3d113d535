import { defineCommand } from "@/server/shell/command";
import { finishRunInput } from "../schema-runs";

/** Close the record of an import with the report that the person was shown. */
export const finishRun = defineCommand({
  name: "imports.finish_run",
  input: finishRunInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { runId, report }) => {
    await sql`
      update import_run set finished_at = ${now}, report = ${sql.typed(report, 3802)}::jsonb
      where id = ${runId}`;
    emit({
      type: "import_run.finished",
      subject: { kind: "import_run", id: runId },
      payload: { runId },
    });
    return { runId };
  },
});
