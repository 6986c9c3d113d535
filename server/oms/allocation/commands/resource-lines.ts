import { z } from "zod";
import type { RawTx } from "@/db/client";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { RaceLost } from "@/server/shell/retry";
import { moveStock } from "../../inventory/store";
import { DomainError } from "../../kernel/errors";
import type { LocalDate } from "../../kernel/local-date";
import { sum } from "../../kernel/quantity";
import { fillCapacity } from "../../network/store-capacity";
import { backorderReason } from "../../orders/decide-backorders";
import { lockOrder, refreshOrders } from "../../orders/store";
import { readWaitingLines, type WaitingLine } from "../../orders/store-backorders";
import { allocationHold, requireUnblocked } from "../../orders/store-holds";
import { explainDecision } from "../../sourcing/decide-explanation";
import { decideHorizon } from "../../sourcing/decide-horizon";
import { packDecision } from "../../sourcing/decide-replay";
import type { ActiveProfile } from "../../sourcing/store";
import type { BackorderPart } from "../../sourcing/types";
import { planBackorder } from "../decide-dates";
import { decideOnlyAt, decideShortAt, handSentence } from "../decide-only-at";
import {
  type DemandOrder,
  isPreorder,
  type PlanWorld,
  planBeyond,
  planWithin,
  type StockPlan,
  takeParts,
} from "../decide-plan";
import { remainderDemand, ridesAlong } from "../decide-remainder";
import { insertAllocations, lockInbound, movePegs } from "../store";
import { allocationsOf, pegsOf, stockMovesOf } from "../store-booking";
import { readDates, tellDates } from "../store-dates";
import { type OpenLine, readDemand } from "../store-demand";
import { endGivenUp, type GivenUp } from "../store-given-up";
import { lockWorld } from "../store-world";
import type { DecisionTrigger } from "../types";

export type ResourceRequest = {
  readonly orderId: string;
  readonly lines: readonly OpenLine[];
  readonly excludedNodeIds: readonly string[];
  readonly trigger: DecisionTrigger;
  /** What may leave only beyond the horizon is dated, and takes no stock yet. */
  readonly keepsHorizon?: boolean;
  /** The units were not ordered before: they come behind what other orders wait for. */
  readonly isAdded?: boolean;
  /** Why a date that moves by it does; unset: the sentence of the decision says it. */
  readonly why?: string;
  /** The node that a person chose, and why: no other is asked, and it takes all units from stock. */
  readonly placedAt?: { readonly nodeId: string; readonly reason: string };
};

/**
 * Find a new place for units that lost theirs: from stock where there is some, pegged to inbound
 * supply or dated by lead time where not. The nodes that refused the line before are not asked
 * again. What neither the strategy nor the order nor its customer nor the SKU lets wait is cancelled, where
 * they say so (`decideBackorderTerms`), and the customer is told; a line that would have been refused was
 * taken, so it waits. The decision is stored with its reasons, and a moved promise is an event. While a hold keeps
 * the order from stock none is looked for: the units wait, and are served when it is lifted.
 *
 * The caller holds the order's lock, and the units are in the lines' backordered bucket, unpegged.
 */
export async function resourceLines(
  env: CommandEnv,
  request: ResourceRequest,
): Promise<{ readonly sentence: string }> {
  const { sql } = env;
  const hold = await allocationHold(sql, request.orderId);
  if (hold !== null) {
    await refreshOrders(sql, [request.orderId], env.now);
    return { sentence: `No place was looked for, because the order is on hold: ${hold.reason}` };
  }
  const { order, demand: open } = await readDemand(
    sql,
    request.orderId,
    request.lines,
    request.excludedNodeIds,
  );
  const skuIds = [...new Set(open.lines.map((line) => line.skuId))];
  const { world, profile, today } = await lockWorld(env, skuIds, {
    orderId: request.orderId,
    isAdded: request.isAdded === true,
  });
  const { placedAt } = request;
  const wanted = TURNED_UP.has(request.trigger) ? remainderDemand(open, today) : open;
  const demand =
    placedAt === undefined ? wanted : decideOnlyAt(wanted, placedAt.nodeId, world.network);
  const { allocationHorizonDays } = world.parameters;
  const horizon = request.keepsHorizon
    ? decideHorizon(demand.shipAfter, today, allocationHorizonDays)
    : null;
  const most = new Map(
    request.lines.flatMap(({ orderLineId, stockMax }): [string, number][] =>
      stockMax === undefined ? [] : [[orderLineId, stockMax]],
    ),
  );
  const { plan, asked } =
    horizon === null
      ? planWithin(demand, world, most)
      : { plan: planBeyond(demand, horizon, world), asked: demand };
  if (placedAt !== undefined) {
    refuseShort(demand, plan, placedAt.nodeId);
  }
  takeParts(plan.parts, demand, world);
  const cancelled =
    horizon === null && LOSSES.has(request.trigger)
      ? await findCancelled(sql, request.orderId, demand, plan, world)
      : [];
  const waits = demand.lines.map(
    ({ lineId }, at) =>
      (plan.openUnits[at] ?? 0) - (cancelled.find(({ id }) => id === lineId)?.units ?? 0),
  );
  const inbound =
    horizon !== null || waits.every((units) => units === 0) ? [] : await lockInbound(sql, skuIds);
  const waiting = planBackorder(demand, waits, inbound, world, today);
  const sentence =
    placedAt === undefined
      ? `${explainDecision(demand, plan, waiting)}${limitSentence(request.lines)}${waitSentence(plan, sum(waits))}`
      : handSentence(plan, { who: env.actor.name, reason: placedAt.reason });
  const datesBefore = await readDates(sql, request.lines);
  await book(env, request, { demand, asked, plan, waiting, sentence, profile });
  const { refreshed: moved, isCancelled } = await endGivenUp(
    env,
    { id: request.orderId, number: order.number },
    cancelled,
    () => promiseAfter(env, request.orderId, order.currentPromise),
  );
  if (!isCancelled) {
    const isLine = moved === null && (await readDates(sql, request.lines)) !== datesBefore;
    if (moved !== null || isLine) {
      tellDates(env, {
        ...request,
        order,
        moved,
        why: request.why ?? sentence,
        ...(request.why === undefined ? {} : { reason: request.why }),
        isInChange: cancelled.length > 0,
      });
    }
  }
  return { sentence };
}

/** What gives an order units that it waited for. */
const TURNED_UP: ReadonlySet<DecisionTrigger> = new Set(["supply_received", "stock_found"]);

/** What takes units off an order that it had, or was to have. */
const LOSSES: ReadonlySet<DecisionTrigger> = new Set([
  "node_rejected",
  "supply_lost",
  "stock_lost",
  "node_off",
  "horizon_reached",
]);

/**
 * Units that no node has and that are not to wait; components of kits stay, a kit is cancelled whole,
 * and a pre-order is nothing that a node lacks.
 */
async function findCancelled(
  sql: RawTx,
  orderId: string,
  demand: DemandOrder,
  plan: StockPlan,
  world: PlanWorld,
): Promise<GivenUp[]> {
  if (plan.openUnits.every((units) => units === 0)) {
    return [];
  }
  const { after, strategy } = plan.routed?.route ?? { after: null, strategy: "" };
  const lines = await readWaitingLines(sql, orderId);
  return demand.lines.flatMap(({ lineId, skuId }, at): GivenUp[] => {
    const line = lines.find((each) => each.lineId === lineId);
    const units = plan.openUnits[at] ?? 0;
    if (line === undefined || units === 0 || line.isOfKit || isPreorder({ skuId }, world)) {
      return [];
    }
    const lost = { id: lineId, sku: line.sku, units, what: "out of stock" };
    if (after === "cancel_remainder") {
      return [{ ...lost, because: `No node has them, and “${strategy}” lets nothing wait` }];
    }
    return line.terms.mayWait || line.terms.otherwise !== "cancel"
      ? []
      : [{ ...lost, because: `No node has them, and ${reasonOf(line)}` }];
  });
}

const reasonOf = ({ terms, customer, sku }: WaitingLine): string =>
  backorderReason({ source: terms.source, what: "none", amount: 0 }, { customer, sku });

/** What a person places at a node is taken from its stock, all of it. */
function refuseShort(demand: DemandOrder, plan: StockPlan, nodeId: string): void {
  const short = decideShortAt(demand, plan, nodeId);
  if (short !== null) {
    throw new DomainError("SHORT_SUPPLY", short.message, { nodeId, lines: short.lines });
  }
}

/** Units that are there and meant for others are no units that nobody has. */
function limitSentence(lines: readonly OpenLine[]): string {
  const limited = lines.filter(
    ({ quantity, stockMax }) => stockMax !== undefined && stockMax < quantity,
  );
  const most = sum(limited.map(({ stockMax }) => stockMax ?? 0));
  return limited.length === 0 ? "" : ` The allocation policy left it ${most} from stock.`;
}

/** What of a strategy's remainder waits all the same, so that the decision says no more than is so. */
const waitSentence = ({ routed }: StockPlan, waiting: number): string =>
  routed?.route.after !== "cancel_remainder" || waiting === 0
    ? ""
    : ` ${waiting === 1 ? "1 unit waits" : `${waiting} units wait`} all the same.`;

type Outcome = {
  readonly demand: DemandOrder;
  /** What stock was asked for, which the stored decision replays to. */
  readonly asked: DemandOrder;
  readonly plan: StockPlan;
  readonly waiting: readonly BackorderPart[];
  readonly sentence: string;
  readonly profile: ActiveProfile;
};

async function book(env: CommandEnv, request: ResourceRequest, outcome: Outcome): Promise<void> {
  const { sql, now } = env;
  const { asked, plan, sentence, profile } = outcome;
  const decisionId = newId(now.getTime());
  await sql`
    insert into sourcing_decision (id, order_id, trigger, decided_at, profile_ref, profile_version,
      sentence, is_exact, detail)
    values (${decisionId}, ${request.orderId}, ${request.trigger}, ${now}, ${profile.ref},
      ${profile.version}, ${sentence}, ${plan.decision.exact},
      ${sql.typed(packDecision(asked, plan, profile.parameters), 3802)})`;
  const { orderId } = request;
  const { serviceCode, lines } = outcome.demand;
  const allocations = allocationsOf(
    { orderId, decisionId, serviceCode, isByHand: request.placedAt !== undefined },
    {
      parts: plan.parts,
      waiting: outcome.waiting,
      skuOf: new Map(lines.map((line) => [line.lineId, line.skuId])),
      remainders: TURNED_UP.has(request.trigger) ? remaindersOf(outcome.demand) : new Set(),
    },
    now,
  );
  await insertAllocations(sql, allocations, now);
  await moveLineBuckets(env, outcome);
  await moveStock(sql, stockMovesOf(allocations), { actorId: env.actor.id, now });
  await movePegs(sql, pegsOf(allocations));
  const hasRoom = await fillCapacity(
    sql,
    allocations.map(({ nodeId, shipDate, quantity }) => ({
      nodeId,
      day: shipDate,
      lines: 1,
      units: quantity,
    })),
  );
  if (!hasRoom) {
    throw new RaceLost("a node's day filled up while these lines were planned");
  }
  env.emit({
    type: "allocation.created",
    subject: { kind: "sourcing_decision", id: decisionId },
    orderId: request.orderId,
    reason: sentence,
    payload: { trigger: request.trigger, allocations: allocations.length },
  });
}

/** Lines whose units that had to wait leave with the next shipment. */
const remaindersOf = (demand: DemandOrder): ReadonlySet<string> =>
  new Set(demand.lines.filter((line) => ridesAlong(line, demand)).map(({ lineId }) => lineId));

/** Units that found stock leave the backordered bucket; those without a peg move their line's promise. */
async function moveLineBuckets(env: CommandEnv, { plan, waiting }: Outcome): Promise<void> {
  const rows = [
    ...plan.parts.map((part) => ({ id: part.lineId, units: part.units, promise: null })),
    ...waiting.map((part) => ({
      id: part.lineId,
      units: 0,
      promise: part.kind === "pegged" ? null : part.deliveryDate,
    })),
  ];
  await env.sql`
    update order_line l set allocated = l.allocated + d.units,
      backordered = l.backordered - d.units,
      current_promise = coalesce(d.promise, l.current_promise),
      promise_state = case when l.backordered - d.units > 0 then 'expected' else 'firm' end
    from (select id, sum(units)::int as units, max(promise) as promise
      from jsonb_to_recordset(${env.sql.typed(rows, 3802)}::jsonb)
        as r(id uuid, units int, promise date) group by id) d
    where l.id = d.id`;
}

async function promiseAfter(env: CommandEnv, orderId: string, before: LocalDate | null) {
  await refreshOrders(env.sql, [orderId], env.now);
  const [row] = await env.sql<{ promise: LocalDate | null }[]>`
    select current_promise::text as promise from sales_order where id = ${orderId}`;
  return row?.promise && row.promise !== before ? row.promise : null;
}

/** Ask the network again for the unpegged backordered units of an order, by hand. */
export const resourceLine = defineCommand({
  name: "allocation.resource_line",
  input: z.object({ orderId: z.uuid(), orderLineId: z.uuid() }),
  wall: "staff",
  run: async (env, { orderId, orderLineId }) => {
    await requireUnblocked(env.sql, await lockOrder(env.sql, orderId), "allocate");
    const [line] = await env.sql<{ open: number }[]>`
      select (l.backordered - coalesce((select sum(a.quantity) from allocation a
        where a.order_line_id = l.id and a.state = 'promised'), 0))::int as open
      from order_line l where l.id = ${orderLineId} and l.order_id = ${orderId}`;
    if (line === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such line", { orderLineId });
    }
    if (line.open === 0) {
      throw new DomainError("STALE", "No unit of this line waits without a promise", {
        orderLineId,
      });
    }
    return resourceLines(env, {
      orderId,
      lines: [{ orderLineId, quantity: line.open }],
      excludedNodeIds: [],
      trigger: "manual",
    });
  },
});
