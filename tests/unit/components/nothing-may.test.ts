import { expect, test } from "vitest";
import { nothingMay } from "@/components/changes/nothing-may";
import type { ChangeScope } from "@/server/oms/changes/types";

const ASK = "A warehouse has it in hand: ask your sales rep";
const line = { lineId: "l1", ordered: 40, cancelled: 4 };
const closed: ChangeScope = {
  all: null,
  shipTo: ASK,
  schedule: ASK,
  papers: ASK,
  terms: ASK,
  newLines: ASK,
  lines: [{ lineId: "l1", least: 36, why: ASK, growth: ASK }],
};

test("an order of which everything is in hand has one reason, not one per field", () => {
  expect(nothingMay(closed, [line])).toBe(ASK);
});

test("what may still become less, or change anywhere, keeps the form open", () => {
  const less = { ...closed, lines: [{ lineId: "l1", least: 31, why: ASK, growth: ASK }] };
  expect(nothingMay(less, [line])).toBeNull();
  expect(nothingMay({ ...closed, papers: null }, [line])).toBeNull();
  const more = { ...closed, lines: [{ lineId: "l1", least: 36, why: ASK, growth: null }] };
  expect(nothingMay(more, [line])).toBeNull();
});

test("an order that is over says so", () => {
  expect(nothingMay({ ...closed, all: "SO-1 is cancelled already" }, [line])).toBe(
    "SO-1 is cancelled already",
  );
});
