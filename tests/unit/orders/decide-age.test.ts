import { expect, test } from "vitest";
import { ageRange } from "@/server/oms/orders/decide-age";
import { orderAges } from "@/server/oms/orders/types";

const now = new Date("2026-11-29T08:00:00Z");

test("ages are counted by days of UTC, and each begins where the younger one ends", () => {
  expect(ageRange("0-7", now)).toEqual({
    from: new Date("2026-11-22T00:00:00Z"),
    before: new Date("2026-11-30T00:00:00Z"),
  });
  expect(ageRange("over-60", now)).toEqual({
    from: null,
    before: new Date("2026-09-30T00:00:00Z"),
  });
  const ranges = orderAges.map((age) => ageRange(age, now));
  expect(ranges.slice(0, -1).map(({ from }) => from)).toEqual(
    ranges.slice(1).map(({ before }) => before),
  );
});
