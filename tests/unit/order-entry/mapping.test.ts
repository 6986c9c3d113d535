import { describe, expect, test } from "vitest";
import { emptyGrid, reduceGrid, snapshotOf } from "@/components/entry-grid/grid-state";
import {
  askedLines,
  draftLines,
  instructionsOf,
  lineQuoteOf,
  movedTerms,
  productOf,
  type Quote,
  type QuotedLine,
  resultsOf,
  type SkuMatch,
  seenTerms,
  shipGroups,
} from "@/components/order-entry/mapping";
import { placeInputOf, sortFaults } from "@/components/order-entry/place-order";
import type { SkuId } from "@/server/oms/kernel/ids";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { orderDraftContent } from "@/server/oms/orders/schema";

const day = (text: string) => text as LocalDate;
const reading = { today: "2026-11-24", audience: "staff" } as const;

const match = (over: Partial<SkuMatch> = {}): SkuMatch => ({
  skuId: "sku-1" as SkuId,
  code: "ABC-100",
  name: "Thing",
  unit: "each",
  packMultiple: 1,
  minQuantity: 1,
  status: "active",
  units: [],
  customerPart: null,
  successor: null,
  matchedBy: "code",
  matched: "ABC-100",
  isExact: true,
  ...over,
});

const line = (over: Partial<QuotedLine> = {}): QuotedLine => ({
  key: "l1",
  faults: [],
  findings: [],
  sku: {
    id: "sku-1" as SkuId,
    code: "ABC-100",
    name: "Thing",
    baseUnit: "each",
    packMultiple: 1,
    minQuantity: 1,
  },
  unitPriceE4: 125_000,
  lineTotal: 50_000,
  availableNow: 26,
  preorder: null,
  components: [],
  replacement: null,
  offers: [],
  cancelled: null,
  parts: [
    {
      quantity: 26,
      nodeName: "Reno",
      shipDate: day("2026-11-24"),
      deliveryDate: day("2026-11-26"),
      state: "firm",
    },
    {
      quantity: 14,
      nodeName: "Reno",
      shipDate: day("2026-12-02"),
      deliveryDate: day("2026-12-04"),
      state: "expected",
    },
  ],
  promiseDate: day("2026-12-04"),
  promiseState: "expected",
  sentence: "Reno ships 26 now.",
  ...over,
});

const quote = (lines: readonly QuotedLine[]): Quote => ({
  lines,
  subtotal: 50_000,
  currency: "USD",
  promiseDate: day("2026-12-04"),
  promiseState: "expected",
  credit: { limit: null, openReceivables: 0, openOrders: 0, exposure: 0, left: null, state: "ok" },
  creditLeft: null,
  findings: [],
  noticed: [],
  needsApproval: false,
});

describe("a line's answer", () => {
  test("says apart what ships now and what later, each with its date and why", () => {
    const answer = lineQuoteOf(line(), "USD", reading);
    expect(answer).toMatchObject({
      unitPriceE4: 125_000,
      lineTotalMinor: 50_000,
      availableNow: 26,
    });
    expect(answer.promise).toMatchObject({ date: "2026-11-26", state: "firm" });
    expect(answer.later).toMatchObject([
      { quantity: 14, promise: { date: "2026-12-04", state: "expected" } },
    ]);
    expect(answer.promise?.derivation).toEqual([
      { label: "26 from Reno", value: "leaves Tue 24 Nov, arrives Thu 26 Nov" },
      { label: "Why", value: "Reno ships 26 now." },
    ]);
  });

  test("what comes later is said in the order in which it comes", () => {
    const part = (quantity: number, deliveryDate: ReturnType<typeof day> | null) => ({
      quantity,
      nodeName: null,
      shipDate: null,
      deliveryDate,
      state: deliveryDate === null ? ("unknown" as const) : ("expected" as const),
    });
    const parts = [part(1, null), part(2, day("2026-12-22")), part(3, day("2026-12-07"))];
    const { later } = lineQuoteOf(line({ parts }), "USD", reading);
    expect(later.map(({ quantity }) => quantity)).toEqual([3, 2, 1]);
  });

  test("carries the first fault, and no date where nobody knows one", () => {
    const parts = [
      {
        quantity: 3,
        nodeName: null,
        shipDate: null,
        deliveryDate: null,
        state: "unknown" as const,
      },
    ];
    const faults = [{ code: "preorder_limit", message: "No more than 60 before 2026-11-20" }];
    const answer = lineQuoteOf(line({ parts, faults }), "USD", reading);
    expect(answer).toMatchObject({ availableNow: 0, error: "No more than 60 before Fri 20 Nov" });
    expect(answer.later).toMatchObject([{ quantity: 3, promise: { date: null } }]);
    expect(answer.promise).toBeUndefined();
  });

  test("goes back under the version it was asked for; a line without an answer gets none", () => {
    const asked = [
      { lineId: "l1", version: 7, sku: "ABC-100", quantity: 40, insteadOf: null },
      { lineId: "gone", version: 1, sku: "X", quantity: 1, insteadOf: null },
    ];
    const results = resultsOf(asked, quote([line()]), reading);
    expect(results.map(({ lineId, version }) => [lineId, version])).toEqual([["l1", 7]]);
  });
});

test("shipments to come stand by day, place and certainty, the soonest first", () => {
  const other = line({
    key: "l2",
    parts: [
      {
        quantity: 5,
        nodeName: "Reno",
        shipDate: day("2026-11-24"),
        deliveryDate: day("2026-11-26"),
        state: "firm",
      },
    ],
  });
  const groups = shipGroups(quote([line(), other]));
  expect(
    groups.map(({ shipDate, isFirm, rows }) => [
      shipDate,
      isFirm,
      rows.map(({ quantity }) => quantity),
    ]),
  ).toEqual([
    ["2026-11-24", true, [26, 5]],
    ["2026-12-02", false, [14]],
  ]);
});

describe("what moved since it was seen", () => {
  test("nothing, when nothing did", () => {
    expect(movedTerms(seenTerms(quote([line()])), quote([line()]))).toEqual([]);
  });

  test("price and date, line by line, from what to what", () => {
    const now = line({ unitPriceE4: 130_000, promiseDate: day("2026-12-09") });
    expect(movedTerms(seenTerms(quote([line()])), quote([now]))).toEqual([
      {
        code: "ABC-100",
        price: { from: 125_000, to: 130_000 },
        date: { from: "2026-12-04", to: "2026-12-09" },
      },
    ]);
  });

  test("a SKU on two lines is compared line by line; a new line did not move", () => {
    const second = line({ key: "l2", promiseDate: day("2026-12-09") });
    const seen = seenTerms(quote([line(), second]));
    expect(movedTerms(seen, quote([line(), second]))).toEqual([]);
    expect(movedTerms(seenTerms(quote([line()])), quote([line(), second]))).toEqual([]);
  });
});

test("a customer's own number stands for the SKU only where it named it", () => {
  const own = match({ matchedBy: "customer_part", matched: "OWN-7", customerPart: "OWN-7" });
  expect(productOf(own, true).alias).toBe("OWN-7");
  expect(productOf(own, false).alias).toBeUndefined();
  const cases = match({ units: [{ unit: "case", numerator: 12, denominator: 1 }] });
  expect(productOf(cases, true).units.map(({ code, factor }) => [code, factor])).toEqual([
    ["each", 1],
    ["case", 12],
  ]);
});

test("a draft keeps every line as typed; only lines that mean something are asked about", () => {
  const nextId = () => crypto.randomUUID();
  let state = emptyGrid("a");
  state = reduceGrid(state, { type: "type_code", id: "a", text: "HELM" }, nextId);
  state = reduceGrid(
    state,
    {
      type: "arrive",
      report: false,
      arrivals: [
        {
          id: "b",
          code: "OWN-7",
          quantityText: "2 case",
          note: "gift",
          product: productOf(
            match({
              matchedBy: "customer_part",
              matched: "OWN-7",
              units: [{ unit: "case", numerator: 12, denominator: 1 }],
            }),
            true,
          ),
        },
      ],
    },
    nextId,
  );
  const snapshot = snapshotOf(state);
  expect(draftLines(snapshot)).toEqual([
    { code: "HELM", quantityText: "", quantity: null, note: "", insteadOf: null },
    { code: "OWN-7", quantityText: "2 case", quantity: 24, note: "gift", insteadOf: null },
  ]);
  expect(askedLines(snapshot).map(({ sku, quantity }) => [sku, quantity])).toEqual([["OWN-7", 24]]);
});

test("an order takes the draft's lines that mean something, and notes as instructions", () => {
  const content = orderDraftContent.parse({
    customerPo: "  PO-1 ",
    requestedDate: "soon",
    note: "Ring twice",
    lines: [
      { code: "A", quantityText: "2", quantity: 2, note: "gift" },
      { code: "?", quantityText: "x" },
    ],
  });
  expect(instructionsOf(content)).toBe("Ring twice\nA: gift");
  expect(placeInputOf(content, true)).toEqual({
    shipPolicy: "as_available",
    note: "Ring twice\nA: gift",
    confirmsDuplicatePo: true,
    lines: [{ sku: "A", quantity: 2 }],
    customerPo: "PO-1",
  });
});

test("faults go where they can be mended: to their field, to their line, or above all", () => {
  const sorted = sortFaults(
    [
      { field: "customerPo", message: "Used before" },
      { field: "lines.1.quantity", message: "Order 10 or 15" },
      { field: "companyId", message: "Blocked" },
    ],
    [{ code: "A" }, { code: "TT-M928" }],
  );
  expect(sorted).toEqual({
    fields: { customerPo: "Used before" },
    lines: ["Line 2, TT-M928: Order 10 or 15"],
    other: ["Blocked"],
  });
});
