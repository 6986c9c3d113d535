import { defineCommand } from "@/server/shell/command";
import { setReceivablesInput } from "../schema";

export type ReceivablesOutcome = {
  readonly companyCode: string;
  readonly outcome: "set" | "unchanged" | "old" | "unknown";
};

/**
 * Keep what companies owe, as the ERP tells it. Each company has its own outcome; one that is unknown,
 * or told of an earlier moment than before, keeps no other. Orders that were held for it are asked
 * again.
 *
 * Locks the companies by id.
 */
export const setReceivables = defineCommand({
  name: "customers.set_receivables",
  input: setReceivablesInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { asOf, rows }) => {
    const moment = asOf === undefined ? now : new Date(asOf);
    const told = new Map(rows.map((row) => [row.companyCode.toUpperCase(), row]));
    const companies = await sql<Known[]>`
      select id, upper(code) as code, currency, open_receivables as open,
        overdue_receivables as overdue, oldest_due_date::text as "oldestDue",
        coalesce(receivables_as_of > ${moment}, false) as "isNewer"
      from company where upper(code) = any(${[...told.keys()]}::text[])
      order by id for no key update`;
    const changed = companies.flatMap((before) => {
      const after = told.get(before.code);
      return after === undefined || before.isNewer || isSame(before, after)
        ? []
        : [{ before, after }];
    });
    await sql`
      update company c set open_receivables = r.open, overdue_receivables = r.overdue,
        oldest_due_date = r.oldest
      from jsonb_to_recordset(${sql.typed(
        changed.map(({ before, after }) => ({
          id: before.id,
          open: after.openReceivables,
          overdue: after.overdueReceivables,
          oldest: after.oldestDueDate,
        })),
        3802,
      )}::jsonb) as r(id uuid, open bigint, overdue bigint, oldest date) where c.id = r.id`;
    await sql`
      update company set receivables_as_of = ${moment}
      where id = any(${companies.filter(({ isNewer }) => !isNewer).map(({ id }) => id)}::uuid[])`;
    for (const { before, after } of changed) {
      emit({
        type: "company.receivables_set",
        subject: { kind: "company", id: before.id },
        payload: {
          currency: before.currency,
          before: { open: before.open, overdue: before.overdue, oldestDue: before.oldestDue },
          after: {
            open: after.openReceivables,
            overdue: after.overdueReceivables,
            oldestDue: after.oldestDueDate,
          },
        },
      });
    }
    const known = new Map(companies.map((company) => [company.code, company]));
    const moved = new Set(changed.map(({ before }) => before.code));
    return {
      changed: changed.length,
      outcomes: [...told.keys()].map((code): ReceivablesOutcome => {
        const company = known.get(code);
        const outcome =
          company === undefined
            ? "unknown"
            : company.isNewer
              ? "old"
              : moved.has(code)
                ? "set"
                : "unchanged";
        return { companyCode: told.get(code)?.companyCode ?? code, outcome };
      }),
    };
  },
});

type Known = {
  readonly id: string;
  readonly code: string;
  readonly currency: string;
  readonly open: number;
  readonly overdue: number;
  readonly oldestDue: string | null;
  readonly isNewer: boolean;
};

const isSame = (
  before: Known,
  after: { openReceivables: number; overdueReceivables: number; oldestDueDate: string | null },
) =>
  before.open === after.openReceivables &&
  before.overdue === after.overdueReceivables &&
  before.oldestDue === after.oldestDueDate;
