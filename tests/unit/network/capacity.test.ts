import { expect, test } from "vitest";
import { localDate } from "@/server/oms/kernel/local-date";
import {
  backlogHours,
  decideLoad,
  decideMeasuredDays,
  needOf,
  processingOf,
  workingDaysBetween,
} from "@/server/oms/network/decide-capacity";
import { decideOff } from "@/server/oms/network/decide-off";

/** Monday to Friday; Thanksgiving is a holiday. */
const calendar = { workingDays: 31, closures: new Set([localDate("2026-11-26")]) };
const span = (releasedOn: string, shippedOn: string) => ({
  releasedOn: localDate(releasedOn),
  shippedOn: localDate(shippedOn),
});

test.each([
  ["the same day", "2026-11-24", "2026-11-24", 0],
  ["the next day", "2026-11-24", "2026-11-25", 1],
  ["over a holiday", "2026-11-25", "2026-11-27", 1],
  ["over a holiday and a weekend", "2026-11-25", "2026-11-30", 2],
  ["given on a Saturday", "2026-11-21", "2026-11-23", 0],
  ["shipped before it was given", "2026-11-24", "2026-11-20", 0],
])("working days %s", (_, from, to, days) => {
  expect(workingDaysBetween(calendar, localDate(from), localDate(to))).toBe(days);
});

test("the measured days are the upper median, and nothing is said of four shipments", () => {
  const sameDay = span("2026-11-24", "2026-11-24");
  const two = span("2026-11-23", "2026-11-25");
  expect(decideMeasuredDays(calendar, [sameDay, sameDay, two, two])).toBeNull();
  expect(decideMeasuredDays(calendar, [sameDay, sameDay, two, two, two])).toBe(2);
  expect(decideMeasuredDays(calendar, [sameDay, sameDay, sameDay, two, two, two])).toBe(2);
  expect(decideMeasuredDays(calendar, [sameDay, sameDay, sameDay, two, two])).toBe(0);
});

test("promises count with what was measured only where it is asked for and known", () => {
  expect(processingOf("configured", 1, { processingDays: 3 }).amount).toBe(1);
  expect(processingOf("measured", 1, { processingDays: 3 }).amount).toBe(3);
  expect(processingOf("measured", 1, { processingDays: null }).amount).toBe(1);
  expect(processingOf("measured", 1, null).amount).toBe(1);
});

test("more than a day holds wants an empty day, and the fullest measure is shown", () => {
  const limits = { orders: 10, lines: null, units: 40 };
  expect(needOf(limits, { orders: 1, lines: 99, units: 100 })).toEqual({
    orders: 1,
    lines: 99,
    units: 40,
  });
  expect(decideLoad(limits, { orders: 2, lines: 9, units: 30 })).toEqual({
    measure: "units",
    used: 30,
    max: 40,
  });
});

test("a backlog is open units at the pace of late; without a pace nobody knows", () => {
  const measure = { processingDays: 1, shipments: 9, measuredAt: new Date(0) };
  expect(backlogHours({ measure: { ...measure, openUnits: 30, unitsPerDay: 20 } })).toBe(36);
  expect(backlogHours({ measure: { ...measure, openUnits: 0, unitsPerDay: 0 } })).toBe(0);
  expect(backlogHours({ measure: { ...measure, openUnits: 5, unitsPerDay: 0 } })).toBeNull();
  expect(backlogHours({ measure: null })).toBeNull();
});

test("what is set for a service beats the node, until the moment it ends", () => {
  const now = new Date("2026-11-01T06:30:00Z");
  const off = { isOn: false, offReason: "flood", offUntil: null };
  const set = (isOn: boolean, endsAt: Date | null) =>
    new Map([["ground", { isOn, reason: "strike", endsAt }]]);
  expect(decideOff({ ...off, serviceSwitches: set(true, null) }, "ground", now)).toBeNull();
  expect(decideOff({ ...off, serviceSwitches: set(true, now) }, "ground", now)?.reason).toBe(
    "flood",
  );
  const on = { isOn: true, offReason: null, offUntil: null };
  const later = new Date(now.getTime() + 1);
  expect(decideOff({ ...on, serviceSwitches: set(false, later) }, "ground", now)).toEqual({
    reason: "strike",
    until: later,
    isServiceOnly: true,
  });
  expect(decideOff({ ...on, serviceSwitches: set(false, now) }, "ground", now)).toBeNull();
});
