import { describe, expect, test } from "vitest";
import { localDate } from "@/server/oms/kernel/local-date";
import {
  addWorkingDays,
  decideDeliveryDate,
  decideShipDate,
  isWorkingDay,
} from "@/server/oms/network/decide";
import { localClock, minutesOf, timeOf } from "@/server/oms/network/decide-clock";
import { anyWeight } from "@/server/oms/network/decide-freight";
import type { CarrierService, NodeCalendar, Processing } from "@/server/oms/network/types";
import { TAKES_ALL } from "../../support/services";

const WEEKDAYS = 0b001_1111;
const thanksgiving = localDate("2026-11-26");

const reno = (processing: Processing = { unit: "working_days", amount: 0 }): NodeCalendar => ({
  timeZone: "America/Los_Angeles",
  workingDays: WEEKDAYS,
  closures: new Set([thanksgiving]),
  cutOffs: { GROUND: "16:00", EXPRESS: "17:30:00" },
  processing,
});

/** 24 November 2026 is a Tuesday; Reno is eight hours behind UTC. */
const at = (utc: string) => new Date(`2026-11-${utc}:00Z`);
const noCapacity = { capacityLeft: null, needed: { orders: 1, lines: 1, units: 1 } };

const ship = (now: Date, node = reno(), supply: string | null = null, service = "GROUND") =>
  decideShipDate({
    now,
    supplyDate: supply === null ? null : localDate(supply),
    node,
    service,
    ...noCapacity,
  });
const shipDay = (...input: Parameters<typeof ship>) => {
  const decided = ship(...input);
  return decided.ok ? decided.value.shipDate : decided.error.code;
};

describe("decideShipDate", () => {
  test("ships the same day before the cut-off, the next working day from its minute on", () => {
    expect(shipDay(at("24T23:59"))).toBe("2026-11-24");
    expect(shipDay(at("25T00:00"))).toBe("2026-11-25");
  });

  test("knows the cut-off of each service", () => {
    expect(shipDay(at("25T01:29"), reno(), null, "EXPRESS")).toBe("2026-11-24");
    expect(shipDay(at("25T01:30"), reno(), null, "EXPRESS")).toBe("2026-11-25");
    expect(ship(at("24T12:00"), reno(), null, "OVERNIGHT")).toEqual({
      ok: false,
      error: { code: "SERVICE_NOT_OFFERED", service: "OVERNIGHT" },
    });
  });

  test("passes over the weekend and a closure, and says so", () => {
    expect(ship(at("28T12:00"))).toEqual({
      ok: true,
      value: {
        shipDate: "2026-11-30",
        steps: [
          {
            rule: "order_time",
            date: "2026-11-28",
            time: "04:00",
            timeZone: "America/Los_Angeles",
          },
          { rule: "node_closed", date: "2026-11-28", why: "weekly_rest" },
          { rule: "node_closed", date: "2026-11-29", why: "weekly_rest" },
          { rule: "ships", date: "2026-11-30" },
        ],
      },
    });
    const late = ship(at("26T00:30"));
    expect(late.ok && late.value.steps.slice(1)).toEqual([
      { rule: "cut_off_missed", date: "2026-11-25", cutOff: "16:00" },
      { rule: "node_closed", date: "2026-11-26", why: "closure" },
      { rule: "ships", date: "2026-11-27" },
    ]);
  });

  test("counts processing in working days from the day whose cut-off was met", () => {
    const twoDays = reno({ unit: "working_days", amount: 2 });
    expect(shipDay(at("24T18:00"), twoDays)).toBe("2026-11-27");
    expect(shipDay(at("25T02:00"), twoDays)).toBe("2026-11-30");
  });

  test("asks the cut-off after processing in hours", () => {
    const fiveHours = reno({ unit: "hours", amount: 5 });
    expect(shipDay(at("24T18:59"), fiveHours)).toBe("2026-11-24");
    expect(shipDay(at("24T19:00"), fiveHours)).toBe("2026-11-25");
    const aDayAndMore = reno({ unit: "hours", amount: 30 });
    expect(shipDay(at("24T17:00"), aDayAndMore)).toBe("2026-11-25");
    expect(shipDay(at("24T18:00"), aDayAndMore)).toBe("2026-11-27");
  });

  test("waits for supply, which is there when the day begins", () => {
    expect(shipDay(at("24T23:59"), reno(), "2026-11-27")).toBe("2026-11-27");
    expect(shipDay(at("24T23:59"), reno(), "2026-11-28")).toBe("2026-11-30");
    expect(shipDay(at("24T23:59"), reno(), "2026-11-01")).toBe("2026-11-24");
  });

  test("passes over days without room for the lines", () => {
    const decided = decideShipDate({
      now: at("24T12:00"),
      supplyDate: null,
      node: reno(),
      service: "GROUND",
      capacityLeft: new Map([
        [localDate("2026-11-24"), { orders: 9, lines: 0, units: 9 }],
        [localDate("2026-11-25"), { orders: 9, lines: 2, units: 9 }],
      ]),
      needed: { orders: 1, lines: 3, units: 3 },
    });
    expect(decided.ok && decided.value.shipDate).toBe("2026-11-27");
    expect(decided.ok && decided.value.steps.map(({ rule }) => rule)).toEqual([
      "order_time",
      "capacity_full",
      "capacity_full",
      "node_closed",
      "ships",
    ]);
  });

  test("says when a node never works", () => {
    expect(shipDay(at("24T12:00"), { ...reno(), workingDays: 0 })).toBe("NO_WORKING_SLOT");
  });
});

const ground: CarrierService = {
  code: "GROUND",
  name: "Ground",
  carrier: "XRQ",
  ...TAKES_ALL,
  calendar: { workingDays: WEEKDAYS, closures: new Set([localDate("2026-11-27")]) },
  tariff: {
    currency: "USD",
    countryGroups: [["US"]],
    within: [
      { code: "1", upToMiles: 150, transitDays: 1, breaks: anyWeight(395, 87_200) },
      { code: "2", upToMiles: null, transitDays: 3, breaks: anyWeight(395, 109_000) },
    ],
    across: [],
    minimumMinor: 0,
    takesNextBreak: false,
    surcharges: [],
  },
};

describe("decideDeliveryDate", () => {
  test("counts transit in the carrier's working days", () => {
    const decided = decideDeliveryDate({
      shipDate: localDate("2026-11-25"),
      service: ground,
      zone: "2",
    });
    expect(decided).toEqual({
      ok: true,
      value: {
        deliveryDate: "2026-12-01",
        steps: [
          { rule: "transit", date: "2026-12-01", days: 3, zone: "2" },
          { rule: "delivers", date: "2026-12-01" },
        ],
      },
    });
  });

  test("has the carrier collect on its next working day", () => {
    const decided = decideDeliveryDate({
      shipDate: localDate("2026-11-27"),
      service: ground,
      zone: "1",
    });
    expect(decided.ok && decided.value.deliveryDate).toBe("2026-12-01");
    expect(decided.ok && decided.value.steps[0]).toEqual({
      rule: "carrier_closed",
      date: "2026-11-27",
      why: "closure",
    });
  });

  test("refuses a zone that the tariff does not have", () => {
    expect(decideDeliveryDate({ shipDate: thanksgiving, service: ground, zone: "9" })).toEqual({
      ok: false,
      error: { code: "ZONE_NOT_SERVED", zone: "9" },
    });
  });
});

describe("working days", () => {
  test("count on from the next one when the start is none", () => {
    const calendar = reno();
    expect(isWorkingDay(calendar, thanksgiving)).toBe(false);
    expect(addWorkingDays(calendar, thanksgiving, 0)).toBe("2026-11-27");
    expect(addWorkingDays(calendar, thanksgiving, 1)).toBe("2026-11-30");
    expect(addWorkingDays({ workingDays: 0, closures: new Set() }, thanksgiving, 1)).toBeNull();
  });
});

describe("localClock", () => {
  const clock = (utc: string, zone: string) => {
    const { date, minutes } = localClock(new Date(utc), zone);
    return `${date} ${timeOf(minutes)}`;
  };

  test.each([
    ["2026-03-08T09:59:59Z", "America/Los_Angeles", "2026-03-08 01:59"],
    ["2026-03-08T10:00:00Z", "America/Los_Angeles", "2026-03-08 03:00"],
    ["2026-11-01T08:59:00Z", "America/Los_Angeles", "2026-11-01 01:59"],
    ["2026-11-01T09:00:00Z", "America/Los_Angeles", "2026-11-01 01:00"],
    ["2026-03-29T00:59:59Z", "Europe/Amsterdam", "2026-03-29 01:59"],
    ["2026-03-29T01:00:00Z", "Europe/Amsterdam", "2026-03-29 03:00"],
    ["2026-10-03T15:29:00Z", "Australia/Lord_Howe", "2026-10-04 01:59"],
    ["2026-10-03T15:30:00Z", "Australia/Lord_Howe", "2026-10-04 02:30"],
    ["2026-12-31T18:30:00Z", "Asia/Kolkata", "2027-01-01 00:00"],
    ["1985-07-01T12:00:00Z", "America/New_York", "1985-07-01 08:00"],
  ])("reads %s in %s as %s", (utc, zone, face) => {
    expect(clock(utc, zone)).toBe(face);
  });

  test("refuses a zone that does not exist", () => {
    expect(() => localClock(new Date(0), "Mars/Olympus")).toThrow(RangeError);
  });

  test("reads times of day with or without seconds", () => {
    expect(minutesOf("17:30:00")).toBe(1_050);
    expect(minutesOf("00:05")).toBe(5);
    expect(timeOf(1_050)).toBe("17:30");
  });
});
