import { expect, test } from "vitest";
import { decideLowPoint, isLow, NO_LOW_POINTS } from "@/server/oms/inventory/decide-low";

test.each([
  ["the channel's own point first", { own: 5, byChannel: { web: 9 }, ofCategory: 2 }, "web", 9],
  [
    "the SKU's where the channel has none",
    { own: 5, byChannel: { web: 9 }, ofCategory: 2 },
    "pos",
    5,
  ],
  ["the SKU's over all channels", { own: 5, byChannel: { web: 9 }, ofCategory: 2 }, null, 5],
  ["the category's where the SKU has none", { own: null, byChannel: {}, ofCategory: 2 }, "web", 2],
  ["nothing where nobody said so", NO_LOW_POINTS, "web", null],
])("%s", (_, points, channel, expected) => {
  expect(decideLowPoint(points, channel)).toBe(expected);
});

test.each([
  [3, 3, true],
  [4, 3, false],
  [0, 3, false],
  [1, null, false],
])("%s units are low at %s: %s", (available, point, expected) => {
  expect(isLow(available, point)).toBe(expected);
});
