import { expect, test } from "vitest";
import { groupsOf, repairsOf } from "@/components/imports/unfit-rows";
import type { UnfitRow } from "@/server/oms/imports/queries-upload";

const row = (number: number, column: string | null, found: string): UnfitRow => ({
  row: number,
  reason: "not_yes_or_no",
  sentence: `Row ${number} is wrong`,
  column,
  found,
});

test("rows that one repair mends belong together; an empty cell is mended by itself", () => {
  const groups = groupsOf([
    row(2, "Private", "maybe"),
    row(3, "Private", "perhaps"),
    row(4, "Private", "maybe"),
    row(5, "Private", ""),
    row(6, "Private", ""),
    row(7, null, ""),
  ]);
  expect(groups.map(({ rows }) => rows.map((each) => each.row))).toEqual([
    [2, 4],
    [3],
    [5],
    [6],
    [7],
  ]);
});

test("what was typed in place of cells is told cell by cell", () => {
  expect(repairsOf({ Private: { 2: "no", 4: "no" }, City: { 9: "Reno" } })).toEqual([
    { column: "Private", row: 2, text: "no" },
    { column: "Private", row: 4, text: "no" },
    { column: "City", row: 9, text: "Reno" },
  ]);
});
