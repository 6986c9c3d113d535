import fc from "fast-check";
import { expect, test } from "vitest";
import { decideCancellations } from "@/server/oms/imports/decide-cancellation";
import { bindMapping } from "@/server/oms/imports/decide-mapping";
import { assembleDocument } from "@/server/oms/imports/decide-orders";
import { openTally } from "@/server/oms/imports/decide-report";
import { openRowCheck } from "@/server/oms/imports/decide-row";
import { openRules } from "@/server/oms/imports/decide-rule";
import { orderFields, orderMapping } from "@/server/oms/imports/schema";
import { add, formatDecimal, multiply, parseDecimal, ZERO } from "@/server/oms/kernel/decimal";

const HEADER = ["No", "Date", "Customer", "Code", "Qty", "Price"];
const MAPPING = orderMapping.parse({
  "order.reference": "No",
  "order.placedAt": "Date",
  "company.code": "Customer",
  "line.sku": "Code",
  "line.quantity": "Qty",
  "line.unitPrice": "Price",
  rules: [
    { name: "postage", when: [{ field: "line.sku", in: ["POST"] }], outcome: "reject" },
    {
      name: "cancellation",
      when: [{ field: "order.reference", startsWith: "C" }],
      outcome: "cancel",
    },
    { name: "lost", when: [{ field: "line.quantity", below: 0 }], outcome: "reject" },
  ],
});

const cells = fc.tuple(
  fc.constantFrom("1", "2", "3", "C1", "C2", ""),
  fc.constantFrom("2024-01-01", "2024-02-30", ""),
  fc.constantFrom("A", "B", ""),
  fc.constantFrom("X", "x", "Y", "POST", "1.23E+12", ""),
  fc.oneof(
    fc.integer({ min: -5, max: 20 }).map(String),
    fc.constantFrom("1.5", "1E+12", "", "10000001"),
  ),
  fc.oneof(
    fc.integer({ min: -300, max: 90_000 }).map((cents) => (cents / 100).toFixed(2)),
    fc.constantFrom("0.00001", "0.0005", "free", ""),
  ),
);

/** What the pure part makes of a file, without a database: everything that fits is taken. */
function accountOf(rows: readonly (readonly string[])[]) {
  const bound = bindMapping(MAPPING, HEADER, orderFields, [], new Map());
  if (!bound.ok) {
    throw new Error("the mapping fits");
  }
  const rules = openRules(MAPPING.rules, bound.value, orderFields, ".");
  const settings = { mode: "history", decimal: ".", columns: 6, now: new Date() } as const;
  const check = openRowCheck(bound.value, rules, settings);
  const documents = new Map<string, ReturnType<typeof check>[]>();
  rows.forEach((row, at) => {
    const reference = row[0] || `row ${at}`;
    documents.set(reference, [
      ...(documents.get(reference) ?? []),
      check({ number: at + 2, cells: row }),
    ]);
  });
  const tally = openTally();
  for (const document of documents.values()) {
    const { order, refused, cancellations } = assembleDocument(document);
    refused.forEach(tally.count);
    for (const line of order?.lines ?? []) {
      line.rows.forEach(tally.count);
    }
    for (const { row, name } of cancellations) {
      tally.count({ row, outcome: { outcome: "accepted", name } });
    }
  }
  return tally.account();
}

const fileValueOf = (rows: readonly (readonly string[])[]) =>
  rows.reduce((sum, [, , , , quantity = "", price = ""]) => {
    const [q, p] = [parseDecimal(quantity), parseDecimal(price)];
    return q === null || p === null ? sum : add(sum, multiply(q, p));
  }, ZERO);

test("every line ends once, and the values add up to the file to the last digit", () => {
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 60 }), (rows) => {
      const { read, accepted, merged, rejected, rejections, value, outcomes } = accountOf(rows);
      expect(read).toBe(rows.length);
      expect(accepted + merged + rejected).toBe(read);
      expect(Object.values(rejections).reduce((sum, count) => sum + count, 0)).toBe(rejected);
      expect(outcomes.reduce((sum, part) => sum + part.lines, 0)).toBe(read);
      const total = [value.accepted, value.merged, value.rejected]
        .map((text) => parseDecimal(text) ?? ZERO)
        .reduce(add);
      expect(formatDecimal(total)).toBe(formatDecimal(fileValueOf(rows)));
    }),
    { numRuns: 300 },
  );
});

test("the order of the rows of a file changes no sum", () => {
  fc.assert(
    fc.property(
      fc
        .array(cells, { maxLength: 30 })
        .chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
      ([rows, shuffled]) => {
        const [a, b] = [accountOf(rows), accountOf(shuffled)];
        expect(b.read).toBe(a.read);
        const sum = ({ value }: typeof a) =>
          formatDecimal(
            [value.accepted, value.merged, value.rejected]
              .map((text) => parseDecimal(text) ?? ZERO)
              .reduce(add),
          );
        expect(sum(b)).toBe(sum(a));
      },
    ),
    { numRuns: 100 },
  );
});

test("cancellations take back no more than was asked, than was sold, or than came before", () => {
  const day = (n: number) => new Date(Date.UTC(2024, 0, n));
  const sale = fc.record({
    companyId: fc.constantFrom("c1", "c2"),
    skuId: fc.constantFrom("s1", "s2"),
    placedAt: fc.integer({ min: 1, max: 9 }).map(day),
    unitPriceE4: fc.constantFrom(1, 2),
    units: fc.integer({ min: 1, max: 10 }),
  });
  const reversal = sale.map(({ placedAt, ...rest }) => ({ ...rest, cancelledAt: placedAt }));
  fc.assert(
    fc.property(fc.array(sale), fc.array(reversal), (sales, reversals) => {
      const open = sales.map((each, at) => ({ ...each, orderLineId: `line ${at}` }));
      const matched = decideCancellations(reversals, open);
      const takenOf = new Map<string, number>();
      matched.forEach(({ taken, unmatchedUnits }, at) => {
        const asked = reversals[at];
        expect(taken.reduce((sum, part) => sum + part.units, 0) + unmatchedUnits).toBe(
          asked?.units,
        );
        for (const { orderLineId, units } of taken) {
          const sold = open.find((each) => each.orderLineId === orderLineId);
          expect(sold).toMatchObject({ companyId: asked?.companyId, skuId: asked?.skuId });
          expect(Number(sold?.placedAt)).toBeLessThanOrEqual(Number(asked?.cancelledAt));
          takenOf.set(orderLineId, (takenOf.get(orderLineId) ?? 0) + units);
        }
      });
      for (const { orderLineId, units } of open) {
        expect(takenOf.get(orderLineId) ?? 0).toBeLessThanOrEqual(units);
      }
    }),
    { numRuns: 300 },
  );
});
