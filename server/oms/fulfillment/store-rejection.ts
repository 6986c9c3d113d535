import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { resourceLines } from "../allocation/commands/resource-lines";
import { complainOfHandPlaced } from "../allocation/store-hand-lost";
import { openExceptions } from "../exceptions/store";
import { lockPositions, moveStock, type StockMove } from "../inventory/store";
import { settleOversold } from "../inventory/store-oversold";
import { present } from "../kernel/assert";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { fillCapacity } from "../network/store-capacity";
import { refreshOrders } from "../orders/store";
import { decideStockEffects } from "./decide-rejection";
import type { FulfillmentOrderState } from "./machine";
import { countSteps, stateAfter, type Work } from "./store";
import { isOfShelf, type RejectReason, unitsWanted, type WorkLine } from "./types";

/** Units of a work order's line that its node does not supply. */
export type Refusal = {
  readonly line: WorkLine;
  readonly quantity: number;
  /** Of these units, so many had been picked; they go back to the shelf. */
  readonly unpicked?: number;
};

export type RefusalCause = {
  readonly reason: RejectReason;
  readonly note: string;
  readonly kind: "deallocated" | "picked_short";
};

/**
 * Take refused units back from a node: stock by the reason, the hold on it, the buckets. The order
 * line's units are on backorder afterwards, waiting for `resourceElsewhere`.
 */
export async function takeBack(
  env: CommandEnv,
  work: Work,
  refusals: readonly Refusal[],
  cause: RefusalCause,
): Promise<void> {
  const { sql } = env;
  const skuIds = [...new Set(refusals.map(({ line }) => line.skuId))].sort();
  const positions = await lockPositions(sql, skuIds);
  // Unpicked first, so that what goes back to the shelf counts as being on it.
  await countSteps(
    sql,
    refusals.map(({ line, quantity, unpicked = 0 }) => ({
      lineId: line.id,
      orderLineId: line.orderLineId,
      rejected: quantity,
      picked: -unpicked,
    })),
  );
  const inTotes = await readInTotes(sql, work.nodeId, skuIds);
  const moves: StockMove[] = [];
  for (const skuId of skuIds) {
    const position = positions.find((p) => p.skuId === skuId && p.nodeId === work.nodeId);
    const quantity = refusals.reduce(
      (units, refusal) => units + (refusal.line.skuId === skuId ? refusal.quantity : 0),
      0,
    );
    const effects = decideStockEffects(
      cause.reason,
      quantity,
      {
        onHand: present(position, "released units stand on a stock level").onHand,
        inTotes: inTotes.get(skuId) ?? 0,
      },
      cause.kind,
    );
    moves.push(
      ...effects.map((effect) => ({
        ...effect,
        skuId,
        nodeId: work.nodeId,
        causeKind: "fulfillment_order",
        causeId: work.id,
        reason: reasonText(cause),
      })),
    );
  }
  await moveStock(sql, moves, { actorId: env.actor.id, now: env.now, isCount: true });
  tellOfCounts(env, work, refusals, moves);
  await closeAllocations(env, refusals, cause);
  await settleOversold(
    env,
    skuIds.map((skuId) => ({ skuId, nodeId: work.nodeId })),
  );
}

const reasonText = ({ reason, note }: Omit<RefusalCause, "kind">) =>
  note === "" ? reason.replaceAll("_", " ") : `${reason.replaceAll("_", " ")}: ${note}`;

/** Units picked at a node and not shipped: they stand in totes and parcels. */
async function readInTotes(
  sql: CommandEnv["sql"],
  nodeId: string,
  skuIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ skuId: string; units: number }[]>`
    select l.sku_id as "skuId", sum(l.picked - l.shipped)::int as units
    from fulfillment_order f join fulfillment_order_line l on l.fulfillment_order_id = f.id
    where f.node_id = ${nodeId} and f.state in ('picking', 'packed')
      and l.sku_id = any(${[...skuIds]}::uuid[])
    group by l.sku_id`;
  return new Map(rows.map(({ skuId, units }) => [skuId, units]));
}

/** On hand that changed on a floor's word is news to whoever plans with it. */
function tellOfCounts(
  env: CommandEnv,
  work: Work,
  refusals: readonly Refusal[],
  moves: readonly StockMove[],
): void {
  for (const { skuId, nodeId, status = "sellable", onHandDelta: delta, reason } of moves) {
    const sku = refusals.find(({ line }) => line.skuId === skuId)?.line.sku ?? "";
    if (delta !== 0) {
      env.emit({
        type: "stock.adjusted",
        subject: { kind: "sku", id: skuId },
        orderId: work.orderId,
        reason: reason ?? null,
        payload: { sku, node: work.nodeName, status, delta, skuId, nodeId },
      });
    }
  }
}

/** Whole allocations are rejected; of the others a part is split off and rejected. */
async function closeAllocations(
  { sql }: CommandEnv,
  refusals: readonly Refusal[],
  cause: RefusalCause,
): Promise<void> {
  const refusedAfter = isOfShelf(cause.reason)
    ? sql`(select coalesce(max(m.id), 0) from stock_movement m
        where m.sku_id = a.sku_id and m.node_id = a.node_id)`
    : sql`null::bigint`;
  const rows = refusals.map(({ line, quantity }) => ({
    allocation_id: line.allocationId,
    quantity,
    part_id: newId(),
  }));
  await sql`
    with refused as (
      select * from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
        as r(allocation_id uuid, quantity int, part_id uuid)),
    parts as (
      insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
        ship_date, delivery_date, service_code, fulfillment_order_id, decision_id, run_id,
        reason, shelf_refused_after, created_at)
      select r.part_id, a.order_id, a.order_line_id, a.sku_id, a.node_id, r.quantity, 'rejected',
        a.ship_date, a.delivery_date, a.service_code, a.fulfillment_order_id, a.decision_id,
        a.run_id, ${reasonText(cause)}, ${refusedAfter}, a.created_at
      from refused r join allocation a on a.id = r.allocation_id
      where r.quantity < a.quantity)
    update allocation a set
      state = case when r.quantity = a.quantity then 'rejected' else a.state end,
      reason = case when r.quantity = a.quantity then ${reasonText(cause)} else a.reason end,
      shelf_refused_after = case when r.quantity = a.quantity then ${refusedAfter} end,
      quantity = case when r.quantity = a.quantity then a.quantity else a.quantity - r.quantity end
    from refused r where a.id = r.allocation_id`;
}

/** Work that its node will not do: why, on the work order and in the timeline. */
export async function closeRejectedWork(
  env: CommandEnv,
  work: Work,
  { reason, note }: Omit<RefusalCause, "kind">,
  refusals: readonly Refusal[],
): Promise<void> {
  await env.sql`
    update fulfillment_order set state = 'rejected', closed_reason = ${reason}, closed_note = ${note}
    where id = ${work.id}`;
  env.emit({
    type: "fulfillment_order.rejected",
    subject: { kind: "fulfillment_order", id: work.id },
    orderId: work.orderId,
    reason: reasonText({ reason, note }),
    payload: { ...namesOf(work), reason, lines: refusals.map(refusedLine) },
  });
}

const namesOf = ({ number, nodeId, nodeCode, nodeName }: Work) => ({
  number,
  nodeId,
  nodeCode,
  nodeName,
});

const refusedLine = ({ line, quantity }: Refusal) => ({
  orderLineId: line.orderLineId,
  skuId: line.skuId,
  sku: line.sku,
  quantity,
});

/**
 * Some units of the work were refused. What is left of it goes on; when nothing is, the work order
 * is rejected as a whole.
 *
 * @returns the state afterwards
 */
export async function tellOfRefusal(
  env: CommandEnv,
  work: Work,
  cause: RefusalCause,
  refusals: readonly Refusal[],
): Promise<FulfillmentOrderState> {
  const [rest] = await env.sql<{ units: number }[]>`
    select sum(quantity - rejected)::int as units from fulfillment_order_line
    where fulfillment_order_id = ${work.id}`;
  if (rest?.units === 0) {
    const state = stateAfter(work, "reject");
    await env.sql`update shipment set state = 'voided'
      where fulfillment_order_id = ${work.id} and state = 'draft'`;
    await closeRejectedWork(env, work, cause, refusals);
    return state;
  }
  env.emit({
    type:
      cause.kind === "picked_short"
        ? "fulfillment_order.picked_short"
        : "fulfillment_order.lines_rejected",
    subject: { kind: "fulfillment_order", id: work.id },
    orderId: work.orderId,
    reason: reasonText(cause),
    payload: { ...namesOf(work), reason: cause.reason, lines: refusals.map(refusedLine) },
  });
  return work.state;
}

/**
 * Find another place for refused units and give the node's day its room back. Nodes that refused these
 * lines are not asked again; one that only lacked them is, for what comes to it since.
 *
 * @returns what became of the units, as a sentence
 */
export async function resourceElsewhere(
  env: CommandEnv,
  work: Work,
  refusals: readonly Refusal[],
  kind: RefusalCause["kind"],
): Promise<string> {
  const byLine = new Map<string, number>();
  for (const { line, quantity } of refusals) {
    byLine.set(line.orderLineId, (byLine.get(line.orderLineId) ?? 0) + quantity);
  }
  const { sentence } = await resourceLines(env, {
    orderId: work.orderId,
    lines: [...byLine].map(([orderLineId, quantity]) => ({ orderLineId, quantity })),
    excludedNodeIds: [work.nodeId],
    trigger: "node_rejected",
  });
  await freeDays(env.sql, work, refusals);
  await complainOfUnplaced(env, work, refusals, kind);
  await complainOfHandPlaced(
    env,
    work.orderId,
    await readRefused(env.sql, work, refusals),
    kind === "picked_short" ? "it was not on the shelf" : "the node does not supply it",
  );
  await refreshOrders(env.sql, [work.orderId], env.now);
  return sentence;
}

/** The refused units, with whether a person had placed them there. */
async function readRefused(sql: RawTx, { nodeId }: Work, refusals: readonly Refusal[]) {
  const ids = refusals.map(({ line }) => line.allocationId);
  const placed = await sql<{ id: string }[]>`
    select id from allocation where id = any(${ids}::uuid[]) and is_by_hand`;
  return refusals.map(({ line, quantity }) => ({
    orderLineId: line.orderLineId,
    nodeId,
    units: quantity,
    isByHand: placed.some(({ id }) => id === line.allocationId),
  }));
}

/** Each allocation gives back the day that it was planned for; its work may leave on a later one. */
async function freeDays(sql: RawTx, work: Work, refusals: readonly Refusal[]): Promise<void> {
  const ids = refusals.map(({ line }) => line.allocationId);
  const rows = await sql<{ id: string; day: LocalDate }[]>`
    select id, ship_date::text as day from allocation where id = any(${ids}::uuid[])`;
  const dayOf = new Map(rows.map(({ id, day }) => [id, day]));
  await fillCapacity(
    sql,
    refusals.map(({ line, quantity }) => ({
      nodeId: work.nodeId,
      day: dayOf.get(line.allocationId) ?? work.shipBy,
      lines: quantity === unitsWanted(line) ? -1 : 0,
      units: -quantity,
    })),
  );
}

/** Units that no other node has in stock need a person, until a node is given them. */
async function complainOfUnplaced(
  env: CommandEnv,
  work: Work,
  refusals: readonly Refusal[],
  kind: RefusalCause["kind"],
): Promise<void> {
  const lineIds = [...new Set(refusals.map(({ line }) => line.orderLineId))];
  const waiting = await env.sql<{ id: string; units: number; promise: string | null }[]>`
    select id, backordered as units, current_promise as promise from order_line
    where id = any(${lineIds}::uuid[]) and backordered > 0`;
  await openExceptions(
    env,
    waiting.map(({ id, units, promise }) => {
      const refused = refusals.filter(({ line }) => line.orderLineId === id);
      const quantity = sum(refused.map((refusal) => refusal.quantity));
      const { sku = "", skuId = null } = refused[0]?.line ?? {};
      return {
        type: kind === "picked_short" ? "pick_short" : "node_rejected",
        causeKey: id,
        severity: "high",
        sentence: `${work.nodeName} did not supply ${quantity} × ${sku} of ${work.orderNumber}; ${units} wait for supply${promise === null ? "" : `, promised for ${promise}`}`,
        detail: { workNumber: work.number, nodeCode: work.nodeCode, sku, quantity, units, promise },
        orderId: work.orderId,
        orderLineId: id,
        nodeId: work.nodeId,
        skuId,
      };
    }),
  );
}
