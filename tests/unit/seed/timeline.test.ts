import { expect, test } from "vitest";
import { readTable } from "@/db/seed/tables";
import { demoTimeline } from "@/db/seed/timeline";

const lines = readTable("orders");
const countryOf = new Map(
  readTable("locations").map((row) => [row.text("company"), row.text("country")]),
);
const buyer = "AW00000166";
const DAY_MS = 86_400_000;

for (const end of ["2026-11-19T16:30:00Z", "2026-11-22T09:00:00Z", "2027-01-01T00:10:00Z"]) {
  test(`the orders end at ${end}, in order of time, none after it`, () => {
    const now = new Date(end);
    const orders = demoTimeline(lines, countryOf, buyer, now);
    const moments = orders.map(({ placedAt }) => placedAt.getTime());
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments.at(-1)).toBe(now.getTime() - 12 * 60_000);
    const recent = moments.filter((at) => now.getTime() - at < 130 * DAY_MS);
    expect(recent.length).toBeGreaterThanOrEqual(300);
    expect(recent.length).toBeLessThanOrEqual(600);
    expect(orders.filter(({ company }) => company === buyer).length).toBe(9);
  });
}

test("the same moment gives the same orders", () => {
  const now = new Date("2026-11-19T16:30:00Z");
  expect(demoTimeline(lines, countryOf, buyer, now)).toEqual(
    demoTimeline(lines, countryOf, buyer, now),
  );
});
