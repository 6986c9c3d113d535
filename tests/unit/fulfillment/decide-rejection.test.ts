import { expect, test } from "vitest";
import { decideStockEffects } from "@/server/oms/fulfillment/decide-rejection";

const shelf = { onHand: 10, inTotes: 3 };

test("not in stock: what is not already in totes is gone", () => {
  expect(decideStockEffects("not_in_stock", 4, shelf, "deallocated")).toEqual([
    { status: "sellable", kind: "deallocated", onHandDelta: 0, allocatedDelta: -4 },
    { status: "sellable", kind: "adjusted", onHandDelta: -7, allocatedDelta: 0 },
  ]);
});

test("a mismatch takes the refused units, never more than lie there", () => {
  expect(decideStockEffects("stock_mismatch", 4, shelf, "deallocated")[1]).toMatchObject({
    onHandDelta: -4,
  });
  expect(
    decideStockEffects("stock_mismatch", 4, { onHand: 3, inTotes: 2 }, "deallocated")[1],
  ).toMatchObject({ onHandDelta: -1 });
});

test("damaged units change their status and stay in the building", () => {
  expect(decideStockEffects("damaged", 2, shelf, "deallocated")).toEqual([
    { status: "sellable", kind: "deallocated", onHandDelta: 0, allocatedDelta: -2 },
    { status: "sellable", kind: "adjusted", onHandDelta: -2, allocatedDelta: 0 },
    { status: "damaged", kind: "adjusted", onHandDelta: 2, allocatedDelta: 0 },
  ]);
});

test.each(["no_capacity", "other"] as const)("%s says nothing of the shelf", (reason) => {
  expect(decideStockEffects(reason, 4, shelf, "deallocated")).toEqual([
    { status: "sellable", kind: "deallocated", onHandDelta: 0, allocatedDelta: -4 },
  ]);
});

test("a short pick is one row of the ledger: the hold and the missing units", () => {
  expect(decideStockEffects("stock_mismatch", 4, shelf, "picked_short")).toEqual([
    { status: "sellable", kind: "picked_short", onHandDelta: -4, allocatedDelta: -4 },
  ]);
});

test("an empty shelf has nothing to lose", () => {
  expect(decideStockEffects("not_in_stock", 4, { onHand: 3, inTotes: 3 }, "deallocated")).toEqual([
    { status: "sellable", kind: "deallocated", onHandDelta: 0, allocatedDelta: -4 },
  ]);
});
