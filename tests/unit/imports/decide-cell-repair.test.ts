import { expect, test } from "vitest";
import { openMender } from "@/server/oms/imports/decide-cell-repair";

const mend = openMender(
  ["code", "name"],
  [
    { row: 3, column: "name", text: "Acme" },
    { row: 3, column: "no such column", text: "x" },
  ],
);

test("a cell that was put right says what the person wrote, every other what the file says", () => {
  expect(mend({ number: 3, cells: ["A", "Acne"] })).toEqual({ number: 3, cells: ["A", "Acme"] });
  expect(mend({ number: 4, cells: ["A", "Acne"] })).toEqual({ number: 4, cells: ["A", "Acne"] });
});

test("a row that lacks the column keeps its fault", () => {
  expect(mend({ number: 3, cells: ["A"] })).toEqual({ number: 3, cells: ["A"] });
});
