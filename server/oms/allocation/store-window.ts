import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { isLimited } from "../network/decide-capacity";
import { readCapacityUsed } from "../network/store-capacity";
import { isUnblocked } from "../orders/store-holds";
import type { Exclusion } from "../sourcing/types";
import type { DaysUsed, MovableHold, MovableLine, MovableOrder } from "./decide-window-run";
import { type KnownWorld, lockWorld, type Reader, readWorld } from "./store-world";

type OrderRow = Omit<MovableOrder, "lines" | "holds" | "excludedNodeIds"> & {
  readonly lines: readonly MovableLine[];
  readonly holds: readonly MovableHold[];
  readonly refusals: readonly { readonly nodeId: string; readonly reason: string | null }[] | null;
};

/**
 * Orders that hold units on stock of which no node works on anything: they may stand somewhere else.
 * Not among them are orders with kits, whose components are kept together where they are, orders that a
 * strategy gave more rules than the least landed cost, orders of which a person placed units where they
 * stand (all other nodes were left out by hand), and orders that a hold keeps from being given stock.
 * Those that leave first come first.
 *
 * @param orderIds only these; null = all
 */
export async function readMovable(
  sql: RawSql | RawTx,
  orderIds: readonly string[] | null,
  ordersMax: number,
): Promise<MovableOrder[]> {
  const only = orderIds === null ? sql`` : sql`and o.id = any(${[...orderIds]}::uuid[])`;
  const rows = await sql<OrderRow[]>`
    with movable as (
      select o.id, min(a.ship_date) as leaves
      from allocation a join sales_order o on o.id = a.order_id
      where a.state = 'allocated'
        and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment') ${only}
        and not exists (select from allocation r where r.order_id = o.id and r.state = 'released')
        and not exists (select from order_line k
          where k.order_id = o.id and k.kit_group is not null)
        and not exists (select from sourcing_decision d
          where d.order_id = o.id and jsonb_typeof(d.detail -> 'applied') = 'object')
        and not exists (select from allocation h
          where h.order_id = o.id and h.state in ('promised', 'allocated') and h.is_by_hand)
        and ${isUnblocked(sql, "allocate", {
          orderId: sql`o.id`,
          lineId: sql`a.order_line_id`,
          kitGroup: sql`null::int`,
          shipPolicy: sql`o.ship_policy`,
        })}
      group by o.id order by min(a.ship_date), o.id limit ${ordersMax})
    select o.id as "orderId", o.number, o.service_code as "serviceCode",
      c.code as "channelCode", o.ship_after::text as "shipAfter",
      json_build_object('country', o.ship_to ->> 'country', 'point', o.ship_to -> 'point')
        as "shipTo",
      (select json_agg(json_build_object('lineId', l.id, 'skuId', l.sku_id, 'sku', s.code,
          'packMultiple', s.pack_multiple, 'gramsPerUnit', s.grams,
          'requestedDate', l.requested_date::text) order by l.line_number)
        from order_line l join sku s on s.id = l.sku_id
        where l.order_id = o.id and exists (select from allocation a
          where a.order_line_id = l.id and a.state = 'allocated')) as lines,
      (select json_agg(json_build_object('id', a.id, 'lineId', a.order_line_id,
          'nodeId', a.node_id, 'units', a.quantity, 'shipDate', a.ship_date::text,
          'deliveryDate', a.delivery_date::text) order by a.id)
        from allocation a where a.order_id = o.id and a.state = 'allocated') as holds,
      (select json_agg(json_build_object('nodeId', r.node_id, 'reason', r.reason) order by r.id)
        from allocation r where r.order_id = o.id and r.state = 'rejected') as refusals
    from movable m join sales_order o on o.id = m.id join channel c on c.id = o.channel_id
    order by m.leaves, o.id`;
  return rows.map(({ refusals, ...order }) => ({
    ...order,
    excludedNodeIds: new Map(
      (refusals ?? []).map(({ nodeId, reason }): [string, Exclusion] => [
        nodeId,
        { code: "rejected", note: reason },
      ]),
    ),
  }));
}

/** All that a window is planned on, with what is planned on its nodes' days. */
export type WindowWorld = KnownWorld & { readonly daysUsed: DaysUsed };

/** As it stands, unlocked: what is proposed is checked again. */
export const readWindowWorld = async (
  reader: Reader,
  skuIds: readonly string[],
): Promise<WindowWorld> => withDays(reader, await readWorld(reader, skuIds));

/** The same with the stock of these SKUs locked. */
export const lockWindowWorld = async (
  env: CommandEnv,
  skuIds: readonly string[],
): Promise<WindowWorld> => withDays(env, await lockWorld(env, skuIds));

async function withDays({ sql }: Pick<Reader, "sql">, known: KnownWorld): Promise<WindowWorld> {
  const limited = known.world.network.nodes.filter(isLimited).map(({ id }) => id);
  return { ...known, daysUsed: await readCapacityUsed(sql, limited, known.today) };
}
