import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { type CliCall, type CliCommand, columns, EXIT, type ExitCode } from "./command";
import { withDatabase } from "./database";
import { grouped } from "./import-file";

export const auditCommand: CliCommand = {
  name: "audit",
  summary: "check every invariant over the whole database",
  positionals: [],
  options: {},
  about: `Checks what the domain promises of all data: stock against its ledger, lines against their
allocations, orders against their lines, work against both. One row per invariant with its count of
violations; exit status 1 when any is not 0. It reads one snapshot and locks nothing.`,
  run: runAudit,
};

async function runAudit({ output }: CliCall): Promise<ExitCode> {
  const audit = await withDatabase("oms audit", output.note, ({ connection }) =>
    auditDatabase(connection.sql),
  );
  output.result(audit, () => {
    const rows = audit.invariants.map(({ name, checked, violations, examples }) => [
      name,
      grouped(checked),
      grouped(violations),
      examples.join(", "),
    ]);
    const head = ["invariant", "checked", "violations", ""];
    return `${columns([head, ...rows])}\n\n${grouped(audit.violations)} violations`;
  });
  return audit.violations === 0 ? EXIT.done : EXIT.refused;
}
