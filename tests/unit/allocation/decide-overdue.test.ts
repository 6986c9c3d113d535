import { expect, test } from "vitest";
import {
  decideOverdue,
  type OverdueLine,
  overdueSentences,
} from "@/server/oms/allocation/decide-overdue";

const line = (over: Partial<OverdueLine> & Pick<OverdueLine, "id">): OverdueLine => ({
  skuId: over.id,
  sku: over.id,
  kitGroup: null,
  kitQuantity: null,
  ordered: 6,
  cancelled: 0,
  allocated: 0,
  backordered: 0,
  ...over,
});

const takenOf = (lines: readonly OverdueLine[]) =>
  decideOverdue(lines).map(({ line: { id }, units }) => [id, units]);

test("all that no node was given ends; what is at a node or gone stays", () => {
  const lines = [
    line({ id: "waits", backordered: 6 }),
    line({ id: "part", allocated: 2, backordered: 1 }),
    line({ id: "gone" }),
    line({ id: "less", cancelled: 4, allocated: 2 }),
  ];
  expect(takenOf(lines)).toEqual([
    ["waits", 6],
    ["part", 3],
    ["less", 2],
  ]);
  expect(overdueSentences(decideOverdue(lines), "2026-11-28")[1]).toBe(
    "part: 3 of 6 cancelled, not on the way by 2026-11-28",
  );
});

test("of kits on their way every component is kept, the other kits end whole", () => {
  // Three kits of two and one: of the second component one is at its node, so one kit is kept.
  const lines = [
    line({ id: "two", kitGroup: 1, kitQuantity: 3, allocated: 6 }),
    line({ id: "one", kitGroup: 1, kitQuantity: 3, ordered: 3, backordered: 2 }),
    line({ id: "other", kitGroup: 2, kitQuantity: 6, backordered: 6 }),
  ];
  expect(takenOf(lines)).toEqual([
    ["two", 4],
    ["one", 2],
    ["other", 6],
  ]);
});

test("a kit of which half a component went keeps the other half", () => {
  const lines = [line({ id: "pair", kitGroup: 1, kitQuantity: 3, allocated: 5 })];
  expect(takenOf(lines)).toEqual([["pair", 4]]);
  expect(takenOf([{ ...line({ id: "pair", kitGroup: 1, kitQuantity: 1 }), allocated: 1 }])).toEqual(
    [],
  );
});
