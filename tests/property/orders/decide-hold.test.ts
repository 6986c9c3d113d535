import fc from "fast-check";
import { expect, test } from "vitest";
import { decideBlocked, linesLeavingWith } from "@/server/oms/orders/decide-hold";
import { holdTransactions, type OpenHold } from "@/server/oms/orders/types";

const LINES = ["l1", "l2", "l3"];
const WORK = ["w1", "w2"];

const openHold: fc.Arbitrary<OpenHold> = fc
  .record({
    id: fc.uuid(),
    place: fc.constantFrom("order", ...LINES, ...WORK),
    blocks: fc.subarray([...holdTransactions], { minLength: 1 }),
    stopsOrder: fc.boolean(),
  })
  .map(({ id, place, blocks, stopsOrder }) => ({
    id,
    type: "t",
    typeName: "T",
    reason: "r",
    orderLineId: LINES.includes(place) ? place : null,
    fulfillmentOrderId: WORK.includes(place) ? place : null,
    blocks,
    stopsOrder,
  }));

const subject = fc.record({
  transaction: fc.constantFrom(...holdTransactions),
  lineIds: fc.oneof(fc.constant("all" as const), fc.subarray(LINES, { minLength: 1 })),
  fulfillmentOrderId: fc.constantFrom(null, ...WORK),
});

test("several holds stop what any one of them stops, and what each stops is stopped by its type", () => {
  fc.assert(
    fc.property(fc.array(openHold, { maxLength: 6 }), subject, (holds, wanted) => {
      const blocking = holds.filter((hold) => decideBlocked([hold], wanted) !== null);
      const first = decideBlocked(holds, wanted);
      expect(first).toBe(blocking[0] ?? null);
      expect(blocking.every((hold) => hold.blocks.includes(wanted.transaction))).toBe(true);
    }),
  );
});

test("a hold on the order, or one that stops it, stops every part; one on a part only what holds it", () => {
  fc.assert(
    fc.property(openHold, subject, (hold, wanted) => {
      const isOfAll =
        hold.stopsOrder || (hold.orderLineId === null && hold.fulfillmentOrderId === null);
      const concerns =
        isOfAll ||
        (hold.fulfillmentOrderId !== null &&
          hold.fulfillmentOrderId === wanted.fulfillmentOrderId) ||
        (hold.orderLineId !== null &&
          (wanted.lineIds === "all" || wanted.lineIds.includes(hold.orderLineId)));
      expect(decideBlocked([hold], wanted) !== null).toBe(
        concerns && hold.blocks.includes(wanted.transaction),
      );
    }),
  );
});

test("a line leaves with its kit, with all of a complete order, else alone", () => {
  const lines = [
    { id: "a", kitGroup: 1 },
    { id: "b", kitGroup: 1 },
    { id: "c", kitGroup: null },
  ];
  expect(linesLeavingWith("a", lines, "as_available")).toEqual(["a", "b"]);
  expect(linesLeavingWith("c", lines, "as_available")).toEqual(["c"]);
  expect(linesLeavingWith("c", lines, "complete")).toBe("all");
});
