import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, daysBetween, fromEpochDay, type LocalDate } from "@/server/oms/kernel/local-date";
import { decideShipDate, isWorkingDay } from "@/server/oms/network/decide";
import { localClock, minutesOf } from "@/server/oms/network/decide-clock";
import type { NodeCalendar } from "@/server/oms/network/types";

const zones = [
  "America/Los_Angeles",
  "America/New_York",
  "America/St_Johns",
  "Europe/Amsterdam",
  "Europe/London",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
];

/** Any moment of 2020–2030, and often one within an hour of a change of clocks. */
const moment = fc
  .oneof(
    fc.integer({ min: 1_577_836_800, max: 1_924_991_999 }),
    fc
      .tuple(
        fc.constantFrom(1_772_964_000, 1_793_523_600, 1_774_746_000, 1_792_890_000, 1_775_322_000),
        fc.integer({ min: -3_600, max: 3_600 }),
      )
      .map(([change, offset]) => change + offset),
  )
  .map((seconds) => new Date(seconds * 1_000));

const calendar: fc.Arbitrary<NodeCalendar> = fc.record({
  timeZone: fc.constantFrom(...zones),
  workingDays: fc.integer({ min: 1, max: 127 }),
  closures: fc
    .array(fc.integer({ min: 18_262, max: 22_279 }), { maxLength: 40 })
    .map((days) => new Set(days.map(fromEpochDay))),
  cutOffs: fc.integer({ min: 0, max: 1_439 }).map((minutes) => ({
    GROUND: `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`,
  })),
  processing: fc.oneof(
    fc.record({ unit: fc.constant("working_days" as const), amount: fc.nat({ max: 5 }) }),
    fc.record({ unit: fc.constant("hours" as const), amount: fc.nat({ max: 72 }) }),
  ),
});

const shipDate = (
  now: Date,
  node: NodeCalendar,
  supplyDate: LocalDate | null = null,
  capacityLeft: ReadonlyMap<LocalDate, number> | null = null,
): LocalDate => {
  const decided = decideShipDate({
    now,
    supplyDate,
    node,
    service: "GROUND",
    capacityLeft:
      capacityLeft &&
      new Map([...capacityLeft].map(([day, lines]) => [day, { orders: 9, lines, units: 9 }])),
    needed: { orders: 1, lines: 1, units: 1 },
  });
  if (!decided.ok) {
    throw new Error(decided.error.code);
  }
  return decided.value.shipDate;
};

describe("localClock", () => {
  test("shows what the platform shows, in any zone, also where clocks change", () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (now, timeZone) => {
        const shown = new Intl.DateTimeFormat("sv-SE", {
          timeZone,
          dateStyle: "short",
          timeStyle: "short",
        }).format(now);
        const { date, minutes } = localClock(now, timeZone);
        const face = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
        expect(`${date} ${face}`).toBe(shown);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("decideShipDate", () => {
  test("is a working day, not before today where the node is, nor before the supply", () => {
    fc.assert(
      fc.property(moment, calendar, fc.integer({ min: -5, max: 60 }), (now, node, wait) => {
        const today = localClock(now, node.timeZone).date;
        const supply = addDays(today, wait);
        const date = shipDate(now, node, supply);

        expect(isWorkingDay(node, date)).toBe(true);
        expect(date >= today).toBe(true);
        expect(date >= supply).toBe(true);
      }),
    );
  });

  test("leaves today only before the cut-off", () => {
    fc.assert(
      fc.property(moment, calendar, (now, calendarWithWork) => {
        const node = { ...calendarWithWork, processing: { unit: "hours" as const, amount: 0 } };
        const { date, minutes } = localClock(now, node.timeZone);
        const isInTime =
          isWorkingDay(node, date) && minutes < minutesOf(node.cutOffs.GROUND ?? "00:00");
        expect(shipDate(now, node) === date).toBe(
          isInTime && minutesOf(node.cutOffs.GROUND ?? "") > 0,
        );
      }),
    );
  });

  test("is never earlier for an order that comes later, nor with more to do", () => {
    fc.assert(
      fc.property(moment, fc.nat({ max: 400_000 }), calendar, (now, seconds, node) => {
        const later = new Date(now.getTime() + seconds * 1_000);
        const isForward =
          localClock(later, node.timeZone).date > localClock(now, node.timeZone).date ||
          localClock(later, node.timeZone).minutes >= localClock(now, node.timeZone).minutes;
        if (isForward) {
          expect(shipDate(later, node) >= shipDate(now, node)).toBe(true);
        }
        const slower = {
          ...node,
          processing: { ...node.processing, amount: node.processing.amount + 1 },
        };
        expect(shipDate(now, slower) >= shipDate(now, node)).toBe(true);
      }),
    );
  });

  test("has room on its day, and none on the days passed over for it", () => {
    fc.assert(
      fc.property(moment, calendar, fc.nat({ max: 12 }), (now, node, full) => {
        const first = shipDate(now, node);
        const taken = new Map(
          Array.from({ length: full }, (_, day) => [addDays(first, day), 0] as const),
        );
        const date = shipDate(now, node, null, taken);
        expect(taken.get(date)).toBeUndefined();
        expect(daysBetween(first, date)).toBeGreaterThanOrEqual(full === 0 ? 0 : full);
        for (let day = full; day < daysBetween(first, date); day += 1) {
          expect(isWorkingDay(node, addDays(first, day))).toBe(false);
        }
      }),
    );
  });
});
