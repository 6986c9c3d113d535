import { expect, test } from "vitest";
import { decideCancellations, type OpenSale } from "@/server/oms/imports/decide-cancellation";
import { assembleDocument, settleRefused } from "@/server/oms/imports/decide-orders";
import type { CheckedRow, RowHeader } from "@/server/oms/imports/types";

const HEAD: RowHeader = {
  reference: "A-1",
  placedAt: new Date("2024-05-06T00:00:00Z"),
  currency: "USD",
  customerPo: null,
  requestedDate: null,
  backorders: null,
  note: "",
  companyCode: "C1",
  companyName: "C1",
  location: null,
};

type Given = Partial<{
  sku: string;
  units: number;
  price: number;
  number: string;
  customer: string;
  text: string;
}>;

const sale = (row: number, given: Given = {}): Extract<CheckedRow, { kind: "sale" }> => {
  const {
    sku = "SKU-1",
    units = 1,
    price = 25_000,
    number = null,
    customer = "C1",
    text = "",
  } = given;
  return {
    number: row,
    cells: [sku, String(units), String(price), String(number), text],
    value: { digits: BigInt(units * price), scale: 4 },
    kind: "sale",
    name: "sale",
    head: { ...HEAD, companyCode: customer },
    line: {
      sku,
      description: "",
      quantity: units,
      unitPriceE4: price,
      requestedDate: null,
      number,
    },
  };
};

const refused = (row: number, isFault: boolean): CheckedRow => ({
  number: row,
  cells: [],
  value: null,
  kind: "refused",
  isFault,
  refusal: { reason: "some_reason", field: null, message: "" },
});

const linesOf = (rows: readonly CheckedRow[]) =>
  assembleDocument(rows).order?.lines.map((line) => ({
    sku: line.sku,
    units: line.quantity,
    outcomes: line.rows.map(({ outcome }) =>
      outcome.outcome === "rejected" ? outcome.reason : outcome.name,
    ),
  }));

test("rows of one SKU at one price become one line", () => {
  expect(
    linesOf([sale(2, { units: 3 }), sale(3, { units: 2 }), sale(4, { sku: "sku-1", units: 4 })]),
  ).toEqual([{ sku: "SKU-1", units: 9, outcomes: ["sale", "same_sku", "same_sku"] }]);
});

test("a row that is the same in every column is told apart by name, and counts", () => {
  expect(linesOf([sale(2, { units: 3 }), sale(3, { units: 3 })])).toEqual([
    { sku: "SKU-1", units: 6, outcomes: ["sale", "duplicate_line"] },
  ]);
});

test("the same line number with the same content is one line written twice", () => {
  expect(linesOf([sale(2, { units: 3, number: "1" }), sale(3, { units: 3, number: "1" })])).toEqual(
    [{ sku: "SKU-1", units: 3, outcomes: ["sale", "repeated_line"] }],
  );
});

test("the same line number with other content is a fault", () => {
  const { order, refused: rejected } = assembleDocument([
    sale(2, { number: "1" }),
    sale(3, { number: "1", units: 5 }),
  ]);
  expect(order).toBeNull();
  expect(rejected.map(({ outcome }) => "reason" in outcome && outcome.reason)).toEqual([
    "line_number_twice",
    "order_incomplete",
  ]);
});

test("another price is a line of its own", () => {
  expect(linesOf([sale(2), sale(3, { price: 30_000 })])?.length).toBe(2);
});

test("two customers under one reference are a conflict that names both rows", () => {
  const { order, refused: rejected } = assembleDocument([sale(2), sale(5, { customer: "C2" })]);
  expect(order).toBeNull();
  expect(rejected[0]?.outcome).toMatchObject({
    reason: "order_conflict",
    field: "company.code",
    message: 'Row 5: order A-1 has "C1" in row 2 and "C2" here.',
  });
  expect(rejected[1]?.outcome).toMatchObject({
    reason: "order_incomplete",
    message: "Row 2: not booked, because row 5 of the same order A-1 has a fault.",
  });
});

test("an order goes in whole or not at all; what a rule set aside does not stop it", () => {
  expect(assembleDocument([sale(2), refused(3, true)]).order).toBeNull();
  expect(assembleDocument([sale(2), refused(3, false)]).order).not.toBeNull();
});

test("quantities that add up to too much are refused, with the sum", () => {
  const { order, refused: rejected } = assembleDocument([
    sale(2, { units: 9_000_000 }),
    sale(3, { units: 2_000_000 }),
  ]);
  expect(order).toBeNull();
  expect(rejected).toHaveLength(2);
  expect(rejected[0]?.outcome).toMatchObject({ reason: "quantity_too_large" });
});

test("cancellations keep their position among all rows of the document", () => {
  const row: CheckedRow = { ...sale(4), kind: "cancellation", name: "cancellation" };
  expect(assembleDocument([refused(3, false), row]).cancellations).toMatchObject([
    { lineNumber: 2 },
  ]);
});

test("when the booking refuses a line, the others say which row it was", () => {
  const { order } = assembleDocument([
    sale(2),
    sale(3, { sku: "SKU-2" }),
    sale(4, { sku: "SKU-2" }),
  ]);
  const rows =
    order === null
      ? []
      : settleRefused(order, [
          { line: 1, reason: "sku_unknown", field: "line.sku", problem: 'there is no SKU "SKU-2"' },
        ]);
  expect(
    rows.map(({ outcome }) => "reason" in outcome && [outcome.reason, outcome.message]),
  ).toEqual([
    ["order_incomplete", "Row 2: not booked, because row 3 of the same order A-1 has a fault."],
    ["sku_unknown", 'Row 3: there is no SKU "SKU-2".'],
    ["sku_unknown", 'Row 4: there is no SKU "SKU-2".'],
  ]);
});

const day = (n: number) => new Date(Date.UTC(2024, 0, n));
const open = (orderLineId: string, placed: number, units: number, price = 100): OpenSale => ({
  orderLineId,
  companyId: "c",
  skuId: "s",
  placedAt: day(placed),
  unitPriceE4: price,
  units,
});
const back = (units: number, at: number, price = 100) => ({
  companyId: "c",
  skuId: "s",
  unitPriceE4: price,
  units,
  cancelledAt: day(at),
});

test("a cancellation takes from the latest earlier sale at its price first", () => {
  const sales = [open("old", 1, 5), open("new", 2, 5), open("dear", 3, 5, 120), open("late", 9, 5)];
  expect(decideCancellations([back(12, 4)], sales)).toEqual([
    {
      taken: [
        { orderLineId: "new", units: 5 },
        { orderLineId: "old", units: 5 },
        { orderLineId: "dear", units: 2 },
      ],
      unmatchedUnits: 0,
    },
  ]);
});

test("no unit is taken back twice, and what has no sale is told", () => {
  expect(decideCancellations([back(3, 4), back(4, 5)], [open("a", 1, 5)])).toEqual([
    { taken: [{ orderLineId: "a", units: 3 }], unmatchedUnits: 0 },
    { taken: [{ orderLineId: "a", units: 2 }], unmatchedUnits: 2 },
  ]);
});

test("a sale of the same minute can be taken back, a later one not", () => {
  expect(decideCancellations([back(1, 2)], [open("a", 2, 1)])[0]?.unmatchedUnits).toBe(0);
  expect(decideCancellations([back(1, 2)], [open("a", 3, 1)])[0]?.unmatchedUnits).toBe(1);
});
