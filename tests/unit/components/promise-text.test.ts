import { expect, test } from "vitest";
import { linesOf, type Order, parcelsOf } from "@/components/orders/order-mapping";
import { promiseText } from "@/components/signature/promise-text";

const today = "2026-11-30";

test("an order of which a line is late and the last is still to come does not say that its last day was missed", () => {
  const order = { date: "2026-12-02", state: "missed", today } as const;
  expect(promiseText(order)).toEqual({
    word: "Missed in part",
    day: "rest Wed 2 Dec",
    whole: "Missed in part, the rest: Wed 2 Dec",
  });
  expect(promiseText({ ...order, audience: "customer" }).whole).toBe(
    "Late in part, the rest: Wed 2 Dec",
  );
  expect(promiseText({ ...order, date: "2026-11-27" }).whole).toBe("Missed: Fri 27 Nov");
  expect(promiseText({ ...order, state: "firm" }).whole).toBe("Firm: Wed 2 Dec");
  expect(promiseText({ date: null, state: "unknown", today }).day).toBe("No date");
});

/** Nothing else of a line and a parcel is looked at. */
const only = <Whole>(part: Partial<Whole>): Whole => part as Whole;

const line = only<Order["lines"][number]>({ id: "l1", lineNumber: 1, ordered: 11, kit: null });
const part = (over: Partial<Order["parts"][number]>): Order["parts"][number] => ({
  id: "p1",
  orderLineId: "l1",
  quantity: 7,
  node: "Reno",
  state: "consumed",
  shipDate: "2026-11-23",
  deliveryDate: "2026-11-27",
  supply: null,
  supplyEta: null,
  ridesAlong: false,
  isDelivered: false,
  ...over,
});

test("units that are on their way beyond their day are late, and delivered ones are not", () => {
  const stateOf = (over: Partial<Order["parts"][number]>) =>
    linesOf({ lines: [line], parts: [part(over)] }, today)[0]?.parts[0]?.state;
  expect(stateOf({})).toBe("missed");
  expect(stateOf({ isDelivered: true })).toBe("firm");
  expect(stateOf({ deliveryDate: today })).toBe("firm");
  expect(stateOf({ state: "promised", deliveryDate: "2026-12-02" })).toBe("expected");
});

test("what units wait for is dated as people read dates", () => {
  const [seen] = linesOf(
    {
      lines: [line],
      parts: [part({ state: "promised", supply: "PO-1", supplyEta: "2026-12-16" })],
    },
    today,
  );
  expect(seen?.parts[0]?.derivation?.[0]?.value).toBe("PO-1, expected Wed 16 Dec");
});

test("a parcel that did not come on its day is late until it is delivered", () => {
  type Parcel = Order["parcels"][number];
  const parcel = { items: [], estimatedDelivery: "2026-11-27", deliveredAt: null };
  const stateOf = (over: Partial<Parcel>) =>
    parcelsOf({ parcels: [only<Parcel>({ ...parcel, ...over })] }, today)[0]?.expectedState;
  expect(stateOf({})).toBe("missed");
  expect(stateOf({ deliveredAt: "2026-11-29T10:00:00Z" })).toBe("firm");
  expect(stateOf({ estimatedDelivery: "2026-12-01" })).toBe("firm");
});
