import { expect, test } from "vitest";
import { decideBalance } from "@/server/oms/allocation/decide-balance";
import { localDate } from "@/server/oms/kernel/local-date";

/** What is there by a day, and what is wanted by it. */

const TODAY = localDate("2026-11-10");
const day = (date: string) => localDate(`2026-11-${date}`);

test("supply and demand add up day by day, what is overdue counted now", () => {
  const days = decideBalance(
    {
      supplies: [
        { date: null, units: 20 },
        { date: day("09"), units: 5 },
        { date: day("20"), units: 40 },
      ],
      lines: [
        { wanted: null, asked: 10 },
        { wanted: day("08"), asked: 30 },
        { wanted: day("15"), asked: 10 },
        { wanted: day("20"), asked: 5 },
      ],
    },
    TODAY,
  );
  expect(days).toEqual([
    { date: null, comes: 25, wanted: 40, comesSoFar: 25, wantedSoFar: 40 },
    { date: day("15"), comes: 0, wanted: 10, comesSoFar: 25, wantedSoFar: 50 },
    { date: day("20"), comes: 40, wanted: 5, comesSoFar: 65, wantedSoFar: 55 },
  ]);
});

test("nothing asked and nothing there is one day of nothing", () => {
  expect(decideBalance({ supplies: [], lines: [] }, TODAY)).toEqual([
    { date: null, comes: 0, wanted: 0, comesSoFar: 0, wantedSoFar: 0 },
  ]);
});
