import { describe, expect, test } from "vitest";
import { bindMapping } from "@/server/oms/imports/decide-mapping";
import { openRowCheck } from "@/server/oms/imports/decide-row";
import { openRules } from "@/server/oms/imports/decide-rule";
import { orderFields, orderMapping } from "@/server/oms/imports/schema";
import type { ImportMode } from "@/server/oms/imports/types";

const HEADER = ["No", "Date", "Customer", "Code", "Text", "Qty", "Price"];
const GOOD = ["A-1", "2024-05-06", "C1", "SKU-1", "Thing", "3", "2.50"];

function openCheck(over: object = {}, mode: ImportMode = "history", decimal: "." | "," = ".") {
  const mapping = orderMapping.parse({
    "order.reference": "No",
    "order.placedAt": "Date",
    "company.code": "Customer",
    "line.sku": "Code",
    "line.description": "Text",
    "line.quantity": "Qty",
    "line.unitPrice": "Price",
    ...over,
  });
  const bound = bindMapping(mapping, HEADER, orderFields, [], new Map());
  if (!bound.ok) {
    throw new Error(bound.error[0]?.message);
  }
  const rules = openRules(mapping.rules, bound.value, orderFields, decimal);
  const settings = { mode, decimal, columns: HEADER.length, now: new Date("2024-06-01T00:00:00Z") };
  const check = openRowCheck(bound.value, rules, settings);
  return (change: Partial<Record<(typeof HEADER)[number], string>> = {}) =>
    check({ number: 42, cells: GOOD.map((cell, at) => change[HEADER[at] ?? ""] ?? cell) });
}

const reasonOf = (checked: ReturnType<ReturnType<typeof openCheck>>) =>
  checked.kind === "refused" ? checked.refusal.reason : checked.kind;

test("a good row is a sale with its value", () => {
  expect(openCheck()()).toMatchObject({
    kind: "sale",
    name: "sale",
    value: { digits: 750n, scale: 2 },
    head: { reference: "A-1", companyCode: "C1", currency: "USD", location: null },
    line: { sku: "SKU-1", quantity: 3, unitPriceE4: 25_000 },
  });
});

test.each([
  [{ Qty: "0" }, "quantity_zero"],
  [{ Qty: "-1" }, "quantity_negative"],
  [{ Qty: "1.5" }, "quantity_not_whole"],
  [{ Qty: "1000000000000" }, "quantity_too_large"],
  [{ Qty: "1E+12" }, "quantity_not_a_number"],
  [{ Qty: "three" }, "quantity_not_a_number"],
  [{ Qty: "" }, "quantity_missing"],
  [{ Price: "-1" }, "price_negative"],
  [{ Price: "0.00001" }, "price_too_precise"],
  [{ Price: "1e9" }, "price_not_a_number"],
  [{ Price: "999999999999" }, "price_too_large"],
  [{ Price: "" }, "price_missing"],
  [{ No: "" }, "reference_missing"],
  [{ Customer: "" }, "customer_missing"],
  [{ Code: "" }, "sku_missing"],
  [{ Code: "1.23E+12" }, "identifier_scientific"],
  [{ No: "5E+11" }, "identifier_scientific"],
  [{ Date: "" }, "date_missing"],
  [{ Date: "06/05/2024" }, "date_invalid"],
  [{ Date: "2024-07-01" }, "date_in_future"],
])("%j is refused as %s", (change, reason) => {
  expect(reasonOf(openCheck()(change))).toBe(reason);
});

test("a refusal names the row, the column as the file calls it, and what stands there", () => {
  const checked = openCheck()({ Qty: "1.5" });
  expect(checked).toMatchObject({
    isFault: true,
    refusal: {
      field: "line.quantity",
      message: 'Row 42, "Qty": expected whole units, found 1.5.',
    },
  });
});

test.each(["0042", "84029E", "1E5", "5E-3", "12+3"])("%s stays the code that it is", (code) => {
  expect(openCheck()({ Code: code })).toMatchObject({ kind: "sale", line: { sku: code } });
});

test("12.0 units are twelve", () => {
  expect(openCheck()({ Qty: "12.0" })).toMatchObject({ line: { quantity: 12 } });
});

test("an open order needs neither date nor price: the list has one", () => {
  const check = openCheck({}, "open");
  expect(check({ Date: "", Price: "" })).toMatchObject({
    kind: "sale",
    value: null,
    line: { unitPriceE4: null },
  });
});

test("a decimal comma is a decimal comma", () => {
  const check = openCheck({}, "history", ",");
  expect(check({ Price: "2,50" })).toMatchObject({ line: { unitPriceE4: 25_000 } });
  expect(reasonOf(check({ Price: "2.50" }))).toBe("price_not_a_number");
});

test("a discount is taken off and rounded once, half up", () => {
  const check = openCheck({ "line.discount": "Text" });
  expect(check({ Price: "10.5555", Text: "0.1" })).toMatchObject({ line: { unitPriceE4: 95_000 } });
  expect(reasonOf(check({ Text: "ten" }))).toBe("discount_not_a_number");
});

test("too few or too many columns are a fault of the whole row", () => {
  const mapping = orderMapping.parse({ "order.reference": "No" });
  const bound = bindMapping(mapping, HEADER, orderFields, [], new Map());
  if (!bound.ok) {
    throw new Error(bound.error[0]?.message);
  }
  const check = openRowCheck(bound.value, () => null, {
    mode: "history",
    decimal: ".",
    columns: HEADER.length,
    now: new Date(0),
  });
  expect(check({ number: 7, cells: ["a", "b"] })).toMatchObject({
    refusal: { reason: "column_count", message: "Row 7: expected 7 columns, found 2." },
  });
});

describe("rules", () => {
  const rules = [
    {
      name: "postage",
      when: [{ field: "line.sku", in: ["POST"] }],
      outcome: "reject",
      message: "no goods",
    },
    {
      name: "nobody",
      when: [
        { field: "order.reference", startsWith: "c" },
        { column: "Customer", empty: true },
      ],
      outcome: "reject",
    },
    {
      name: "taken_back",
      when: [{ field: "order.reference", startsWith: "C" }],
      outcome: "cancel",
    },
    { name: "lost", when: [{ field: "line.quantity", below: 0 }], outcome: "reject" },
    { name: "gift", when: [{ field: "line.unitPrice", equals: 0 }], outcome: "accept" },
    { name: "huge", when: [{ field: "line.quantity", above: 1000 }], outcome: "accept" },
  ];
  const check = openCheck({ rules });

  test("set rows aside by name, which is no fault", () => {
    expect(check({ Code: "post" })).toMatchObject({
      kind: "refused",
      isFault: false,
      refusal: { reason: "postage", message: "Row 42: no goods." },
    });
    expect(check({ Qty: "-5" })).toMatchObject({ refusal: { reason: "lost" }, isFault: false });
  });

  test("decide in their order, the first that holds", () => {
    expect(reasonOf(check({ No: "C7", Code: "POST", Qty: "-1" }))).toBe("postage");
    expect(reasonOf(check({ No: "C7", Customer: "", Qty: "-1" }))).toBe("nobody");
    expect(check({ No: "C7", Qty: "-2" })).toMatchObject({
      kind: "cancellation",
      name: "taken_back",
      line: { quantity: 2 },
      value: { digits: -500n, scale: 2 },
    });
  });

  test("give sales a name to count by", () => {
    expect(check({ Price: "0" })).toMatchObject({ kind: "sale", name: "gift" });
    expect(check({ Qty: "1001" })).toMatchObject({ kind: "sale", name: "huge" });
    expect(check({ Qty: "1000" })).toMatchObject({ kind: "sale", name: "sale" });
  });

  test("a cancellation with units above 0 is a fault, and so is one that cannot be read", () => {
    expect(reasonOf(check({ No: "C7", Qty: "1" }))).toBe("quantity_not_negative");
    expect(reasonOf(check({ No: "C7", Qty: "x" }))).toBe("quantity_not_a_number");
  });
});
