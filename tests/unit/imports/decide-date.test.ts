import { expect, test } from "vitest";
import { isTimeZone, openDateReader } from "@/server/oms/imports/decide-date";

const instant = (text: string, format: string, zone = "UTC") =>
  openDateReader(format, zone)?.readInstant(text)?.toISOString() ?? null;

test.each([
  ["2009-12-01 07:45:00", "YYYY-MM-DD HH:mm:ss", "2009-12-01T07:45:00.000Z"],
  ["2009-12-01T07:45:00", "YYYY-MM-DD HH:mm:ss", "2009-12-01T07:45:00.000Z"],
  ["2009-12-01", "YYYY-MM-DD HH:mm:ss", "2009-12-01T00:00:00.000Z"],
  ["1.3.2024", "D.M.YYYY", "2024-03-01T00:00:00.000Z"],
  ["03/04/2025 9:05", "MM/DD/YYYY H:mm", "2025-03-04T09:05:00.000Z"],
  ["20240229", "YYYYMMDD", "2024-02-29T00:00:00.000Z"],
])("%s is read as %s", (text, format, expected) => {
  expect(instant(text, format)).toBe(expected);
});

test.each([
  ["2023-02-29", "YYYY-MM-DD"],
  ["2024-13-01", "YYYY-MM-DD"],
  ["2024-01-01 24:00", "YYYY-MM-DD HH:mm"],
  ["03/04/25", "YYYY-MM-DD"],
  ["2024-1-1", "YYYY-MM-DD"],
  ["", "YYYY-MM-DD"],
])("%j is not a date of %s", (text, format) => {
  expect(instant(text, format)).toBeNull();
});

test("a local time is moved by the distance of its zone at that time", () => {
  expect(instant("2010-07-01 10:00:00", "YYYY-MM-DD HH:mm:ss", "Europe/London")).toBe(
    "2010-07-01T09:00:00.000Z",
  );
  expect(instant("2010-01-01 10:00:00", "YYYY-MM-DD HH:mm:ss", "Europe/London")).toBe(
    "2010-01-01T10:00:00.000Z",
  );
  expect(instant("2024-03-10 12:00:00", "YYYY-MM-DD HH:mm:ss", "America/Los_Angeles")).toBe(
    "2024-03-10T19:00:00.000Z",
  );
});

test("the same text twice is the same moment, another one another", () => {
  const reader = openDateReader("YYYY-MM-DD", "UTC");
  const read = (text: string) => reader?.readInstant(text)?.toISOString();
  expect([read("2024-01-01"), read("2024-01-01"), read("nothing"), read("2024-01-02")]).toEqual([
    "2024-01-01T00:00:00.000Z",
    "2024-01-01T00:00:00.000Z",
    undefined,
    "2024-01-02T00:00:00.000Z",
  ]);
});

test("a format names year, month and day; a zone is one that exists", () => {
  expect(openDateReader("YYYY-MM", "UTC")).toBeNull();
  expect(isTimeZone("Europe/London")).toBe(true);
  expect(isTimeZone("Europe/Nowhere")).toBe(false);
});
