import type { RawTx } from "@/db/client";
import { RaceLost } from "@/server/shell/retry";
import type { TakenHold } from "./store-take-off";

/** Units of an order line that are promised from an inbound supply. */
export type Peg = Omit<TakenHold, "units" | "inboundSupplyId"> & {
  readonly inboundSupplyId: string;
  readonly orderId: string;
};

/** The promises on supplies, the oldest first; their orders are locked before, as every command does. */
export async function lockPegs(sql: RawTx, supplyIds: readonly string[]): Promise<Peg[]> {
  await sql`
    select id from sales_order where id in (
      select order_id from allocation
      where inbound_supply_id = any(${[...supplyIds]}::uuid[]) and state = 'promised')
    order by id for no key update`;
  return sql<Peg[]>`
    select a.id, a.inbound_supply_id as "inboundSupplyId", a.order_id as "orderId",
      a.order_line_id as "orderLineId", a.sku_id as "skuId", a.node_id as "nodeId", a.quantity,
      a.ship_date::text as "shipDate"
    from allocation a join sales_order o on o.id = a.order_id
      join order_line l on l.id = a.order_line_id
    where a.inbound_supply_id = any(${[...supplyIds]}::uuid[]) and a.state = 'promised'
    order by a.delivery_date, o.placed_at, o.id, l.line_number
    for no key update of a`;
}

/**
 * Once the stock of their SKUs is locked nobody promises units of supplies any more. What was promised after
 * their promises were read, and before that, would stay on a supply that does not bring it.
 *
 * @throws RaceLost so that all of it is read again
 */
export async function requireNoOtherPegs(
  sql: RawTx,
  supplyIds: readonly string[],
  pegs: readonly Peg[],
): Promise<void> {
  const [other] = await sql`
    select 1 from allocation
    where inbound_supply_id = any(${[...supplyIds]}::uuid[]) and state = 'promised'
      and id <> all(${pegs.map(({ id }) => id)}::uuid[]) limit 1`;
  if (other !== undefined) {
    throw new RaceLost("units of a supply were promised while it changed");
  }
}
