import type { CommandEnv } from "@/server/shell/command";
import { closeExceptions, type NewException, openExceptions } from "../exceptions/store";

export type OversoldPosition = { readonly skuId: string; readonly nodeId: string };

type Row = OversoldPosition & {
  readonly sku: string;
  readonly node: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly oversold: number;
  /** Numbers of the orders that hold units of the position; those with the most time left first. */
  readonly orders: readonly string[];
};

/** As many orders as a sentence bears; the rest is counted. */
const NAMED_MAX = 5;

/**
 * After a count: a position with more allocated than on hand needs a person, one that is whole
 * again does not.
 */
export async function settleOversold(
  env: Pick<CommandEnv, "sql" | "now" | "actor" | "emit">,
  positions: readonly OversoldPosition[],
): Promise<void> {
  const rows = await env.sql<Row[]>`
    select l.sku_id as "skuId", l.node_id as "nodeId", s.code as sku, n.name as node,
      l.on_hand as "onHand", l.allocated, l.oversold,
      case when l.oversold = 0 then '{}' else array(
        select o.number from allocation a join sales_order o on o.id = a.order_id
        where a.sku_id = l.sku_id and a.node_id = l.node_id and a.state in ('allocated', 'released')
        group by o.id order by max(a.delivery_date) desc, o.placed_at desc, o.id desc) end as orders
    from stock_level l
    join unnest(${positions.map((p) => p.skuId)}::uuid[], ${positions.map((p) => p.nodeId)}::uuid[])
      as p(sku_id, node_id) on p.sku_id = l.sku_id and p.node_id = l.node_id
    join sku s on s.id = l.sku_id join node n on n.id = l.node_id
    where l.status = 'sellable'`;
  await openExceptions(env, rows.filter(({ oversold }) => oversold > 0).map(exceptionOf));
  await closeExceptions(
    env,
    rows
      .filter(({ oversold }) => oversold === 0)
      .map((row) => ({ type: "oversold", causeKey: causeKeyOf(row) })),
    "There is as much on hand as is allocated",
  );
}

const causeKeyOf = ({ skuId, nodeId }: OversoldPosition) => `${skuId} ${nodeId}`;

const exceptionOf = (row: Row): NewException => ({
  type: "oversold",
  causeKey: causeKeyOf(row),
  severity: "high",
  sentence: `${row.node} has ${row.onHand} × ${row.sku} on hand and ${row.allocated} allocated: ${row.oversold} more than there are${heldBy(row)}`,
  detail: {
    sku: row.sku,
    node: row.node,
    onHand: row.onHand,
    allocated: row.allocated,
    orders: [...row.orders],
  },
  nodeId: row.nodeId,
  skuId: row.skuId,
});

function heldBy({ orders }: Row): string {
  const named = orders.slice(0, NAMED_MAX).join(", ");
  const more = orders.length - NAMED_MAX;
  return orders.length === 0 ? "" : `, held by ${named}${more > 0 ? ` and ${more} more` : ""}`;
}
