import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantitySegments, quantitySentence } from "@/components/signature/quantity-segments";
import { STATUS, type StatusKind, statusLook } from "@/components/status";
import { isBareStroke, isSingleCharacter, strokeOf } from "@/components/ui/hotkey-match";

describe("the status dictionary", () => {
  const kinds = Object.keys(STATUS).filter((kind): kind is StatusKind => kind in STATUS);
  it("never tells two states of one kind apart by colour alone", () => {
    for (const kind of kinds) {
      const seen = Object.keys(STATUS[kind]).map((value) => statusLook(kind, value).word);
      expect(new Set(seen).size, kind).toBe(seen.length);
    }
  });
  it("has no staff words for customers", () => {
    const internal = /allocat|released|manifest|sourc|pick(ing|ed)/i;
    for (const kind of ["order", "order_fulfillment", "fulfillment_order", "shipment"] as const) {
      for (const value of Object.keys(STATUS[kind])) {
        expect(statusLook(kind, value, "customer").word).not.toMatch(internal);
      }
    }
  });
  it("spells out what it does not know", () => {
    expect(statusLook("order", "parked_by_erp")).toEqual({
      word: "Parked by erp",
      tone: "neutral",
      glyph: "empty",
    });
  });
});

describe("the quantity bar", () => {
  it("says in words what it draws", () => {
    const buckets = {
      ordered: 40,
      shipped: 12,
      released: 8,
      allocated: 6,
      backordered: 14,
      cancelled: 0,
      delivered: 4,
    };
    expect(quantitySentence(buckets, "ea")).toBe(
      "40 ea ordered: 4 delivered, 8 shipped, 8 with the warehouse, 6 allocated, 14 backordered",
    );
  });
  it("always fills up to what was ordered", () => {
    const count = fc.nat(1000);
    const record = fc.record({
      shipped: count,
      released: count,
      allocated: count,
      backordered: count,
      cancelled: count,
      delivered: count,
      open: count,
    });
    fc.assert(
      fc.property(record, ({ open, ...parts }) => {
        const { delivered: _part, ...disjoint } = parts;
        const ordered = open + Object.values(disjoint).reduce((sum, one) => sum + one, 0);
        const drawn = quantitySegments({ ordered, ...parts });
        expect(drawn.reduce((sum, segment) => sum + segment.quantity, 0)).toBe(ordered);
      }),
    );
  });
});

describe("keys", () => {
  const press = (
    key: string,
    held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {},
  ) => strokeOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });
  it("names strokes the same on every keyboard", () => {
    expect(press("K", { ctrlKey: true })).toBe("mod+k");
    expect(press("k", { metaKey: true })).toBe("mod+k");
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press("X", { shiftKey: true })).toBe("shift+x");
    expect(press(" ")).toBe("space");
    expect(press("Enter", { ctrlKey: true })).toBe("mod+enter");
  });
  it("knows which would be typed text", () => {
    expect(isBareStroke("j")).toBe(true);
    expect(isBareStroke("mod+k")).toBe(false);
    expect(isBareStroke("escape")).toBe(false);
    expect(isSingleCharacter("g o")).toBe(true);
    expect(isSingleCharacter("arrowdown")).toBe(false);
    expect(isSingleCharacter("mod+enter")).toBe(false);
  });
});
