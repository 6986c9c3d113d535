import { expect, test } from "vitest";
import { decideScan, type Scan, type ScanLine } from "@/server/oms/fulfillment/decide-scan";

const line = (id: string, sku: string, open: number): ScanLine => ({
  id,
  skuId: `id of ${sku}`,
  sku,
  name: `Thing ${sku}`,
  open,
});
const match = (sku: string) => ({ skuId: `id of ${sku}`, sku, name: `Thing ${sku}` });
const scan = (over: Partial<Scan>): Scan => ({
  scanned: "A",
  match: match("A"),
  quantity: 1,
  step: "pack",
  ...over,
});

test("a scan counts on the first line that waits for its SKU, and on the next when that is full", () => {
  const lines = [line("1", "A", 0), line("2", "A", 2), line("3", "B", 5), line("4", "A", 4)];
  expect(decideScan(scan({}), lines)).toEqual({
    ok: true,
    value: [{ lineId: "2", quantity: 1 }],
  });
  expect(decideScan(scan({ quantity: 3 }), lines)).toEqual({
    ok: true,
    value: [
      { lineId: "2", quantity: 2 },
      { lineId: "4", quantity: 1 },
    ],
  });
});

test.each([
  {
    what: "a code that nobody knows",
    over: { scanned: "X-1", match: null },
    fault: "unknown_code",
    sentence: "X-1 was scanned, and no SKU has that code. Expected: 2 × A, 5 × B.",
  },
  {
    what: "a SKU of other work",
    over: { scanned: "4006381333931", match: match("C") },
    fault: "not_in_work",
    sentence:
      "4006381333931 (C) was scanned, Thing C: it is not in this work order. Expected: 2 × A, 5 × B.",
  },
  {
    what: "more units than are left",
    over: { quantity: 3 },
    fault: "too_many",
    sentence: "3 × A were scanned, and only 2 are left to pack. Expected: 2 × A, 5 × B.",
  },
])("$what is refused with what is expected", ({ over, fault, sentence }) => {
  const decided = decideScan(scan(over), [line("2", "A", 2), line("3", "B", 5)]);
  expect(decided).toMatchObject({
    ok: false,
    error: {
      code: "WRONG_CODE",
      fault,
      sentence,
      expected: [
        { sku: "A", open: 2 },
        { sku: "B", open: 5 },
      ],
    },
  });
});

test("one too many of what is done says so", () => {
  expect(decideScan(scan({ step: "pick" }), [line("1", "A", 0)])).toMatchObject({
    error: {
      fault: "too_many",
      sentence: "1 × A was scanned, and none is left to pick. Everything is picked.",
    },
  });
});

test("of many expected SKUs some are named and the rest are counted", () => {
  const lines = ["A", "B", "C", "D", "E", "F"].map((sku) => line(sku, sku, 1));
  expect(decideScan(scan({ match: null, scanned: "?" }), lines)).toMatchObject({
    error: {
      sentence: expect.stringMatching(/Expected: 1 × A, 1 × B, 1 × C, 1 × D and 2 more\.$/),
    },
  });
});
