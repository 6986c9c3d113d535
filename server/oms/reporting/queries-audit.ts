import type { RawSql, RawTx } from "@/db/client";
import { orderInvariants } from "./queries-audit-orders";
import { stockInvariants } from "./queries-audit-stock";
import { workInvariants } from "./queries-audit-work";
import type { Invariant } from "./queries-invariant";

export type InvariantResult = {
  readonly name: string;
  readonly checked: number;
  readonly violations: number;
  /** A few of the things that break it. */
  readonly examples: readonly string[];
};

export type Audit = {
  readonly invariants: readonly InvariantResult[];
  /** Over all invariants; 0 = every promise holds. */
  readonly violations: number;
};

const invariants: readonly Invariant[] = [
  ...stockInvariants,
  ...orderInvariants,
  ...workInvariants,
];

const EXAMPLES_MAX = 5;

/**
 * Check every promise that the domain makes over the whole database, in one snapshot: what runs
 * meanwhile neither disturbs the audit nor is disturbed by it.
 */
export const auditDatabase = (sql: RawSql): Promise<Audit> =>
  sql.begin("isolation level repeatable read read only", auditWithin);

/** The audit as a transaction sees the database, with what it has changed itself. */
export async function auditWithin(tx: RawTx): Promise<Audit> {
  await tx`set local statement_timeout = 0`;
  await tx`set local idle_in_transaction_session_timeout = 0`;
  await tx`set local work_mem = '64MB'`;
  const results: InvariantResult[] = [];
  for (const invariant of invariants) {
    results.push(await check(tx, invariant));
  }
  return {
    invariants: results,
    violations: results.reduce((sum, result) => sum + result.violations, 0),
  };
}

async function check(
  sql: RawTx,
  { name, checked, violations }: Invariant,
): Promise<InvariantResult> {
  const [row] = await sql<Omit<InvariantResult, "name">[]>`
    with broken as materialized (${violations(sql)})
    select (${checked(sql)})::bigint as checked, (select count(*) from broken) as violations,
      coalesce((select jsonb_agg(id) from (select id from broken limit ${EXAMPLES_MAX}) e), '[]')
        as examples`;
  return { name, ...(row ?? { checked: 0, violations: 0, examples: [] }) };
}
