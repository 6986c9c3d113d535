import { formatQuantity } from "@/components/format";
import type { RuleEffect } from "@/server/oms/inventory/types";
import { inWords } from "./words";

export type SaidRule = {
  readonly channel: string | null;
  readonly node: string | null;
  readonly nodeKind: string | null;
  readonly category: string | null;
  readonly sku: string | null;
  readonly effect: RuleEffect;
  readonly amount: number;
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
};

/** A rule as somebody would say it: "Ordering portal leaves 10 %, at least 2, of Bikes at Reno". */
export function ruleSentence(rule: SaidRule): string {
  const who = rule.channel ?? "Every channel";
  const of = rule.sku ?? rule.category ?? "every SKU";
  const at = placeOf(rule);
  switch (rule.effect) {
    case "exclude":
      return `${who} sells none of ${of} ${at}`;
    case "hold_units":
      return `${who} leaves ${formatQuantity(rule.amount)} of ${of} ${at}`;
    case "hold_percent":
      return `${who} leaves ${formatQuantity(rule.amount)} %${boundsOf(rule)} of ${of} ${at}`;
    case "cap_units":
      return `${who} sells at most ${formatQuantity(rule.amount)} of ${of} ${at}`;
    case "hold_total":
      return `${who} leaves ${formatQuantity(rule.amount)} of the total of ${of}`;
    case "cap_total":
      return `${who} offers at most ${formatQuantity(rule.amount)} of ${of} in all`;
    case "quota_total":
      return `${who} sells at most ${formatQuantity(rule.amount)} of ${of} in all${since(rule)}`;
    default:
      return rule.effect satisfies never;
  }
}

const day = (at: Date) => at.toISOString().slice(0, 10);

function since({ startsAt, endsAt }: SaidRule): string {
  const from = startsAt == null ? "" : ` from ${day(startsAt)}`;
  return endsAt == null ? from : `${from} until ${day(endsAt)}`;
}

function placeOf({ node, nodeKind }: SaidRule): string {
  if (node !== null) {
    return `at ${node}`;
  }
  return nodeKind === null ? "at every node" : `at each ${inWords(nodeKind).toLowerCase()}`;
}

function boundsOf({ atLeast, atMost }: SaidRule): string {
  const bounds = [
    ...(atLeast === null ? [] : [`at least ${formatQuantity(atLeast)}`]),
    ...(atMost === null ? [] : [`at most ${formatQuantity(atMost)}`]),
  ];
  return bounds.length === 0 ? "" : `, ${bounds.join(" and ")},`;
}
