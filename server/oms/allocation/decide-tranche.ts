import { sum } from "../kernel/quantity";
import type { QuotaBook } from "../scarcity/decide-quotas";
import type { PriorityClass } from "../scarcity/types";
import { inPacks, shareOut } from "./decide-shares";
import { inClassOrder } from "./decide-turns";
import type { ContestLine } from "./types";

/** A line while its SKU is being decided. */
export type Claim = {
  readonly line: ContestLine;
  readonly classIndex: number;
  /** Units it still asks. */
  open: number;
  sharePercent: number | null;
  heldTo: string | null;
  keptFor: string | null;
};

/** Units that a class has a right to before others, and that no supply backs yet. */
export type Reserve = { readonly classIndex: number; units: number };

export type Gift = { readonly claim: Claim; units: number };

/**
 * Share the units of one tranche (what is there now, or what comes on one day) among the lines that
 * ask: class by class in the order of the policy, each by its own strategy, leaving what is kept
 * for other classes and never more to a line than its quotas.
 *
 * Takes the units out of the quotas; the claims stay as they are.
 */
export function decideTranche(
  units: number,
  classes: readonly PriorityClass[],
  claims: readonly Claim[],
  reserves: readonly Reserve[],
  quotas: QuotaBook,
): Gift[] {
  const gifts: Gift[] = [];
  let left = units;
  for (const [index, priorityClass] of classes.entries()) {
    const kept = reserves.filter(({ classIndex }) => classIndex !== index);
    const budget = Math.max(0, left - sum(kept.map((reserve) => reserve.units)));
    const own = claims.filter(({ classIndex, open }) => classIndex === index && open > 0);
    const byLine = new Map(own.map((claim) => [claim.line, claim]));
    const asking = inClassOrder(
      priorityClass,
      own.map(({ line }) => line),
    ).flatMap((line) => byLine.get(line) ?? []);
    const given =
      priorityClass.share === "fair_share"
        ? giveFairly(budget, asking, quotas)
        : giveInTurn(budget, asking, quotas);
    const total = sum(given.map((gift) => gift.units));
    if (total < left && budget < left && total < sum(asking.map(({ open }) => open))) {
      const [first] = kept.filter((reserve) => reserve.units > 0);
      for (const claim of asking) {
        claim.keptFor = classes[first?.classIndex ?? -1]?.name ?? null;
      }
    }
    left -= total;
    const reserve = reserves.find(({ classIndex }) => classIndex === index);
    if (reserve !== undefined) {
      reserve.units = Math.max(0, reserve.units - total);
    }
    gifts.push(...given);
  }
  return gifts;
}

function giveInTurn(budget: number, asking: readonly Claim[], quotas: QuotaBook): Gift[] {
  let left = budget;
  return asking.flatMap((claim) => {
    const units = takeWithin(claim, claim.open, left, quotas, claim);
    left -= units;
    return units > 0 ? [{ claim, units }] : [];
  });
}

/** What a quota does not let one line have is shared among the others again. */
function giveFairly(budget: number, asking: readonly Claim[], quotas: QuotaBook): Gift[] {
  const asked = sum(asking.map(({ open }) => open));
  const percent = asked > budget ? Math.floor((budget * 100) / asked) : null;
  const gifts = new Map<Claim, Gift>();
  let left = budget;
  let others = asking;
  while (left > 0 && others.length > 0) {
    const asks = others.map((claim) => ({
      ask: claim.open - (gifts.get(claim)?.units ?? 0),
      packMultiple: claim.line.packMultiple,
    }));
    const shares = shareOut(left, asks);
    const uncapped: Claim[] = [];
    let taken = 0;
    for (const [index, claim] of others.entries()) {
      const share = shares[index] ?? 0;
      const has = gifts.get(claim)?.units ?? 0;
      const units = takeWithin({ ...claim, open: claim.open - has }, share, share, quotas, claim);
      gifts.set(claim, { claim, units: has + units });
      taken += units;
      if (units === share) {
        uncapped.push(claim);
      }
    }
    left -= taken;
    others = taken === 0 || uncapped.length === others.length ? [] : uncapped;
  }
  for (const claim of asking) {
    claim.sharePercent = percent;
  }
  return [...gifts.values()].filter(({ units }) => units > 0);
}

/** Take so many of the wanted units as there are and quotas allow, in whole packs. */
function takeWithin(
  { line, open }: Claim,
  wanted: number,
  left: number,
  quotas: QuotaBook,
  told: Claim,
): number {
  const room = Math.max(0, quotas.roomFor(line));
  const units = inPacks(Math.min(wanted, left, room), {
    ask: open,
    packMultiple: line.packMultiple,
  });
  if (room < Math.min(wanted, left)) {
    told.heldTo = quotas.tightest(line);
  }
  quotas.take(line, units);
  return units;
}
