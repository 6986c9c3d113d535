import { describe, expect, test } from "vitest";
import { countOf, deltaOf } from "@/components/admin/adjust-dialog";
import { makeApiSecret } from "@/components/admin/api-secret";
import { eventSentence } from "@/components/admin/event-sentence";
import { componentsOf } from "@/components/admin/kit-dialog";
import { rightInWords } from "@/components/admin/right-words";
import { inWords, withDays } from "@/components/admin/words";
import { hashApiKey } from "@/server/auth/api-key";

const TODAY = "2026-11-22";

describe("an event in the timeline", () => {
  const said = (type: string, payload: unknown) => eventSentence(type, payload, TODAY).sentence;

  test("says names and numbers", () => {
    expect(
      said("sales_order.placed", { subtotal: 123_456, currency: "USD", promiseDate: "2026-11-30" }),
    ).toBe("Order placed for $1,234.56, promised Mon 30 Nov");
    expect(
      said("fulfillment_order.packed", { number: "FO-1", nodeName: "Reno", packages: 2 }),
    ).toBe("FO-1 packed at Reno into 2 parcels");
    const lines = [
      { sku: "RA-H123", quantity: 2 },
      { sku: "CA-1098", quantity: 1 },
    ];
    expect(said("fulfillment_order.rejected", { number: "FO-1", nodeName: "Reno", lines })).toBe(
      "FO-1 rejected at Reno: 2 × RA-H123, 1 × CA-1098",
    );
    expect(said("stock.adjusted", { node: "Reno", sku: "RA-H123", delta: -4 })).toBe(
      "Reno corrected RA-H123 by −4",
    );
    expect(
      said("stock.status_changed", {
        node: "Reno",
        sku: "RA-H123",
        units: 4,
        from: "sellable",
        to: "quarantine",
      }),
    ).toBe("Reno moved 4 × RA-H123 from sellable to quarantine");
    const ends = { from: "Reno", to: "Dallas" };
    expect(said("stock_transfer.shipped", { ...ends, units: 1, eta: "2026-11-24" })).toBe(
      "1 unit left Reno, expected at Dallas on Tue 24 Nov",
    );
    expect(said("stock_transfer.received", { ...ends, units: 5, beyond: 2, left: 1 })).toBe(
      "5 units received at Dallas, 2 more than shipped, 1 still to come",
    );
    expect(
      said("stock_transfer.closed_short", { missing: 3, lines: [{ sku: "RA-H123", quantity: 3 }] }),
    ).toBe("Closed with 3 units missing: 3 × RA-H123");
    const count = { node: "Reno", sku: "RA-H123", counted: 1_250 };
    expect(said("stock.counted", { ...count, before: 1_254, delta: -4 })).toBe(
      "Reno counted 1,250 × RA-H123, 1,254 before",
    );
    expect(said("stock.counted", { ...count, before: 1_250, delta: 0 })).toBe(
      "Reno counted 1,250 × RA-H123, as expected",
    );
  });

  test("a promise that moves later is a warning, one that moves nearer is not", () => {
    const move = (before: string, after: string) =>
      eventSentence("sales_order.promise_changed", { before, after }, TODAY);
    expect(move("2026-11-24", "2026-12-01")).toMatchObject({
      sentence: "Promise moved from Tue 24 Nov to Tue 1 Dec",
      tone: "warning",
    });
    expect(move("2026-12-01", "2026-11-24")).toMatchObject({ tone: "success" });
  });

  test("one that nobody wrote a sentence for is spelled out, whatever it carries", () => {
    expect(said("sales_order.re_priced", null)).toBe("Sales order re priced");
    expect(said("sales_order.placed", "no object")).toBe(
      "Order placed for $0.00, promised no date",
    );
  });
});

describe("words", () => {
  test("days inside a sentence are written as everywhere, the year where it is another", () => {
    expect(withDays("5 units promised for 2026-12-11, now due 2027-01-05", TODAY)).toBe(
      "5 units promised for Fri 11 Dec, now due Tue 5 Jan 2027",
    );
    expect(withDays("PO 2026-99 stays", TODAY)).toBe("PO 2026-99 stays");
  });

  test("a word of the domain, and a right that has no sentence of its own", () => {
    expect(inWords("pick_short")).toBe("Pick short");
    expect(inWords("edi")).toBe("EDI");
    expect(inWords("edi_rejected")).toBe("EDI rejected");
    expect(inWords("sku_unknown")).toBe("SKU unknown");
    expect(inWords("duplicate_po")).toBe("Duplicate PO");
    expect(rightInWords("orders.place_order")).toBe("Place orders");
    expect(rightInWords("orders.set_hold")).toBe("Set hold");
  });
});

describe("units more or less", () => {
  test.each([
    ["12", 12],
    ["+12", 12],
    ["-3", -3],
    ["−3", -3],
    [" 7 ", 7],
    ["0", 0],
  ])("%j is %d", (text, delta) => expect(deltaOf(text)).toBe(delta));

  test.each(["", "1.5", "1e3", "twelve", "--3", "3 units"])("%j is no number of units", (text) =>
    expect(deltaOf(text)).toBeNaN(),
  );

  test.each([
    ["0", 0],
    [" 12 ", 12],
    ["007", 7],
  ])("%j was counted as %d", (text, units) => expect(countOf(text)).toBe(units));

  test.each(["", "+3", "-3", "1.5", "1e3", "a dozen"])("%j is no count", (text) =>
    expect(countOf(text)).toBeNaN(),
  );
});

test("a key made in the browser is the key that the server knows by its hash", async () => {
  const { key, prefix, secretHash } = await makeApiSecret();
  expect(key).toMatch(/^ord_[\w-]{43}$/);
  expect(secretHash).toBe(hashApiKey(key));
  expect(key.startsWith(prefix)).toBe(true);
  expect((await makeApiSecret()).key).not.toBe(key);
});

test("components are typed one on each line, with or without a quantity", () => {
  expect(componentsOf("WB-H098 2\n\n BC-R205, 1\nPK-7098\nTT-M928 × 4\n")).toEqual([
    { sku: "WB-H098", quantity: 2 },
    { sku: "BC-R205", quantity: 1 },
    { sku: "PK-7098", quantity: 1 },
    { sku: "TT-M928", quantity: 4 },
  ]);
  expect(componentsOf("WB-H098 two")[0]?.quantity).toBeNaN();
});
