import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { lockPositions, moveStock } from "../inventory/store";
import { settleOversold } from "../inventory/store-oversold";
import type { MovementKind } from "../inventory/types";
import { DomainError } from "../kernel/errors";
import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { readNetwork } from "../network/store";
import { fillCapacity } from "../network/store-capacity";
import { refreshOrders } from "../orders/store";
import { resourceLines } from "./commands/resource-lines";
import { lockPegs, type Peg } from "./store-pegs";
import { findTurns } from "./store-queue";
import { redateAllocations } from "./store-redate";
import { isToBeHad, serveOrder } from "./store-serve";
import { freeDays, takeOffSupply } from "./store-take-off";

/** Units of an inbound supply that are at their node now. */
export type Receipt = {
  readonly inboundSupplyId: string;
  /** Units of what was still to come. */
  readonly quantity: number;
  /** Units that came beyond that, and why, as far as anybody knows. */
  readonly beyond?: { readonly units: number; readonly reason: string };
};

/** How the ledger calls the coming in of units, and what it names as their cause. */
export type ReceiptLedger = {
  readonly kind: Extract<MovementKind, "received" | "transferred">;
  readonly causeKind: string;
  /** Null: the supply itself. */
  readonly causeId: string | null;
};

/** As many waiting orders as one receipt serves; the job that follows goes on. */
const WAITING_MAX = 200;

type Supply = {
  readonly id: string;
  readonly reference: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly open: number;
  readonly isOpen: boolean;
};

type ServedPeg = Peg & { readonly units: number };

/**
 * Book units of inbound supplies into stock and hand them to the orders they were promised to,
 * oldest promise first; what nobody was promised goes to lines that wait without a promise, or for
 * a later one. Of a SKU that is not out yet everything stays on the shelf.
 *
 * Locks: the orders with promises, the stock of all SKUs, the supplies.
 *
 * @returns units that went to promises, and how many orders have them
 * @throws NOT_FOUND; STALE when more is received than is still open
 */
export async function receiveUnits(
  env: CommandEnv,
  receipts: readonly Receipt[],
  ledger: ReceiptLedger,
): Promise<{ readonly allocated: number; readonly orders: number }> {
  const { sql, now } = env;
  const pegs = await lockPegs(
    sql,
    receipts.map(({ inboundSupplyId }) => inboundSupplyId),
  );
  const supplies = await lockSupplies(sql, receipts);
  const all = receipts.flatMap(({ inboundSupplyId, quantity }) =>
    servedPegs(
      pegs.filter((peg) => peg.inboundSupplyId === inboundSupplyId),
      quantity,
    ),
  );
  const { comingOut } = await readNetwork(env.owner, sql);
  const early = all.filter(({ skuId }) => comingOut.has(skuId));
  const served = all.filter(({ skuId }) => !comingOut.has(skuId));
  await takeOffSupply(env, early, "they came before they are out");
  await bookReceipts(env, receipts, supplies, served, ledger);
  await turnPegs(env, served);
  await settleOversold(env, [...supplies.values()]);
  for (const { inboundSupplyId, quantity } of receipts.filter((each) => each.quantity > 0)) {
    env.emit({
      type: "stock.received",
      subject: { kind: "inbound_supply", id: inboundSupplyId },
      payload: {
        reference: supplies.get(inboundSupplyId)?.reference,
        quantity,
        allocated: sum(
          served.filter((peg) => peg.inboundSupplyId === inboundSupplyId).map((peg) => peg.units),
        ),
      },
    });
  }
  const orderIds = [...new Set(served.map((peg) => peg.orderId))];
  await redateAllocations(
    env,
    served.map((peg) => peg.id),
  );
  await refreshOrders(sql, orderIds, now);
  await dateEarly(env, early);
  await serveWaiting(
    env,
    [...supplies.values()].map(({ skuId }) => skuId),
  );
  await freeDays(sql, early);
  return { allocated: sum(served.map((peg) => peg.units)), orders: orderIds.length };
}

/**
 * What came for pre-orders stays on the shelf until it is out; those who it was promised to are dated
 * by that day.
 */
async function dateEarly(env: CommandEnv, early: readonly ServedPeg[]): Promise<void> {
  for (const [orderId, pegs] of groupBy(early, (peg) => peg.orderId)) {
    const lineIds = [...new Set(pegs.map(({ orderLineId }) => orderLineId))];
    const lines = lineIds.map((orderLineId) => ({
      orderLineId,
      quantity: sum(pegs.filter((peg) => peg.orderLineId === orderLineId).map((peg) => peg.units)),
    }));
    await resourceLines(env, {
      ...{ orderId, lines, excludedNodeIds: [] },
      ...{ trigger: "supply_received", keepsHorizon: true },
    });
  }
}

async function lockSupplies(
  sql: RawTx,
  receipts: readonly Receipt[],
): Promise<ReadonlyMap<string, Supply>> {
  const ids = receipts.map(({ inboundSupplyId }) => inboundSupplyId);
  const known = await sql<{ id: string; skuId: string }[]>`
    select id, sku_id as "skuId" from inbound_supply where id = any(${ids}::uuid[])`;
  const missing = ids.find((id) => known.every((supply) => supply.id !== id));
  if (missing !== undefined) {
    throw new DomainError("NOT_FOUND", "There is no such supply", { inboundSupplyId: missing });
  }
  await lockPositions(sql, [...new Set(known.map(({ skuId }) => skuId))]);
  const rows = await sql<Supply[]>`
    select id, reference, sku_id as "skuId", node_id as "nodeId", quantity - received as open,
      status = 'open' as "isOpen"
    from inbound_supply where id = any(${ids}::uuid[]) order by id for no key update`;
  const supplies = new Map(rows.map((supply) => [supply.id, supply]));
  for (const { inboundSupplyId, quantity } of receipts) {
    const supply = supplies.get(inboundSupplyId);
    const open = supply?.isOpen ? supply.open : 0;
    if (quantity > open) {
      const fault = { field: "quantity", code: "more_than_open" };
      throw new DomainError("STALE", `Only ${open} units are still to come`, {
        faults: [{ ...fault, message: "More than is still to come" }],
      });
    }
  }
  return supplies;
}

/** Whose promises so many units keep; the last of them perhaps in part. */
function servedPegs(pegs: readonly Peg[], received: number): ServedPeg[] {
  const served: ServedPeg[] = [];
  let left = received;
  for (const peg of pegs) {
    const units = Math.min(left, peg.quantity);
    if (units > 0) {
      served.push({ ...peg, units });
      left -= units;
    }
  }
  return served;
}

async function bookReceipts(
  { sql, actor, now }: CommandEnv,
  receipts: readonly Receipt[],
  supplies: ReadonlyMap<string, Supply>,
  served: readonly ServedPeg[],
  { kind, causeKind, causeId }: ReceiptLedger,
): Promise<void> {
  const rows = receipts.map(({ inboundSupplyId: id, quantity }) => ({
    id,
    quantity,
    served: sum(served.filter((peg) => peg.inboundSupplyId === id).map((peg) => peg.units)),
  }));
  await sql`
    update inbound_supply s set received = s.received + r.quantity, pegged = s.pegged - r.served,
      status = case when s.received + r.quantity = s.quantity then 'received' else s.status end
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, quantity int, served int)
    where s.id = r.id`;
  const moves = receipts.flatMap(({ inboundSupplyId, quantity, beyond }) => {
    const supply = supplies.get(inboundSupplyId);
    if (supply === undefined) {
      return [];
    }
    const position = { skuId: supply.skuId, nodeId: supply.nodeId };
    const came = {
      ...position,
      kind,
      onHandDelta: quantity,
      allocatedDelta: 0,
      causeKind,
      causeId: causeId ?? supply.id,
    };
    const found = beyond && {
      ...came,
      kind: "adjusted" as const,
      onHandDelta: beyond.units,
      reason: beyond.reason,
    };
    const held = served
      .filter((peg) => peg.inboundSupplyId === inboundSupplyId)
      .map((peg) => ({
        ...position,
        kind: "allocated" as const,
        onHandDelta: 0,
        allocatedDelta: peg.units,
        causeKind: "allocation",
        causeId: peg.id,
      }));
    return [...(quantity > 0 ? [came] : []), ...(found ? [found] : []), ...held];
  });
  await moveStock(sql, moves, { actorId: actor.id, now });
}

/** Turn promises into holds on stock, as far as the units reach. */
async function turnPegs(env: CommandEnv, served: readonly ServedPeg[]): Promise<void> {
  const { sql, now } = env;
  for (const peg of served) {
    if (peg.units < peg.quantity) {
      await sql`
        insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
          inbound_supply_id, ship_date, delivery_date, service_code, decision_id, run_id,
          created_at)
        select uuidv7(), order_id, order_line_id, sku_id, node_id, quantity - ${peg.units},
          'promised', inbound_supply_id, ship_date, delivery_date, service_code, decision_id, run_id, ${now}
        from allocation where id = ${peg.id}`;
    }
    await sql`
      update allocation a set state = 'allocated', quantity = ${peg.units},
        is_remainder = o.ship_policy = 'with_next' and l.kit_group is null
      from order_line l join sales_order o on o.id = l.order_id
      where a.id = ${peg.id} and l.id = a.order_line_id`;
    await sql`
      update order_line set allocated = allocated + ${peg.units},
        backordered = backordered - ${peg.units}
      where id = ${peg.orderLineId}`;
    env.emit({
      type: "order_line.allocated",
      subject: { kind: "order_line", id: peg.orderLineId },
      orderId: peg.orderId,
      payload: { units: peg.units, from: "supply" },
    });
  }
  // The rest of a promise that was kept in part is a line of its own on its day.
  await fillCapacity(
    sql,
    served
      .filter(({ units, quantity }) => units < quantity)
      .map(({ nodeId, shipDate }) => ({ nodeId, day: shipDate, lines: 1, units: 0 })),
  );
}

/**
 * Give what is left of the units to lines that wait. Orders that somebody else has in hand are left
 * to the job that follows: they come too late in the order of locks to be waited for.
 */
async function serveWaiting(env: CommandEnv, skuIds: readonly string[]): Promise<void> {
  for (const waiting of await findTurns(env, [...new Set(skuIds)], WAITING_MAX)) {
    const free = await env.sql`
      select 1 from sales_order o
      where o.id = ${waiting.orderId} and ${isToBeHad(env.sql, env.sql`${waiting.skuId}::uuid`)}
      for no key update of o skip locked`;
    if (free.length > 0) {
      await serveOrder(env, waiting, "supply_received");
    }
  }
}
