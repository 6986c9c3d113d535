import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { CreditReason } from "./types";

export type ListedMemo = {
  readonly id: string;
  readonly number: string;
  readonly order: string;
  readonly companyCode: string;
  readonly company: string;
  /** The number of the memo that it takes back; null: it grants. */
  readonly reverses: string | null;
  readonly reason: CreditReason;
  /** Minor units; below 0 where it takes back. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly note: string;
  readonly issuedBy: string;
  readonly issuedAt: Date;
};

/**
 * Credit memos in the order in which they were issued, a page at a time: what finance books.
 *
 * @returns and the number after which the next page begins; null at the end
 */
export const listCreditMemos = defineQuery({
  name: "orders.list_credit_memos",
  input: z.object({
    /** Number of the last memo that is known. */
    after: z.string().trim().min(1).max(40).optional(),
    limit: z.int().min(1).max(1_000).default(200),
  }),
  wall: "staff",
  run: async ({ sql }, { after, limit }) => {
    const rows = await sql<ListedMemo[]>`
      select m.id, m.number, o.number as order, c.code as "companyCode", c.name as company,
        r.number as reverses, m.reason, m.amount as "amountMinor", m.currency, m.note,
        m.issued_by_name as "issuedBy", m.issued_at as "issuedAt"
      from credit_memo m join sales_order o on o.id = m.order_id join company c on c.id = o.company_id
      left join credit_memo r on r.id = m.reverses_id
      where m.serial > coalesce((select serial from credit_memo where number = ${after ?? null}), 0)
      order by m.serial limit ${limit + 1}`;
    const memos = rows.slice(0, limit);
    return { memos, next: rows.length > limit ? (memos.at(-1)?.number ?? null) : null };
  },
});
