import { defineCommand } from "@/server/shell/command";
import { recordRejectionsInput } from "../schema-runs";

/** Keep the lines that an import did not take, whole and with their reasons. */
export const recordRejections = defineCommand({
  name: "imports.record_rejections",
  input: recordRejectionsInput,
  wall: "staff",
  run: async ({ sql }, { runId, rejections }) => {
    const rows = rejections.map(({ rowNumber, ...rest }) => ({ ...rest, row_number: rowNumber }));
    const recorded = await sql`
      insert into import_rejection (import_run_id, row_number, reason, field, message, raw)
      select ${runId}, row_number, reason, field, message, raw
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(row_number int, reason text,
        field text, message text, raw jsonb)
      order by row_number`;
    return { recorded: recorded.count };
  },
});
