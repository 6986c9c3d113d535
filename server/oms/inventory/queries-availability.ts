import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { isLocalDate, type LocalDate } from "../kernel/local-date";
import {
  decideAnswer,
  type Grounds,
  type SkuAvailability,
  type SkuFacts,
  type SkuStock,
} from "./decide-answer";
import { answerAll } from "./decide-answers";
import type { RuleBook } from "./decide-rules";
import { readArrivals, stockAt } from "./store-availability";
import { keptGrounds, readGrounds } from "./store-grounds";

const day = z.custom<LocalDate>(
  (value) => typeof value === "string" && isLocalDate(value),
  "Write a day as YYYY-MM-DD",
);

/**
 * What a channel may sell of some SKUs at this moment, by the formula that placement uses, from
 * the same rows: an order that commits before this read is in it. With a `date`, what it may
 * promise for that day (`decideAnswer`); a day that is over is answered as now.
 *
 * @throws NOT_FOUND for a channel that does not exist; unknown SKUs are absent from the answer
 */
export const availability = defineQuery({
  name: "inventory.availability",
  input: z.object({
    channelCode: z.string().min(1).max(40),
    skus: z.array(z.string().trim().min(1).max(80)).min(1).max(1_000),
    date: day.optional(),
    /**
     * For whom, by its id: what the allocation policy leaves this company. Buyers ask for their own;
     * without it, what it leaves to whoever it does not name.
     */
    companyId: z.uuid().optional(),
    /** Tell the steps, node by node. */
    breakdown: z.boolean().default(false),
  }),
  wall: "company",
  run: async ({ sql, actor, now, moment }, { channelCode, skus, date, breakdown, companyId }) => {
    const codes = [...new Set(skus.map((sku) => sku.toUpperCase()))];
    const stock = stockAt(sql, { codes, now }, moment);
    const { version, components, ...read } = stock instanceof Promise ? await stock : stock;
    const facts = read.skus.filter((each) => each !== null);
    const skuIds = [...facts, ...components.values()].map(({ stock }) => stock.skuId);
    const asked = {
      ...{ version, channelCode, skuIds, now },
      companyId: actor.companyId ?? companyId ?? null,
      wanted: date ?? null,
    };
    const grounds = keptGrounds(sql, asked) ?? (await readGrounds(sql, asked));
    const arrivals = date === undefined ? null : await readArrivals(sql, skuIds, now);
    const answerItself = (each: SkuFacts) => {
      const changes = arrivals?.get(each.stock.skuId) ?? new Map();
      const later = date === undefined ? null : { date, changes };
      return later === null && !breakdown
        ? answerNow(each, grounds)
        : decideAnswer(each, grounds, { breakdown, later });
    };
    const answers = answerAll(facts, components, answerItself);
    return {
      asOf: now.toISOString(),
      ...(date === undefined ? {} : { date }),
      channel: grounds.channel.code,
      skus: actor.companyId === null ? answers : answers.map(withoutGrounds),
    };
  },
});

/** As a buyer sees it: the number, not how it comes about. */
const withoutGrounds = ({
  components: _,
  limits: __,
  policy: ___,
  ...answer
}: SkuAvailability): SkuAvailability => ({
  ...answer,
  nodes: null,
});

type Given = {
  /** As they were read last. */
  facts: SkuFacts;
  readonly rules: RuleBook;
  readonly answer: SkuAvailability;
};

/** Answers by the stock they are about, and by channel: the same stock and rules, the same answer. */
const given = new WeakMap<SkuStock, Map<string, Given>>();

function answerNow(facts: SkuFacts, grounds: Grounds): SkuAvailability {
  const totals = grounds.rules.totalsFor(facts.stock.skuId, grounds.channel.code);
  const isClaimed = grounds.claims.has(facts.stock.skuId);
  if (isClaimed || totals?.cap?.effect === "quota_total") {
    // It hangs on what was sold as well, and on who asks, which no copy knows.
    return decideAnswer(facts, grounds, { breakdown: false, later: null });
  }
  const byChannel = given.get(facts.stock) ?? new Map<string, Given>();
  given.set(facts.stock, byChannel);
  const last = byChannel.get(grounds.channel.code);
  if (
    last !== undefined &&
    last.rules === grounds.rules &&
    (last.facts === facts ||
      (last.facts.code === facts.code &&
        last.facts.nextSupplyDate === facts.nextSupplyDate &&
        isSamePreorder(last.facts.preorder, facts.preorder) &&
        isSameDemand(last.facts.waiting, facts.waiting) &&
        isEqual(last.facts.reserved, facts.reserved)))
  ) {
    last.facts = facts;
    return last.answer;
  }
  const answer = decideAnswer(facts, grounds, { breakdown: false, later: null });
  byChannel.set(grounds.channel.code, { facts, rules: grounds.rules, answer });
  return answer;
}

const isSamePreorder = (one: SkuFacts["preorder"], other: SkuFacts["preorder"]) =>
  one === other || (one?.comesOutOn === other?.comesOutOn && one?.left === other?.left);

const isSameDemand = (one: SkuFacts["waiting"], other: SkuFacts["waiting"]) =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

const isEqual = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) =>
  one === other ||
  (one.size === other.size && [...one].every(([node, units]) => other.get(node) === units));
