import fc from "fast-check";
import { expect, test } from "vitest";
import { decideTrackingStatus } from "@/server/oms/fulfillment/decide-tracking";
import { trackingStatuses } from "@/server/oms/fulfillment/types";

const fact = fc.record({
  status: fc.constantFrom(...trackingStatuses),
  occurredAt: fc.integer({ min: 0, max: 20 }).map((minute) => new Date(minute * 60_000)),
});
const facts = fc.array(fact, { maxLength: 12 });

test("the order in which facts arrive does not matter", () => {
  const inTwoOrders = facts.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    ),
  );
  fc.assert(
    fc.property(inTwoOrders, ([list, shuffled]) => {
      expect(decideTrackingStatus(shuffled)).toBe(decideTrackingStatus(list));
    }),
  );
});

test("a parcel that was scanned is never again one that waits for its first scan", () => {
  fc.assert(
    fc.property(facts, (list) => {
      const wasScanned = list.some(({ status }) => status !== "pre_transit");
      expect(decideTrackingStatus(list) === "pre_transit").toBe(!wasScanned);
    }),
  );
});

test("what is delivered stays delivered, whatever is said to have happened later", () => {
  fc.assert(
    fc.property(facts, facts, (before, after) => {
      const moving = before.filter(({ status }) => status !== "return_to_sender");
      const at = new Date(30 * 60_000);
      const later = after.map((each) => ({
        ...each,
        occurredAt: new Date(each.occurredAt.getTime() + 40 * 60_000),
      }));
      expect(
        decideTrackingStatus([...later, { status: "delivered", occurredAt: at }, ...moving]),
      ).toBe("delivered");
    }),
  );
});

test("the latest fact decides where a parcel under way is", () => {
  const at = (minute: number) => new Date(minute * 60_000);
  expect(
    decideTrackingStatus([
      { status: "failed_attempt", occurredAt: at(3) },
      { status: "out_for_delivery", occurredAt: at(2) },
      { status: "in_transit", occurredAt: at(4) },
    ]),
  ).toBe("in_transit");
});
