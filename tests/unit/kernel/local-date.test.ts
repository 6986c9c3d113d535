import { describe, expect, test } from "vitest";
import {
  addDays,
  compareDates,
  daysBetween,
  fromEpochDay,
  isLocalDate,
  laterDate,
  localDate,
  toEpochDay,
  weekday,
} from "@/server/oms/kernel/local-date";

describe("local date", () => {
  test("agrees with the platform's calendar over 200 years", () => {
    const first = toEpochDay(localDate("1900-01-01"));
    for (let day = first; day < first + 73_050; day += 7) {
      const platform = new Date(day * 86_400_000);
      const date = fromEpochDay(day);
      expect(date).toBe(platform.toISOString().slice(0, 10));
      expect(weekday(date)).toBe((platform.getUTCDay() + 6) % 7);
      expect(toEpochDay(date)).toBe(day);
    }
  });

  test("counts days over month, leap and year ends", () => {
    expect(addDays(localDate("2028-02-28"), 1)).toBe("2028-02-29");
    expect(addDays(localDate("2026-02-28"), 1)).toBe("2026-03-01");
    expect(addDays(localDate("2026-01-01"), -1)).toBe("2025-12-31");
    expect(daysBetween(localDate("2026-02-20"), localDate("2026-03-01"))).toBe(9);
    expect(daysBetween(localDate("2026-03-01"), localDate("2026-02-20"))).toBe(-9);
  });

  test("orders days", () => {
    const early = localDate("2026-09-30");
    const late = localDate("2026-10-01");
    expect(compareDates(early, late)).toBeLessThan(0);
    expect(compareDates(late, late)).toBe(0);
    expect(laterDate(early, late)).toBe(late);
  });

  test.each(["2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "", "tomorrow"])(
    "refuses %s, which is no day",
    (text) => {
      expect(isLocalDate(text)).toBe(false);
      expect(() => localDate(text)).toThrow("a day is written YYYY-MM-DD");
    },
  );
});
