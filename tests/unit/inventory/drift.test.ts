import { expect, test } from "vitest";
import { decideRepair } from "@/server/oms/inventory/decide-drift";

const books = {
  counter: { onHand: 12, allocated: 5 },
  ledger: { onHand: 10, allocated: 4 },
  held: 3,
};

test("on hand follows the chosen truth, allocated what orders hold", () => {
  expect(decideRepair(books, "ledger")).toEqual({
    ok: true,
    value: { onHand: 10, allocated: 3 },
  });
  expect(decideRepair(books, "counter")).toEqual({
    ok: true,
    value: { onHand: 12, allocated: 3 },
  });
});

test("a ledger below nothing is no truth; the counter still is", () => {
  const below = { ...books, ledger: { onHand: -1, allocated: -4 } };
  expect(decideRepair(below, "ledger")).toEqual({ ok: false, error: "negative" });
  expect(decideRepair(below, "counter").ok).toBe(true);
});
