import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUYER_PROGRESS, statesBehind } from "@/components/portal/order-states";
import { padHref, padLinesOf, reorderLines } from "@/components/portal/pad-address";
import { addressOnSite } from "@/components/sign-in/address-on-site";

describe("where to go after signing in", () => {
  test.each([
    ["/portal/orders?q=x#top", "/portal/orders?q=x#top"],
    ["", "/"],
    [undefined, "/"],
    [["/a", "/b"], "/"],
    ["//evil.example/x", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["portal", "/"],
    ["/sign-in?callbackUrl=/portal", "/"],
    ["/\t/evil.example", "/"],
  ])("%j leads to %s", (asked, to) => {
    expect(addressOnSite(asked)).toBe(to);
  });

  test("never off the site, whatever is asked", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const url = new URL(addressOnSite(text), "https://ordinate.test");
        expect(url.origin).toBe("https://ordinate.test");
      }),
    );
  });
});

/** What codes are made of, and what addresses trip over. */
const CODE_CHARS = fc.constantFrom(
  "A",
  "z",
  "0",
  "-",
  ".",
  "/",
  ",",
  "*",
  "%",
  "&",
  "#",
  "+",
  "ß",
  "🚲",
);

test("lines travel to the pad in its address, whatever their codes are made of", () => {
  const line = fc.record({
    code: fc.string({ unit: CODE_CHARS, minLength: 1, maxLength: 20 }),
    quantity: fc.integer({ min: 1, max: 10_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const { searchParams } = new URL(padHref(lines), "https://ordinate.test");
      expect(padLinesOf(searchParams.get("add") ?? "")).toEqual(lines);
    }),
  );
});

test("what is not a code and a quantity brings nothing", () => {
  for (const add of [undefined, "", "A", "A*0", "A*-1", "A*1.5", "*3", "A*x", ["A*1"], "%E0*1"]) {
    expect(padLinesOf(add)).toEqual([]);
  }
});

test("states that read alike are one choice for a buyer", () => {
  const labels = BUYER_PROGRESS.map(({ label }) => label);
  expect(new Set(labels).size).toBe(labels.length);
  const preparing = BUYER_PROGRESS.find(({ label }) => label === "Preparing");
  expect(statesBehind(BUYER_PROGRESS, [preparing?.value ?? ""])).toEqual([
    "partially_allocated",
    "allocated",
    "released",
  ]);
  expect(statesBehind(BUYER_PROGRESS, ["nonsense"])).toEqual([]);
});

test("an order is ordered again as it was asked for: a kit once, not its components", () => {
  const kit = { group: 2, code: "KIT-1", quantity: 3 };
  expect(
    reorderLines([
      { sku: "A", ordered: 1, kit: null },
      { sku: "B", ordered: 6, kit },
      { sku: "C", ordered: 3, kit },
      { sku: "B", ordered: 2, kit: { ...kit, group: 3, quantity: 1 } },
    ]),
  ).toEqual([
    { code: "A", quantity: 1 },
    { code: "KIT-1", quantity: 3 },
    { code: "KIT-1", quantity: 1 },
  ]);
});
