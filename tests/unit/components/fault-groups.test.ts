import { expect, test } from "vitest";
import { groupsOf } from "@/components/feeds/fault-groups";
import type { FaultyRow } from "@/server/oms/imports/queries-feed-file";

const faulty = (row: number, over: Partial<FaultyRow>): FaultyRow => ({
  row,
  reason: "sku_unknown",
  sentence: `Row ${row}.`,
  field: "sku",
  found: "X-1",
  ...over,
});

test("rows that one repair mends are one group; quantities are mended row by row", () => {
  const groups = groupsOf([
    faulty(2, {}),
    faulty(3, { found: "X-2" }),
    faulty(4, {}),
    faulty(5, { reason: "quantity_not_whole", field: "onHand", found: "1.5" }),
    faulty(6, { reason: "quantity_not_whole", field: "onHand", found: "1.5" }),
  ]);
  expect(groups.map(({ field, of, rows }) => [field, of, rows.map(({ row }) => row)])).toEqual([
    ["sku", "X-1", [2, 4]],
    ["sku", "X-2", [3]],
    ["onHand", "5", [5]],
    ["onHand", "6", [6]],
  ]);
});

test("what has no name to be mended by is told of together", () => {
  const groups = groupsOf([
    faulty(2, { reason: "sku_missing", found: "" }),
    faulty(3, { reason: "sku_missing", found: "" }),
    faulty(4, { reason: "row_twice", field: null, found: "" }),
  ]);
  expect(groups.map(({ field, rows }) => [field, rows.length])).toEqual([
    [null, 2],
    [null, 1],
  ]);
});
