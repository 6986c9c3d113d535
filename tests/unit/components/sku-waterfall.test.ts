import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { positionWaterfall } from "@/components/admin/sku-waterfall";
import type { SkuPosition } from "@/server/oms/inventory/queries-sku-stock";

const SKU = { code: "RA/1", comesOutOn: null };

const position = (over: Partial<SkuPosition>): SkuPosition => {
  const row = {
    nodeId: "n",
    node: "Reno",
    nodeCode: "RENO",
    bin: null,
    onHand: 0,
    allocated: 0,
    reserved: 0,
    safetyStock: 0,
    oversold: 0,
    damaged: 0,
    quarantine: 0,
    channels: [],
    ...over,
  };
  const left = row.onHand - row.allocated - row.reserved - row.safetyStock;
  return { available: Math.max(left, 0), ...row };
};

describe("the steps to what a node has available", () => {
  test("each says what it takes, what it leaves, and where the rows behind it are", () => {
    const rows = positionWaterfall(
      SKU,
      position({ onHand: 40, allocated: 12, reserved: 3, safetyStock: 5, damaged: 2 }),
    );
    expect(rows.map(({ id, units, left, href }) => [id, units, left, href])).toEqual([
      ["on_hand", 40, 40, "/admin/inventory/RA%2F1?node=RENO&of=on_hand#ledger"],
      ["allocated", -12, 28, "/admin/inventory/RA%2F1?node=RENO&of=allocated#ledger"],
      ["reserved", -3, 25, "#holds"],
      ["safety_stock", -5, 20, "#safety"],
    ]);
  });

  test("what is not out yet leaves nothing", () => {
    const coming = { code: "RA-1", comesOutOn: "2027-01-12" };
    const last = positionWaterfall(coming, position({ onHand: 9, available: 0 })).at(-1);
    expect(last).toMatchObject({ id: "not_out", units: -9, left: 0 });
  });

  test("the last step leaves what the page says is available, even when it is oversold", () => {
    const units = fc.nat({ max: 50 });
    fc.assert(
      fc.property(units, units, units, units, (onHand, allocated, reserved, safetyStock) => {
        const row = position({ onHand, allocated, reserved, safetyStock });
        const rows = positionWaterfall(SKU, row);
        expect(rows.at(-1)?.left).toBe(row.available);
        expect(rows.reduce((sum, step) => sum + step.units, 0)).toBe(row.available);
        expect(rows.every(({ left }) => left >= 0)).toBe(true);
      }),
    );
  });
});
