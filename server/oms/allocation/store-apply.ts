import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { moveStock } from "../inventory/store";
import { groupBy } from "../kernel/groups";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { fillCapacity } from "../network/store-capacity";
import { refreshOrders } from "../orders/store";
import { leadDate, type RunLine } from "./decide-run";
import { insertAllocations, movePegs, type NewAllocation } from "./store";
import type { KnownContests, LineFacts, StandingHold } from "./store-contest";
import {
  chooseHolds,
  freeDays,
  type TakenHold,
  takeOffStock,
  takeOffSupply,
} from "./store-take-off";

/** What a run changes on one line. */
type Change = {
  readonly line: RunLine;
  readonly facts: LineFacts;
  readonly taken: readonly TakenHold[];
  readonly added: readonly NewAllocation[];
};

/**
 * Bring the holds of lines in line with what a run gives them: only what differs is touched. The
 * caller holds the orders, the stock and the supplies.
 *
 * @returns orders that have other units now, and those of which the promise moved
 */
export async function applyLines(
  env: CommandEnv,
  lines: readonly RunLine[],
  { facts, today }: KnownContests,
  run: { readonly id: string; readonly number: string; readonly reason: string },
): Promise<{ readonly orders: number; readonly moved: number }> {
  const { sql, now } = env;
  const changes = lines
    .flatMap((line) => {
      const known = facts.get(line.lineId);
      return known === undefined ? [] : [changeOf(env, run.id, line, known)];
    })
    .filter(({ taken, added }) => taken.length + added.length > 0);
  const orderIds = [...new Set(changes.map(({ line }) => line.orderId))].toSorted();
  const before = await readPromises(env, orderIds);
  const taken = changes.flatMap((change) => change.taken);
  const offStock = taken.filter((hold) => hold.inboundSupplyId === null);
  const offSupply = taken.filter((hold) => hold.inboundSupplyId !== null);
  const why = `${run.number}: ${run.reason}`;
  if (offStock.length > 0) {
    await takeOffStock(env, offStock, why);
  }
  await takeOffSupply(env, offSupply, why);
  const added = changes.flatMap((change) => change.added);
  await insertAllocations(sql, added, now);
  await moveStock(
    sql,
    added
      .filter(({ state }) => state === "allocated")
      .map(({ id, skuId, nodeId, quantity }) => ({
        skuId,
        nodeId,
        kind: "allocated",
        onHandDelta: 0,
        allocatedDelta: quantity,
        causeKind: "allocation",
        causeId: id,
        reason: run.number,
      })),
    { actorId: env.actor.id, now },
  );
  await movePegs(
    sql,
    added.flatMap(({ inboundSupplyId, quantity }) =>
      inboundSupplyId === null ? [] : [{ inboundSupplyId, units: quantity }],
    ),
  );
  await moveBuckets(env, changes, today);
  // A day may be overfilled by a run: what is promised is not undone for a day's plan.
  await freeDays(sql, taken);
  await fillCapacity(
    sql,
    added.map(({ nodeId, shipDate, quantity }) => ({
      nodeId,
      day: shipDate,
      lines: 1,
      units: quantity,
    })),
  );
  await refreshOrders(sql, orderIds, now);
  const moved = await tellOrders(env, changes, before, run);
  return { orders: orderIds.length, moved };
}

function changeOf({ now }: CommandEnv, runId: string, line: RunLine, facts: LineFacts): Change {
  const wanted = new Map(line.parts.map((part) => [part.supplyId, part.units]));
  const bySupply = groupBy(facts.holds, ({ supplyId }) => supplyId);
  const unitsHeld = (supplyId: string) =>
    sum((bySupply.get(supplyId) ?? []).map(({ units }) => units));
  const taken = [...bySupply].flatMap(([supplyId, holds]) =>
    chooseHolds(
      holds.toSorted((a, b) => (a.deliveryDate < b.deliveryDate ? 1 : -1)).map(asTaken(facts)),
      Math.max(0, unitsHeld(supplyId) - (wanted.get(supplyId) ?? 0)),
    ),
  );
  const added = line.parts
    .map((part) => ({ part, units: part.units - unitsHeld(part.supplyId) }))
    .filter(({ units }) => units > 0)
    .map(({ part, units }): NewAllocation => {
      const isStock = part.kind === "stock";
      return {
        id: newId(now.getTime()),
        orderId: facts.orderId,
        orderLineId: facts.lineId,
        skuId: facts.skuId,
        nodeId: part.nodeId,
        quantity: units,
        state: isStock ? "allocated" : "promised",
        inboundSupplyId: isStock ? null : part.supplyId,
        shipDate: part.shipDate,
        deliveryDate: part.deliveryDate,
        serviceCode: facts.serviceCode,
        decisionId: null,
        runId,
        isRemainder: isStock && facts.waitsOnDays > 0,
      };
    });
  return { line, facts, taken, added };
}

const asTaken =
  ({ lineId, skuId }: LineFacts) =>
  ({ id, nodeId, inboundSupplyId, shipDate, units }: StandingHold) => ({
    id,
    orderLineId: lineId,
    skuId,
    nodeId,
    inboundSupplyId,
    shipDate,
    quantity: units,
  });

/** Units that got stock leave the backordered bucket; what lost its supply is dated by lead time. */
async function moveBuckets(
  { sql }: CommandEnv,
  changes: readonly Change[],
  today: LocalDate,
): Promise<void> {
  const rows = changes.map(({ line, facts, added }) => {
    const undated = line.asked - line.stockAfter - line.supplyAfter;
    return {
      id: line.lineId,
      units: sum(
        added.filter(({ state }) => state === "allocated").map(({ quantity }) => quantity),
      ),
      promise: undated > 0 ? leadDate(facts, today) : null,
    };
  });
  await sql`
    update order_line l set allocated = l.allocated + r.units,
      backordered = l.backordered - r.units,
      current_promise = coalesce(r.promise, l.current_promise),
      promise_state = case when l.backordered - r.units > 0 then 'expected' else 'firm' end
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, units int, promise date)
    where l.id = r.id`;
}

type Promised = { readonly id: string; readonly number: string; readonly promise: string | null };

const readPromises = ({ sql }: CommandEnv, orderIds: readonly string[]) => sql<Promised[]>`
  select id, number, current_promise::text as promise from sales_order
  where id = any(${[...orderIds]}::uuid[]) order by id`;

/** Each order says once what the run did to it, and once that its promise moved. */
async function tellOrders(
  env: CommandEnv,
  changes: readonly Change[],
  before: readonly Promised[],
  run: { readonly id: string; readonly number: string; readonly reason: string },
): Promise<number> {
  const after = new Map(
    (
      await readPromises(
        env,
        before.map(({ id }) => id),
      )
    ).map((row) => [row.id, row.promise]),
  );
  const byOrder = groupBy(changes, ({ line }) => line.orderId);
  let moved = 0;
  for (const { id, number, promise } of before) {
    const own = byOrder.get(id) ?? [];
    const units = (lines: readonly RunLine[]) =>
      sum(lines.map(({ stockAfter, stockBefore }) => stockAfter - stockBefore));
    env.emit({
      type: "sales_order.reallocated",
      subject: { kind: "sales_order", id },
      orderId: id,
      reason: run.reason,
      payload: {
        run: run.number,
        units: units(own.map(({ line }) => line)),
        lines: own.map(({ line, facts }) => ({ sku: facts.sku, why: line.why })),
      },
    });
    const now = after.get(id) ?? null;
    if (now !== promise) {
      moved += 1;
      env.emit({
        type: "sales_order.promise_changed",
        subject: { kind: "sales_order", id },
        orderId: id,
        reason: run.reason,
        payload: { number, before: promise, after: now, why: own[0]?.line.why ?? run.reason },
      });
    }
  }
  return moved;
}
