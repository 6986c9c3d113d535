import { assert } from "../kernel/assert";
import {
  type AvailabilityRule,
  isTotal,
  type RuleEffect,
  type RuleScope,
  type Withholding,
} from "./types";

/** The sides of a node and of a channel that rules look at. */
export type RuleNode = { readonly id: string; readonly kind: string };
export type RuleChannel = {
  readonly code: string;
  /** Units left at each node of the pool when no rule decides; a node without is not in it. */
  readonly buffers: ReadonlyMap<string, number>;
};

export type ListedRule = AvailabilityRule & {
  /** The SKUs of the rule's category; null when it names none. */
  readonly skuIds: ReadonlySet<string> | null;
};

/** The rules that decide about a total; null where none does. */
export type TotalRules = {
  /** What the channel leaves of the total for others. */
  readonly threshold: ListedRule | null;
  /** What it may sell at most: at once, or since a day. */
  readonly cap: ListedRule | null;
};

/** Rules of one stage ask for themselves: of each stage the first that covers a position decides. */
const stageOf = (effect: RuleEffect): "node" | "threshold" | "cap" =>
  !isTotal(effect) ? "node" : effect === "hold_total" ? "threshold" : "cap";

export type Withheld = {
  readonly withheld: Withholding;
  /** The rule that decided; null: the pool's own buffer did. */
  readonly rule: ListedRule | null;
};

const ALL: Withholding = { kind: "all" };

/** What a rule leaves of a position it decides about. */
export function withholdingOf(rule: AvailabilityRule): Withholding {
  switch (rule.effect) {
    case "exclude":
      return ALL;
    case "hold_units":
      return { kind: "units", units: rule.amount };
    case "hold_percent":
      return {
        kind: "percent",
        percent: rule.amount,
        atLeast: rule.atLeast ?? 0,
        atMost: rule.atMost ?? Number.MAX_SAFE_INTEGER,
      };
    case "cap_units":
      return { kind: "above", cap: rule.amount };
    case "hold_total":
    case "cap_total":
    case "quota_total":
      assert(false, "a rule about a total leaves nothing at a single node");
      break;
    default:
      return rule.effect satisfies never;
  }
}

const isInForce = (rule: AvailabilityRule, now: Date): boolean =>
  (rule.startsAt === null || rule.startsAt <= now) && (rule.endsAt === null || now < rule.endsAt);

/** Whether a rule names a channel and a SKU. */
const coversTotal = (rule: ListedRule, skuId: string, channelCode: string): boolean =>
  (rule.channelCode === null || rule.channelCode === channelCode) &&
  (rule.skuId === null || rule.skuId === skuId) &&
  (rule.skuIds === null || rule.skuIds.has(skuId));

/** Whether a rule names a position; its schedule is another question. */
const covers = (rule: ListedRule, node: RuleNode, skuId: string, channelCode: string): boolean =>
  (rule.nodeId === null || rule.nodeId === node.id) &&
  (rule.nodeKind === null || rule.nodeKind === node.kind) &&
  coversTotal(rule, skuId, channelCode);

/**
 * The rules of one moment, in their order. For one channel, node and SKU the first that covers it
 * decides alone: rules never add up. Where none does, the pool's buffer at the node stands; a node
 * outside the pool gives nothing. What then remains over all nodes is subject to at most one rule
 * that leaves some of the total and to at most one that caps it, by the same order.
 */
export class RuleBook {
  private readonly listed: readonly ListedRule[];
  private readonly rules: readonly ListedRule[];
  private readonly ofNodes: readonly ListedRule[];
  private readonly ofTotals: readonly ListedRule[];

  constructor(rules: readonly ListedRule[], now: Date) {
    this.listed = rules;
    this.rules = rules.filter((rule) => isInForce(rule, now));
    this.ofNodes = this.rules.filter(({ effect }) => !isTotal(effect));
    this.ofTotals = this.rules.filter(({ effect }) => isTotal(effect));
  }

  /** Those in force that count what a channel sold; for all others nobody has to count. */
  get quotas(): readonly ListedRule[] {
    return this.ofTotals.filter(({ effect }) => effect === "quota_total");
  }

  /** What decides about the total of a SKU for a channel; null: nothing does. */
  totalsFor(skuId: string, channelCode: string): TotalRules | null {
    let threshold: ListedRule | null = null;
    let cap: ListedRule | null = null;
    for (const rule of this.ofTotals) {
      if (coversTotal(rule, skuId, channelCode)) {
        if (stageOf(rule.effect) === "threshold") {
          threshold ??= rule;
        } else {
          cap ??= rule;
        }
      }
    }
    return threshold === null && cap === null ? null : { threshold, cap };
  }

  /** Whether the same rules are in force at another moment. */
  holdsAt(now: Date): boolean {
    let place = 0;
    for (const rule of this.listed) {
      if (isInForce(rule, now) && this.rules[place++] !== rule) {
        return false;
      }
    }
    return place === this.rules.length;
  }

  withheldAt(node: RuleNode, skuId: string, channel: RuleChannel): Withheld {
    const buffer = channel.buffers.get(node.id);
    if (buffer === undefined) {
      return { withheld: ALL, rule: null };
    }
    for (const rule of this.ofNodes) {
      if (covers(rule, node, skuId, channel.code)) {
        return { withheld: withholdingOf(rule), rule };
      }
    }
    return { withheld: { kind: "units", units: buffer }, rule: null };
  }

  /** Where a rule stands in the list, from 1, those out of season counted. */
  placeOf(rule: ListedRule): number {
    return this.listed.indexOf(rule) + 1;
  }
}

/** No rules: for what asks about dates only, where stock plays no part. */
export const NO_RULES = new RuleBook([], new Date(0));

const isWithin = <T>(wide: T | null, narrow: T | null) => wide === null || wide === narrow;

/**
 * The first earlier rule of the same stage that covers all that a rule names for as long as it is in
 * force, so that it can never decide anything.
 */
export function shadowOf<
  Rule extends RuleScope & Pick<AvailabilityRule, "effect" | "startsAt" | "endsAt">,
>(rules: readonly Rule[], rule: Rule): Rule | null {
  const before = rules.slice(0, rules.indexOf(rule));
  return (
    before.find(
      (earlier) =>
        stageOf(earlier.effect) === stageOf(rule.effect) &&
        isWithin(earlier.channelCode, rule.channelCode) &&
        isWithin(earlier.nodeId, rule.nodeId) &&
        isWithin(earlier.nodeKind, rule.nodeKind) &&
        isWithin(earlier.category, rule.category) &&
        isWithin(earlier.skuId, rule.skuId) &&
        (earlier.startsAt === null ||
          (rule.startsAt !== null && earlier.startsAt <= rule.startsAt)) &&
        (earlier.endsAt === null || (rule.endsAt !== null && rule.endsAt <= earlier.endsAt)),
    ) ?? null
  );
}
