import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  looksLikeIdentifier,
  MAX_QUANTITY,
  parsePaste,
  parseQuantity,
  splitPrefix,
} from "@/components/entry-grid/parse";

const UNITS = [
  { code: "EA", label: "each", factor: 1 },
  { code: "CS", label: "case", factor: 12 },
];

function quantityOf(text: string): number | string {
  const parsed = parseQuantity(text, UNITS);
  return parsed.ok ? parsed.quantity : parsed.message;
}

describe("quantities as typed", () => {
  it.each([
    ["12", 12],
    [" 12 ", 12],
    ["1,200", 1200],
    ["2 case", 24],
    ["2 cases", 24],
    ["2cs", 24],
    ["1.5cs", 18],
    ["1gr", 144],
    ["3 dz", 36],
    ["4 ea", 4],
    ["4 pcs", 4],
    ["0012", 12],
  ])("%s means %i base units", (text, expected) => {
    expect(quantityOf(text)).toBe(expected);
  });

  it.each([
    ["", "Quantity is missing"],
    ["0", "Quantity must be 1 or more"],
    ["-1", "“-1” is not a quantity; write 12 or 2 case"],
    ["1.5", "1.5 is not a whole number of units"],
    ["1.3cs", "1.3cs is not a whole number of units"],
    ["1000000000000", "Quantity is above 10,000,000"],
    ["1e12", "“1e12” is not a quantity; write 12 or 2 case"],
    ["5 pallet", "Not sold by “pallet”; use each, case"],
    ["1,20", "“1,20” is not a quantity; write 12 or 2 case"],
    ["twelve", "“twelve” is not a quantity; write 12 or 2 case"],
  ])("%j is refused and says why", (text, message) => {
    expect(quantityOf(text)).toBe(message);
  });

  it("reads back every whole quantity, grouped or not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_QUANTITY }), (quantity) => {
        expect(quantityOf(String(quantity))).toBe(quantity);
        expect(quantityOf(quantity.toLocaleString("en-US"))).toBe(quantity);
      }),
    );
  });
});

describe("prefixes", () => {
  it("takes 12*ABC-100 apart", () => {
    expect(splitPrefix("12*ABC-100")).toEqual({ code: "ABC-100", quantityText: "12" });
    expect(splitPrefix("2cs * ABC-100")).toEqual({ code: "ABC-100", quantityText: "2cs" });
    expect(splitPrefix("ABC-100")).toEqual({ code: "ABC-100", quantityText: null });
    expect(splitPrefix("ABC*12")).toEqual({ code: "ABC*12", quantityText: null });
  });
  it("tells identifiers from words", () => {
    expect(looksLikeIdentifier("BK-M82S-38")).toBe(true);
    expect(looksLikeIdentifier("0012345678905")).toBe(true);
    expect(looksLikeIdentifier("mountain bike")).toBe(false);
    expect(looksLikeIdentifier("helmet")).toBe(false);
  });
});

describe("pasted lists", () => {
  const rows = (text: string) => parsePaste(text).map((row) => [row.code, row.quantityText]);

  it("reads spreadsheet cells, with or without headings", () => {
    expect(rows("ABC-100\t12\nABC-200\t3\n")).toEqual([
      ["ABC-100", "12"],
      ["ABC-200", "3"],
    ]);
    expect(rows("Description\tSKU\tQty\nBike\tABC-100\t12")).toEqual([["ABC-100", "12"]]);
    expect(rows("ABC-100\tMountain bike, 38\t12\tleave at gate")).toEqual([["ABC-100", "12"]]);
    expect(parsePaste("ABC-100\tBike\t12\tleave at gate")[0]?.note).toBe("leave at gate");
  });
  it("reads CSV with quotes, semicolons and a byte order mark", () => {
    expect(rows('\uFEFFsku,quantity\r\n"ABC-100","1,200"\r\n00420,7')).toEqual([
      ["ABC-100", "1,200"],
      ["00420", "7"],
    ]);
    expect(rows("ABC-100;12\nABC-200;2 case")).toEqual([
      ["ABC-100", "12"],
      ["ABC-200", "2 case"],
    ]);
    expect(rows('"A ""B"" C",2\nX-1,3')).toEqual([
      ['A "B" C', "2"],
      ["X-1", "3"],
    ]);
  });
  it("reads what people write in mails", () => {
    expect(
      rows("ABC-100 12\nABC-200 x 3\n4 ABC-300\n5 x ABC-400\n6*ABC-500\nABC-600 2 case\nABC-700"),
    ).toEqual([
      ["ABC-100", "12"],
      ["ABC-200", "3"],
      ["ABC-300", "4"],
      ["ABC-400", "5"],
      ["ABC-500", "6"],
      ["ABC-600", "2 case"],
      ["ABC-700", "1"],
    ]);
  });
  it("keeps long digits as the code, whichever side they stand on", () => {
    expect(rows("0012345678905 12\n3 0012345678912")).toEqual([
      ["0012345678905", "12"],
      ["0012345678912", "3"],
    ]);
    expect(rows("0012345678905\t12")).toEqual([["0012345678905", "12"]]);
  });
  it("reads a comma list on one line as codes", () => {
    expect(rows("ABC-100, ABC-200, ABC-300")).toEqual([
      ["ABC-100", "1"],
      ["ABC-200", "1"],
      ["ABC-300", "1"],
    ]);
  });
  it("never drops a line: as many rows as lines that are not empty", () => {
    const code = fc.stringMatching(/^[A-Z]{2}-[A-Z0-9]{1,8}$/);
    const list = fc.array(fc.tuple(code, fc.integer({ min: 1, max: 9999 })), { minLength: 1 });
    const delimiter = fc.constantFrom("\t", ",", ";", " ");
    fc.assert(
      fc.property(list, delimiter, (lines, mark) => {
        const text = lines.map(([sku, quantity]) => `${sku}${mark}${quantity}`).join("\n");
        expect(rows(text)).toEqual(lines.map(([sku, quantity]) => [sku, String(quantity)]));
      }),
    );
  });
});
