import { describe, expect, test } from "vitest";
import {
  checkKitQuantity,
  explodeLine,
  kitFault,
  kitParts,
  linesOf,
} from "@/server/oms/intake/decide-kit";
import type { OrderableSku, ResolvedLine, StockedSku } from "@/server/oms/intake/types";
import type { OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { type LocalDate, localDate } from "@/server/oms/kernel/local-date";
import { lineTotal } from "@/server/oms/kernel/money";

const sku = (code: string, over: Partial<StockedSku> = {}): StockedSku => ({
  id: code as SkuId,
  code,
  name: code,
  category: "",
  isHazmat: false,
  baseUnit: "each",
  packMultiple: 1,
  minQuantity: 1,
  grams: 100,
  backorderPolicy: "backorder",
  backorderLimit: null,
  backorderDays: null,
  comesOutOn: null,
  preorderLimit: null,
  leadTimeDays: 14,
  listPriceE4: 100_000,
  costE4: 0,
  status: "active",
  ...over,
});

const kitOf = (...parts: [StockedSku, number][]): OrderableSku => ({
  ...sku("KIT"),
  components: parts.map(([component, quantity]) => ({ sku: component, quantity })),
});

function exploded(kit: OrderableSku, kits: number, unitPriceE4: number): ResolvedLine[] {
  const asked: ResolvedLine = {
    lineId: "l0" as OrderLineId,
    askedAt: 3,
    kit: null,
    asked: null,
    sku: kit,
    quantity: kits,
    customerPart: "THEIRS",
    unitPriceE4,
    expectedUnitPriceE4: null,
    priceListId: "list",
    lineTotal: lineTotal(kits, unitPriceE4, "USD"),
    requestedDate: null,
  };
  const ids = Array.from({ length: linesOf(kit) }, (_, index) => `l${index}` as OrderLineId);
  return explodeLine(asked, kit, ids, "USD");
}

describe("a kit line as its components", () => {
  test("has a line per component, with its units and where it came from", () => {
    const lines = exploded(kitOf([sku("FRAME"), 1], [sku("WHEEL"), 2]), 5, 1_000_000);
    expect(lines.map((line) => [line.lineId, line.sku.code, line.quantity])).toEqual([
      ["l0", "FRAME", 5],
      ["l1", "WHEEL", 10],
    ]);
    expect(lines[1]).toMatchObject({ askedAt: 3, customerPart: null, priceListId: "list" });
    expect(lines[1]?.kit).toMatchObject({ quantity: 5, lineTotal: 50_000, customerPart: "THEIRS" });
  });

  test("shares the kit's price out by list price, to the last cent", () => {
    const kit = kitOf(
      [sku("A", { listPriceE4: 10_000 }), 1],
      [sku("B", { listPriceE4: 10_000 }), 1],
      [sku("C", { listPriceE4: 10_000 }), 1],
    );
    const lines = exploded(kit, 1, 100_000);
    expect(lines.map((line) => line.lineTotal)).toEqual([334, 333, 333]);
    expect(lines.map((line) => line.unitPriceE4)).toEqual([33_400, 33_300, 33_300]);
  });

  test("weighs with units, and by units alone where nothing has a list price", () => {
    const free = { listPriceE4: 0 };
    const priced = kitOf([sku("A"), 3], [sku("B"), 1]);
    const unpriced = kitOf([sku("A", free), 1], [sku("B", free), 4]);
    expect(exploded(priced, 2, 40_000).map((line) => line.lineTotal)).toEqual([600, 200]);
    expect(exploded(unpriced, 1, 50_000).map((line) => line.lineTotal)).toEqual([100, 400]);
  });

  test("a given price of nothing is shared out as nothing", () => {
    expect(exploded(kitOf([sku("A"), 1], [sku("B"), 1]), 2, 0).map((l) => l.lineTotal)).toEqual([
      0, 0,
    ]);
  });

  test("an ordinary SKU stays one line", () => {
    const lines = exploded({ ...sku("A"), components: [] }, 4, 10_000);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ kit: null, customerPart: "THEIRS", quantity: 4 });
  });

  test("so many kits that a component could not be counted are refused", () => {
    const kit = kitOf([sku("A"), 1_000]);
    expect(checkKitQuantity(kit, 10_000)).toBeNull();
    expect(checkKitQuantity(kit, 10_001)).toMatchObject({ code: "too_many" });
  });
});

describe("what may not wait", () => {
  const because = "the kit is not backordered";
  const short = (kit: OrderableSku, kits: number, open: number[], refused: number[]) =>
    kitFault(
      exploded(kit, kits, 10_000).map((line, index) => ({
        line,
        open: open[index] ?? 0,
        refused: refused[index] ?? 0,
        because,
      })),
    );

  test("one component that refuses backorders keeps the kit from waiting for another", () => {
    const kit = kitOf([sku("A", { backorderPolicy: "refuse" }), 1], [sku("B"), 2]);
    expect(exploded(kit, 10, 10_000).map((line) => line.kit?.neverWaits)).toEqual([
      "refuse",
      "refuse",
    ]);
    expect(short(kit, 10, [0, 11], [0, 11])?.message).toBe(
      "KIT: 10 ordered, 4 can ship because B is short by 11, and the kit is not backordered; order 4 or less",
    );
  });

  test("a capped component lets as many kits wait as its units may", () => {
    const kit = kitOf([sku("A", { backorderPolicy: "cap", backorderLimit: 6 }), 2], [sku("B"), 1]);
    expect(short(kit, 10, [14, 0], [8, 0])?.message).toBe(
      "KIT: 10 ordered, 3 can ship because A is short by 14, and 3 may wait; order 6 or less",
    );
    expect(short(kit, 10, [6, 0], [0, 0])).toBeNull();
  });

  test("where no kit can be had, another SKU is the way out", () => {
    const kit = kitOf([sku("A", { backorderPolicy: "refuse" }), 1]);
    expect(short(kit, 2, [2], [2])?.message).toMatch(/0 can ship .*order another SKU$/);
  });

  test("components that may wait, wait", () => {
    expect(short(kitOf([sku("A"), 1], [sku("B"), 1]), 5, [5, 0], [0, 0])).toBeNull();
  });
});

describe("parts in kits", () => {
  const part = (quantity: number, nodeName: string | null, day: string | null) => ({
    quantity,
    nodeName,
    shipDate: day as LocalDate | null,
    deliveryDate: day === null ? null : localDate(day),
    state: "firm" as const,
  });
  const MON = "2026-11-23";
  const WED = "2026-11-25";

  test("kits arrive as their last component does, from each node that gives one", () => {
    const parts = kitParts(10, [
      { perKit: 1, parts: [part(10, "Reno", MON)] },
      { perKit: 2, parts: [part(7, "Reno", MON), part(13, "Columbus", WED)] },
    ]);
    expect(parts.map((one) => [one.quantity, one.nodeName, one.deliveryDate])).toEqual([
      [3, "Reno", MON],
      [7, "Columbus and Reno", WED],
    ]);
  });

  test("while a component waits, all kits are one part with the latest day", () => {
    const waiting = { ...part(2, null, WED), state: "expected" as const };
    expect(
      kitParts(4, [
        { perKit: 1, parts: [part(4, "Reno", MON)] },
        { perKit: 1, parts: [part(2, "Reno", MON), waiting] },
      ]),
    ).toEqual([
      { quantity: 4, nodeName: null, shipDate: WED, deliveryDate: WED, state: "expected" },
    ]);
  });

  test("one unit without a day leaves the kits without one", () => {
    const unknown = { ...part(1, null, null), state: "unknown" as const };
    const [all] = kitParts(1, [
      { perKit: 1, parts: [part(1, "Reno", MON)] },
      { perKit: 1, parts: [unknown] },
    ]);
    expect(all).toMatchObject({ quantity: 1, deliveryDate: null, state: "unknown" });
  });
});
