import type { RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import { lineTotal } from "../kernel/money";
import type { AddedUnits, ChangePlan, OrderProgress, ReplacedUnits, TakenUnits } from "./types";

/** Units that are not wanted any more; they wait for nothing by now. */
export async function cancelUnits(sql: RawTx, taken: readonly TakenUnits[]): Promise<void> {
  if (taken.length === 0) {
    return;
  }
  const rows = taken.map(({ lineId, units }) => ({ id: lineId, units }));
  await sql`
    update order_line l set cancelled = l.cancelled + t.units, backordered = l.backordered - t.units
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as t(id uuid, units int)
    where l.id = t.id`;
}

/** How many of the cancelled units new lines ship instead. */
export async function replaceUnits(sql: RawTx, replaced: readonly ReplacedUnits[]): Promise<void> {
  if (replaced.length === 0) {
    return;
  }
  const rows = replaced.map(({ lineId, units }) => ({ id: lineId, units }));
  await sql`
    update order_line l set replaced = l.replaced + r.units
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, units int)
    where l.id = r.id`;
}

/** What the order says of itself from now on. */
export async function writeTerms(
  sql: RawTx,
  before: OrderProgress,
  { terms, destination }: Pick<ChangePlan, "terms" | "destination">,
  allocateFrom: LocalDate | null,
): Promise<void> {
  const { orderId } = before;
  await sql`
    update sales_order set customer_po = ${terms.customerPo},
      requested_date = ${terms.requestedDate}, ship_after = ${terms.shipAfter},
      cancel_after = ${terms.cancelAfter}, service_code = ${terms.serviceCode},
      ship_policy = case when ordered_ship_policy = ${terms.shipPolicy} then ship_policy
        else ${terms.shipPolicy} end,
      ordered_ship_policy = ${terms.shipPolicy}, note = ${terms.note},
      substitution = ${terms.substitution}, allocate_from = ${allocateFrom},
      company_location_id = coalesce(${destination?.companyLocationId ?? null}::uuid,
        company_location_id),
      ship_to = coalesce(${destination === null ? null : sql.typed(destination.shipTo, 3802)}::jsonb,
        ship_to),
      is_one_time_ship_to = coalesce(${destination?.isOneTime ?? null}::boolean, is_one_time_ship_to)
    where id = ${orderId}`;
  // A line that was wanted on a day of its own keeps it.
  await sql`
    update order_line set requested_date = ${terms.requestedDate}
    where order_id = ${orderId} and ordered > cancelled + shipped
      and requested_date is not distinct from ${before.requestedDate}::date`;
}

/** Lines that grow, with the price of all of them; the new units wait until they are sourced. */
export async function growLines(
  sql: RawTx,
  order: OrderProgress,
  added: readonly AddedUnits[],
): Promise<void> {
  if (added.length === 0) {
    return;
  }
  const rows = added.map(({ lineId, units, unitPriceE4 }) => {
    const line = order.lines.find((each) => each.lineId === lineId);
    const ordered = (line?.ordered ?? 0) + units;
    const total = lineTotal(ordered, unitPriceE4, order.currency);
    return { id: lineId, units, unit_price_e4: unitPriceE4, line_total: total };
  });
  await sql`
    update order_line l set ordered = l.ordered + g.units, backordered = l.backordered + g.units,
      unit_price_e4 = g.unit_price_e4, line_total = g.line_total
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
      as g(id uuid, units int, unit_price_e4 bigint, line_total bigint)
    where l.id = g.id`;
}

/** New lines after the others, all of their units waiting until they are sourced. */
export async function addLines(
  sql: RawTx,
  order: OrderProgress,
  { newLines: lines, replaced }: Pick<ChangePlan, "newLines" | "replaced">,
): Promise<string[]> {
  if (lines.length === 0) {
    return [];
  }
  const last = Math.max(0, ...order.lines.map(({ lineNumber }) => lineNumber));
  const rows = lines.map((line, position) => ({
    id: line.lineId,
    line_number: last + position + 1,
    sku_id: line.sku.id,
    customer_part: line.customerPart,
    description: line.sku.name,
    quantity: line.quantity,
    unit_price_e4: line.unitPriceE4,
    price_list_id: line.priceListId,
    line_total: line.lineTotal,
    requested_date: line.requestedDate,
    kit_sku_id: line.kit?.sku.id ?? null,
    kit_group: line.kit === null ? null : last + line.askedAt + 1,
    kit_quantity: line.kit?.quantity ?? null,
    kit_unit_price_e4: line.kit?.unitPriceE4 ?? null,
    kit_customer_part: line.kit?.customerPart ?? null,
    asked_sku_id: line.asked?.sku.id ?? null,
    asked_quantity: line.asked?.quantity ?? null,
    asked_unit_price_e4: line.asked?.unitPriceE4 ?? null,
    replaces_line_id: replaced.find(({ byLineId }) => byLineId === line.lineId)?.lineId ?? null,
  }));
  await sql`
    insert into order_line (id, order_id, line_number, sku_id, customer_part, description, ordered,
      backordered, unit_price_e4, price_list_id, line_total, requested_date, promise_state,
      kit_sku_id, kit_group, kit_quantity, kit_unit_price_e4, kit_customer_part, asked_sku_id,
      asked_quantity, asked_unit_price_e4, replaces_line_id)
    select id, ${order.orderId}, line_number, sku_id, customer_part, description, quantity, quantity,
      unit_price_e4, price_list_id, line_total, requested_date, 'unknown', kit_sku_id, kit_group,
      kit_quantity, kit_unit_price_e4, kit_customer_part, asked_sku_id, asked_quantity,
      asked_unit_price_e4, replaces_line_id
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, line_number int,
      sku_id uuid, customer_part text, description text, quantity int, unit_price_e4 bigint,
      price_list_id uuid, line_total bigint, requested_date date, kit_sku_id uuid, kit_group int,
      kit_quantity int, kit_unit_price_e4 bigint, kit_customer_part text, asked_sku_id uuid,
      asked_quantity int, asked_unit_price_e4 bigint, replaces_line_id uuid)`;
  return lines.map(({ lineId }) => lineId);
}

/** What stands on the order of its lines' sums. */
export async function sumOrder(sql: RawTx, orderId: string): Promise<void> {
  await sql`
    update sales_order o set subtotal = t.value, line_count = t.lines, unit_count = t.units
    from (select sum(line_total)::bigint as value, count(*)::int as lines,
        sum(ordered - replaced)::int as units
      from order_line where order_id = ${orderId}) t
    where o.id = ${orderId}`;
}
