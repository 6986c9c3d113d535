import type { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { bookHistoryInput } from "../schema";
import {
  type BookedOrder,
  type HistoryOrder,
  type HistoryRun,
  insertHistory,
  readBooked,
} from "../store";
import {
  type ImportedParties,
  type KnownSku,
  readParties,
  readSkuWords,
  skuWordKey,
} from "../store-masters";

type Input = z.output<typeof bookHistoryInput>;
type InputOrder = Input["orders"][number];

/** Why an order was not booked; `line` is the position of the faulty line within the input. */
export type HistoryRefusal = {
  readonly reference: string;
  readonly line: number | null;
  readonly reason: string;
  readonly field: string;
  readonly problem: string;
};

export type HistoryAnswer = {
  readonly created: readonly string[];
  readonly unchanged: readonly string[];
  readonly refused: readonly HistoryRefusal[];
};

/**
 * Book past orders as delivered on their own day, without touching stock. An order is known by its
 * channel and reference: with the same content it is left as it is, with other content refused.
 */
export const bookHistory = defineCommand({
  name: "imports.book_history",
  input: bookHistoryInput,
  wall: "staff",
  run: async (env, input): Promise<HistoryAnswer> => {
    const { sql } = env;
    const known = await readKnown(env, input);
    const fresh = input.orders.filter((order) => !known.has(order.reference));
    const parties = await readParties(
      sql,
      fresh.map((order) => order.companyCode),
    );
    const resolved = await resolveAll(env, fresh, parties);
    const refused = resolved.filter((answer) => "reason" in answer);
    const ready = resolved.filter((answer) => "lines" in answer);
    const run: HistoryRun = { ...input, actor: env.actor, now: env.now };
    const created = ready.length === 0 ? new Set<string>() : await insertHistory(sql, run, ready);
    // Another import may have booked one of them between the look and the write.
    const raced = await readKnown(env, {
      ...input,
      orders: fresh.filter((order) => isRaced(order, created, refused)),
    });
    const seen = input.orders.flatMap((order) => {
      const booked = known.get(order.reference) ?? raced.get(order.reference);
      return booked === undefined ? [] : [{ order, booked }];
    });
    const changed = seen.filter(({ order, booked }) => booked.sourceHash !== order.sourceHash);
    return {
      created: [...created],
      unchanged: seen.filter((pair) => !changed.includes(pair)).map(({ order }) => order.reference),
      refused: [...refused, ...changed.map(({ booked }) => changedOrder(booked))],
    };
  },
});

const isRaced = (
  order: InputOrder,
  created: ReadonlySet<string>,
  refused: readonly HistoryRefusal[],
): boolean =>
  !created.has(order.reference) && !refused.some((answer) => answer.reference === order.reference);

async function readKnown({ sql }: CommandEnv, input: Input): Promise<Map<string, BookedOrder>> {
  if (input.orders.length === 0) {
    return new Map();
  }
  const references = input.orders.map((order) => order.reference);
  const booked = await readBooked(sql, input.channelId, references);
  return new Map(booked.map((order) => [order.reference, order]));
}

const changedOrder = ({ reference, number }: BookedOrder): HistoryRefusal => ({
  reference,
  line: null,
  reason: "order_changed",
  field: "order.reference",
  problem: `order ${reference} was booked before as ${number}, with other content`,
});

async function resolveAll(
  { sql }: CommandEnv,
  orders: readonly InputOrder[],
  parties: ImportedParties,
): Promise<(HistoryOrder | HistoryRefusal)[]> {
  const companyIdOf = ({ companyCode }: InputOrder) =>
    parties.companies.get(companyCode.toUpperCase())?.companyId;
  const words = orders.flatMap((order) => {
    const companyId = companyIdOf(order) ?? "";
    return order.lines.map(({ sku }) => ({ code: sku, companyId }));
  });
  const skus = await readSkuWords(sql, words);
  return orders.map((order) => {
    const companyId = companyIdOf(order);
    if (companyId === undefined) {
      const problem = `there is no customer "${order.companyCode}"`;
      return refusalOf(order, null, "customer_unknown", "company.code", problem);
    }
    const { locations } = parties;
    const locationId =
      order.locationCode === null
        ? locations.get(`${companyId}:`)
        : locations.get(`${companyId}:${order.locationCode}`);
    if (locationId === undefined) {
      const problem = `${order.companyCode} has no ship-to "${order.locationCode ?? "by default"}"`;
      return refusalOf(order, null, "location_unknown", "location.code", problem);
    }
    return resolveOrder(order, companyId, locationId, skus);
  });
}

function resolveOrder(
  order: InputOrder,
  companyId: string,
  locationId: string,
  skus: ReadonlyMap<string, KnownSku>,
): HistoryOrder | HistoryRefusal {
  const lines: HistoryOrder["lines"][number][] = [];
  for (const [at, line] of order.lines.entries()) {
    const sku = skus.get(skuWordKey({ code: line.sku, companyId }));
    if (sku === undefined) {
      return refusalOf(order, at, "sku_unknown", "line.sku", `there is no SKU "${line.sku}"`);
    }
    lines.push({
      skuId: sku.id,
      customerPart: line.sku === sku.code ? null : line.sku,
      description: line.description || sku.name,
      quantity: line.quantity,
      unitPriceE4: line.unitPriceE4,
      requestedDate: line.requestedDate,
    });
  }
  return { ...order, companyId, locationId, lines };
}

const refusalOf = (
  { reference }: InputOrder,
  line: number | null,
  reason: string,
  field: string,
  problem: string,
): HistoryRefusal => ({ reference, line, reason, field, problem });
