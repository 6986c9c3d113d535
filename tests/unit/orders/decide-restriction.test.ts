import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localDate } from "@/server/oms/kernel/local-date";
import {
  decideRestricted,
  type Goods,
  type Restriction,
  type Sale,
} from "@/server/oms/orders/decide-restriction";

const frame: Goods = { id: "s1", code: "FR-X", category: "Frames" };
const lamp: Goods = { id: "s2", code: "LT-1", category: "Lights" };

const restriction = (over: Partial<Restriction> = {}): Restriction => ({
  reference: "R",
  kind: "forbidden",
  skuId: "s1",
  category: null,
  country: "US",
  region: "CA",
  postalPrefix: null,
  channelCode: null,
  companyId: null,
  validFrom: null,
  validTo: null,
  reason: "battery rules",
  ...over,
});

const sale = (over: Partial<Sale> = {}): Sale => ({
  shipTo: { country: "US", region: "CA", postalCode: "94105" },
  channelCode: "portal",
  companyId: "c1",
  today: localDate("2026-11-10"),
  ...over,
});
const inNevada = sale({ shipTo: { country: "US", region: "NV", postalCode: "89501" } });

const said = (restrictions: readonly Restriction[], goods: readonly Goods[], of: Sale) =>
  decideRestricted(restrictions, goods, of)?.message ?? null;

describe("what may not be shipped there", () => {
  test("is said with the goods, the place, why and the way out", () => {
    expect(decideRestricted([restriction()], [frame], sale())).toEqual({
      code: "restricted",
      message:
        "FR-X may not be shipped to California, United States: battery rules; take it off the order or ship it elsewhere",
    });
    expect(said([restriction()], [frame], inNevada)).toBeNull();
    expect(said([restriction()], [lamp], sale())).toBeNull();
  });

  test("goes by category, postcode, channel and customer", () => {
    const frames = restriction({ skuId: null, category: "Frames", region: null });
    expect(said([frames], [frame], sale())).toContain("to United States");
    const code = restriction({ region: null, postalPrefix: "941" });
    expect(said([code], [frame], sale())).toContain("postcodes 941…, United States");
    expect(said([code], [frame], inNevada)).toBeNull();
    const byPhone = restriction({ country: null, region: null, channelCode: "phone" });
    expect(said([byPhone], [frame], sale())).toBeNull();
    expect(said([byPhone], [frame], sale({ channelCode: "phone" }))).toBe(
      "FR-X may not be sold through phone: battery rules; take it off the order",
    );
    const theirs = restriction({ country: null, region: null, companyId: "c1" });
    expect(said([theirs], [frame], sale())).toContain("may not be sold to this customer");
  });

  test("holds from its first day to its last", () => {
    const november = restriction({
      validFrom: localDate("2026-11-01"),
      validTo: localDate("2026-11-10"),
    });
    expect(said([november], [frame], sale())).not.toBeNull();
    expect(said([november], [frame], sale({ today: localDate("2026-11-11") }))).toBeNull();
    expect(said([november], [frame], sale({ today: localDate("2026-10-31") }))).toBeNull();
  });

  test("names the part of a kit that it is about", () => {
    const kit: Goods = { id: "k", code: "KIT", category: "Kits" };
    expect(said([restriction()], [kit, lamp, frame], sale())).toContain(
      "FR-X, a part of KIT, may not be shipped",
    );
  });
});

describe("what may be sold only there", () => {
  const only = (region: string) => restriction({ reference: region, kind: "only_allowed", region });

  test("is refused elsewhere, and one of several places is enough", () => {
    expect(said([only("CA")], [frame], inNevada)).toBe(
      "FR-X may be sold only to California, United States: battery rules; take it off the order or ship it there",
    );
    expect(said([only("CA"), only("NV")], [frame], inNevada)).toBeNull();
  });

  test("waits for the place while nobody knows it", () => {
    expect(said([only("CA"), restriction()], [frame], sale({ shipTo: null }))).toBeNull();
  });

  test("a place that is forbidden stays so", () => {
    expect(said([only("CA"), restriction()], [frame], sale())).toContain("may not be shipped");
  });
});

test("one more restriction never lets through what was refused, unless it says where alone", () => {
  const any = fc.record({
    kind: fc.constant("forbidden" as const),
    skuId: fc.constantFrom("s1", "s2"),
    region: fc.constantFrom("CA", "NV", null),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 4 }), any, (some, one) => {
      const before = decideRestricted(some.map(restriction), [frame], sale());
      const after = decideRestricted([...some, one].map(restriction), [frame], sale());
      return before === null || after !== null;
    }),
  );
});
