import type { RawTx } from "@/db/client";
import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { decideOwed, type PricedLine } from "./decide-owed";

type Row = PricedLine & { readonly orderId: string; readonly currency: string };

/**
 * Write down what of the lines' and the orders' totals was for units that are cancelled by now: what
 * is left of a total is still owed. Called with every order of which units were cancelled, and the
 * lines of which are as they stay.
 */
export async function settleOwed(sql: RawTx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) {
    return;
  }
  const rows = await sql<Row[]>`
    select l.id, l.order_id as "orderId", o.currency, l.ordered, l.cancelled,
      l.unit_price_e4 as "unitPriceE4", l.line_total as "lineTotal", l.kit_group as "kitGroup",
      l.kit_quantity as "kitQuantity", l.kit_unit_price_e4 as "kitUnitPriceE4"
    from order_line l join sales_order o on o.id = l.order_id
    where l.order_id = any(${[...orderIds]}::uuid[]) order by l.order_id, l.line_number`;
  const settled = [...groupBy(rows, ({ orderId }) => orderId)].map(([orderId, lines]) => {
    const owed = decideOwed(lines, lines[0]?.currency ?? "");
    return {
      orderId,
      lines: lines.map(({ id, lineTotal }) => ({ id, minor: lineTotal - (owed.get(id) ?? 0) })),
    };
  });
  const lines = settled.flatMap((order) => order.lines);
  await sql`
    update order_line l set cancelled_total = c.minor
    from unnest(${lines.map(({ id }) => id)}::uuid[], ${lines.map(({ minor }) => minor)}::bigint[])
      as c(id, minor)
    where l.id = c.id and l.cancelled_total <> c.minor`;
  const totals = settled.map((order) => sum(order.lines.map(({ minor }) => minor)));
  await sql`
    update sales_order o set cancelled_total = c.minor
    from unnest(${settled.map(({ orderId }) => orderId)}::uuid[], ${totals}::bigint[])
      as c(id, minor)
    where o.id = c.id and o.cancelled_total <> c.minor`;
}
