import fc from "fast-check";
import { expect, test } from "vitest";
import { decideCredit } from "@/server/oms/customers/decide";

test("exposure is what is invoiced and what will be; the rest of the limit is left", () => {
  expect(decideCredit({ limit: 100_000, openReceivables: 30_000, openOrders: 20_000 })).toEqual({
    limit: 100_000,
    openReceivables: 30_000,
    openOrders: 20_000,
    exposure: 50_000,
    left: 50_000,
    state: "ok",
  });
});

test("from 80 percent on it is near, above the limit over, and without a limit always fine", () => {
  const at = (openOrders: number, limit: number | null = 1_000) =>
    decideCredit({ limit, openReceivables: 0, openOrders }).state;
  expect([at(799), at(800), at(1_000), at(1_001), at(9_999, null), at(0, 0)]).toEqual([
    "ok",
    "near_limit",
    "near_limit",
    "over_limit",
    "ok",
    "ok",
  ]);
});

test("what is left never goes below nothing, and with exposure makes the limit while there is any", () => {
  const amount = fc.integer({ min: 0, max: 1_000_000_000 });
  fc.assert(
    fc.property(amount, amount, amount, (limit, openReceivables, openOrders) => {
      const credit = decideCredit({ limit, openReceivables, openOrders });
      expect(credit.left).toBe(Math.max(0, limit - openReceivables - openOrders));
      expect(credit.state === "over_limit").toBe(openReceivables + openOrders > limit);
    }),
  );
});
