import { describe, expect, test } from "vitest";
import type { OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import { explainDecision } from "@/server/oms/sourcing/decide-explanation";
import { decideHorizon } from "@/server/oms/sourcing/decide-horizon";
import { isReplayed, packDecision } from "@/server/oms/sourcing/decide-replay";
import type { BackorderPart } from "@/server/oms/sourcing/types";

const today = localDate("2026-11-10");
const lineId = "line" as OrderLineId;
const horizon = { wantedFrom: localDate("2027-03-03"), allocateFrom: localDate("2027-01-17") };

describe("what lies beyond the horizon", () => {
  test.each([
    [null, 45, null],
    ["2026-11-01", 45, null],
    ["2026-11-10", 45, null],
    ["2026-12-25", 45, null],
    ["2026-12-26", 45, "2026-11-11"],
    ["2027-03-03", 45, "2027-01-17"],
    ["2026-11-11", 0, "2026-11-11"],
    ["2026-11-10", 0, null],
  ])("to leave from %s on, with %i days: stock from %s on", (shipAfter, days, allocateFrom) => {
    const wantedFrom = shipAfter === null ? null : localDate(shipAfter);
    const expected = allocateFrom === null ? null : { wantedFrom, allocateFrom };
    expect(decideHorizon(wantedFrom, today, days)).toEqual(expected);
  });
});

describe("the decision to ask no node yet", () => {
  const order = {
    lines: [
      {
        lineId,
        skuId: "sku" as SkuId,
        quantity: 4,
        packMultiple: 1,
        gramsPerUnit: 500,
        requestedDate: null,
      },
    ],
    shipPolicy: "as_available" as const,
  };
  const parameters = { splitPenaltyMinor: 500, stepsMax: 20_000 };
  const decision = decideSourcing({ ...order, shipmentsMax: null }, [], parameters);
  const plan = { nodes: [], decision, horizon };
  const promisedFor = (day: string | null): BackorderPart => ({
    kind: "lead_time",
    lineId,
    units: 4,
    deliveryDate: day === null ? null : localDate(day),
  });

  test("says from when on it is wanted, what is promised and when stock is taken", () => {
    expect(explainDecision(order, plan, [promisedFor("2027-03-05")])).toBe(
      "Wanted from 3 Mar on: promised for 5 Mar, stock is taken for it from 17 Jan on.",
    );
    expect(explainDecision(order, plan, [promisedFor(null)])).toBe(
      "Wanted from 3 Mar on: promised without a date, stock is taken for it from 17 Jan on.",
    );
  });

  test("is kept with its reason and replays to the same answer", () => {
    const stored = packDecision(order, plan, parameters);
    expect(stored).toMatchObject({ horizon, nodes: [], assigned: [] });
    expect(isReplayed(JSON.parse(JSON.stringify(stored)))).toBe(true);
  });
});
