import { auditDatabase, type InvariantResult } from "@/server/oms/reporting/queries-audit";
import { replayDecisions } from "@/server/oms/sourcing/queries";
import type { Ctx } from "@/server/shell/command";
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
  const audit = await withDatabase("oms audit", output.note, async ({ connection, ctx }) => {
    const { invariants, violations } = await auditDatabase(connection.sql);
    const replays = await replayAll(ctx);
    return {
      invariants: [...invariants, replays],
      violations: violations + replays.violations,
    };
  });
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

/** Every routing decision is made again from what was kept of it. */
async function replayAll(ctx: Ctx): Promise<InvariantResult> {
  let after: string | null = null;
  let checked = 0;
  const differing: string[] = [];
  do {
    const page: Awaited<ReturnType<typeof replayDecisions>> = await replayDecisions(ctx, { after });
    checked += page.replayed;
    differing.push(...page.differing.map(({ order }) => order));
    after = page.next;
  } while (after !== null);
  return {
    name: "routing decisions replay to the same answer",
    checked,
    violations: differing.length,
    examples: differing.slice(0, 5),
  };
}
