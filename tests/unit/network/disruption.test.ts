import { describe, expect, test } from "vitest";
import { DEMO_SERVICES } from "@/db/seed/carriers";
import { type LocalDate, localDate } from "@/server/oms/kernel/local-date";
import {
  concerns,
  decideDisrupted,
  NO_STOPS,
  postponeDelivery,
  postponeShip,
  type Stops,
  stoppedService,
  stopsFor,
} from "@/server/oms/network/decide-disruption";
import type { CarrierService, Disruption, NetworkNode } from "@/server/oms/network/types";

/** 23 November 2026 is a Monday; Thursday is a holiday. */
const days = (n: number) => localDate(`2026-11-${String(n).padStart(2, "0")}`);
const calendar = { workingDays: 31, closures: new Set([days(26)]) };

const node: NetworkNode = {
  id: "reno",
  code: "RNO",
  name: "Reno",
  kind: "warehouse",
  country: "US",
  region: "NV",
  postalCode: "89506",
  point: { latitude: 39.6, longitude: -119.9 },
  calendar: {
    ...calendar,
    timeZone: "America/Los_Angeles",
    cutOffs: { ground: "16:00" },
    processing: { unit: "working_days", amount: 0 },
  },
  dailyLimits: { orders: null, lines: null, units: null },
  handlingPerOrderMinor: 0,
  handlingPerLineMinor: 0,
  handlingPerUnitMinor: 0,
  priority: 1,
  isOn: true,
  offReason: null,
  offUntil: null,
  serviceSwitches: new Map(),
  measure: null,
};

const [ground] = DEMO_SERVICES;
if (ground === undefined) {
  throw new Error("the demo world has services");
}
const service: CarrierService = { ...ground, calendar, isRetired: false };
const to = { country: "US", point: null, region: "WA", postalCode: "98 101" };

const stop = (from: number, until: number, delayDays: number | null = null) => ({
  from: days(from),
  until: days(until),
  delayDays,
  reason: "storm",
});
const stops = (over: Partial<Stops>): Stops => ({ ...NO_STOPS, ...over });

describe("a node", () => {
  const ship = (day: LocalDate, ...node: Stops["node"]) =>
    postponeShip(calendar, day, stops({ node })).date;

  test("ships on the first working day after the one on which it is stopped", () => {
    expect(ship(days(23), stop(23, 24))).toBe("2026-11-25");
    // Over the holiday, and over a weekend.
    expect(ship(days(25), stop(25, 25))).toBe("2026-11-27");
    expect(ship(days(27), stop(27, 28))).toBe("2026-11-30");
    expect(ship(days(25), stop(23, 24))).toBe("2026-11-25");
  });

  test("passes windows that overlap or follow one another", () => {
    expect(ship(days(23), stop(23, 24), stop(24, 25), stop(27, 27))).toBe("2026-11-30");
  });

  test("is slower by the longest delay that covers the day, not by all of them", () => {
    expect(ship(days(23), stop(23, 25, 1), stop(20, 23, 2), stop(24, 25, 9))).toBe("2026-11-25");
    expect(ship(days(23), stop(23, 23, 1), stop(24, 24))).toBe("2026-11-25");
  });
});

describe("a carrier and an area", () => {
  test("what is under way is delayed, and what comes to a shut area waits", () => {
    const slow = stops({ service: [stop(24, 24, 2)], area: [stop(27, 30)] });
    const delivery = postponeDelivery(calendar, days(23), days(24), slow);
    // Two working days over the holiday is Friday, when the area is shut until Monday.
    expect(delivery.date).toBe("2026-12-01");
    expect(delivery.steps.map(({ rule }) => rule)).toEqual(["delayed", "disrupted"]);
    expect(postponeDelivery(calendar, days(25), days(27), slow).date).toBe("2026-12-01");
    expect(postponeDelivery(calendar, days(18), days(20), slow).date).toBe("2026-11-20");
  });

  test("a stopped service has no days in its window; one that is not is the same", () => {
    const stopped = stoppedService(service, stops({ service: [stop(23, 25)] }));
    expect([...stopped.calendar.closures].sort()).toEqual([23, 24, 25, 26].map(days));
    expect(stoppedService(service, stops({ service: [stop(23, 25, 1)] }))).toBe(service);
  });
});

test("a disruption concerns its node, its service or carrier, and places of its area", () => {
  const at = { node, service, to };
  const of = (scope: Disruption["scope"]) => {
    const { isOrigin, isDestination, isService } = concerns({ scope }, at);
    return [isOrigin && "origin", isDestination && "destination", isService && "service"].filter(
      (end) => end !== false,
    );
  };
  const area = (over: object) =>
    of({
      kind: "area",
      country: "US",
      region: null,
      postalPrefix: null,
      reach: "destinations",
      ...over,
    });
  expect(area({})).toEqual(["destination"]);
  expect(area({ region: "wa" })).toEqual(["destination"]);
  expect(area({ postalPrefix: "981" })).toEqual(["destination"]);
  expect(area({ postalPrefix: "982" })).toEqual([]);
  expect(area({ region: "OR" })).toEqual([]);
  expect(area({ country: "CA" })).toEqual([]);
  expect(area({ reach: "origins", region: "NV" })).toEqual(["origin"]);
  expect(area({ reach: "origins", region: "WA" })).toEqual([]);
  expect(area({ reach: "origins", postalPrefix: "895" })).toEqual(["origin"]);
  expect(area({ reach: "both" })).toEqual(["origin", "destination"]);
  expect(area({ reach: "both", region: "WA" })).toEqual(["destination"]);
  expect(of({ kind: "node", nodeId: "reno" })).toEqual(["origin"]);
  expect(of({ kind: "service", serviceCode: null, carrier: "XRQ Truck" })).toEqual(["service"]);
  expect(of({ kind: "service", serviceCode: "express", carrier: null })).toEqual([]);
});

test("a delay of an area that holds both ends counts once, a stop at each end", () => {
  const scope = { kind: "area", country: "US", region: null, postalPrefix: null } as const;
  const both = (from: number, until: number, delayDays: number | null) =>
    stopsFor(
      {
        disruptions: [
          { id: "d", scope: { ...scope, reach: "both" }, ...stop(from, until, delayDays) },
        ],
      },
      { node, service, to, now: null },
    );
  const slow = both(23, 27, 1);
  const ship = postponeShip(calendar, days(23), slow).date;
  expect(ship).toBe(days(24));
  expect(postponeDelivery(calendar, ship, days(25), slow).date).toBe(days(25));
  // It left before the area slowed down, and arrives in its days.
  expect(postponeDelivery(calendar, days(20), days(23), slow).date).toBe(days(24));
  const shut = both(23, 24, null);
  expect(postponeShip(calendar, days(23), shut).date).toBe(days(25));
  expect(postponeDelivery(calendar, days(20), days(23), shut).date).toBe(days(25));
});

test("a node that is off until a moment is stopped on its own days until then", () => {
  // Midnight has passed in London and not in Reno; the clocks there went back on 1 November.
  const now = new Date("2026-11-24T06:00:00Z");
  const until = (text: string) =>
    stopsFor(
      { disruptions: [] },
      {
        node: { ...node, isOn: false, offReason: "flood", offUntil: new Date(text) },
        service,
        to,
        now,
      },
    ).node;
  expect(until("2026-11-25T23:59:00Z")).toMatchObject([{ from: days(23), until: days(24) }]);
  expect(until("2026-11-26T00:00:00Z")).toMatchObject([{ from: days(23), until: days(25) }]);
});

describe("what is planned already", () => {
  const base = { shipDate: days(23), deliveryDate: days(24) };
  const move = (over: Partial<Parameters<typeof decideDisrupted>[0]>) =>
    decideDisrupted({
      base,
      stands: base,
      node,
      service,
      zone: "1",
      stops: NO_STOPS,
      today: days(23),
      ...over,
    });

  test("stays to the day where nothing concerns it", () => {
    expect(move({})).toEqual(base);
    const promisedLater = { shipDate: days(23), deliveryDate: days(30) };
    expect(move({ base: promisedLater, stands: promisedLater })).toEqual(promisedLater);
  });

  test("moves by a stop and comes back when it is withdrawn", () => {
    const moved = move({ stops: stops({ node: [stop(23, 24)] }) });
    expect(moved).toEqual({ shipDate: days(25), deliveryDate: days(27) });
    expect(move({ stands: moved })).toEqual(base);
  });

  test("comes back no further than today, and not at all when it is due by then", () => {
    const stands = { shipDate: days(30), deliveryDate: localDate("2026-12-01") };
    expect(move({ stands, today: days(25) }).shipDate).toBe("2026-11-25");
    expect(move({ stands, today: days(26) }).shipDate).toBe("2026-11-27");
    expect(move({ stands: base, today: days(25) })).toEqual(base);
  });
});

test("disruptions of a network are found by what they keep", () => {
  const disruption: Disruption = {
    id: "d",
    scope: {
      kind: "area",
      country: "US",
      region: "WA",
      postalPrefix: null,
      reach: "destinations",
    },
    ...stop(23, 24),
  };
  const found = stopsFor({ disruptions: [disruption] }, { node, service, to, now: null });
  expect(found.area).toEqual([disruption]);
  expect(found.node).toEqual([]);
  const elsewhere = { ...to, region: "OR" };
  expect(
    stopsFor({ disruptions: [disruption] }, { node, service, to: elsewhere, now: null }),
  ).toEqual(NO_STOPS);
});
