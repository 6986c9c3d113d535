import { describe, expect, test } from "vitest";
import type { NodeId, OrderLineId } from "@/server/oms/kernel/ids";
import { type LocalDate, localDate } from "@/server/oms/kernel/local-date";
import { isChanged, routeOf } from "@/server/oms/rehearsal/decide-outcome";
import { Loads, Tally } from "@/server/oms/rehearsal/decide-tally";
import { weeksAhead } from "@/server/oms/rehearsal/decide-today";
import type { Route } from "@/server/oms/rehearsal/types";
import { decideSourcing } from "@/server/oms/sourcing/decide";

const ROUTE: Route = {
  strategy: null,
  shipments: [],
  assigned: [],
  freightMinor: 0,
  handlingMinor: 0,
  splitPenaltyMinor: 0,
  costMinor: 0,
  units: 1,
  openUnits: 0,
  promise: localDate("2026-03-04"),
  promiseDays: 3,
  lateDays: null,
  hasNoNode: false,
};

const shipment = (nodeId: string, day: string, lines: number) => ({
  nodeId: nodeId as NodeId,
  units: lines * 2,
  lines,
  shipDate: localDate(day),
  deliveryDate: localDate(day),
  freightMinor: 100,
  handlingMinor: 10,
  miles: 50,
});

describe("totals", () => {
  test("give mean and percentiles of the days to the promise, by nearest rank", () => {
    const tally = new Tally();
    for (const promiseDays of [1, 2, 2, 3, 3, 3, 4, 5, 9, 30]) {
      tally.add({ ...ROUTE, promiseDays });
    }
    tally.add({ ...ROUTE, promise: null, promiseDays: null });
    expect(tally.totals()).toMatchObject({
      orders: 11,
      ordersUndated: 1,
      promiseDays: { mean: 6.2, p50: 3, p90: 9 },
    });
  });

  test("of no orders are nothing, not zero days", () => {
    expect(new Tally().totals().promiseDays).toBeNull();
  });

  test("count late orders among those that named a day", () => {
    const tally = new Tally();
    for (const lateDays of [null, 0, 2]) {
      tally.add({ ...ROUTE, lateDays });
    }
    expect(tally.totals()).toMatchObject({ ordersWanted: 2, ordersLate: 1 });
  });
});

test("a node's days over its capacity are counted, and its fullest", () => {
  const loads = new Loads();
  for (const [day, lines] of [
    ["2026-03-02", 4],
    ["2026-03-02", 3],
    ["2026-03-03", 6],
  ] as const) {
    loads.add({ ...ROUTE, shipments: [shipment("reno", day, lines)] });
  }
  const none = { orders: null, lines: null, units: null };
  const byLines = loads.of("reno", { ...none, lines: 6 });
  expect(byLines).toMatchObject({ lines: 13, daysOver: 1, linesMost: 7, shipments: 3 });
  expect(loads.of("reno", { ...none, orders: 2 })).toMatchObject({ daysOver: 0 });
  expect(loads.of("reno", { ...none, units: 11 })).toMatchObject({ daysOver: 2 });
  expect(loads.of("reno", none)).toMatchObject({ daysOver: 0 });
  expect(loads.of("nowhere", none)).toMatchObject({ lines: 0, linesMost: 0 });
});

test("a route is another when its units or its date are", () => {
  const same = { ...ROUTE, assigned: ["0 reno 1"], strategy: "another name", costMinor: 5 };
  expect(isChanged({ ...ROUTE, assigned: ["0 reno 1"] }, same)).toBe(false);
  expect(isChanged(ROUTE, same)).toBe(true);
  expect(isChanged(ROUTE, { ...ROUTE, promise: null })).toBe(true);
});

describe("a route", () => {
  const today = localDate("2026-03-01");
  const line = {
    lineId: "line" as OrderLineId,
    skuId: "sku" as never,
    quantity: 5,
    packMultiple: 1,
    gramsPerUnit: 100,
    requestedDate: localDate("2026-03-03"),
  };
  const parameters = { splitPenaltyMinor: 0, stepsMax: 1_000 };
  const order = { lines: [line], shipPolicy: "as_available", shipmentsMax: null } as const;
  const answer = (waitingUntil: LocalDate | null) =>
    routeOf({
      lines: [line],
      nodes: [],
      decision: decideSourcing(order, [], parameters),
      route: undefined,
      waiting: [{ kind: "lead_time", lineId: line.lineId, units: 5, deliveryDate: waitingUntil }],
      today,
    });

  test("is late by the days after the one that was wanted", () => {
    expect(answer(localDate("2026-03-06"))).toMatchObject({
      openUnits: 5,
      promise: "2026-03-06",
      promiseDays: 5,
      lateDays: 3,
    });
  });

  test("has no promise when nobody knows when the rest comes", () => {
    expect(answer(null)).toMatchObject({ promise: null, promiseDays: null, lateDays: null });
  });
});

test.each([
  ["2026-03-10T09:00:00Z", 0],
  ["2026-03-09T09:00:00Z", 1],
  ["2026-03-03T09:00:00Z", 1],
  ["2026-03-03T08:59:00Z", 2],
])("orders from %s are put off by %i whole weeks, so that none is before now", (first, weeks) => {
  expect(weeksAhead(new Date(first), new Date("2026-03-10T09:00:00Z"))).toBe(weeks);
});
