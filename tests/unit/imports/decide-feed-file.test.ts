import { describe, expect, test } from "vitest";
import { NO_REPAIRS, openFeedReader, openMoments } from "@/server/oms/imports/decide-feed-file";
import { bindMapping } from "@/server/oms/imports/decide-mapping";
import { inventoryFields } from "@/server/oms/imports/schema";

const header = ["Item", "Node", "Units", "Day"];
const table = { header, format: { encoding: "utf-8", delimiter: "," } } as const;

function reader() {
  const bound = bindMapping(
    {
      "stock.sku": "Item",
      "stock.node": "Node",
      "stock.onHand": "Units",
      "stock.asOf": { column: "Day", format: "YYYY-MM-DD", timeZone: "America/New_York" },
    },
    header,
    inventoryFields,
    [],
    new Map(),
  );
  if (!bound.ok) {
    throw new Error("the mapping fits");
  }
  return bound.value;
}

const rowOf = (number: number, ...cells: string[]) => ({ number, cells });

describe("a row of a feed file", () => {
  const repairs = { sku: { "A-l": "A-1" }, node: { Reno: "RNO" }, onHand: { "3": "7" } };

  test("is repaired by the names that stand in it and by its number", () => {
    const read = openFeedReader(table, reader(), { repairs, keepsRaw: false });
    expect(read(rowOf(2, "A-l", "Reno", "5", ""))).toMatchObject({
      sku: "A-1",
      node: "RNO",
      onHand: 5,
      raw: null,
    });
    expect(read(rowOf(3, "A-1", "RNO", "many", ""))).toMatchObject({ onHand: 7, fault: null });
    expect(read(rowOf(4, "A-1", "RNO", "many", ""))).toMatchObject({
      onHand: null,
      fault: "quantity_not_whole",
    });
  });

  test("named like what every object has is no repair", () => {
    const read = openFeedReader(table, reader(), { repairs, keepsRaw: false });
    expect(read(rowOf(2, "constructor", "toString", "5", ""))).toMatchObject({
      sku: "constructor",
      node: "toString",
    });
  });

  test("is kept as it came, before any repair, with a cell for each column", () => {
    const read = openFeedReader(table, reader(), { repairs, keepsRaw: true });
    expect(read(rowOf(2, "A-l", 'Re"no', "1,5")).raw).toBe('A-l,"Re""no","1,5",');
    expect(read(rowOf(3, "A-1", "RNO", "7", "", "more"))).toMatchObject({
      fault: "row_broken",
      raw: "A-1,RNO,7,,more",
    });
  });
});

describe("moments of a file", () => {
  const now = new Date("2026-11-10T00:00:00Z");

  test("come in the order in which the file names them, each with its rows", () => {
    const moments = openMoments(reader(), now);
    const read = openFeedReader(table, reader(), { repairs: NO_REPAIRS, keepsRaw: false });
    const said = [
      rowOf(2, "A-1", "RNO", "5", "2026-11-02"),
      rowOf(3, "A-1", "RNO", "6", "2026-10-31"),
      rowOf(4, "A-2", "RNO", "7", "2026-11-02"),
      rowOf(5, "A-2", "RNO", "7", "someday"),
      rowOf(6, "A-2", "RNO", "7", "2027-01-01"),
    ];
    for (const row of said) {
      moments.add(read(row), row.cells);
    }
    const all = moments.all();
    // Winter time and summer time of the zone.
    expect(all.map(({ asOf }) => asOf.toISOString())).toEqual([
      "2026-11-02T05:00:00.000Z",
      "2026-10-31T04:00:00.000Z",
    ]);
    expect(all[0]?.rows.map(({ number, fault }) => [number, fault])).toEqual([
      [2, null],
      [4, null],
      [5, "moment_invalid"],
      [6, "moment_invalid"],
    ]);
  });

  test("of a file without rows are none", () => {
    expect(openMoments(reader(), now).all()).toEqual([]);
  });
});
