import { expect, test } from "vitest";
import {
  type DueAllocation,
  decideDue,
  decideReleases,
} from "@/server/oms/allocation/decide-release";
import { localDate } from "@/server/oms/kernel/local-date";
import type { NetworkNode } from "@/server/oms/network/types";

const node = (over: Partial<NetworkNode> = {}, processingDays = 0): NetworkNode => ({
  id: "n",
  code: "N",
  name: "Node",
  kind: "warehouse",
  country: "US",
  region: "NV",
  postalCode: "89501",
  point: { latitude: 0, longitude: 0 },
  calendar: {
    workingDays: 0b0011111,
    closures: new Set([localDate("2026-11-26")]),
    timeZone: "America/Los_Angeles",
    cutOffs: { ground: "16:00" },
    processing: { unit: "working_days", amount: processingDays },
  },
  dailyLimits: { orders: null, lines: null, units: null },
  handlingPerOrderMinor: 0,
  handlingPerLineMinor: 0,
  handlingPerUnitMinor: 0,
  priority: 1,
  isOn: true,
  offReason: null,
  offUntil: null,
  serviceSwitches: new Map(),
  measure: null,
  ...over,
});

test.each([
  ["Tuesday", "2026-11-24T18:00:00Z", 1, 0, "2026-11-25"],
  ["the day before a holiday", "2026-11-25T18:00:00Z", 1, 0, "2026-11-27"],
  ["Friday", "2026-11-20T18:00:00Z", 1, 0, "2026-11-23"],
  ["Sunday", "2026-11-22T18:00:00Z", 1, 0, "2026-11-24"],
  ["Tuesday, with two days of processing", "2026-11-24T18:00:00Z", 1, 2, "2026-11-30"],
  ["Tuesday, nothing ahead", "2026-11-24T18:00:00Z", 0, 0, "2026-11-24"],
  ["Wednesday in London, still Tuesday at the node", "2026-11-25T05:00:00Z", 0, 0, "2026-11-24"],
])("on %s work is given out until the working day after", (_, now, horizon, processing, dueBy) => {
  expect(decideDue(node({}, processing), new Date(now), horizon)?.dueBy).toBe(dueBy);
});

test("a node that is off gets no work until its override ends", () => {
  const off = { isOn: false, offReason: "flood" };
  const now = new Date("2026-11-24T18:00:00Z");
  expect(decideDue(node(off), now, 1)).toBeNull();
  expect(
    decideDue(node({ ...off, offUntil: new Date("2026-11-24T19:00:00Z") }), now, 1),
  ).toBeNull();
  const over = node({ ...off, offUntil: new Date("2026-11-24T17:00:00Z") });
  expect(decideDue(over, now, 1)?.dueBy).toBe("2026-11-25");
});

test("a service that is off alone gets no work, and one that is kept on does while the node is off", () => {
  const now = new Date("2026-11-24T18:00:00Z");
  const parcelOff = { isOn: false, reason: "strike", endsAt: null };
  expect(decideDue(node({ serviceSwitches: new Map([["ground", parcelOff]]) }), now, 1)).toEqual({
    nodeId: "n",
    dueBy: "2026-11-25",
    services: { codes: ["ground"], areOff: true },
  });
  const keptOn = { isOn: true, reason: "pick-up goes on", endsAt: null };
  const off = node({
    isOn: false,
    offReason: "flood",
    serviceSwitches: new Map([["pickup", keptOn]]),
  });
  expect(decideDue(off, now, 1)?.services).toEqual({ codes: ["pickup"], areOff: false });
});

test("one work order per order, node, ship date and service", () => {
  const due = (id: string, over: Partial<DueAllocation> = {}): DueAllocation => ({
    id,
    orderId: "o",
    orderLineId: id,
    skuId: "s",
    nodeId: "n",
    quantity: 1,
    shipDate: localDate("2026-11-24"),
    deliveryDate: localDate("2026-11-26"),
    serviceCode: "ground",
    shipPolicy: "as_available",
    hostOrderId: null,
    ...over,
  });
  const releases = decideReleases([
    due("1"),
    due("2", { nodeId: "m" }),
    due("3"),
    due("4", { shipDate: localDate("2026-11-25") }),
    due("5", { orderId: "p" }),
    due("6", { serviceCode: "air" }),
  ]);
  expect(releases.map(({ allocations }) => allocations.map(({ id }) => id))).toEqual([
    ["1", "3"],
    ["2"],
    ["4"],
    ["5"],
    ["6"],
  ]);
});
