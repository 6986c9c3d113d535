import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { moveStock } from "../inventory/store";
import type { LocalDate } from "../kernel/local-date";
import { fillCapacity } from "../network/store-capacity";
import { movePegs } from "./store";

/** A hold of which units are given up: all of them, or a part. */
export type TakenHold = {
  readonly id: string;
  readonly orderLineId: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly inboundSupplyId: string | null;
  readonly shipDate: LocalDate;
  readonly quantity: number;
  /** Of its quantity, so many are given up. */
  readonly units: number;
  /** A person chose the node. */
  readonly isByHand?: boolean;
};

/**
 * Take so many units off holds, in the order of the list.
 *
 * @returns the holds that are touched, the last of them perhaps in part
 */
export function chooseHolds(
  holds: readonly Omit<TakenHold, "units">[],
  wanted: number,
): TakenHold[] {
  const taken: TakenHold[] = [];
  let left = wanted;
  for (const hold of holds) {
    const units = Math.min(left, hold.quantity);
    if (units > 0) {
      taken.push({ ...hold, units });
      left -= units;
    }
  }
  return taken;
}

/** Units that stand on stock lose it: the ledger, the hold, and their line waits for them again. */
export async function takeOffStock(
  env: CommandEnv,
  holds: readonly TakenHold[],
  reason: string,
): Promise<void> {
  const { sql, actor, now } = env;
  await moveStock(
    sql,
    holds.map(({ id, skuId, nodeId, units }) => ({
      skuId,
      nodeId,
      kind: "deallocated",
      onHandDelta: 0,
      allocatedDelta: -units,
      causeKind: "allocation",
      causeId: id,
      reason,
    })),
    { actorId: actor.id, now },
  );
  await closeHolds(sql, holds, reason);
  const rows = holds.map(({ orderLineId, units }) => ({ id: orderLineId, units }));
  await sql`
    update order_line l set allocated = l.allocated - d.units,
      backordered = l.backordered + d.units, promise_state = 'expected'
    from (select id, sum(units)::int as units
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, units int)
      group by id) d
    where l.id = d.id`;
}

/** Units that were promised from a supply are not any more; they wait without a promise. */
export async function takeOffSupply(
  env: CommandEnv,
  holds: readonly TakenHold[],
  reason: string,
): Promise<void> {
  await closeHolds(env.sql, holds, reason);
  await movePegs(
    env.sql,
    holds.flatMap(({ inboundSupplyId, units }) =>
      inboundSupplyId === null ? [] : [{ inboundSupplyId, units: -units }],
    ),
  );
}

/** Give the days of holds that are gone their room back: the last lock of a transaction. */
export const freeDays = (sql: RawTx, holds: readonly TakenHold[]) =>
  fillCapacity(
    sql,
    holds.map(({ nodeId, shipDate, units, quantity }) => ({
      nodeId,
      day: shipDate,
      lines: units === quantity ? -1 : 0,
      units: -units,
    })),
  );

/** Whole holds end; of the others a part is split off and ended. */
async function closeHolds(sql: RawTx, holds: readonly TakenHold[], reason: string): Promise<void> {
  if (holds.length === 0) {
    return;
  }
  const rows = holds.map(({ id, units }) => ({ id, units, part_id: newId() }));
  await sql`
    with taken as (
      select * from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
        as r(id uuid, units int, part_id uuid)),
    parts as (
      insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
        inbound_supply_id, ship_date, delivery_date, service_code, decision_id, run_id, reason,
        created_at)
      select t.part_id, a.order_id, a.order_line_id, a.sku_id, a.node_id, t.units, 'deallocated',
        a.inbound_supply_id, a.ship_date, a.delivery_date, a.service_code, a.decision_id,
        a.run_id, ${reason}, a.created_at
      from taken t join allocation a on a.id = t.id where t.units < a.quantity)
    update allocation a set
      state = case when t.units = a.quantity then 'deallocated' else a.state end,
      reason = case when t.units = a.quantity then ${reason} else a.reason end,
      quantity = case when t.units = a.quantity then a.quantity else a.quantity - t.units end
    from taken t where a.id = t.id`;
}
