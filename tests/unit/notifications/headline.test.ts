import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { headlineOf, parcelSentence } from "@/components/tracking/headline";
import { TRACKING_STYLE } from "@/components/tracking/stylesheet";
import type { OrderFacts } from "@/server/oms/notifications/types";
import { day, delivered, line, parcel, part, TODAY, tracked } from "./given";

const headline = (over: Partial<OrderFacts>) => headlineOf(tracked(over));

describe("the headline without parcels", () => {
  it("says when the goods come", () => {
    expect(headline({ parts: [part("a", 4, "2026-11-26")] })).toBe(
      "Being prepared — arriving Thu 26 Nov",
    );
  });
  it("says when the first of them come", () => {
    expect(headline({ parts: [part("a", 2, "2026-11-26"), part("a", 2, "2026-12-02")] })).toBe(
      "Being prepared — the first part arrives Thu 26 Nov",
    );
  });
  it("does not invent a day", () => {
    expect(headline({ lines: [line("a", 4, { currentPromise: null })] })).toBe(
      "Being prepared — the day is not known yet",
    );
    expect(headline({ lines: [line("a", 4, { currentPromise: day("2026-11-20") })] })).toBe(
      "Being prepared — later than planned",
    );
  });
  it("says that an order was cancelled", () => {
    expect(headline({ status: "cancelled" })).toBe("This order was cancelled");
  });
});

describe("the headline with one parcel", () => {
  it("needs no count", () => {
    expect(headline({ parcels: [parcel("a", 4)] })).toBe("Arriving Tue 24 Nov");
    expect(headline({ parcels: [parcel("a", 4, { arrivesOn: TODAY })] })).toBe("Arriving today");
    expect(headline({ parcels: [parcel("a", 4, { trackingStatus: "out_for_delivery" })] })).toBe(
      "Arriving today",
    );
    expect(headline({ parcels: [delivered("a", 4)] })).toBe("Delivered Sat 21 Nov 10:30");
  });
  it("says that more will follow", () => {
    expect(headline({ parcels: [parcel("a", 3)] })).toBe("Arriving Tue 24 Nov — more will follow");
    expect(headline({ parcels: [delivered("a", 3)] })).toBe(
      "1 parcel delivered — the rest arrives Thu 26 Nov",
    );
  });
  it("does not call a label a shipment", () => {
    const waiting = parcel("a", 4, { trackingStatus: "pre_transit" });
    expect(headline({ parcels: [waiting] })).toBe(
      "Preparing — label ready, waiting for carrier pick-up",
    );
  });
  it("says that it is late, or stuck", () => {
    expect(headline({ parcels: [parcel("a", 4, { arrivesOn: day("2026-11-20") })] })).toBe(
      "Delayed — was expected Fri 20 Nov",
    );
    expect(headline({ parcels: [parcel("a", 4, { trackingStatus: "failed_attempt" })] })).toBe(
      "Delivery was attempted — the carrier will try again",
    );
  });
});

describe("the headline with several parcels", () => {
  const later = parcel("a", 2, { arrivesOn: day("2026-11-25") });
  it("counts those that it speaks of", () => {
    expect(headline({ parcels: [parcel("a", 2), later] })).toBe(
      "Arriving Tue 24 Nov — 1 of 2 parcels",
    );
    expect(headline({ parcels: [parcel("a", 1), parcel("a", 1), later] })).toBe(
      "Arriving Tue 24 Nov — 2 of 3 parcels",
    );
  });
  it("counts those that arrived", () => {
    expect(headline({ parcels: [delivered("a", 2), later] })).toBe(
      "Arriving Wed 25 Nov — 1 of 2 parcels, 1 delivered already",
    );
    expect(headline({ parcels: [delivered("a", 2), delivered("a", 2)] })).toBe(
      "All 2 parcels delivered",
    );
  });
  it("stays with what moves while another parcel waits for the carrier", () => {
    const waiting = parcel("a", 2, { trackingStatus: "pre_transit", arrivesOn: day("2026-11-23") });
    expect(headline({ parcels: [waiting, later] })).toBe("Arriving Wed 25 Nov — 1 of 2 parcels");
  });
});

describe("the sentence of a parcel", () => {
  const sentence = (over: Parameters<typeof parcel>[2]) => {
    const [only] = tracked({ parcels: [parcel("a", 4, over)] }).parcels;
    return only && parcelSentence(only, TODAY);
  };
  it("is about this parcel", () => {
    expect(sentence({})).toBe("On its way — arriving Tue 24 Nov");
    expect(sentence({ arrivesOn: null })).toBe("On its way");
    expect(sentence({ trackingStatus: "out_for_delivery" })).toBe("Out for delivery today");
    expect(sentence({ trackingStatus: "available_for_pickup" })).toBe(
      "Ready to collect from the carrier",
    );
    expect(sentence({ arrivesOn: day("2026-11-20") })).toBe(
      "On its way — later than Fri 20 Nov, the day that was expected",
    );
  });
});

describe("the style of the tracking page", () => {
  it("uses the tokens of the application, value for value", () => {
    const globals = readFileSync("app/globals.css", "utf8");
    const tokens = TRACKING_STYLE.match(/--[\w-]+: light-dark\([^;]+\);/g) ?? [];
    expect(tokens.length).toBeGreaterThan(20);
    for (const token of tokens) {
      expect(globals).toContain(token);
    }
  });
});
