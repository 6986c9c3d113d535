import { describe, expect, it } from "vitest";
import { itemsToCome, unitsToCome } from "@/server/oms/notifications/decide-to-come";
import {
  decideTracking,
  milestonesOf,
  postalPrefix,
  trackingEndsAt,
} from "@/server/oms/notifications/decide-tracking";
import { day, delivered, line, order, parcel, part, TODAY } from "./given";

describe("what is still to come", () => {
  it("is what was wanted, less what has a parcel, by the day of its plan", () => {
    const facts = order({
      lines: [line("a", 10, { cancelled: 1, currentPromise: day("2026-12-09") })],
      parts: [part("a", 2, "2026-11-26"), part("a", 3, "2026-12-02", "promised")],
      parcels: [parcel("a", 3)],
    });
    expect(
      unitsToCome(facts, line("a", 10, { cancelled: 1, currentPromise: day("2026-12-09") })),
    ).toEqual([
      { units: 2, arrivesOn: "2026-11-26" },
      { units: 3, arrivesOn: "2026-12-02" },
      { units: 1, arrivesOn: "2026-12-09" },
    ]);
  });
  it("counts units in a labelled parcel once, although their plan still stands", () => {
    const facts = order({
      lines: [line("a", 4)],
      parts: [part("a", 3, "2026-11-26", "released"), part("a", 1, "2026-12-02")],
      parcels: [parcel("a", 3, { hasLeft: false, trackingStatus: "pre_transit" })],
    });
    expect(itemsToCome(facts).map(({ units, arrivesOn }) => [units, arrivesOn])).toEqual([
      [1, "2026-12-02"],
    ]);
  });
  it("names no day where none is known, and says so last", () => {
    const facts = order({
      lines: [line("a", 4, { currentPromise: null })],
      parts: [part("a", 1, "2026-11-26")],
    });
    expect(itemsToCome(facts).map(({ units, arrivesOn }) => [units, arrivesOn])).toEqual([
      [1, "2026-11-26"],
      [3, null],
    ]);
  });
  it("is nothing when everything has a parcel", () => {
    expect(itemsToCome(order({ parcels: [parcel("a", 4)] }))).toEqual([]);
  });
});

describe("what the public may know", () => {
  it("says of what is not out yet from which day it leaves", () => {
    const early = line("a", 4, {
      comesOutOn: day("2027-01-12"),
      currentPromise: day("2027-01-15"),
    });
    expect(decideTracking(order({ lines: [early] }), TODAY).toCome).toEqual([
      {
        arrivesOn: "2027-01-15",
        items: [{ description: "Bike a", unit: "each", units: 4, comesOutOn: "2027-01-12" }],
      },
    ]);
  });
  it("holds no street, price, person, PO or internal id", () => {
    const text = JSON.stringify(
      decideTracking(
        order({ parts: [part("a", 1, "2026-11-26")], parcels: [parcel("a", 3)] }),
        TODAY,
      ),
    );
    for (const secret of [
      "Secret Street",
      "80201",
      "Bella",
      "4711",
      "123450",
      "125000",
      "o1",
      "p-a",
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain("Denver");
    expect(text).toContain('"802"');
  });
  it("keeps the part of a postal code that names an area", () => {
    expect(postalPrefix("80201")).toBe("802");
    expect(postalPrefix("SW1A 1AA")).toBe("SW1A");
    expect(postalPrefix("2000")).toBe("20");
    expect(postalPrefix("")).toBe("");
  });
});

describe("milestones", () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour));
  const reached = (over: Parameters<typeof parcel>[2]) =>
    milestonesOf(parcel("a", 1, over)).map(({ isReached, at: moment }) => [
      isReached,
      moment?.getUTCHours() ?? null,
    ]);

  it("a label is not a shipment", () => {
    expect(reached({ trackingStatus: "pre_transit", hasLeft: true })).toEqual([
      [true, 15],
      [false, null],
      [false, null],
      [false, null],
    ]);
  });
  it("take their moment from the first event that reached them", () => {
    const checkpoints = [
      { at: at(8), status: "in_transit" as const, place: "Reno" },
      { at: at(9), status: "in_transit" as const, place: "Elko" },
      { at: at(10), status: "out_for_delivery" as const, place: "Denver" },
    ];
    expect(reached({ trackingStatus: "out_for_delivery", checkpoints })).toEqual([
      [true, 15],
      [true, 8],
      [true, 10],
      [false, null],
    ]);
  });
  it("that nobody told of are reached without a moment", () => {
    const checkpoints = [{ at: at(11), status: "delivered" as const, place: "" }];
    expect(reached({ trackingStatus: "delivered", checkpoints, deliveredAt: at(11) })).toEqual([
      [true, 15],
      [true, null],
      [true, null],
      [true, 11],
    ]);
  });
});

describe("the end of a link", () => {
  it("is 90 days after the last delivery of a completed order", () => {
    const facts = order({
      status: "completed",
      completedAt: new Date("2026-11-21T18:00:00Z"),
      parcels: [
        delivered("a", 2),
        delivered("a", 2, { deliveredAt: new Date("2026-11-22T00:00:00Z") }),
      ],
    });
    expect(trackingEndsAt(facts)?.toISOString()).toBe("2027-02-20T00:00:00.000Z");
  });
  it("does not come while anything is under way or still to come", () => {
    expect(trackingEndsAt(order({ parcels: [delivered("a", 2)] }))).toBeNull();
    const shipped = order({
      status: "completed",
      completedAt: new Date(),
      parcels: [parcel("a", 4)],
    });
    expect(trackingEndsAt(shipped)).toBeNull();
  });
  it("comes for a cancelled order too", () => {
    const facts = order({ status: "cancelled", cancelledAt: new Date("2026-11-01T00:00:00Z") });
    expect(trackingEndsAt(facts)?.toISOString()).toBe("2027-01-30T00:00:00.000Z");
    expect(decideTracking(facts, TODAY).toCome).toEqual([]);
  });
});
