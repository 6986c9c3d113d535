import type { RawSql } from "@/db/client";
import type { Handler, StoredEvent } from "@/server/shell/handler";
import { releaseClearedHolds } from "./commands/release-cleared-holds";

/**
 * Something that rules asked for has changed: a limit, what a customer owes, an order that went away,
 * a rule. Orders that were held for it are asked again, the oldest first.
 */
export const releaseClearedOrders: Handler = {
  name: "orders.release_cleared",
  run: async ({ ctx, key }, event) => {
    for (const { orderId } of await heldBy(ctx.database.sql, event)) {
      await releaseClearedHolds(ctx, key(orderId), { orderId });
    }
  },
};

const heldBy = (sql: RawSql, { subjectKind, subjectId }: StoredEvent) => sql<{ orderId: string }[]>`
  select o.id as "orderId" from sales_order o
  where o.id in (select h.order_id from hold h join hold_type t on t.code = h.type and t.auto_release
      where h.released_at is null and h.rule_id is not null
        and (${subjectKind} <> 'hold_rule' or h.rule_id = ${subjectId}))
    and (case ${subjectKind} when 'company' then o.company_id = ${subjectId}
      when 'sales_order' then o.company_id = (
        select company_id from sales_order where id = ${subjectId}) else true end)
  order by o.placed_at, o.id`;
