import { z } from "zod";
import { newId } from "@/server/shell/new-id";
import { defineQuery, type QueryEnv } from "@/server/shell/query";
import { type DemandOrder, fillDays, planBackorder, planOnStock } from "../allocation/decide-plan";
import { readInbound } from "../allocation/store";
import { StockBook } from "../inventory/decide";
import { readRuleBook } from "../inventory/store-rules";
import { readStock } from "../inventory/store-stock";
import { DomainError, type Fault } from "../kernel/errors";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { readCapacityUsed, readNetwork } from "../network/store";
import type { Network } from "../network/types";
import type { PromiseState } from "../orders/types";
import { CandidateBook } from "../sourcing/decide-candidates";
import { explainLine } from "../sourcing/decide-explanation";
import { readActiveProfile } from "../sourcing/store";
import type { BackorderPart } from "../sourcing/types";
import { resolveLines, skuKey } from "./decide";
import { checkBackorders, demandLine, promiseOf } from "./decide-intake";
import { type QuoteLinesInput, quoteLinesInput } from "./schema";
import { readBackordered, readCustomers, readDuplicatePos, readSkus, readTiers } from "./store";
import type { Customer, OrderableSku, ResolvedLine } from "./types";

export type QuotedPart = {
  readonly quantity: number;
  /** Null: nobody knows yet where these units will come from. */
  readonly nodeName: string | null;
  readonly shipDate: LocalDate | null;
  readonly deliveryDate: LocalDate | null;
  readonly state: PromiseState;
};

export type QuotedLine = {
  readonly key: string;
  readonly faults: readonly Omit<Fault, "field">[];
  readonly sku: Pick<
    OrderableSku,
    "id" | "code" | "name" | "baseUnit" | "packMultiple" | "minQuantity"
  > | null;
  readonly unitPriceE4: number | null;
  readonly lineTotal: number | null;
  /** Units that this channel could sell now, over all its nodes. */
  readonly availableNow: number | null;
  readonly parts: readonly QuotedPart[];
  readonly promiseDate: LocalDate | null;
  readonly promiseState: PromiseState;
  readonly sentence: string | null;
};

export type Quote = {
  readonly lines: readonly QuotedLine[];
  readonly subtotal: number;
  readonly currency: string;
  readonly promiseDate: LocalDate | null;
  readonly promiseState: PromiseState;
  /** Credit that is left after this order; null where no limit is set. */
  readonly creditLeft: number | null;
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
    const { resolved, faults, skus, today } = await resolve(env, input, customer);
    const good = resolved.map(({ line }) => line);
    // While no line can be ordered there is nothing to plan; each line says what keeps it from it.
    const planned =
      good.length === 0 ? null : await planQuote(env, input, customer, good, network, today);
    const onHand = planned?.plan.parts ?? [];
    const waiting = planned?.waiting ?? [];
    const refused =
      planned === null
        ? []
        : checkBackorders(good, planned.plan.openUnits, planned.backordered).faults;
    const lines = input.lines.map(({ key, sku }, position): QuotedLine => {
      const found = skus.get(skuKey({ text: sku, companyId: customer.companyId })) ?? null;
      const at = resolved.findIndex((entry) => entry.position === position);
      const line = resolved[at]?.line ?? null;
      const own = [
        ...faults
          .filter((fault) => fault.field.startsWith(`lines.${position}.`))
          .map(({ code, message }) => ({ code, message })),
        ...refused
          .filter((fault) => fault.position === at && line !== null)
          .map(({ code, message }) => ({ code, message })),
      ];
      const parts = line === null ? [] : partsOf(line, onHand, waiting, network);
      const promise =
        line === null
          ? null
          : promiseOf(
              onHand.filter((part) => part.lineId === line.lineId),
              waiting.filter((part) => part.lineId === line.lineId),
            );
      return {
        key,
        faults: own,
        sku: found && skuFace(found),
        unitPriceE4: line?.unitPriceE4 ?? null,
        lineTotal: line?.lineTotal ?? null,
        availableNow:
          found &&
          sum(
            network.nodes.map((node) => {
              const channel = network.channels.get(input.channelCode);
              return channel === undefined
                ? 0
                : (planned?.book.availableAt(node, found.id, channel)?.available ?? 0);
            }),
          ),
        parts,
        promiseDate: promise?.date ?? null,
        promiseState: promise?.state ?? "unknown",
        sentence:
          line && planned && explainLine(planned.demand, planned.plan, line.lineId, waiting),
      };
    });
    return totalsOf(lines, good, customer);
  },
});

const skuFace = ({ id, code, name, baseUnit, packMultiple, minQuantity }: OrderableSku) => ({
  id,
  code,
  name,
  baseUnit,
  packMultiple,
  minQuantity,
});

function totalsOf(
  lines: readonly QuotedLine[],
  good: readonly ResolvedLine[],
  customer: Customer,
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
    creditLeft: creditLimit === null ? null : creditLimit - open,
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

async function resolve(env: QueryEnv, input: QuoteLinesInput, customer: Customer) {
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
  const faults: Fault[] = [];
  const resolved = resolveLines(
    {
      input,
      lineIds: input.lines.map(() => newId<OrderLineId>()),
      today,
      facts: { skus, tiers },
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
  const counted = network.nodes.filter((node) => node.dailyCapacityLines !== null);
  const capped = lines
    .filter((line) => line.sku.backorderPolicy === "cap")
    .map((line) => line.sku.id);
  const [profile, rules, positions, inbound, capacityUsed, backordered] = await Promise.all([
    readActiveProfile(sql, sql, network.version),
    readRuleBook(sql, sql, network.version, now),
    readStock(sql, skuIds, now, input.reservation),
    readInbound(sql, skuIds),
    readCapacityUsed(
      sql,
      counted.map((node) => node.id),
      today,
    ),
    readBackordered(sql, capped),
  ]);
  const book = new StockBook(positions, rules);
  const demand: DemandOrder = {
    lines: lines.map(demandLine),
    shipPolicy: input.shipPolicy,
    shipTo: { country: customer.shipTo?.country ?? "", point: customer.shipTo?.point ?? null },
    serviceCode: input.serviceCode,
    channelCode: input.channelCode,
    shipAfter: null,
    excludedNodeIds: new Map(),
  };
  const world = {
    network,
    stock: book,
    candidates: new CandidateBook({ network, stock: book, capacityUsed, now }),
    parameters: profile.parameters,
  };
  const plan = planOnStock(demand, world);
  fillDays(plan.parts, world);
  const waiting = planBackorder(demand, plan.openUnits, inbound, world, today);
  return { demand, plan, waiting, book, backordered };
}

function partsOf(
  line: ResolvedLine,
  onHand: readonly {
    lineId: string;
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
    ...onHand
      .filter((part) => part.lineId === line.lineId)
      .map(({ units, nodeId, shipDate, deliveryDate }) => ({
        quantity: units,
        nodeName: nameOf(nodeId),
        shipDate,
        deliveryDate,
        state: "firm" as const,
      })),
    ...waiting
      .filter((part) => part.lineId === line.lineId)
      .map((part) => ({
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
