import { expect, test } from "vitest";
import { askedRows, kitBuckets, kitPromise } from "@/components/orders/kit-rows";
import type { KitView, OrderLineView } from "@/components/orders/types";

const kit = (group: number, over: Partial<KitView> = {}): KitView => ({
  group,
  code: `KIT-${group}`,
  name: "Set",
  unit: "each",
  quantity: 4,
  unitPriceE4: 100_000,
  customerPart: null,
  ...over,
});

const line = (id: string, over: Partial<OrderLineView> = {}): OrderLineView => ({
  id,
  lineNumber: 1,
  skuCode: id,
  description: id,
  customerPart: null,
  unit: "each",
  unitPriceE4: 10_000,
  lineTotalMinor: 100,
  cancelledMinor: 0,
  buckets: { ordered: 4, shipped: 0, released: 0, allocated: 0, backordered: 0, cancelled: 0 },
  promise: { date: "2026-11-24", state: "firm", original: "2026-11-24" },
  parts: [],
  comesOutOn: null,
  kit: null,
  insteadOf: null,
  ...over,
});

test("components of one kit line stand together, two lines of the same kit apart", () => {
  const rows = askedRows([
    line("loose"),
    line("a", { kit: kit(2) }),
    line("b", { kit: kit(2) }),
    line("c", { kit: kit(3, { code: "KIT-2" }) }),
  ]);
  expect(
    rows.map((row) => (row.kit === null ? row.line.id : row.lines.map(({ id }) => id))),
  ).toEqual(["loose", ["a", "b"], ["c"]]);
});

test("kits have come as far as the least of their components", () => {
  const none = { shipped: 0, released: 0, allocated: 0, backordered: 0, cancelled: 0 };
  const buckets = kitBuckets(kit(1), [
    line("a", { buckets: { ...none, ordered: 4, shipped: 3, allocated: 1, delivered: 2 } }),
    line("b", { buckets: { ...none, ordered: 8, shipped: 3, released: 2, backordered: 3 } }),
  ]);
  expect(buckets).toEqual({
    ordered: 4,
    delivered: 0,
    shipped: 1,
    released: 1,
    allocated: 0,
    backordered: 2,
    cancelled: 0,
  });
});

test("a kit arrives with its last component, as surely as the least sure of them", () => {
  const late = { date: "2026-12-01", state: "expected", original: "2026-11-30" } as const;
  expect(kitPromise([line("a"), line("b", { promise: late })])).toEqual(late);
  const open = { date: null, state: "unknown", original: null } as const;
  expect(kitPromise([line("a"), line("b", { promise: open })])).toEqual(open);
});
