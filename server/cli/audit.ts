import { auditDatabase } from "@/server/oms/reporting/audit";
import { type CliCommand, columns, EXIT } from "./command";
import { withDatabase } from "./database";

export const auditCommand: CliCommand = {
  name: "audit",
  summary: "check every invariant over the whole database",
  positionals: [],
  options: {},
  about: `Asks the database, in one snapshot, for every row that breaks a promise of the domain: stock and
its ledger, buckets and allocations, supply and its promises, work and parcels, money, counts.
Exit status 1 when any is broken.`,
  run: async ({ output }) => {
    const report = await withDatabase("oms audit", output.note, ({ ctx }) =>
      auditDatabase(ctx.database.sql),
    );
    output.result(report, () =>
      columns([
        ["Invariant", "Checked", "Violations"],
        ...report.invariants.map(({ name, checked, violations }) => [
          name,
          String(checked),
          String(violations),
        ]),
        ["", "", String(report.violations)],
      ]),
    );
    return report.violations === 0 ? EXIT.done : EXIT.refused;
  },
};
