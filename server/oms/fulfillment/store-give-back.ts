import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { movePegs } from "../allocation/store";
import { lockPositions, moveStock } from "../inventory/store";
import type { LocalDate } from "../kernel/local-date";
import { fillCapacity } from "../network/store-capacity";

/** Units that an order held until it was given up. */
export type Held = {
  readonly id: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly state: "promised" | "allocated" | "released";
  readonly inboundSupplyId: string | null;
  readonly shipDate: LocalDate;
};

/**
 * Give back all that an order holds and count it as cancelled on its lines: stock with its ledger,
 * and pegs on supply. Node capacity goes back last, by `freeCapacity`: it is the last lock.
 *
 * @param reason why, as the ledger and the allocations tell it
 */
export async function giveBack(
  env: CommandEnv,
  orderId: string,
  reason: string,
): Promise<{ units: number; held: readonly Held[] }> {
  const held = await takeBack(env, orderId, reason);
  return { units: await cancelLines(env, orderId), held };
}

export const freeCapacity = (sql: RawTx, held: readonly Held[]) =>
  fillCapacity(
    sql,
    held.map(({ nodeId, shipDate, quantity }) => ({
      nodeId,
      day: shipDate,
      lines: -1,
      units: -quantity,
    })),
  );

async function takeBack(env: CommandEnv, orderId: string, reason: string): Promise<Held[]> {
  const { sql, now, actor } = env;
  const held = await sql<Held[]>`
    with live as (
      select id, sku_id, node_id, quantity, state, inbound_supply_id, ship_date from allocation
      where order_id = ${orderId} and state in ('promised', 'allocated', 'released')
      for no key update),
    freed as (
      update allocation a set state = 'deallocated', reason = ${reason}
      from live where a.id = live.id)
    select id, sku_id as "skuId", node_id as "nodeId", quantity, state,
      inbound_supply_id as "inboundSupplyId", ship_date::text as "shipDate" from live`;
  const onStock = held.filter((row) => row.state !== "promised");
  await lockPositions(sql, [...new Set(onStock.map((row) => row.skuId))]);
  await moveStock(
    sql,
    onStock.map(({ id, skuId, nodeId, quantity }) => ({
      skuId,
      nodeId,
      kind: "deallocated",
      onHandDelta: 0,
      allocatedDelta: -quantity,
      causeKind: "allocation",
      causeId: id,
      reason,
    })),
    { actorId: actor.id, now },
  );
  await movePegs(
    sql,
    held.flatMap(({ state, inboundSupplyId, quantity }) =>
      state === "promised" && inboundSupplyId !== null
        ? [{ inboundSupplyId, units: -quantity }]
        : [],
    ),
  );
  return held;
}

async function cancelLines({ sql }: CommandEnv, orderId: string): Promise<number> {
  const rows = await sql<{ units: number }[]>`
    with open as (
      select id, allocated + backordered + released as units from order_line
      where order_id = ${orderId} and allocated + backordered + released > 0)
    update order_line l set cancelled = l.cancelled + open.units, allocated = 0, backordered = 0,
      released = 0, picked = 0, packed = 0
    from open where l.id = open.id returning open.units`;
  return rows.reduce((sum, row) => sum + row.units, 0);
}
