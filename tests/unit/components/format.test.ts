import { describe, expect, it } from "vitest";
import {
  formatBarePrice,
  formatCount,
  formatDate,
  formatDayDelta,
  formatDuration,
  formatInstant,
  formatInstantExact,
  formatMeasured,
  formatMoney,
  formatPercent,
  formatQuantity,
  formatRelative,
  formatTime,
  formatUnitPrice,
  formatWeight,
  localDateOf,
} from "@/components/format";

describe("money", () => {
  it("puts the decimals where the currency has them", () => {
    expect(formatMoney(123_450, "USD")).toBe("$1,234.50");
    expect(formatMoney(5, "USD")).toBe("$0.05");
    expect(formatMoney(1234, "JPY")).toBe("¥1,234");
    expect(formatMoney(1234, "KWD")).toContain("1.234");
  });
  it("keeps the sign and the last cent of amounts no float can hold", () => {
    expect(formatMoney(-99, "USD")).toBe("-$0.99");
    expect(formatMoney(9_007_199_254_740_991, "USD")).toBe("$90,071,992,547,409.91");
  });
  it("shows unit prices with two to four decimals", () => {
    expect(formatUnitPrice(125_000, "USD")).toBe("$12.50");
    expect(formatUnitPrice(125_025, "USD")).toBe("$12.5025");
    expect(formatBarePrice(125_000)).toBe("12.50");
    expect(formatBarePrice(125_025)).toBe("12.5025");
    expect(formatUnitPrice(3, "USD")).toBe("$0.0003");
  });
});

describe("quantities", () => {
  it("groups thousands and appends the unit", () => {
    expect(formatQuantity(1284)).toBe("1,284");
    expect(formatQuantity(0, "ea")).toBe("0 ea");
    expect(formatMeasured(1234.56, "h")).toBe("1,234.6 h");
    expect(formatMeasured(8, "h")).toBe("8 h");
  });
  it("counts in words", () => {
    expect(formatCount(1, "order")).toBe("1 order");
    expect(formatCount(0, "order")).toBe("0 orders");
    expect(formatCount(2, "company", "companies")).toBe("2 companies");
  });
  it("formats percent and weight", () => {
    expect(formatPercent(0.9934, 1)).toBe("99.3%");
    expect(formatWeight(850)).toBe("850 g");
    expect(formatWeight(1250)).toBe("1.25 kg");
    expect(formatWeight(1_250_400)).toBe("1,250.4 kg");
  });
});

describe("dates", () => {
  it("shows the year only when it differs from today's", () => {
    expect(formatDate("2026-11-24", "2026-11-22")).toBe("Tue 24 Nov");
    expect(formatDate("2027-01-04", "2026-11-22")).toBe("Mon 4 Jan 2027");
    expect(formatDate("2026-11-24")).toBe("Tue 24 Nov 2026");
  });
  it("reads an instant in its zone, over midnight and over daylight saving", () => {
    const instant = new Date("2026-11-24T04:30:00Z");
    expect(localDateOf(instant, "America/Chicago")).toBe("2026-11-23");
    expect(formatInstant(instant, "America/Chicago", "2026-11-22")).toBe("Mon 23 Nov 22:30");
    expect(formatTime(new Date("2026-07-01T12:00:05Z"), "Europe/Berlin", true)).toBe("14:00:05");
    expect(formatTime(new Date("2026-11-24T00:05:00Z"), "UTC")).toBe("00:05");
    expect(formatInstantExact(instant, "UTC")).toBe("Tue 24 Nov 2026 04:30:00 UTC");
  });
  it("is relative only below 24 hours", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    const at = (ms: number) => formatRelative(new Date(now.getTime() + ms), now, "UTC");
    expect(at(-20_000)).toBe("just now");
    expect(at(-5 * 60_000)).toBe("5 min ago");
    expect(at(3 * 3_600_000)).toBe("in 3 h");
    expect(at(-25 * 3_600_000)).toBe("Sat 21 Nov 11:00");
  });
  it("names the slip in days", () => {
    expect(formatDayDelta("2026-11-24", "2026-11-26")).toBe("+2d");
    expect(formatDayDelta("2026-11-24", "2026-11-23")).toBe("−1d");
    expect(formatDayDelta("2026-11-24", "2026-11-24")).toBe("");
  });
  it("says durations in the two largest units", () => {
    expect(formatDuration(7_500_000)).toBe("2 h 5 min");
    expect(formatDuration(45_000)).toBe("45 s");
    expect(formatDuration(26 * 3_600_000)).toBe("1 d 2 h");
  });
});
