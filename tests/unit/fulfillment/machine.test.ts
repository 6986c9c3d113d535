import { expect, test } from "vitest";
import { fulfillmentOrderMachine, shipmentMachine } from "@/server/oms/fulfillment/machine";
import { eventsFrom, next, statesOf, type TransitionTable } from "@/server/oms/kernel/machine";

const machines: Record<string, { table: TransitionTable; first: string; final: string[] }> = {
  "work order": {
    table: fulfillmentOrderMachine,
    first: "scheduled",
    final: ["cancelled", "rejected", "shipped"],
  },
  shipment: { table: shipmentMachine, first: "draft", final: ["delivered", "voided"] },
};

test.each(Object.entries(machines))("every state of a %s is reached", (_, { table, first }) => {
  const reached = new Set([first]);
  for (const state of reached) {
    for (const target of Object.values(table[state] ?? {})) {
      reached.add(target);
    }
  }
  expect([...reached].toSorted()).toEqual(statesOf(table).toSorted());
});

test.each(Object.entries(machines))("what is final of a %s stays", (_, { table, final }) => {
  expect(
    statesOf(table)
      .filter((s) => eventsFrom(table, s).length === 0)
      .toSorted(),
  ).toEqual(final);
});

test.each(Object.entries(machines))(
  "no event of a %s works where it is not listed",
  (_, { table }) => {
    const events = new Set(statesOf(table).flatMap((state) => eventsFrom(table, state)));
    for (const state of statesOf(table)) {
      for (const event of events) {
        const isListed = eventsFrom(table, state).includes(event);
        expect({ state, event, ok: next(table, state, event).ok }).toEqual({
          state,
          event,
          ok: isListed,
        });
      }
    }
  },
);

test("a label is not a shipment: nothing ships before it has one, nothing is delivered unshipped", () => {
  expect(next(shipmentMachine, "draft", "ship").ok).toBe(false);
  expect(next(shipmentMachine, "labelled", "deliver").ok).toBe(false);
});
