import type { CreditReason } from "./types";

/** Why a customer is credited, as both sides read it. */
export const CREDIT_REASON_WORDS: Readonly<Record<CreditReason, string>> = {
  late: "Late",
  short: "Too few",
  damaged: "Damaged",
  wrong_item: "Wrong item",
  price: "Price",
  goodwill: "Goodwill",
};

/** What an order comes to, in minor units. */
export type OrderMoney = {
  readonly subtotal: number;
  readonly cancelledTotal: number;
  readonly creditedTotal: number;
};

/** Of a credit what is not taken back yet. */
export type StandingCredit = { readonly id: string; readonly leftMinor: number };

/** What is still owed of an order, and so the most that can be credited of it. */
export const owedOf = ({ subtotal, cancelledTotal, creditedTotal }: OrderMoney): number =>
  Math.max(0, subtotal - cancelledTotal - creditedTotal);

/** Percent of what is owed that is proposed where nobody has named an amount. */
const PROPOSED_PERCENT = 10;

/** What is proposed to be credited of an order; 0 where nothing is owed. */
export const proposedCredit = (money: OrderMoney): number => {
  const owed = owedOf(money);
  return owed === 0 ? 0 : Math.max(1, Math.round((owed * PROPOSED_PERCENT) / 100));
};

/**
 * What must be taken back of an order's credits because less of it is left than was credited: the last
 * that was granted goes first.
 *
 * @param credits the oldest first
 * @returns per credit the minor units that are taken back; together just what is too much
 */
export function excessCredits(
  { subtotal, cancelledTotal, creditedTotal }: OrderMoney,
  credits: readonly StandingCredit[],
): { readonly id: string; readonly amountMinor: number }[] {
  let excess = creditedTotal - Math.max(0, subtotal - cancelledTotal);
  const taken: { id: string; amountMinor: number }[] = [];
  for (const { id, leftMinor } of credits.toReversed()) {
    const amountMinor = Math.min(leftMinor, Math.max(0, excess));
    if (amountMinor > 0) {
      taken.push({ id, amountMinor });
      excess -= amountMinor;
    }
  }
  return taken;
}
