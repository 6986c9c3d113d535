import { z } from "zod";
import { newId } from "@/server/shell/new-id";
import { defineQuery, type QueryEnv } from "@/server/shell/query";
import { type DemandOrder, fillDays, planBackorder, planBeyond } from "../allocation/decide-plan";
import { readInbound } from "../allocation/store";
import type { Credit } from "../customers/decide";
import { decideCredit } from "../customers/decide";
import { StockBook } from "../inventory/decide-book";
import { decideKitAvailable } from "../inventory/decide-kit";
import type { RuleChannel } from "../inventory/decide-rules";
import { readTaken } from "../inventory/store-quota";
import { readRuleBook } from "../inventory/store-rules";
import { readStock } from "../inventory/store-stock";
import { readWaiting } from "../inventory/store-waiting";
import { DomainError, type Fault } from "../kernel/errors";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { isLimited } from "../network/decide-capacity";
import { readNetwork } from "../network/store";
import { readCapacityUsed } from "../network/store-capacity";
import type { Network } from "../network/types";
import type { HoldRule, RuleFinding } from "../orders/decide-hold-rule";
import { readHoldBook } from "../orders/store-hold-book";
import { readRestrictions } from "../orders/store-restrictions";
import type { PromiseState } from "../orders/types";
import { CandidateBook } from "../sourcing/decide-candidates";
import { explainLine } from "../sourcing/decide-explanation";
import { decideHorizon } from "../sourcing/decide-horizon";
import { readActiveProfile } from "../sourcing/store";
import type { BackorderPart } from "../sourcing/types";
import { resolveLines, skuKey } from "./decide";
import { factsOf } from "./decide-facts";
import { findingsOf } from "./decide-findings";
import { allWait, decideOpen, demandLine, placeOf, promiseOf } from "./decide-intake";
import { linesOf } from "./decide-kit";
import { type QuotedLine, type QuotedPart, quotedFace, type StockedAnswer } from "./decide-quote";
import { asksCounts, BackorderCounts, planKits, wishOf } from "./decide-waits";
import { type QuoteLinesInput, quoteLinesInput } from "./schema";
import { readBackordered, readCustomers, readDuplicatePos, readSkus, readTiers } from "./store";
import type { Customer, OrderableSku, ResolvedLine, StockedSku } from "./types";

export type Quote = {
  readonly lines: readonly QuotedLine[];
  readonly subtotal: number;
  readonly currency: string;
  readonly promiseDate: LocalDate | null;
  readonly promiseState: PromiseState;
  /** Where the customer stands now, without this order. */
  readonly credit: Credit;
  /** Credit that is left after this order; null where no limit is set. */
  readonly creditLeft: number | null;
  /** What rules find in it: it would be taken and held, or taken with a word of warning. */
  readonly findings: readonly Pick<RuleFinding, "type" | "severity" | "reason">[];
  /** The order would wait for an approver of the company. */
  readonly needsApproval: boolean;
};

/**
 * Price and promise for lines that are being typed: the same reads and decisions as placement,
 * without a lock and without a trace. Each line answers for itself; a faulty one does not hinder
 * the others.
 */
export const quoteLines = defineQuery({
  name: "orders.quote_lines",
  input: quoteLinesInput,
  wall: "company",
  run: async (env, input): Promise<Quote> => {
    const network = await readNetwork(env.sql, env.sql);
    const customer = await findCustomer(env, input);
    const { resolved, faults, skus, today } = await resolve(env, input, customer, network);
    // While no line can be ordered there is nothing to plan; each line says what keeps it from it.
    const planned =
      resolved.length === 0
        ? null
        : await planQuote(env, input, customer, resolved, network, today);
    const refused = planned?.faults ?? [];
    const tell = { network, planned, channel: network.channels.get(input.channelCode) };
    const lines = input.lines.map(({ key, sku }, position): QuotedLine => {
      const found = skus.get(skuKey({ text: sku, companyId: customer.companyId })) ?? null;
      const own = [
        ...faults.filter((fault) => fault.field.startsWith(`lines.${position}.`)),
        ...refused.filter((fault) => fault.askedAt === position),
      ];
      const parts = resolved
        .filter((line) => line.askedAt === position)
        .map((line) => quoteStocked(line, resolved.indexOf(line), tell));
      return {
        key,
        faults: own.map(({ code, message }) => ({ code, message })),
        sku: found && skuFace(found),
        ...quotedFace(parts),
        availableNow: found && availableUnits(found, tell),
      };
    });
    const { rules } = await readHoldBook(env.sql, env.sql, network.version);
    const isStaff = env.actor.companyId === null;
    return totalsOf(lines, resolved, customer, { isStaff, input, today, rules });
  },
});

type Planned = Awaited<ReturnType<typeof planQuote>>;

type Telling = {
  readonly network: Network;
  readonly planned: Planned | null;
  readonly channel: RuleChannel | undefined;
};

/** Units of a SKU, or kits, that the channel could sell now over all its nodes. */
function availableUnits(sku: OrderableSku, tell: Telling): number {
  return sku.components.length === 0
    ? stockedUnits(sku, tell)
    : decideKitAvailable(
        sku.components.map((part) => ({
          perKit: part.quantity,
          available: stockedUnits(part.sku, tell),
        })),
      ).available;
}

const stockedUnits = ({ id }: Pick<StockedSku, "id">, { network, planned, channel }: Telling) =>
  sum(
    network.nodes.map((node) =>
      channel === undefined ? 0 : (planned?.book.availableAt(node, id, channel)?.available ?? 0),
    ),
  );

/** What one line to be sourced gets: for a kit there is one per component. */
function quoteStocked(line: ResolvedLine, at: number, tell: Telling): StockedAnswer {
  const { planned, network } = tell;
  const onHand = planned?.plan.parts.filter((part) => part.lineId === line.lineId) ?? [];
  const waiting = planned?.waiting.filter((part) => part.lineId === line.lineId) ?? [];
  const promise = promiseOf(onHand, waiting);
  return {
    line,
    availableNow: stockedUnits(line.sku, tell),
    waiting: planned?.waits[at],
    parts: partsOf(onHand, waiting, network),
    promiseDate: promise.date,
    promiseState: promise.state,
    sentence: planned && explainLine(planned.demand, planned.plan, line.lineId, planned.waiting),
  };
}

const skuFace = ({ id, code, name, baseUnit, packMultiple, minQuantity }: OrderableSku) => ({
  id,
  code,
  name,
  baseUnit,
  packMultiple,
  minQuantity,
});

/** What a buyer is told before they order; the rest is the house's own business. */
const FOR_BUYERS = new Set(["credit", "address", "price_variance"]);

/** While an order is typed, what it lacks is not missing yet. */
const ASKED_LATER = new Set(["missing_data"]);

type Asking = {
  readonly isStaff: boolean;
  readonly input: QuoteLinesInput;
  readonly today: LocalDate;
  readonly rules: readonly HoldRule[];
};

function totalsOf(
  lines: readonly QuotedLine[],
  good: readonly ResolvedLine[],
  customer: Customer,
  { isStaff, input, today, rules }: Asking,
): Quote {
  const subtotal = sum(good.map((line) => line.lineTotal));
  const dates = lines.flatMap((line) => line.promiseDate ?? []);
  const promiseDate = dates.length === 0 ? null : dates.reduce((a, b) => (a > b ? a : b));
  // A line that cannot be ordered has no date and takes none from the others.
  const promised = lines.filter((line) => line.faults.length === 0);
  const open = customer.openReceivables + customer.openOrderValue + subtotal;
  const { contact, creditLimit } = customer;
  return {
    lines,
    subtotal,
    currency: customer.currency,
    promiseDate,
    promiseState:
      promised.length === 0 || promised.some((line) => line.promiseState === "unknown")
        ? "unknown"
        : promised.some((line) => line.promiseState === "expected")
          ? "expected"
          : "firm",
    credit: decideCredit({
      limit: creditLimit,
      openReceivables: customer.openReceivables,
      openOrders: customer.openOrderValue,
    }),
    creditLeft: creditLimit === null ? null : creditLimit - open,
    findings: findingsOf({
      input,
      customer,
      lines: good,
      subtotal,
      today,
      rules,
      duplicateOf: null,
    })
      .filter(({ type }) => (isStaff ? !ASKED_LATER.has(type) : FOR_BUYERS.has(type)))
      .map(({ type, severity, reason }) => ({ type, severity, reason })),
    needsApproval:
      contact?.role === "buyer" &&
      contact.spendingLimit !== null &&
      subtotal > contact.spendingLimit,
  };
}

async function findCustomer(env: QueryEnv, input: QuoteLinesInput): Promise<Customer> {
  const request = {
    companyId: input.companyId,
    companyCode: undefined,
    companyLocationId: input.companyLocationId,
    contactId: env.actor.contactId ?? undefined,
  };
  const customer = (await readCustomers(env.sql, [request], env.actor.companyId)).get(0);
  if (customer === undefined || customer.shipTo === null) {
    const field = customer === undefined ? "companyId" : "companyLocationId";
    const message =
      customer === undefined ? "There is no such customer" : "There is no such ship-to";
    throw new DomainError("NOT_FOUND", message, { faults: [{ field, code: "unknown", message }] });
  }
  return customer;
}

async function resolve(
  env: QueryEnv,
  input: QuoteLinesInput,
  customer: Customer,
  { version }: Network,
) {
  const today = env.now.toISOString().slice(0, 10) as LocalDate;
  const { companyId, priceList } = customer;
  const skus = await readSkus(
    env.sql,
    input.lines.map((line) => ({ text: line.sku, companyId })),
  );
  const tiers = await readTiers(
    env.sql,
    priceList === null
      ? []
      : [...skus.values()].map((sku) => ({ priceListId: priceList.id, skuId: sku.id })),
  );
  const restrictions = await readRestrictions(env.sql, env.sql, version);
  const faults: Fault[] = [];
  const resolved = resolveLines(
    {
      input,
      lineIds: input.lines.map((line) => {
        const sku = skus.get(skuKey({ text: line.sku, companyId }));
        return Array.from({ length: linesOf(sku) }, () => newId<OrderLineId>());
      }),
      today,
      facts: { skus, tiers, restrictions },
      mayOverridePrice: env.actor.capabilities.has("orders.override_price"),
    },
    customer,
    faults,
  );
  return { resolved, faults, skus, today };
}

async function planQuote(
  env: QueryEnv,
  input: QuoteLinesInput,
  customer: Customer,
  lines: readonly ResolvedLine[],
  network: Network,
  today: LocalDate,
) {
  const { sql, now } = env;
  const skuIds = [...new Set(lines.map((line) => line.sku.id))];
  const counted = network.nodes.filter(isLimited);
  const asking = { lines, customer, wish: wishOf(input) };
  const capped = lines
    .filter((line) => asksCounts(line, asking))
    .map(({ sku }) => ({ skuId: sku.id, companyId: customer.companyId }));
  const rules = await readRuleBook(sql, sql, network.version, now);
  const [profile, taken, waiting, positions, inbound, capacityUsed, backordered] =
    await Promise.all([
      readActiveProfile(sql, sql, network.version),
      readTaken(sql, rules, skuIds, now, input.reservation),
      readWaiting(sql, skuIds, now),
      readStock(sql, skuIds, now, input.reservation),
      readInbound(sql, skuIds),
      readCapacityUsed(
        sql,
        counted.map((node) => node.id),
        today,
      ),
      readBackordered(sql, capped),
    ]);
  const book = new StockBook(positions, rules, { ...network, taken, waiting });
  const demand: DemandOrder = {
    facts: factsOf(
      {
        ...input,
        customer,
        shipTo: customer.shipTo,
        lines,
        subtotal: sum(lines.map((l) => l.lineTotal)),
      },
      today,
    ),
    lines: lines.map(demandLine),
    shipPolicy: input.shipPolicy,
    shipTo: placeOf(customer.shipTo ?? { country: "", point: null }),
    serviceCode: input.serviceCode,
    channelCode: input.channelCode,
    shipAfter: input.shipAfter ?? null,
    excludedNodeIds: new Map(),
  };
  const world = {
    network,
    stock: book,
    candidates: new CandidateBook({ network, stock: book, capacityUsed, now }),
    strategies: profile.strategies,
    parameters: profile.parameters,
  };
  const { allocationHorizonDays } = profile.parameters;
  const horizon = decideHorizon(demand.shipAfter, today, allocationHorizonDays);
  if (horizon !== null) {
    const plan = planBeyond(demand, horizon, world);
    const waits = plan.openUnits.map(allWait);
    const parts = planBackorder(demand, plan.openUnits, [], world, today);
    return { demand, plan, waits, faults: [], waiting: parts, book };
  }
  const { plan } = planKits(asking, demand, world);
  fillDays(plan.parts, world);
  const { waiting: waits, faults } = decideOpen(asking, demand, plan, world, {
    ...{ counts: new BackorderCounts(backordered), inbound, today },
    // A buyer is spoken to, not about.
    customerName: env.actor.companyId === null ? customer.name : "your company",
  });
  // What is refused is dated all the same: it says when the line could come.
  const open = waits.map(({ waits: units, refused }) => units + refused);
  const parts = planBackorder(demand, open, inbound, world, today);
  return { demand, plan, waits, faults, waiting: parts, book };
}

function partsOf(
  onHand: readonly {
    nodeId: string;
    units: number;
    shipDate: LocalDate;
    deliveryDate: LocalDate;
  }[],
  waiting: readonly BackorderPart[],
  network: Network,
): QuotedPart[] {
  const nameOf = (nodeId: string) => network.nodes.find((node) => node.id === nodeId)?.name ?? null;
  return [
    ...onHand.map(({ units, nodeId, shipDate, deliveryDate }) => ({
      quantity: units,
      nodeName: nameOf(nodeId),
      shipDate,
      deliveryDate,
      state: "firm" as const,
    })),
    ...waiting.map((part) => ({
      quantity: part.units,
      nodeName: part.kind === "pegged" ? nameOf(part.nodeId) : null,
      shipDate: part.kind === "pegged" ? part.shipDate : null,
      deliveryDate: part.deliveryDate,
      state: part.deliveryDate === null ? ("unknown" as const) : ("expected" as const),
    })),
  ];
}

/** The number of a live order of the company that carries this PO number; null when none does. */
export const checkDuplicatePo = defineQuery({
  name: "orders.check_duplicate_po",
  input: z.object({ companyId: z.uuid().optional(), customerPo: z.string().trim().min(1).max(60) }),
  wall: "company",
  run: async (env, { customerPo }) => {
    const found = await readDuplicatePos(env.sql, [{ companyId: env.companyId, customerPo }]);
    return { number: found.get(0) ?? null };
  },
});
