import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { Network, NetworkChannel, NetworkNode } from "../network/types";
import { decideAvailable, type StockPosition } from "./decide";
import { type BreakdownStep, decideBreakdown } from "./decide-breakdown";
import { decideKitAvailable } from "./decide-kit";
import { type BalanceChange, promisableOn } from "./decide-projection";
import type { RuleBook, Withheld } from "./decide-rules";
import type { RuleEffect } from "./types";

/** What one node has of a SKU. */
export type NodeStock = {
  readonly nodeId: string;
  readonly onHand: number;
  /** Damaged or in quarantine; not part of `onHand`. */
  readonly unsellable: number;
  readonly allocated: number;
  readonly safetyStock: number;
};

/** Node by node; the same object for as long as nothing of it changed. */
export type SkuStock = { readonly skuId: string; readonly positions: readonly NodeStock[] };

/** What there is of a SKU, as it was read in one instant. */
export type SkuFacts = {
  readonly code: string;
  readonly stock: SkuStock;
  /** Units that live holds keep, by node. */
  readonly reserved: ReadonlyMap<string, number>;
  /** Next day on which units are expected that nobody was promised; null: none are. */
  readonly nextSupplyDate: LocalDate | null;
  /** Units that accepted orders wait for without a supply that will bring them, by channel. */
  readonly waiting: ReadonlyMap<string, number>;
  /** What a kit is made of, in its order; empty for a SKU that is none. */
  readonly components: readonly { readonly code: string; readonly perKit: number }[];
};

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
  readonly breakdown?: {
    readonly steps: readonly BreakdownStep[];
    /** The rule that decided, and its place among the rules; null: the pool's own buffer. */
    readonly decidedBy: { readonly effect: RuleEffect; readonly place: number } | null;
  };
};

export type SkuAvailability = {
  readonly sku: string;
  /** Units that the channel may sell. */
  readonly available: number;
  /** Units of the channel's accepted orders that nothing is set aside for yet. */
  readonly waiting: number;
  /** Next day on which free units are expected; null: none are. */
  readonly nextSupplyDate: LocalDate | null;
  /** How the number came about, node by node; for staff and systems only. */
  readonly nodes: readonly NodeAvailability[] | null;
  /** Of a kit, what its components give; it has no stock of its own. For staff and systems only. */
  readonly components?: readonly KitComponentAnswer[];
};

export type KitComponentAnswer = {
  readonly sku: string;
  readonly perKit: number;
  /** Units of it that the channel may sell, and the kits they are enough for. */
  readonly available: number;
  readonly gives: number;
};

/** What an answer follows from, beside the stock. */
export type Grounds = {
  readonly network: Network;
  readonly channel: NetworkChannel;
  readonly rules: RuleBook;
};

export type AnswerOptions = {
  /** Show the steps. */
  readonly breakdown: boolean;
  /** A day to come with what is expected by then, by node; null: now. */
  readonly later: {
    readonly date: LocalDate;
    readonly changes: ReadonlyMap<string, readonly BalanceChange[]>;
  } | null;
};

/**
 * What a channel may sell of a SKU:
 *
 * ATS = Σ over the nodes of its pool of what is available there
 *
 * At a node that is what placement may promise (`decideAvailable`), for a later day with the free
 * supply that is there by then and not needed after it (`promisableOn`). Accepted demand that waits
 * is told beside it and does not come off: stock that it can have is set aside for it as soon as it
 * turns up (`serveWaitingOrders`), and what it cannot have is there for others, at every place that
 * tells or takes the number.
 */
export function decideAnswer(
  facts: SkuFacts,
  { network, channel, rules }: Grounds,
  options: AnswerOptions,
): SkuAvailability {
  const nodeById = new Map(network.nodes.map((node) => [node.id, node]));
  const nodes = facts.stock.positions.flatMap((stock): NodeAvailability[] => {
    const node = nodeById.get(stock.nodeId);
    if (node === undefined || !channel.buffers.has(node.id)) {
      return [];
    }
    const withheld = rules.withheldAt(node, facts.stock.skuId, channel);
    const reserved = facts.reserved.get(node.id) ?? 0;
    return [nodeAnswer({ node, stock, reserved, withheld }, rules, options)];
  });
  const { code, nextSupplyDate } = facts;
  const waiting = facts.waiting.get(channel.id) ?? 0;
  const available = sum(nodes.map((node) => node.available));
  return { sku: code, available, waiting, nextSupplyDate, nodes };
}

/**
 * What a channel may sell of a kit: as many as the scarcest of its components is enough for.
 *
 * @param answers of its components, in their order
 */
function decideKitAnswer(
  { code, components }: SkuFacts,
  answers: readonly SkuAvailability[],
): SkuAvailability {
  const stock = components.map(({ perKit }, at) => ({
    perKit,
    available: answers[at]?.available ?? 0,
  }));
  const { available, gives } = decideKitAvailable(stock);
  return {
    sku: code,
    available,
    waiting: 0,
    nextSupplyDate: null,
    nodes: [],
    components: stock.map((each, at) => ({
      sku: answers[at]?.sku ?? components[at]?.code ?? "",
      ...each,
      gives: gives[at] ?? 0,
    })),
  };
}

/** Answers about SKUs and kits, when one about a SKU by itself can be given. */
export const answerAll = (
  facts: readonly SkuFacts[],
  components: ReadonlyMap<string, SkuFacts>,
  answerItself: (facts: SkuFacts) => SkuAvailability,
): SkuAvailability[] =>
  facts.map((each) =>
    each.components.length === 0
      ? answerItself(each)
      : decideKitAnswer(
          each,
          each.components.flatMap(({ code }) => {
            const component = components.get(code);
            return component === undefined ? [] : [answerItself(component)];
          }),
        ),
  );

function nodeAnswer(
  at: {
    readonly node: NetworkNode;
    readonly stock: NodeStock;
    readonly reserved: number;
    readonly withheld: Withheld;
  },
  rules: RuleBook,
  { breakdown, later }: AnswerOptions,
): NodeAvailability {
  const { onHand, unsellable, allocated, safetyStock } = at.stock;
  const { rule, withheld } = at.withheld;
  const now = { onHand, allocated, reserved: at.reserved, safetyStock };
  const incoming =
    later === null ? 0 : gainBy(now, later.changes.get(at.node.id) ?? [], later.date);
  const position = { ...now, onHand: onHand + incoming };
  const { available, heldBack } = decideAvailable(position, withheld);
  return {
    node: at.node.code,
    onHand,
    unsellable,
    allocated,
    reserved: at.reserved,
    safetyStock,
    buffer: Math.max(0, heldBack - safetyStock),
    rule: rule?.ruleId ?? null,
    available,
    ...(breakdown && {
      breakdown: {
        steps: decideBreakdown(position, { unsellable, incoming }, withheld),
        decidedBy: rule && { effect: rule.effect, place: rules.placeOf(rule) },
      },
    }),
  };
}

/** Units by which more is free on a later day than now; less than none where more is needed then. */
function gainBy(
  { onHand, allocated, reserved }: StockPosition,
  changes: readonly BalanceChange[],
  date: LocalDate,
): number {
  const free = onHand - allocated - reserved;
  return promisableOn(free, changes, date) - Math.max(0, free);
}
