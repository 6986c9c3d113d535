import type { NodeKind } from "@/server/oms/network/types";

/**
 * The places that ship in the demo world, written for it: Adventure Works publishes no distribution
 * network. Cities follow where its resellers are; the drop-ship supplier is one of its real vendors
 * at that vendor's real address. Costs are in US cents, coordinates are city centroids.
 */
export type DemoNode = {
  code: string;
  name: string;
  kind: NodeKind;
  timeZone: string;
  country: string;
  region: string;
  city: string;
  postcode: string;
  line1: string;
  lat: number;
  lon: number;
  /** Part of the country whose holidays are closed days; empty: those of the whole country. */
  holidaySubdivision: string;
  /** ISO weekdays, 1 = Monday. */
  workingDays: readonly number[];
  /** Latest local time at which an order still leaves today, per service. */
  cutOffs: Readonly<Record<string, string>>;
  dailyLineCapacity: number;
  processingDays: number;
  handlingPerOrderMinor: number;
  handlingPerLineMinor: number;
  handlingPerUnitMinor: number;
  /** 1 is asked first when everything else is equal. */
  priority: number;
  /** Share of a SKU's stock, by kind of goods; 0 = not kept here. Shares of a kind need no total. */
  stockShare: Readonly<Record<StockKind, number>>;
};

export const STOCK_KINDS = ["bikes", "frames", "parts", "accessories", "clothing"] as const;
export type StockKind = (typeof STOCK_KINDS)[number];

const WEEKDAYS = [1, 2, 3, 4, 5] as const;
const SIX_DAYS = [1, 2, 3, 4, 5, 6] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;

/** Services that a node offers, with its cut-off for each. */
const cutOffs = (ground: string, express: string, overnight: string) => ({
  ground: ground,
  express: express,
  overnight: overnight,
  /** Pallets are fetched once a day, before noon. */
  freight: "11:30",
});

const WAREHOUSES: readonly DemoNode[] = [
  {
    code: "RNO",
    name: "Reno",
    kind: "warehouse",
    timeZone: "America/Los_Angeles",
    country: "US",
    region: "NV",
    city: "Reno",
    postcode: "89506",
    line1: "4600 Echo Avenue",
    lat: 39.6349,
    lon: -119.8796,
    holidaySubdivision: "",
    workingDays: SIX_DAYS,
    cutOffs: cutOffs("16:00", "17:00", "17:30"),
    dailyLineCapacity: 900,
    processingDays: 0,
    handlingPerOrderMinor: 250,
    handlingPerLineMinor: 85,
    handlingPerUnitMinor: 20,
    priority: 1,
    stockShare: { bikes: 28, frames: 30, parts: 26, accessories: 24, clothing: 24 },
  },
  {
    code: "CMH",
    name: "Columbus",
    kind: "warehouse",
    timeZone: "America/New_York",
    country: "US",
    region: "OH",
    city: "Groveport",
    postcode: "43125",
    line1: "2900 Rohr Road",
    lat: 39.8784,
    lon: -82.8838,
    holidaySubdivision: "",
    workingDays: WEEKDAYS,
    cutOffs: cutOffs("15:00", "17:00", "18:00"),
    dailyLineCapacity: 1100,
    processingDays: 0,
    handlingPerOrderMinor: 230,
    handlingPerLineMinor: 80,
    handlingPerUnitMinor: 18,
    priority: 1,
    stockShare: { bikes: 27, frames: 26, parts: 28, accessories: 22, clothing: 22 },
  },
  {
    code: "DFW",
    name: "Dallas",
    kind: "warehouse",
    timeZone: "America/Chicago",
    country: "US",
    region: "TX",
    city: "Coppell",
    postcode: "75019",
    line1: "640 Freeport Parkway",
    lat: 32.9673,
    lon: -96.9805,
    holidaySubdivision: "",
    workingDays: WEEKDAYS,
    cutOffs: cutOffs("14:00", "16:00", "17:00"),
    dailyLineCapacity: 600,
    processingDays: 1,
    handlingPerOrderMinor: 240,
    handlingPerLineMinor: 78,
    handlingPerUnitMinor: 17,
    priority: 2,
    stockShare: { bikes: 17, frames: 16, parts: 18, accessories: 16, clothing: 14 },
  },
  {
    code: "YYZ",
    name: "Toronto",
    kind: "warehouse",
    timeZone: "America/Toronto",
    country: "CA",
    region: "ON",
    city: "Mississauga",
    postcode: "L5T 2N7",
    line1: "6300 Kennedy Road",
    lat: 43.6497,
    lon: -79.6706,
    holidaySubdivision: "ON",
    workingDays: WEEKDAYS,
    cutOffs: { ground: "14:00", express: "16:00" },
    dailyLineCapacity: 400,
    processingDays: 1,
    handlingPerOrderMinor: 260,
    handlingPerLineMinor: 92,
    handlingPerUnitMinor: 22,
    priority: 2,
    stockShare: { bikes: 13, frames: 12, parts: 12, accessories: 11, clothing: 12 },
  },
  {
    code: "RTM",
    name: "Rotterdam",
    kind: "warehouse",
    timeZone: "Europe/Amsterdam",
    country: "NL",
    region: "ZH",
    city: "Rotterdam",
    postcode: "3089 JA",
    line1: "Waalhaven Zuidzijde 19",
    lat: 51.8857,
    lon: 4.4366,
    holidaySubdivision: "",
    workingDays: WEEKDAYS,
    cutOffs: { ground: "13:00", express: "15:00" },
    dailyLineCapacity: 350,
    processingDays: 1,
    handlingPerOrderMinor: 280,
    handlingPerLineMinor: 95,
    handlingPerUnitMinor: 24,
    priority: 3,
    stockShare: { bikes: 13, frames: 16, parts: 16, accessories: 13, clothing: 12 },
  },
];

const OTHERS: readonly DemoNode[] = [
  {
    code: "ATL",
    name: "Atlanta 3PL",
    kind: "third_party",
    timeZone: "America/New_York",
    country: "US",
    region: "GA",
    city: "Forest Park",
    postcode: "30297",
    line1: "5150 Southport Drive",
    lat: 33.6137,
    lon: -84.3691,
    holidaySubdivision: "",
    workingDays: WEEKDAYS,
    cutOffs: cutOffs("12:00", "14:00", "15:00"),
    dailyLineCapacity: 250,
    processingDays: 1,
    handlingPerOrderMinor: 375,
    handlingPerLineMinor: 120,
    handlingPerUnitMinor: 30,
    priority: 4,
    stockShare: { bikes: 0, frames: 0, parts: 0, accessories: 12, clothing: 12 },
  },
  {
    code: "SEA",
    name: "Seattle store",
    kind: "store",
    timeZone: "America/Los_Angeles",
    country: "US",
    region: "WA",
    city: "Seattle",
    postcode: "98104",
    line1: "1100 Occidental Avenue South",
    lat: 47.6017,
    lon: -122.3302,
    holidaySubdivision: "",
    workingDays: EVERY_DAY,
    cutOffs: { ground: "13:00", express: "15:00" },
    dailyLineCapacity: 40,
    processingDays: 1,
    handlingPerOrderMinor: 450,
    handlingPerLineMinor: 150,
    handlingPerUnitMinor: 40,
    priority: 6,
    stockShare: { bikes: 2, frames: 0, parts: 0, accessories: 2, clothing: 4 },
  },
  {
    code: "GRL",
    name: "Green Lake Bike Company",
    kind: "dropship_supplier",
    timeZone: "America/Denver",
    country: "US",
    region: "CO",
    city: "Denver",
    postcode: "80203",
    line1: "2342 Peachwillow",
    lat: 39.7315,
    lon: -104.9826,
    holidaySubdivision: "",
    workingDays: WEEKDAYS,
    cutOffs: { ground: "11:00", express: "11:00" },
    dailyLineCapacity: 60,
    processingDays: 2,
    handlingPerOrderMinor: 500,
    handlingPerLineMinor: 100,
    handlingPerUnitMinor: 0,
    priority: 5,
    stockShare: { bikes: 0, frames: 0, parts: 0, accessories: 40, clothing: 0 },
  },
];

export const DEMO_NODES: readonly DemoNode[] = [...WAREHOUSES, ...OTHERS];

/** The supplier's node keeps only what this vendor sells to Adventure Works. */
export const DROPSHIP_NODE = "GRL";
export const DROPSHIP_VENDOR = "GREENLA0001";
