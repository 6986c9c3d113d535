import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backorderPolicies } from "@/server/oms/catalog/types";
import { localDate } from "@/server/oms/kernel/local-date";
import {
  type BackorderWish,
  backorderReason,
  decideBackorderTerms,
  decideWaiting,
  isAsStrict,
  lastDayOf,
  lateUnits,
} from "@/server/oms/orders/decide-backorders";

const wish = (policy: BackorderWish["policy"], over: Partial<BackorderWish> = {}) => ({
  policy,
  limit: null,
  days: null,
  ...over,
});
const NONE = { order: 0, customer: 0, sku: 0 };
const termsOf = (
  order: BackorderWish | null,
  customer: BackorderWish | null,
  sku: BackorderWish = wish("backorder"),
) => decideBackorderTerms({ order, customer, sku });

describe("whose wish holds", () => {
  test("the SKU's, where nobody else has one", () => {
    expect(termsOf(null, null, wish("refuse"))).toMatchObject({ mayWait: false, source: "sku" });
  });

  test("the customer's comes before the SKU's", () => {
    expect(termsOf(null, wish("backorder"), wish("refuse"))).toMatchObject({
      mayWait: true,
      source: "customer",
    });
    expect(termsOf(null, wish("cancel"))).toMatchObject({ mayWait: false, otherwise: "cancel" });
  });

  test("the order's comes before both where it is as strict, and never loosens them", () => {
    expect(termsOf(wish("cancel"), wish("refuse"))).toMatchObject({
      source: "order",
      otherwise: "cancel",
    });
    expect(termsOf(wish("backorder"), wish("refuse"))).toMatchObject({
      mayWait: false,
      source: "customer",
    });
    expect(termsOf(wish("backorder"), null, wish("refuse")).mayWait).toBe(false);
  });

  test("caps add up, whoever set them", () => {
    const terms = termsOf(
      null,
      wish("cap", { limit: 40, days: 30 }),
      wish("cap", { limit: 25, days: 60 }),
    );
    expect(terms.units).toEqual([
      { amount: 40, source: "customer" },
      { amount: 25, source: "sku" },
    ]);
    expect(terms.days).toEqual({ amount: 30, source: "customer", slip: "ask" });
    const stricter = termsOf(null, wish("cap", { days: 30, slip: "wait" }), {
      ...wish("cap", { days: 9, slip: "cancel" }),
    });
    expect(stricter.days).toEqual({ amount: 9, source: "sku", slip: "cancel" });
    expect(lastDayOf(terms, localDate("2026-11-10"))).toBe("2026-12-10");
  });
});

describe("what becomes of units that nobody has", () => {
  test("they are cancelled, refused, or wait", () => {
    expect(decideWaiting(termsOf(null, wish("cancel")), 22, NONE, 0)).toMatchObject({
      waits: 0,
      cancelled: 22,
      refused: 0,
    });
    expect(decideWaiting(termsOf(null, wish("refuse")), 22, NONE, 0)).toMatchObject({
      refused: 22,
    });
    expect(decideWaiting(termsOf(null, null), 22, NONE, 0)).toMatchObject({ waits: 22 });
  });

  test("a customer's cap counts what waits for the customer, the SKU's what waits for all", () => {
    const terms = termsOf(null, wish("cap", { limit: 10 }), wish("cap", { limit: 30 }));
    const taken = decideWaiting(terms, 9, { order: 0, customer: 4, sku: 20 }, 0);
    expect(taken).toMatchObject({ waits: 6, refused: 3, because: { source: "customer" } });
    const full = decideWaiting(terms, 9, { order: 0, customer: 0, sku: 28 }, 0);
    expect(full).toMatchObject({ waits: 2, because: { source: "sku", what: "units" } });
  });

  test("what comes after the last day, or on none that is known, is late", () => {
    const parts = [
      { units: 3, deliveryDate: localDate("2026-11-20") },
      { units: 4, deliveryDate: localDate("2026-11-21") },
      { units: 5, deliveryDate: null },
    ];
    expect(lateUnits(parts, localDate("2026-11-20"))).toBe(9);
    expect(lateUnits(parts, null)).toBe(0);
    const terms = termsOf(null, wish("cap", { days: 10 }));
    expect(decideWaiting(terms, 12, NONE, 9)).toMatchObject({
      waits: 3,
      refused: 9,
      because: { what: "days", amount: 10 },
    });
  });

  test("the reason names who does not let them wait", () => {
    const names = { customer: "your company", sku: "it" };
    const say = (source: "order" | "customer" | "sku", what: "none" | "units" | "days") =>
      backorderReason({ source, what, amount: 5 }, names);
    expect(say("customer", "none")).toBe("your company takes no backorders");
    expect(say("sku", "none")).toBe("it is not backordered");
    expect(say("customer", "days")).toBe("your company waits 5 days at most");
    expect(say("sku", "units")).toBe("no more than 5 of it may wait at once");
    expect(say("order", "units")).toBe("this order lets no more than 5 of a SKU wait");
    expect(say("sku", "days")).toBe("it may wait 5 days at most");
  });
});

const anyWish = fc
  .record({
    policy: fc.constantFrom(...backorderPolicies),
    limit: fc.option(fc.integer({ min: 1, max: 50 })),
    days: fc.option(fc.integer({ min: 0, max: 50 })),
  })
  .map(
    ({ policy, limit, days }): BackorderWish =>
      policy === "cap" ? { policy, limit: limit ?? 9, days } : wish(policy),
  );

test("every unit waits, is cancelled or refused; an order never lets more wait than its customer", () => {
  fc.assert(
    fc.property(
      fc.option(anyWish),
      fc.option(anyWish),
      anyWish,
      fc.nat(60),
      fc.nat(40),
      fc.nat(60),
      (order, customer, sku, open, before, late) => {
        const counts = { order: 0, customer: before, sku: before };
        const what = (mine: BackorderWish | null) =>
          decideWaiting(
            decideBackorderTerms({ order: mine, customer, sku }),
            open,
            counts,
            Math.min(open, late),
          );
        const own = what(order);
        expect(own.waits + own.cancelled + own.refused).toBe(open);
        expect(Math.min(own.waits, own.cancelled, own.refused)).toBeGreaterThanOrEqual(0);
        expect(own.waits).toBeLessThanOrEqual(what(null).waits);
        expect(own.because === null).toBe(own.waits === open);
        if (order !== null && !isAsStrict(order, customer ?? sku)) {
          expect(decideBackorderTerms({ order, customer, sku }).source).not.toBe("order");
        }
      },
    ),
  );
});
