import { present } from "../kernel/assert";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { Network, NetworkChannel, NetworkNode } from "../network/types";
import type { Claims, ClaimsLeft } from "../scarcity/decide-claims";
import type { Claimant } from "../scarcity/types";
import type { StockPosition } from "./decide";
import { type BreakdownStep, decideBreakdown } from "./decide-breakdown";
import { decideOwed, type WaitingDemand } from "./decide-owed";
import { decidePool, type PoolShare, type TakenUnits } from "./decide-pool";
import { type BalanceChange, promisableOn } from "./decide-projection";
import type { ListedRule, RuleBook } from "./decide-rules";
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
  readonly waiting: readonly WaitingDemand[];
  /** Set while it is not out. */
  readonly preorder?: Preorder;
  /** What a kit is made of, in its order; empty for a SKU that is none. */
  readonly components: readonly { readonly code: string; readonly perKit: number }[];
};

/** A SKU that is not out yet: what is ordered of it now is a pre-order. */
export type Preorder = {
  /** Day on which it comes out: before it no unit leaves. */
  readonly comesOutOn: LocalDate;
  /** Units that may still be pre-ordered; null: any number. */
  readonly left: number | null;
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
  /** Units there that orders wait for which were accepted before; left out where none. */
  readonly owed?: number;
  /** Units there that the rule about the channel's total leaves for others; left out where none. */
  readonly threshold?: number;
  /** Units there beyond what the channel may sell in all; left out where none. */
  readonly beyondCap?: number;
  /** Units there that pools of the allocation policy keep for others; left out where none. */
  readonly kept?: number;
  /** Units there beyond the asker's quota in the allocation policy; left out where none. */
  readonly beyondQuota?: number;
  /** Units there that may not be sold before the SKU is out; left out where none. */
  readonly notOut?: number;
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
  /** Set while the SKU is not out: none of it is available, and what is ordered is a pre-order. */
  readonly preorder?: Preorder;
  /** How the number came about, node by node; for staff and systems only. */
  readonly nodes: readonly NodeAvailability[] | null;
  /** The rules that bound the total; left out where none does. For staff and systems only. */
  readonly limits?: readonly TotalLimit[];
  /** What the allocation policy keeps from the asker; left out where it binds nobody. For staff and systems only. */
  readonly policy?: PolicyLimit;
  /** Of a kit, what its components give; it has no stock of its own. For staff and systems only. */
  readonly components?: readonly KitComponentAnswer[];
};

/** What pools and quotas of the allocation policy keep from who asks. */
export type PolicyLimit = {
  /** The class that a pool is kept for first; null: none is. */
  readonly keptFor: string | null;
  /** Units that pools keep for other classes. */
  readonly kept: number;
  /** The tightest quota that names the asker, in words; null: none does. */
  readonly quota: string | null;
  /** Units beyond it. */
  readonly beyondQuota: number;
};

/** A rule about what a channel may sell of a SKU in all, and what it does to the number. */
export type TotalLimit = {
  readonly rule: string;
  /** Its place among the rules. */
  readonly place: number;
  readonly effect: RuleEffect;
  readonly amount: number;
  /** Units that the channel took of a quota since it began; only a quota has them. */
  readonly taken?: number;
  /** Units that it keeps from the channel now. */
  readonly withheld: number;
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
  /** What channels took under quotas. */
  readonly taken: TakenUnits;
  /** What the allocation policy keeps and caps, and who asks. */
  readonly claims: Claims;
  readonly asker: Claimant;
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
 * ATS = Σ over the nodes of its pool of what is available there, less what accepted orders wait for
 * and what a rule about the total leaves for others, and no more than its cap or quota
 *
 * At a node that is what placement may promise (`decidePool`), for a later day with the free
 * supply that is there by then and not needed after it (`promisableOn`). Demand that waits comes off
 * as far as it can have the units (`decideOwed`): who ordered earlier is not overtaken by who orders
 * now. What a supply was promised to does not: it is what that supply is for.
 *
 * For a day on which the SKU is not out yet it is nothing, whatever there is.
 */
export function decideAnswer(
  facts: SkuFacts,
  grounds: Grounds,
  options: AnswerOptions,
): SkuAvailability {
  const { network, channel, rules, taken, asker } = grounds;
  const { channels } = network;
  const { waiting } = facts;
  const { skuId } = facts.stock;
  const stockAt = new Map(facts.stock.positions.map((stock) => [stock.nodeId, stock]));
  const all = network.nodes.flatMap((node) => {
    const stock = stockAt.get(node.id);
    const isAsked = waiting.length > 0 || channel.buffers.has(node.id);
    return stock === undefined || !isAsked
      ? []
      : [entryOf(node, stock, facts.reserved.get(node.id) ?? 0, options)];
  });
  const entries = all.filter(({ node }) => channel.buffers.has(node.id));
  const owed = decideOwed(all, skuId, channel, { rules, taken, waiting, channels });
  const claims = grounds.claims.get(skuId)?.leftTo(asker);
  const shares = decidePool(entries, skuId, channel, { rules, taken, owed, claims });
  const { code, nextSupplyDate, preorder } = facts;
  const isOut =
    preorder === undefined || (options.later !== null && options.later.date >= preorder.comesOutOn);
  const nodes = entries
    .map((entry, at) =>
      nodeAnswer(entry, present(shares[at], "a share of each node"), rules, {
        ...options,
        isClaimed: claims !== undefined,
      }),
    )
    .map((node) => (isOut ? node : untilOut(node)));
  const own = waiting.filter((each) => each.channel === channel.code);
  const available = sum(nodes.map((node) => node.available));
  const limits = limitsOf(shares, skuId, grounds);
  return {
    sku: code,
    available,
    waiting: sum(own.map(({ units }) => units)),
    nextSupplyDate,
    ...(preorder !== undefined && { preorder }),
    nodes,
    ...(limits.length > 0 && { limits }),
    ...(claims !== undefined && { policy: policyOf(claims, shares) }),
  };
}

/** The same of a SKU that is not out yet: what could be sold there stays. */
function untilOut({ available, breakdown, ...node }: NodeAvailability): NodeAvailability {
  return {
    ...node,
    ...(available > 0 && { notOut: available }),
    available: 0,
    ...(breakdown && {
      breakdown: {
        ...breakdown,
        steps: [...breakdown.steps, { step: "not_out", units: 0 - available, left: 0 }],
      },
    }),
  };
}

const policyOf = ({ keptFor, quota }: ClaimsLeft, shares: readonly PoolShare[]): PolicyLimit => ({
  keptFor,
  kept: sum(shares.map(({ kept }) => kept)),
  quota,
  beyondQuota: sum(shares.map(({ beyondQuota }) => beyondQuota)),
});

function limitsOf(
  shares: readonly PoolShare[],
  skuId: string,
  { channel, rules, taken }: Grounds,
): TotalLimit[] {
  const totals = rules.totalsFor(skuId, channel.code);
  const limit = (rule: ListedRule | null, withheld: readonly number[]): TotalLimit[] =>
    rule === null
      ? []
      : [
          {
            rule: rule.ruleId,
            place: rules.placeOf(rule),
            effect: rule.effect,
            amount: rule.amount,
            ...(rule.effect === "quota_total" && { taken: taken(rule, channel.code, skuId) }),
            withheld: sum(withheld),
          },
        ];
  return totals === null
    ? []
    : [
        ...limit(
          totals.threshold,
          shares.map((share) => share.threshold),
        ),
        ...limit(
          totals.cap,
          shares.map((share) => share.beyondCap),
        ),
      ];
}

type Entry = {
  readonly node: NetworkNode;
  readonly stock: NodeStock;
  /** As it is counted for the day that was asked for. */
  readonly position: StockPosition;
  readonly incoming: number;
};

function entryOf(
  node: NetworkNode,
  stock: NodeStock,
  reserved: number,
  { later }: AnswerOptions,
): Entry {
  const { onHand, allocated, safetyStock } = stock;
  const now = { onHand, allocated, reserved, safetyStock };
  const incoming = later === null ? 0 : gainBy(now, later.changes.get(node.id) ?? [], later.date);
  return { node, stock, position: { ...now, onHand: onHand + incoming }, incoming };
}

function nodeAnswer(
  { node, stock, position, incoming }: Entry,
  share: PoolShare,
  rules: RuleBook,
  { breakdown, isClaimed }: AnswerOptions & { readonly isClaimed: boolean },
): NodeAvailability {
  const { onHand, unsellable, allocated, safetyStock } = stock;
  const { available, owed, threshold, beyondCap, kept, beyondQuota } = share;
  const { rule } = share.withheld;
  return {
    node: node.code,
    onHand,
    unsellable,
    allocated,
    reserved: position.reserved,
    safetyStock,
    buffer: Math.max(0, share.heldBack - threshold - beyondCap - kept - beyondQuota - safetyStock),
    rule: rule?.ruleId ?? null,
    ...(owed > 0 && { owed }),
    ...(threshold > 0 && { threshold }),
    ...(beyondCap > 0 && { beyondCap }),
    ...(kept > 0 && { kept }),
    ...(beyondQuota > 0 && { beyondQuota }),
    available,
    ...(breakdown && {
      breakdown: {
        steps: decideBreakdown(position, { unsellable, incoming, isClaimed }, share),
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
