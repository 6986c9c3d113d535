import { EVERYONE } from "../scarcity/decide-classes";
import type { AllocationPolicy, BorrowRule, ShareStrategy } from "../scarcity/types";

/** What is tried in place of what a policy says; null: as it says. */
export type Trial = { readonly share: ShareStrategy | null; readonly borrow: BorrowRule | null };

/**
 * A policy with another way of sharing in all its classes, to be compared with it. Fair share over
 * everybody asks no class first: it is what no priority looks like.
 */
export function tryPolicy(policy: AllocationPolicy, { share, borrow }: Trial): AllocationPolicy {
  const classes =
    share === null
      ? policy.classes
      : share === "fair_share"
        ? [{ ...EVERYONE, name: "Everyone", share }]
        : policy.classes.length === 0
          ? [{ ...EVERYONE, name: "Everyone", share }]
          : policy.classes.map((each) => ({ ...each, share }));
  return { ...policy, classes, borrow: borrow ?? policy.borrow };
}
