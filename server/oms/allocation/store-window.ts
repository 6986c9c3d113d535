import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { stillRefuses } from "../inventory/store-refusals";
import { isLimited } from "../network/decide-capacity";
import { laneOfOrder } from "../network/store";
import { readCapacityUsed } from "../network/store-capacity";
import type { Exclusion } from "../sourcing/types";
import type { MovableHold, MovableLine, MovableOrder } from "./decide-window-movable";
import type { DaysUsed } from "./decide-window-run";
import { type KnownWorld, lockWorld, type Reader, readWorld } from "./store-world";

type OrderRow = Omit<MovableOrder, "lines" | "holds" | "excludedNodeIds"> & {
  readonly lines: readonly MovableLine[];
  readonly holds: readonly MovableHold[];
  readonly refusals: readonly { readonly nodeId: string; readonly reason: string | null }[] | null;
};

/**
 * Orders that hold units on stock which no node was given: they may stand somewhere else. Those of
 * which a node works on some, and those that a person placed, are among them and say so. What a hold
 * stops stays stopped wherever the units stand. Those that may move come first, and of them those that
 * leave first.
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
    with holding as (
      select o.id, min(a.ship_date) as leaves,
        exists (select from allocation r
          where r.order_id = o.id and r.state = 'released') as begun,
        exists (select from allocation h where h.order_id = o.id
          and h.state in ('promised', 'allocated') and h.is_by_hand) as by_hand
      from allocation a join sales_order o on o.id = a.order_id
      where a.state = 'allocated' and not exists (select from allocation w
          where w.order_id = o.id and w.state = 'allocated' and w.is_remainder)
        and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment') ${only}
      group by o.id),
    movable as (
      select * from holding order by begun or by_hand, leaves, id limit ${ordersMax}),
    routed as (
      select d.id, d.order_id, d.decided_at, d.detail -> 'applied' as applied,
        d.detail -> 'route' as route,
        row_number() over (partition by d.order_id order by d.decided_at desc, d.id desc) = 1
          as is_last
      from movable m join sourcing_decision d on d.order_id = m.id
      where d.trigger <> 'window' and d.detail ? 'route')
    select o.id as "orderId", o.number, o.service_code as "serviceCode",
      c.code as "channelCode", o.ship_after::text as "shipAfter",
      ${laneOfOrder(sql)} as "shipTo",
        m.begun as "isBegun", m.by_hand as "isByHand",
      (select json_agg(json_build_object('lineId', l.id, 'skuId', l.sku_id, 'sku', s.code,
          'packMultiple', s.pack_multiple, 'gramsPerUnit', s.grams,
          'requestedDate', l.requested_date::text,
          'about', json_build_object('category', s.category, 'kit', l.kit_group::text,
            'unitValueMinor', l.line_total::float8 / l.ordered),
          'isKitShort', exists (select from order_line k where k.order_id = l.order_id
            and k.kit_group = l.kit_group and k.backordered > 0)) order by l.line_number)
        from order_line l join sku s on s.id = l.sku_id
        where l.order_id = o.id and exists (select from allocation a
          where a.order_line_id = l.id and a.state = 'allocated')) as lines,
      (select json_agg(json_build_object('id', a.id, 'lineId', a.order_line_id,
          'nodeId', a.node_id, 'units', a.quantity, 'shipDate', a.ship_date::text,
          'deliveryDate', a.delivery_date::text) order by a.id)
        from allocation a where a.order_id = o.id and a.state = 'allocated') as holds,
      (select json_agg(json_build_object('nodeId', r.node_id, 'reason', r.reason) order by r.id)
        from allocation r where r.order_id = o.id and ${stillRefuses(sql, sql`r`)}) as refusals,
      (select coalesce(json_agg(json_build_object('applied', d.applied, 'route', d.route)
          order by d.decided_at desc, d.id desc), '[]')
        from routed d where d.order_id = o.id and (
          exists (select from allocation a where a.decision_id = d.id and a.state = 'allocated')
          or (d.is_last and exists (select from allocation a
            left join sourcing_decision w on w.id = a.decision_id
            where a.order_id = o.id and a.state = 'allocated'
              and (w.id is null or w.trigger = 'window'))))) as strategies
    from movable m join sales_order o on o.id = m.id join channel c on c.id = o.channel_id
    order by m.begun or m.by_hand, m.leaves, o.id`;
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
