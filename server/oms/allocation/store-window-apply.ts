import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { RaceLost } from "@/server/shell/retry";
import { moveStock } from "../inventory/store";
import { assert } from "../kernel/assert";
import { groupBy } from "../kernel/groups";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { fillCapacity } from "../network/store-capacity";
import { refreshOrders } from "../orders/store";
import { packDecision } from "../sourcing/decide-replay";
import type { Column } from "../sourcing/decide-window-problem";
import type { PlannedPart } from "./decide-plan";
import type { MovableHold, MovableOrder } from "./decide-window-movable";
import { decideInWindow, type RunWindow } from "./decide-window-run";
import { insertAllocations, type NewAllocation } from "./store";
import { chooseHolds, type TakenHold, takeOffStock } from "./store-take-off";
import type { WindowWorld } from "./store-window";

/** What a window does to one order. */
type Move = {
  readonly order: MovableOrder;
  readonly sentence: string;
  readonly taken: readonly TakenHold[];
  readonly added: readonly NewAllocation[];
};

export type AppliedRun = {
  readonly id: string;
  readonly number: string;
  /** By order: its sentence about where its units go and what that saves. */
  readonly sentences: ReadonlyMap<string, string>;
};

/**
 * Move the units of orders to where a window put them: only what differs is touched. The old holds end
 * with the run as their reason, the new ones carry a decision of their own, and both are in the ledger.
 *
 * The caller holds the orders and the stock of their SKUs.
 */
export async function moveOrders(
  env: CommandEnv,
  run: AppliedRun,
  planned: RunWindow,
  applied: ReadonlyMap<number, Column>,
  { profile }: WindowWorld,
): Promise<void> {
  if (applied.size === 0) {
    return;
  }
  const { sql, now } = env;
  const moves: Move[] = [];
  for (const [index, column] of applied) {
    moves.push(await decideMove(env, run, planned, index, column, profile));
  }
  const orderIds = moves.map(({ order }) => order.orderId);
  const before = await readPromises(env, orderIds);
  const taken = moves.flatMap((move) => move.taken);
  const added = moves.flatMap((move) => move.added);
  await takeOffStock(env, taken, `Planned together with other orders in ${run.number}`);
  await insertAllocations(sql, added, now);
  await moveStock(
    sql,
    added.map(({ id, skuId, nodeId, quantity }) => ({
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
  await returnToLines(env, added);
  const daysTaken = taken.map(({ nodeId, shipDate, quantity, units }) => ({
    nodeId,
    day: shipDate,
    lines: units === quantity ? -1 : 0,
    units: -units,
  }));
  const hasRoom = await fillCapacity(sql, [
    ...daysTaken,
    ...added.map(({ nodeId, shipDate, quantity }) => ({
      nodeId,
      day: shipDate,
      lines: 1,
      units: quantity,
    })),
  ]);
  if (!hasRoom) {
    throw new RaceLost("a node's day filled up while these orders were moved");
  }
  await refreshOrders(sql, orderIds, now);
  await tell(env, run, moves, before);
}

async function decideMove(
  { sql, now }: CommandEnv,
  run: AppliedRun,
  planned: RunWindow,
  index: number,
  { parts }: Column,
  profile: WindowWorld["profile"],
): Promise<Move> {
  const order = planned.orders[index] as MovableOrder;
  const lines = planned.window.orders[index]?.lines ?? [];
  const plan = decideInWindow(planned, index, parts, profile.parameters);
  assert(
    plan.decision.plan.key.unfilledUnits === 0,
    "an order that is offered its window's units takes them all",
  );
  const decided = {
    lines: order.lines.map((line, at) => ({ ...line, quantity: lines[at]?.units ?? 0 })),
    shipPolicy: "as_available" as const,
  };
  const sentence = run.sentences.get(order.orderId) ?? `Planned together in ${run.number}.`;
  const decisionId = newId<string>(now.getTime());
  await sql`
    insert into sourcing_decision (id, order_id, trigger, decided_at, profile_ref, profile_version,
      sentence, is_exact, detail)
    values (${decisionId}, ${order.orderId}, 'window', ${now}, ${profile.ref}, ${profile.version},
      ${sentence}, ${plan.decision.exact},
      ${sql.typed(packDecision(decided, plan, profile.parameters), 3802)})`;
  const wanted = plan.decision.plan.assignments.flatMap(({ lineId, nodeId, units }) => {
    const node = plan.nodes.find((each) => each.nodeId === nodeId);
    const line = order.lines.find((each) => each.lineId === lineId);
    return node === undefined || line === undefined
      ? []
      : [
          {
            ...{ lineId, nodeId, units, skuId: line.skuId },
            shipDate: node.shipDate,
            deliveryDate: node.deliveryDate,
          },
        ];
  });
  return { order, sentence, ...differenceOf(order, wanted, decisionId, now) };
}

/** Units beyond what the plan wants there leave; what it wants beyond what is there comes. */
function differenceOf(
  order: MovableOrder,
  wanted: readonly PlannedPart[],
  decisionId: string,
  now: Date,
): Pick<Move, "taken" | "added"> {
  const cell = (part: { lineId: string; nodeId: string; shipDate: LocalDate }) =>
    `${part.lineId} ${part.nodeId} ${part.shipDate}`;
  const held = groupBy(order.holds, cell);
  const unitsWanted = new Map(wanted.map((part) => [cell(part), part.units]));
  const unitsHeld = (key: string) => sum((held.get(key) ?? []).map(({ units }) => units));
  const taken = [...held].flatMap(([key, holds]) =>
    chooseHolds(
      holds.map((hold) => asTaken(order, hold)),
      Math.max(0, unitsHeld(key) - (unitsWanted.get(key) ?? 0)),
    ),
  );
  const added = wanted
    .map((part) => ({ ...part, units: part.units - unitsHeld(cell(part)) }))
    .filter(({ units }) => units > 0)
    .map(
      (part): NewAllocation => ({
        id: newId(now.getTime()),
        orderId: order.orderId,
        orderLineId: part.lineId,
        skuId: part.skuId,
        nodeId: part.nodeId,
        quantity: part.units,
        state: "allocated",
        inboundSupplyId: null,
        shipDate: part.shipDate,
        deliveryDate: part.deliveryDate,
        serviceCode: order.serviceCode,
        decisionId,
      }),
    );
  return { taken, added };
}

const asTaken = ({ lines }: MovableOrder, hold: MovableHold): Omit<TakenHold, "units"> => ({
  id: hold.id,
  orderLineId: hold.lineId,
  skuId: lines.find(({ lineId }) => lineId === hold.lineId)?.skuId ?? "",
  nodeId: hold.nodeId,
  inboundSupplyId: null,
  shipDate: hold.shipDate,
  quantity: hold.units,
});

/** Units that left one node stand at another: they wait for nothing. */
async function returnToLines({ sql }: CommandEnv, added: readonly NewAllocation[]): Promise<void> {
  const rows = added.map(({ orderLineId, quantity }) => ({ id: orderLineId, units: quantity }));
  await sql`
    update order_line l set allocated = l.allocated + d.units,
      backordered = l.backordered - d.units,
      promise_state = case when l.backordered - d.units > 0 then 'expected' else 'firm' end
    from (select id, sum(units)::int as units
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, units int)
      group by id) d
    where l.id = d.id`;
}

type Promised = { readonly id: string; readonly promise: LocalDate | null };

const readPromises = ({ sql }: CommandEnv, orderIds: readonly string[]) => sql<Promised[]>`
  select id, current_promise::text as promise from sales_order
  where id = any(${[...orderIds]}::uuid[])`;

/** Each order says once what the window did to it, and its customer hears of it when a day moves. */
async function tell(
  env: CommandEnv,
  run: AppliedRun,
  moves: readonly Move[],
  before: readonly Promised[],
): Promise<void> {
  const ids = before.map(({ id }) => id);
  const after = new Map((await readPromises(env, ids)).map(({ id, promise }) => [id, promise]));
  const promised = new Map(before.map(({ id, promise }) => [id, promise]));
  for (const { order, sentence, added } of moves) {
    const { orderId, number } = order;
    env.emit({
      type: "sales_order.replanned",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason: sentence,
      payload: { number, run: run.number, units: sum(added.map(({ quantity }) => quantity)) },
    });
    const [was, is] = [promised.get(orderId) ?? null, after.get(orderId) ?? null];
    if (was !== is) {
      env.emit({
        type: "sales_order.promise_changed",
        subject: { kind: "sales_order", id: orderId },
        orderId,
        payload: { number, before: was, after: is, why: sentence },
      });
    }
  }
}
