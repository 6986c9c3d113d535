import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { decideCredit } from "../customers/decide";
import { DomainError } from "../kernel/errors";
import { moneyText } from "../kernel/money";
import { backorderReason } from "../orders/decide-backorders";
import { readWaitingLines } from "../orders/store-backorders";
import { insertHolds } from "../orders/store-holds";
import { wantedValue } from "./decide-outcome";
import type { OrderProgress } from "./types";

/**
 * Refuse units that would wait although order, customer or SKU do not let them. What a change adds is
 * not cut to what is there: whoever changes the order says how many they take.
 *
 * @param lineIds lines that were added or grew; null = every line, because all was planned anew
 * @throws ORDER_REFUSED naming each line
 */
export async function refuseForbiddenBackorders(
  sql: RawTx,
  before: OrderProgress,
  lineIds: readonly string[] | null,
): Promise<void> {
  const faults = (await readWaitingLines(sql, before.orderId))
    .filter(({ lineId }) => lineIds === null || lineIds.includes(lineId))
    .flatMap(({ lineId, sku, customer, units, wanted, waiting: { waits, because } }) => {
      const held = before.lines.find((line) => line.lineId === lineId)?.backordered ?? 0;
      if (because === null || units <= held) {
        return [];
      }
      const ships = wanted - units;
      const why = backorderReason(because, { customer, sku: "it" });
      const more = waits === 0 ? "" : `${waits} may wait, `;
      const message = `${sku}: ${wanted} wanted, ${ships} can ship, ${more}and ${why}; take ${ships + waits} or another SKU`;
      return [{ field: "lines", code: "not_backorderable", message }];
    });
  if (faults.length > 0) {
    throw new DomainError("ORDER_REFUSED", faults[0]?.message ?? "", { faults });
  }
}

/**
 * A buyer changes within their own limit: above it, an approver places or changes the order.
 *
 * @throws ORDER_REFUSED
 */
export async function refuseOverLimit(
  { sql, actor }: CommandEnv,
  before: OrderProgress,
  after: OrderProgress,
): Promise<void> {
  const value = wantedValue(after);
  if (actor.contactId === null || value <= wantedValue(before)) {
    return;
  }
  const [contact] = await sql<{ role: string; limit: number | null }[]>`
    select role, spending_limit as limit from contact where id = ${actor.contactId}`;
  if (contact?.role === "buyer" && contact.limit !== null && value > contact.limit) {
    const message = `The order would come to ${moneyText(value, after.currency)}, above your limit of ${moneyText(contact.limit, after.currency)}; ask an approver to change it`;
    const faults = [{ field: "", code: "over_spending_limit", message }];
    throw new DomainError("ORDER_REFUSED", message, { faults });
  }
}

/**
 * Hold an order that a change took over its customer's credit limit, if it is not held already and a
 * rule asks for that. The caller holds the company's credit.
 *
 * @returns the reasons of the holds that were set
 */
export async function holdForCredit(
  env: CommandEnv,
  before: OrderProgress,
  after: OrderProgress,
): Promise<string[]> {
  const { sql } = env;
  if (wantedValue(after) <= wantedValue(before)) {
    return [];
  }
  const [row] = await sql<
    { limit: number | null; receivables: number; open: number; held: boolean }[]
  >`
    select c.credit_limit as limit, c.open_receivables as receivables,
      (select coalesce(sum(o.subtotal - o.cancelled_total - o.credited_total), 0)::bigint from sales_order o where o.company_id = c.id
        and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')) as open,
      exists (select from hold h where h.order_id = ${after.orderId} and h.type = 'credit'
        and h.released_at is null) as held
    from company c where c.id = ${after.companyId}`;
  const credit =
    row &&
    decideCredit({ limit: row.limit, openReceivables: row.receivables, openOrders: row.open });
  if (row === undefined || row.held || credit?.state !== "over_limit" || row.limit === null) {
    return [];
  }
  const reason = `Exposure ${moneyText(credit.exposure, after.currency)} is over the limit of ${moneyText(row.limit, after.currency)}`;
  const [rule] = await sql<{ ruleId: string }[]>`
    select rule_id as "ruleId" from hold_rule
    where is_active and severity = 'block' and type = 'credit'
      and conditions @> '[{"fact":"credit_over"}]' order by position limit 1`;
  if (rule === undefined) {
    return [];
  }
  await insertHolds(env, [{ orderId: after.orderId, type: "credit", reason, ...rule }]);
  return [reason];
}
