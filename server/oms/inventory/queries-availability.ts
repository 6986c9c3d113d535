import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { networkAt } from "../network/store";
import type { Network, NetworkChannel } from "../network/types";
import { decideAvailable } from "./decide";
import type { RuleBook } from "./decide-rules";
import { readStockFacts, type SkuFacts, type SkuStock } from "./store-availability";
import { readRuleBook } from "./store-rules";

export type NodeAvailability = {
  readonly node: string;
  readonly onHand: number;
  /** Damaged or in quarantine; not part of what is on hand for sale. */
  readonly unsellable: number;
  readonly allocated: number;
  /** Units that carts, quotes and orders hold for the moment. */
  readonly reserved: number;
  readonly safetyStock: number;
  /** Units beyond the safety stock that the channel leaves there for others. */
  readonly buffer: number;
  /** The availability rule that says so; null: the pool's own buffer does. */
  readonly rule: string | null;
  readonly available: number;
};

export type SkuAvailability = {
  readonly sku: string;
  /** Units that the channel may sell now. */
  readonly available: number;
  /** Next day on which free units are expected; null: none are. */
  readonly nextSupplyDate: LocalDate | null;
  /** How the number came about, node by node; for staff and systems only. */
  readonly nodes: readonly NodeAvailability[] | null;
};

/**
 * What a channel may sell of some SKUs at this moment, by the formula that placement uses, from
 * the same rows: an order that commits before this read is in it.
 *
 * @throws NOT_FOUND for a channel that does not exist; unknown SKUs are absent from the answer
 */
export const availability = defineQuery({
  name: "inventory.availability",
  input: z.object({
    channelCode: z.string().min(1).max(40),
    skus: z.array(z.string().trim().min(1).max(80)).min(1).max(1_000),
  }),
  wall: "company",
  run: async ({ sql, actor, now }, { channelCode, skus }) => {
    const codes = [...new Set(skus.map((sku) => sku.toUpperCase()))];
    const { version, skus: facts } = await readStockFacts(sql, { codes, now });
    const network = await networkAt(sql, sql, version);
    const channel = network.channels.get(channelCode);
    if (channel === undefined) {
      throw new DomainError("NOT_FOUND", `There is no channel “${channelCode}”`, { channelCode });
    }
    const rules = await readRuleBook(sql, sql, version, now);
    const answers = facts.flatMap((each) =>
      each === null ? [] : answerOf(each, { network, channel, rules }),
    );
    return {
      asOf: now.toISOString(),
      channel: channel.code,
      skus:
        actor.companyId === null ? answers : answers.map((answer) => ({ ...answer, nodes: null })),
    };
  },
});

/** What an answer follows from, beside the stock. */
type Grounds = {
  readonly network: Network;
  readonly channel: NetworkChannel;
  readonly rules: RuleBook;
};

type Given = {
  readonly facts: SkuFacts;
  readonly rules: RuleBook;
  readonly answer: SkuAvailability;
};

/** Answers by the stock they are about, and by channel: the same stock and rules, the same answer. */
const given = new WeakMap<SkuStock, Map<string, Given>>();

function answerOf(facts: SkuFacts, grounds: Grounds): SkuAvailability {
  const byChannel = given.get(facts.stock) ?? new Map<string, Given>();
  given.set(facts.stock, byChannel);
  const last = byChannel.get(grounds.channel.code);
  if (
    last !== undefined &&
    last.rules === grounds.rules &&
    last.facts.code === facts.code &&
    last.facts.nextSupplyDate === facts.nextSupplyDate &&
    last.facts.waiting === facts.waiting &&
    isEqual(last.facts.reserved, facts.reserved)
  ) {
    return last.answer;
  }
  const answer = decideAnswer(facts, grounds);
  byChannel.set(grounds.channel.code, { facts, rules: grounds.rules, answer });
  return answer;
}

const isEqual = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) =>
  one === other ||
  (one.size === other.size && [...one].every(([node, units]) => other.get(node) === units));

function decideAnswer(
  { code, stock, reserved, nextSupplyDate }: SkuFacts,
  { network, channel, rules }: Grounds,
): SkuAvailability {
  const nodeById = new Map(network.nodes.map((node) => [node.id, node]));
  const nodes = stock.positions.flatMap(({ nodeId, ...counters }): NodeAvailability[] => {
    const node = nodeById.get(nodeId);
    const position = { ...counters, reserved: reserved.get(nodeId) ?? 0 };
    if (node === undefined || !channel.buffers.has(nodeId)) {
      return [];
    }
    const { withheld, rule } = rules.withheldAt(node, stock.skuId, channel);
    const { available, heldBack } = decideAvailable(position, withheld);
    const buffer = Math.max(0, heldBack - position.safetyStock);
    return [{ node: node.code, ...position, buffer, rule: rule?.ruleId ?? null, available }];
  });
  const available = sum(nodes.map((node) => node.available));
  return { sku: code, available, nextSupplyDate, nodes };
}
