import { z } from "zod";
import { newId } from "@/server/shell/new-id";
import { defineQuery, type QueryEnv } from "@/server/shell/query";
import { ridesAlong } from "../allocation/decide-remainder";
import { readAlternatives } from "../catalog/store-relations";
import type { Credit } from "../customers/decide";
import { decideCredit } from "../customers/decide";
import { decideKitAvailable } from "../inventory/decide-kit";
import type { RuleChannel } from "../inventory/decide-rules";
import { DomainError, type Fault } from "../kernel/errors";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { readNetwork } from "../network/store";
import type { Network } from "../network/types";
import type { HoldRule, RuleFinding } from "../orders/decide-hold-rule";
import { readHoldBook } from "../orders/store-hold-book";
import { readRestrictions } from "../orders/store-restrictions";
import type { PromiseState } from "../orders/types";
import { explainLine } from "../sourcing/decide-explanation";
import type { BackorderPart } from "../sourcing/types";
import { UNATTENDED, writtenShipTo } from "./decide";
import { findingsOf } from "./decide-findings";
import { promiseOf } from "./decide-intake";
import { linesOf, stockedSkus } from "./decide-kit";
import { resolveLines } from "./decide-lines";
import { openOf } from "./decide-offers";
import { type QuotedLine, type QuotedPart, quotedFace, type StockedAnswer } from "./decide-quote";
import { serviceFaults } from "./decide-service";
import { type Finding, judgeAt } from "./decide-severity";
import { skuKey } from "./decide-shipping";
import { offersFor, type Resolving } from "./queries-offers";
import { planQuote } from "./queries-plan";
import { type QuoteLinesInput, quoteLinesInput } from "./schema";
import { readCustomers, readDuplicatePos, readInstead, readSkus, readTiers } from "./store";
import { readSeverities } from "./store-severities";
import { customerAt } from "./store-ship-to";
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
  /** What the door finds in all but its lines: faults, warnings, and what would be put right. */
  readonly noticed: readonly (Fault & { readonly severity?: Finding["severity"] })[];
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
    const found = await findCustomer(env, input);
    const { resolved, at, shipTo, skus, today, request } = await resolve(
      env,
      input,
      found,
      network,
    );
    const { faults, findings } = at;
    const customer = { ...found, shipTo };
    // While no line can be ordered there is nothing to plan; each line says what keeps it from it.
    const planned =
      resolved.length === 0
        ? null
        : await planQuote(env, input, customer, resolved, network, today);
    const refused = planned?.faults ?? [];
    const tell = { network, planned, channel: network.channels.get(input.channelCode) };
    const offers = await offersFor(
      env,
      { input, customer, network, today, request },
      (position) => {
        const own = resolved.filter((line) => line.askedAt === position);
        return openOf(own, faults, position, planned?.plan.parts ?? []);
      },
    );
    const lines = input.lines.map(({ key, sku }, position): QuotedLine => {
      const named = skus.get(skuKey({ text: sku, companyId: customer.companyId })) ?? null;
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
        findings: findings.filter(({ field }) => field.startsWith(`lines.${position}.`)),
        sku: named && skuFace(named),
        ...quotedFace(parts),
        availableNow: named && availableUnits(shipped(named, parts), tell),
        preorder: named && preorderOf(shipped(named, parts)),
        offers: offers.get(position) ?? [],
      };
    });
    faults.unshift(...serviceFaults({ input, network }, customer.shipTo, resolved));
    const { rules } = await readHoldBook(env.sql, env.sql, network.version);
    const isStaff = env.actor.companyId === null;
    const totals = totalsOf(lines, resolved, customer, { isStaff, input, today, rules });
    const ofOrder = <Of extends Fault>(found: readonly Of[]) =>
      found.filter(({ field }) => !field.startsWith("lines."));
    const refusals = ofOrder(faults);
    // What refuses the order holds none, and what a rule says in the same words is said once.
    const held = totals.findings.filter(
      ({ reason }) => !refusals.some(({ message }) => reason.includes(message)),
    );
    const said = held.map(({ reason }) => reason).join("; ");
    const beside = ofOrder(findings).filter(({ message }) => !said.includes(message));
    return { ...totals, findings: held, noticed: [...refusals, ...beside] };
  },
});

/** The SKU whose stock counts for a line: that which ships. */
const shipped = (found: OrderableSku, parts: readonly StockedAnswer[]): OrderableSku => {
  const line = parts[0]?.line;
  return line?.asked ? { ...line.sku, components: [] } : found;
};

/** The day on which all of it is out; null: it is. */
function preorderOf(sku: OrderableSku): QuotedLine["preorder"] {
  const [last] = stockedSkus(sku)
    .flatMap(({ comesOutOn }) => comesOutOn ?? [])
    .toSorted()
    .toReversed();
  return last === undefined ? null : { comesOutOn: last };
}

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
      channel === undefined || planned === null
        ? 0
        : (planned.book.availableAt(node, id, channel, planned.asker)?.available ?? 0),
    ),
  );

/** What one line to be sourced gets: for a kit there is one per component. */
function quoteStocked(line: ResolvedLine, at: number, tell: Telling): StockedAnswer {
  const { planned, network } = tell;
  const onHand = planned?.plan.parts.filter((part) => part.lineId === line.lineId) ?? [];
  const waiting = planned?.waiting.filter((part) => part.lineId === line.lineId) ?? [];
  const promise = promiseOf(onHand, waiting);
  const asked = planned?.demand.lines.find(({ lineId }) => lineId === line.lineId);
  const rides = planned !== null && asked !== undefined && ridesAlong(asked, planned.demand);
  return {
    line,
    availableNow: stockedUnits(line.sku, tell),
    waiting: planned?.waits[at],
    parts: partsOf(onHand, waiting, network, rides),
    promiseDate: promise.date,
    promiseState: promise.state,
    sentence: planned && explainLine(toldOf(planned), planned.plan, line.lineId, planned.waiting),
  };
}

/** What nodes were asked for, where that leaves out lines: a decision knows its lines by their place. */
const toldOf = ({ demand, asked }: Planned) =>
  asked.lines.length === demand.lines.length ? demand : asked;

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
): Omit<Quote, "noticed"> {
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
  return customerAt(env.sql, customer, input.shipTo);
}

async function resolve(
  env: QueryEnv,
  input: QuoteLinesInput,
  customer: Customer,
  { version, channels }: Network,
) {
  const today = env.now.toISOString().slice(0, 10) as LocalDate;
  const { companyId, priceList } = customer;
  const asked = input.lines
    .flatMap(({ sku, insteadOf }) => (insteadOf === undefined ? [sku] : [sku, insteadOf]))
    .map((text) => ({ text, companyId }));
  const named = await readSkus(env.sql, asked);
  const alternatives = await readAlternatives(
    env.sql,
    [...named.values()].map(({ id }) => id),
    today,
  );
  const instead = await readInstead(env.sql, [companyId], [...alternatives.values()].flat());
  const skus = new Map([...instead, ...named]);
  const tiers = await readTiers(
    env.sql,
    priceList === null
      ? []
      : [...skus.values()].map((sku) => ({ priceListId: priceList.id, skuId: sku.id })),
  );
  const restrictions = await readRestrictions(env.sql, env.sql, version);
  const isUnattended = UNATTENDED.has(channels.get(input.channelCode)?.kind ?? "");
  const severities = await readSeverities(env.sql, env.sql, version);
  const isTyped = input.shipTo !== undefined && !isUnattended;
  const at = judgeAt(severities, { channelCode: input.channelCode, isUnattended, isTyped });
  const shipTo = customer.shipTo && writtenShipTo(customer.shipTo, at);
  const request: Resolving = {
    input,
    today,
    facts: { skus, tiers, alternatives, restrictions },
    mayOverridePrice: env.actor.capabilities.has("orders.override_price"),
  };
  const lineIds = input.lines.map((line) => {
    const sku = skus.get(skuKey({ text: line.sku, companyId }));
    return Array.from({ length: linesOf(sku) }, () => newId<OrderLineId>());
  });
  const resolved = resolveLines({ ...request, lineIds }, { ...customer, shipTo }, at);
  return { resolved, at, shipTo, skus, today, request };
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
  rides: boolean,
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
      ...(rides ? { ridesAlong: true } : {}),
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
