import { expect, test } from "vitest";
import { DEMO_SERVICES } from "@/db/seed/carriers";
import { StockBook } from "@/server/oms/inventory/decide-book";
import { NO_RULES } from "@/server/oms/inventory/decide-rules";
import type { SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import type { CarrierService, Network, NetworkNode } from "@/server/oms/network/types";
import { CandidateBook } from "@/server/oms/sourcing/decide-candidates";

const NOW = new Date("2026-11-18T15:00:00Z");
const everyDay = { workingDays: 0b1111111, closures: new Set<never>() };

const reno: NetworkNode = {
  id: "reno",
  code: "RNO",
  name: "Reno",
  kind: "warehouse",
  country: "US",
  region: "NV",
  postalCode: "89501",
  point: { latitude: 39.6, longitude: -119.9 },
  calendar: {
    ...everyDay,
    timeZone: "America/Los_Angeles",
    cutOffs: { ground: "16:00" },
    processing: { unit: "working_days", amount: 0 },
  },
  dailyLimits: { orders: null, lines: 10, units: null },
  handlingPerOrderMinor: 0,
  handlingPerLineMinor: 0,
  handlingPerUnitMinor: 0,
  priority: 1,
  isOn: true,
  offReason: null,
  offUntil: null,
  serviceSwitches: new Map(),
  measure: null,
};

function bookOf(node: NetworkNode): CandidateBook {
  const services = DEMO_SERVICES.map((service): [string, CarrierService] => [
    service.code,
    { ...service, calendar: everyDay, isRetired: false },
  ]);
  const network: Network = {
    version: 1,
    disruptions: [],
    comingOut: new Map(),
    nodes: [node],
    services: new Map(services),
    channels: new Map([
      [
        "portal",
        {
          id: "portal",
          code: "portal",
          name: "Portal",
          kind: "portal",
          buffers: new Map([["reno", 0]]),
        },
      ],
    ]),
  };
  return new CandidateBook({
    network,
    stock: new StockBook([], NO_RULES, { nodes: [], channels: new Map() }),
    capacityUsed: new Map(),
    now: NOW,
  });
}

const demand = {
  shipTo: { country: "US", point: { latitude: 37.8, longitude: -122.4 } },
  serviceCode: "ground",
  channelCode: "portal",
  skuIds: ["sku" as SkuId],
  linesNeeded: 4,
  unitsNeeded: 4,
  shipAfter: null,
  excludedNodeIds: new Map(),
};

test("lines planned on a day on which nobody had planned any fill that day", () => {
  const book = bookOf(reno);
  const [before] = book.nodesFor(demand);
  expect(before?.shipDate).toBe("2026-11-18");
  expect(before?.capacityLeftLines).toBe(10);
  book.planWork("reno", localDate("2026-11-18"), { orders: 1, lines: 8, units: 8 });
  const [after] = book.nodesFor(demand);
  expect(after?.shipDate).toBe("2026-11-19");
});

test("a supply's slot needs room for all the lines that wait for it", () => {
  const book = bookOf(reno);
  book.planWork("reno", localDate("2026-11-20"), { orders: 1, lines: 7, units: 7 });
  const supplied = localDate("2026-11-20");
  expect(book.slotFor(reno, { ...demand, linesNeeded: 3 }, supplied)).toMatchObject({
    shipDate: "2026-11-20",
  });
  expect(book.slotFor(reno, demand, supplied)).toMatchObject({ shipDate: "2026-11-21" });
});

test("a service that does not go to homes goes there from no node, now or when supply comes", () => {
  const pallets = { ...reno, calendar: { ...reno.calendar, cutOffs: { freight: "11:00" } } };
  const book = bookOf(pallets);
  const asked = { ...demand, serviceCode: "freight" };
  const home = { ...asked, shipTo: { ...demand.shipTo, isResidential: true } };
  const why = {
    code: "service_refuses",
    note: "Freight does not deliver to residential addresses",
  };
  expect(book.nodesFor(asked)[0]?.excluded).toBeNull();
  expect(book.nodesFor(home)[0]?.excluded).toEqual(why);
  expect(book.slotFor(pallets, home, localDate("2026-11-20"))).toEqual({
    ok: false,
    exclusion: why,
  });
  expect(book.slotFor(pallets, asked, localDate("2026-11-20"))).toMatchObject({ ok: true });
});

test("a home's rate carries the surcharge, and a shop's in the same zone does not", () => {
  const book = bookOf(reno);
  const surcharges = (isResidential: boolean) =>
    book
      .nodesFor({ ...demand, shipTo: { ...demand.shipTo, isResidential } })[0]
      ?.rate.surcharges.map(({ code }) => code);
  expect(surcharges(true)).toEqual(["fuel", "residential"]);
  expect(surcharges(false)).toEqual(["fuel"]);
});
