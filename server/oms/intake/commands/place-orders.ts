import { setImmediate as nextTurn } from "node:timers/promises";
import type { RawTx } from "@/db/client";
import { coalesced } from "@/server/shell/coalesce";
import {
  type BatchItem,
  type BatchOutcome,
  type CommandEnv,
  defineBatchCommand,
} from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import type { InboundBook } from "../../allocation/decide-dates";
import type { PlanWorld } from "../../allocation/decide-plan";
import { lockInbound } from "../../allocation/store";
import { StockBook } from "../../inventory/decide-book";
import { isLive } from "../../inventory/decide-reservation";
import type { RuleBook } from "../../inventory/decide-rules";
import { readClaims } from "../../inventory/store-claims";
import { readTaken } from "../../inventory/store-quota";
import { readRuleBook } from "../../inventory/store-rules";
import { lockStock } from "../../inventory/store-stock";
import { readWaiting } from "../../inventory/store-waiting";
import { DomainError, type Fault } from "../../kernel/errors";
import type { OrderId, OrderLineId } from "../../kernel/ids";
import type { LocalDate } from "../../kernel/local-date";
import { isLimited } from "../../network/decide-capacity";
import { lockComingOut, readNetwork } from "../../network/store";
import { readCapacityUsed } from "../../network/store-capacity";
import type { Network } from "../../network/types";
import { draftChannels } from "../../orders/schema";
import { markDraftsPlaced } from "../../orders/store";
import { CandidateBook } from "../../sourcing/decide-candidates";
import { type ActiveProfile, readActiveProfile } from "../../sourcing/store";
import { decideOrder, type RefusedOrder } from "../decide";
import {
  claimantFor,
  dateOrder,
  needsSupply,
  oweWaiting,
  type StockedOrder,
  stockOrder,
  waitsBesideStock,
} from "../decide-intake";
import { linesOf } from "../decide-kit";
import type { Finding } from "../decide-severity";
import { skuKey } from "../decide-shipping";
import { BackorderCounts, cappedOf, isDated } from "../decide-waits";
import { type PlaceOrderInput, placeOrderInput } from "../schema";
import { readBackordered } from "../store";
import { readFacts } from "../store-facts";
import { endHolds, type Holds, holdIn, readHolds, releaseIn } from "../store-holds";
import { parkOrders, settleParked } from "../store-parked";
import { type Booking, bookOrders, settleBookings } from "../store-write";
import type { IntakeFacts, PlacedOrder, PlannedOrder, ResolvedOrder } from "../types";

/** Most orders that share a transaction when each came by itself. */
const SHARED_MAX = 32;

/**
 * Take orders, in the order given: check, price, plan, allocate, date what must wait, and book
 * them with their decision and events, all in one transaction. Each order is whole or refused with
 * all its faults, or parked with them where nobody can be asked; what an earlier one took is not there for the later ones.
 *
 * Locks: the customers' credit where it has a limit, owners of soft holds, stock positions by (SKU, node), then the SKUs themselves by id, then inbound
 * supply by id, then the days of capacity.
 */
export const placeOrders = defineBatchCommand({
  name: "orders.place_orders",
  input: placeOrderInput,
  wall: "company",
  run: placeAll,
});

/**
 * Take one order: see `placeOrders`. A refusal is thrown and has written nothing. Orders that one
 * actor places at the same moment share a transaction, as a machine that sends many does.
 */
export const placeOrder = coalesced(
  defineBatchCommand({
    name: "orders.place_order",
    input: placeOrderInput,
    wall: "company",
    run: placeAll,
  }),
  SHARED_MAX,
  // The same reference is the same order: it is placed once, and then found.
  ({ channelCode, externalRef }) =>
    externalRef === undefined ? null : `${channelCode} ${externalRef}`,
);

type Items = readonly BatchItem<PlaceOrderInput>[];

/**
 * The work of all commands that take orders.
 *
 * @param orderId the id that the one order of `items` is to have; else each is given one
 */
export async function placeAll(
  env: CommandEnv,
  items: Items,
  orderId?: OrderId,
): Promise<BatchOutcome<PlacedOrder>[]> {
  const network = await readNetwork(env.owner, env.sql);
  const profile = await readActiveProfile(env.owner, env.sql, network.version);
  const rules = await readRuleBook(env.owner, env.sql, network.version, env.now);
  const today = env.now.toISOString().slice(0, 10) as LocalDate;
  const facts = await readFacts(env, items, network);
  const outcomes = new Map<number, BatchOutcome<PlacedOrder>>();
  for (const [index, order] of facts.existing) {
    outcomes.set(index, { ok: true, value: existingOrder(order) });
  }
  const faulty = new Map<number, readonly Fault[]>();
  const world = { network, profile, rules, facts, now: env.now, today };
  const resolved = resolveAll(env, items, world, orderId, (index, { faults, findings }) => {
    faulty.set(index, faults);
    outcomes.set(index, refused(faults, findings));
  });
  for (const [index, parked] of await parkOrders(env, items, faulty, world)) {
    outcomes.set(index, { ok: true, value: parked });
  }
  const holds = await readHolds(env, items, resolved);
  const bookings = await planAndBook(env, resolved, world, holds, outcomes);
  const placed = await settleBookings(env, bookings);
  for (const [index, order] of placed) {
    outcomes.set(index, { ok: true, value: order });
  }
  await endHolds(env, holds, bookings);
  await settleDrafts(env.sql, items, placed);
  await settleParked(env, items, placed, network);
  return items.map((_, index) => outcomes.get(index) ?? refused([]));
}

/** A screen where people write orders down places a draft under the draft's own id as its key. */
async function settleDrafts(
  sql: RawTx,
  items: Items,
  placed: ReadonlyMap<number, PlacedOrder>,
): Promise<void> {
  const drafts = [...placed].flatMap(([index, { orderId }]) => {
    const item = items[index];
    const isWritten = draftChannels.some((code) => code === item?.input.channelCode);
    return item !== undefined && isWritten ? [{ draftId: item.key, orderId }] : [];
  });
  await markDraftsPlaced(sql, drafts);
}

const refused = (faults: readonly Fault[], findings: readonly Finding[] = []) =>
  ({
    ok: false,
    error: new DomainError("ORDER_REFUSED", faults[0]?.message ?? "The order was refused", {
      faults,
      ...(findings.length === 0 ? {} : { findings }),
    }),
  }) as const;

const existingOrder = (order: { orderId: string; number: string }): PlacedOrder => ({
  ...order,
  status: "existing",
  promiseDate: null,
  promiseState: "unknown",
  lines: [],
  holds: [],
  findings: [],
  warnings: [],
  faults: [],
  isExisting: true,
});

function resolveAll(
  env: CommandEnv,
  items: Items,
  { network, facts, today }: World,
  orderId: OrderId | undefined,
  refuse: (index: number, refusal: RefusedOrder) => void,
): ResolvedOrder[] {
  const nowMs = env.now.getTime();
  const mayOverridePrice = env.actor.capabilities.has("orders.override_price");
  const taken = new Map<string, number>();
  const references = new Set<string>();
  return items.flatMap(({ input }, index) => {
    const customer = facts.customers.get(index);
    if (facts.existing.has(index)) {
      return [];
    }
    const reference = `${input.channelCode} ${input.externalRef ?? index}`;
    if (references.has(reference)) {
      const message = `Reference ${input.externalRef} stands twice in this batch`;
      const faults = [{ field: "externalRef", code: "duplicate_reference", message }];
      refuse(index, { faults, findings: [] });
      return [];
    }
    references.add(reference);
    const before = (customer && taken.get(customer.companyId)) ?? 0;
    const customers =
      customer === undefined || before === 0
        ? facts.customers
        : new Map([[index, { ...customer, openOrderValue: customer.openOrderValue + before }]]);
    const lineIds = input.lines.map((line) => {
      const sku = facts.skus.get(skuKey({ text: line.sku, companyId: customer?.companyId ?? "" }));
      return Array.from({ length: linesOf(sku) }, () => newId<OrderLineId>(nowMs));
    });
    const order = decideOrder({
      index,
      input,
      orderId: orderId ?? newId<OrderId>(nowMs),
      lineIds,
      today,
      network,
      facts: { ...facts, customers },
      mayOverridePrice,
      isBuyer: env.companyId !== null,
    });
    if (!order.ok) {
      refuse(index, order.error);
      return [];
    }
    taken.set(order.value.customer.companyId, before + order.value.subtotal);
    return [order.value];
  });
}

type World = {
  readonly network: Network;
  readonly profile: ActiveProfile;
  readonly rules: RuleBook;
  readonly facts: IntakeFacts;
  readonly now: Date;
  readonly today: LocalDate;
};

/** So many orders are planned before the database is given them to write. */
const CHUNK = 20;

/**
 * Plan the orders one after the other on the locked stock, and send each chunk to be written while
 * the next is planned: the database works on one core, the planner on another. Orders that stock
 * cannot fill are dated at the end, when all that wait for supply are known and it is locked once;
 * before that only where units are left that one of them waits for, so that those of the batch that
 * come after it come behind it.
 */
async function planAndBook(
  env: CommandEnv,
  orders: readonly ResolvedOrder[],
  { network, profile, rules, now, today }: World,
  holds: Holds,
  outcomes: Map<number, BatchOutcome<PlacedOrder>>,
): Promise<Booking[]> {
  if (orders.length === 0) {
    return [];
  }
  const { sql } = env;
  const skuIds = [...new Set(orders.flatMap((order) => order.lines.map((line) => line.sku.id)))];
  // Two orders may name one owner: the first that is taken has what it holds.
  const given = new Set<string>();
  const ownHolds = (order: ResolvedOrder) =>
    (holds.get(order.index) ?? []).filter((row) => isLive(row, now) && !given.has(row.id));
  const counted = network.nodes.filter(isLimited);
  const positions = await lockStock(sql, skuIds, now);
  await lockComingOut(sql, network, skuIds);
  const [taken, waiting, claims, capped, capacityUsed] = await Promise.all([
    readTaken(sql, rules, skuIds, now),
    readWaiting(sql, skuIds, now),
    readClaims(env, network.version, skuIds),
    readBackordered(sql, cappedOf(orders)),
    readCapacityUsed(
      sql,
      counted.map((node) => node.id),
      today,
    ),
  ]);
  const stock = new StockBook(positions, rules, { ...network, taken, waiting, claims });
  const world = {
    network,
    stock,
    candidates: new CandidateBook({ network, stock, capacityUsed, now }),
    strategies: profile.strategies,
    parameters: profile.parameters,
    counts: new BackorderCounts(capped),
    inbound: orders.some(isDated) ? await lockInbound(sql, skuIds) : null,
  };
  const bookings: Booking[] = [];
  const short: StockedOrder[] = [];
  let chunk: PlannedOrder[] = [];
  let { inbound }: { inbound: InboundBook | null } = world;
  for (const order of orders) {
    const own = ownHolds(order);
    const asker = claimantFor(order, world, today);
    releaseIn(stock, own, asker);
    const outcome = stockOrder(order, world, today);
    stock.endTurn();
    if (!outcome.ok) {
      holdIn(stock, own, asker);
      outcomes.set(order.index, refused(outcome.error));
      continue;
    }
    for (const { id } of own) {
      given.add(id);
    }
    const waits = waitsBesideStock(outcome.value, world, today);
    const planned: PlannedOrder[] = [];
    if (!needsSupply(outcome.value)) {
      planned.push(dateOrder(outcome.value, [], world, today));
    } else {
      short.push(outcome.value);
      if (waits || inbound !== null) {
        const supply: InboundBook = inbound ?? (await lockInbound(sql, skuIds));
        inbound = supply;
        planned.push(...short.splice(0).map((each) => dateOrder(each, supply, world, today)));
      }
    }
    if (waits) {
      oweWaiting(planned, stock);
    }
    chunk.push(...planned);
    if (chunk.length >= CHUNK) {
      bookings.push(bookOrders(env, chunk, profile));
      chunk = [];
      // The driver writes to its socket between two turns of the event loop.
      await nextTurn();
    }
  }
  chunk.push(...(await dateShort(sql, short, inbound, world, today)));
  return chunk.length === 0 ? bookings : [...bookings, bookOrders(env, chunk, profile)];
}

/** Date what must wait, against the supply of all their SKUs, locked once and in its one order. */
async function dateShort(
  sql: RawTx,
  orders: readonly StockedOrder[],
  locked: InboundBook | null,
  world: PlanWorld,
  today: LocalDate,
): Promise<PlannedOrder[]> {
  const skuIds = orders.flatMap(({ demand, plan }) =>
    demand.lines.flatMap(({ skuId }, position) =>
      (plan.openUnits[position] ?? 0) > 0 ? [skuId] : [],
    ),
  );
  const inbound =
    locked ?? (skuIds.length === 0 ? [] : await lockInbound(sql, [...new Set(skuIds)]));
  return orders.map((order) => dateOrder(order, inbound, world, today));
}
