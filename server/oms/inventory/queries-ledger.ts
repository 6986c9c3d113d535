import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { type MovementKind, type StockStatus, stockCounters, stockStatuses } from "./types";

export type MovementRow = {
  readonly id: number;
  readonly at: Date;
  readonly node: string;
  readonly status: StockStatus;
  readonly kind: MovementKind;
  readonly onHandDelta: number;
  readonly allocatedDelta: number;
  /** The counters of the position right before and after this movement. */
  readonly onHandBefore: number;
  readonly allocatedBefore: number;
  readonly onHandAfter: number;
  readonly allocatedAfter: number;
  /** What it was for: an order, a supply, a transfer, or none of them. */
  readonly order: string | null;
  readonly supply: string | null;
  readonly transfer: string | null;
  readonly actor: string;
  readonly reason: string | null;
};

/**
 * The ledger of a SKU, newest first, at one node or all; of all its stock or of one status; of all
 * movements or of those that changed one counter. The balances beside each row are sums of the ledger up to it, so the top row of a
 * position has to say what the position says, and each row begins where the one below it ended.
 */
export const listMovements = defineQuery({
  name: "inventory.list_movements",
  input: z.object({
    skuId: z.uuid(),
    nodeId: z.uuid().optional(),
    status: z.enum(stockStatuses).optional(),
    counter: z.enum(stockCounters).optional(),
    /** Movements older than this one. */
    before: z.int().min(1).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { skuId, nodeId, status, counter, before, limit }) => {
    const ofSku = sql`m.sku_id = ${skuId}
      and (${nodeId ?? null}::uuid is null or m.node_id = ${nodeId ?? null})
      and (${status ?? null}::text is null or m.status = ${status ?? null})`;
    // Older rows are only added up; a running sum is kept over those from the page's oldest on.
    const rows = await sql<MovementRow[]>`
      with page as materialized (
        select m.* from stock_movement m
        where ${ofSku} and (${before ?? null}::bigint is null or m.id < ${before ?? null})
          and (${counter !== "on_hand"} or m.on_hand_delta <> 0)
          and (${counter !== "allocated"} or m.allocated_delta <> 0)
        order by m.id desc limit ${limit + 1}),
      older as (
        select m.node_id, m.status, sum(m.on_hand_delta) as on_hand,
          sum(m.allocated_delta) as allocated
        from stock_movement m where ${ofSku} and m.id < (select min(id) from page)
        group by m.node_id, m.status),
      balance as (
        select m.id,
          coalesce(o.on_hand, 0) + sum(m.on_hand_delta) over position as on_hand_after,
          coalesce(o.allocated, 0) + sum(m.allocated_delta) over position as allocated_after
        from stock_movement m
        left join older o on o.node_id = m.node_id and o.status = m.status
        where ${ofSku} and m.id >= (select min(id) from page)
        window position as (partition by m.node_id, m.status order by m.id))
      select p.id, p.occurred_at as at, n.name as node, p.status, p.kind,
        p.on_hand_delta as "onHandDelta", p.allocated_delta as "allocatedDelta",
        (b.on_hand_after - p.on_hand_delta)::int as "onHandBefore",
        (b.allocated_after - p.allocated_delta)::int as "allocatedBefore",
        b.on_hand_after::int as "onHandAfter", b.allocated_after::int as "allocatedAfter",
        coalesce(
          (select o.number from allocation a join sales_order o on o.id = a.order_id
            where a.id = p.cause_id),
          (select o.number from fulfillment_order f join sales_order o on o.id = f.order_id
            where f.id = p.cause_id)) as order,
        (select i.reference from inbound_supply i where i.id = p.cause_id) as supply,
        (select t.number from stock_transfer t where t.id = p.cause_id) as transfer,
        coalesce(u.name, k.name, regexp_replace(p.actor_id, '^system:', '')) as actor, p.reason
      from page p join balance b on b.id = p.id join node n on n.id = p.node_id
      left join app_user u on u.id::text = p.actor_id
      left join api_key k on k.id::text = p.actor_id
      order by p.id desc`;
    return {
      rows: rows.slice(0, limit),
      next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
    };
  },
});
