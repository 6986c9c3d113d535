import { describe, expect, it } from "vitest";
import { renderLetter } from "@/server/integrations/mail/render";
import { sellerOf } from "@/server/integrations/mail/seller";
import {
  addressLines,
  decideCancelled,
  decideConfirmation,
  decideDelivered,
  decidePromiseChanged,
  decideShipmentSent,
} from "@/server/oms/notifications/decide-letter";
import type { Letter, OrderFacts } from "@/server/oms/notifications/types";
import { about, day, delivered, line, order, parcel, part } from "./given";

/** With the plain text in one line, since where it wraps is nobody's business. */
async function written(letter: Letter) {
  const mail = await renderLetter(letter, "Adventure Works");
  return { ...mail, plainText: mail.plainText.replaceAll(/\s+/g, " ") };
}
const confirmation = (over: Partial<OrderFacts>) => written(decideConfirmation(order(over), about));
const shipped = (over: Partial<OrderFacts>) =>
  written(decideShipmentSent(order(over), "s1", about));

describe("the confirmation", () => {
  it("says in one sentence that everything is there", async () => {
    const mail = await confirmation({ parts: [part("a", 4, "2026-11-26")] });
    expect(mail.subject).toBe("Order SO-100042 (your PO 4711) is confirmed");
    expect(mail.plainText).toContain("Everything is available and arrives by Thu 26 Nov.");
    expect(mail.plainText).toContain("4 available now: leaves Tue 24 Nov, arrives Thu 26 Nov");
    expect(mail.plainText).not.toContain("later");
  });
  it("says per line what comes later, and when", async () => {
    const mail = await confirmation({
      lines: [line("a", 4, { customerPart: "BIKE-1", currentPromise: day("2026-12-02") })],
      parts: [part("a", 3, "2026-11-26"), part("a", 1, "2026-12-02", "promised")],
      promise: day("2026-12-02"),
    });
    expect(mail.plainText).toMatch(
      /What is available leaves first; 1 unit will follow by Wed 2 Dec\./,
    );
    expect(mail.plainText).toContain("3 available now");
    expect(mail.plainText).toContain("1 ships later: arrives Wed 2 Dec");
    expect(mail.plainText).toContain("BIKE-1 (our BK-a)");
  });
  it("says which kit a component belongs to, and that it waits for the others", async () => {
    const kit = {
      group: 1,
      code: "KIT-1",
      name: "Set",
      unit: "each",
      quantity: 2,
      customerPart: null,
    };
    const mail = await confirmation({
      lines: [
        line("a", 4, { kit }),
        line("b", 2, { kit, currentPromise: day("2026-12-02") }),
        line("c", 1),
      ],
      parts: [part("a", 4, "2026-11-26"), part("c", 1, "2026-11-26")],
      promise: day("2026-12-02"),
    });
    expect(mail.plainText).toContain("Part of KIT-1 × 2");
    expect(mail.plainText).toContain("4 available now, kept for you until the rest is there");
    expect(mail.plainText).toContain("1 available now: leaves");
  });
  it("promises no day that nobody knows", async () => {
    const mail = await confirmation({
      lines: [line("a", 4, { currentPromise: null })],
      promise: null,
    });
    expect(mail.plainText).toMatch(
      /4 units will follow, and we write again when their day is known/,
    );
    expect(mail.plainText).toContain("4 ships later: we write when the day is known");
  });
  it("keeps what is there when all of it is to ship together", async () => {
    const mail = await confirmation({
      shipPolicy: "complete",
      lines: [line("a", 4, { currentPromise: day("2026-12-02") })],
      parts: [part("a", 3, "2026-11-26"), part("a", 1, "2026-12-02", "promised")],
      promise: day("2026-12-02"),
    });
    expect(mail.plainText).toMatch(/all of it ships together and arrives Wed 2 Dec/);
    expect(mail.plainText).toContain("3 available now, kept for you until the rest is there");
    expect(mail.plainText).not.toContain("leaves Tue");
  });
});

describe("the shipment mail", () => {
  it("names one parcel as the reader's", async () => {
    const mail = await shipped({ parcels: [parcel("a", 4)] });
    expect(mail.subject).toBe("A parcel of order SO-100042 is on the way");
    expect(mail.plainText).toContain("Your parcel Ordinate Freight OF-a-4");
    expect(mail.plainText).toContain("It is expected Tue 24 Nov.");
    expect(mail.plainText).not.toContain("Still to come");
  });
  it("names each of several parcels with its own number and content", async () => {
    const mail = await shipped({
      lines: [line("a", 4), line("b", 2)],
      parcels: [parcel("a", 4), parcel("b", 2)],
    });
    expect(mail.subject).toBe("2 parcels of order SO-100042 are on the way");
    expect(mail.plainText).toMatch(/Parcel 1 Ordinate Freight OF-a-4 4 × Bike a/);
    expect(mail.plainText).toMatch(/Parcel 2 Ordinate Freight OF-b-2 2 × Bike b/);
  });
  it("numbers parcels as the tracking page does, and lists only this shipment's", async () => {
    const mail = await shipped({
      lines: [line("a", 6)],
      parcels: [delivered("a", 1, { shipmentId: "s0" }), parcel("a", 2), parcel("a", 3)],
    });
    expect(mail.plainText).toContain("Parcel 2");
    expect(mail.plainText).toContain("Parcel 3");
    expect(mail.plainText).not.toContain("OF-a-1");
  });
  it("lists what still comes", async () => {
    const mail = await shipped({
      lines: [line("a", 4), line("b", 2, { currentPromise: null })],
      parcels: [parcel("a", 3)],
    });
    expect(mail.subject).toContain("more will follow");
    expect(mail.plainText).toMatch(/Still to come 1 × Bike a BK-a Arrives Thu 26 Nov/);
    expect(mail.plainText).toMatch(/2 × Bike b BK-b Arrives on a day we do not know yet/);
  });
});

describe("the other letters", () => {
  it("say that all was delivered, or a part", async () => {
    const all = order({ parcels: [delivered("a", 4)] });
    const mail = await written(decideDelivered(all, "s1", day("2026-11-21"), about));
    expect(mail.subject).toBe("Order SO-100042 was delivered");
    expect(mail.plainText).toContain("1 parcel arrived on Sat 21 Nov.");
    const some = order({ parcels: [delivered("a", 3)] });
    const partly = await written(decideDelivered(some, "s1", day("2026-11-21"), about));
    expect(partly.subject).toBe("Part of order SO-100042 was delivered");
  });
  it("say a new day and the one that was promised", async () => {
    const late = order({ lines: [line("a", 4, { currentPromise: day("2026-12-02") })] });
    const mail = await written(decidePromiseChanged(late, about));
    expect(mail.subject).toBe("Order SO-100042: some goods arrive later than promised");
    expect(mail.plainText).toContain("Arrives Wed 2 Dec, first promised for Thu 26 Nov");
    const earlier = order({ lines: [line("a", 4, { currentPromise: day("2026-11-25") })] });
    const better = await written(decidePromiseChanged(earlier, about));
    expect(better.subject).toBe("Order SO-100042: new delivery dates");
    expect(better.plainText).toContain("nothing comes later than first promised");
  });
  it("say why an approver declined", async () => {
    const mail = await written(decideCancelled(order(), "not_approved", "Over budget", about));
    expect(mail.subject).toBe("Order SO-100042 was not approved");
    expect(mail.plainText).toContain("Reason: Over budget");
  });
});

describe("every letter", () => {
  it("escapes what people wrote, and asks nothing of the network", async () => {
    const nasty = order({
      lines: [line("a", 4, { description: '<img src="http://x" onerror=1>' })],
    });
    const { html } = await written(decideConfirmation(nasty, about));
    expect(html).not.toContain("<img");
    expect(html).not.toMatch(/(src|background)="?http/);
    expect(html).not.toMatch(/@import|@font-face|url\(/);
  });
  it("names the seller as the sender's address does", () => {
    expect(sellerOf("Adventure Works <a@b.test>")).toBe("Adventure Works");
    expect(sellerOf('"Adventure Works, Inc." <a@b.test>')).toBe("Adventure Works, Inc.");
    expect(sellerOf("a@b.test")).toBe("a@b.test");
  });
  it("leaves out what an address does not have", () => {
    expect(addressLines({ ...order().shipTo, region: "", name: "" })).toEqual([
      "1 Secret Street",
      "Denver, 80201",
      "US",
    ]);
  });
});
