/**
 * Seeded instances with the cost model of the literature: a package costs 8.759 and an item
 * 0.423 + 0.000541 × miles. Ten fulfillment centres, demand from US cities by population, 60 SKUs by
 * Zipf, each stocked at a centre with p = 0.5.
 */
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { milesBetween, plainRate } from "@/server/oms/network/decide-freight";
import type { GeoPoint } from "@/server/oms/network/types";
import type { NodeStock, PlanLine, PlanNode } from "@/server/oms/sourcing/types";

const SKUS = 60;
const ZIPF = 0.8;
const PACKAGE_MICRO = 875_900_000;
const ITEM_MICRO = 42_300_000;
const ITEM_MICRO_PER_MILE = 54_100;
const DAY = localDate("2026-03-02");

/** City, latitude, longitude, thousands of inhabitants. */
const CITIES: readonly (readonly [string, number, number, number])[] = [
  ["New York", 40.71, -74.01, 8336],
  ["Los Angeles", 34.05, -118.24, 3822],
  ["Chicago", 41.88, -87.63, 2665],
  ["Houston", 29.76, -95.37, 2303],
  ["Phoenix", 33.45, -112.07, 1644],
  ["Philadelphia", 39.95, -75.17, 1567],
  ["San Antonio", 29.42, -98.49, 1472],
  ["San Diego", 32.72, -117.16, 1381],
  ["Dallas", 32.78, -96.8, 1299],
  ["Austin", 30.27, -97.74, 974],
  ["Jacksonville", 30.33, -81.66, 971],
  ["San Jose", 37.34, -121.89, 971],
  ["Fort Worth", 32.76, -97.33, 957],
  ["Columbus", 39.96, -83.0, 908],
  ["Charlotte", 35.23, -80.84, 898],
  ["Indianapolis", 39.77, -86.16, 880],
  ["San Francisco", 37.77, -122.42, 808],
  ["Seattle", 47.61, -122.33, 749],
  ["Denver", 39.74, -104.99, 713],
  ["Oklahoma City", 35.47, -97.52, 695],
  ["Nashville", 36.16, -86.78, 684],
  ["Washington", 38.91, -77.04, 672],
  ["El Paso", 31.76, -106.49, 678],
  ["Boston", 42.36, -71.06, 651],
  ["Las Vegas", 36.17, -115.14, 656],
  ["Portland", 45.52, -122.68, 635],
  ["Detroit", 42.33, -83.05, 620],
  ["Louisville", 38.25, -85.76, 625],
  ["Memphis", 35.15, -90.05, 621],
  ["Baltimore", 39.29, -76.61, 570],
  ["Milwaukee", 43.04, -87.91, 563],
  ["Albuquerque", 35.08, -106.65, 561],
  ["Tucson", 32.22, -110.97, 547],
  ["Fresno", 36.74, -119.79, 545],
  ["Sacramento", 38.58, -121.49, 528],
  ["Kansas City", 39.1, -94.58, 509],
  ["Atlanta", 33.75, -84.39, 499],
  ["Omaha", 41.26, -95.93, 486],
  ["Raleigh", 35.78, -78.64, 477],
  ["Miami", 25.76, -80.19, 449],
  ["Minneapolis", 44.98, -93.27, 425],
  ["Tulsa", 36.15, -95.99, 412],
  ["Tampa", 27.95, -82.46, 398],
  ["Wichita", 37.69, -97.34, 396],
  ["New Orleans", 29.95, -90.07, 370],
  ["Cleveland", 41.5, -81.69, 362],
  ["Honolulu", 21.31, -157.86, 344],
  ["Cincinnati", 39.1, -84.51, 309],
  ["Pittsburgh", 40.44, -80.0, 303],
  ["St. Louis", 38.63, -90.2, 287],
  ["Orlando", 28.54, -81.38, 316],
  ["Buffalo", 42.89, -78.88, 276],
  ["Richmond", 37.54, -77.44, 229],
  ["Boise", 43.62, -116.2, 236],
  ["Spokane", 47.66, -117.43, 230],
  ["Des Moines", 41.59, -93.62, 211],
  ["Salt Lake City", 40.76, -111.89, 205],
  ["Little Rock", 34.75, -92.29, 203],
  ["Birmingham", 33.52, -86.8, 196],
  ["Albany", 42.65, -73.76, 101],
  ["Billings", 45.78, -108.5, 119],
  ["Sioux Falls", 43.55, -96.73, 202],
];

const CENTRES: readonly (readonly [string, number, number])[] = [
  ["Carlisle", 40.2, -77.19],
  ["Edison", 40.52, -74.41],
  ["Atlanta", 33.75, -84.39],
  ["Columbus", 39.96, -83.0],
  ["Chicago", 41.53, -88.08],
  ["Dallas", 32.78, -96.8],
  ["Denver", 39.74, -104.99],
  ["Phoenix", 33.45, -112.07],
  ["Riverside", 33.95, -117.4],
  ["Seattle", 47.38, -122.23],
];

/** mulberry32: the same numbers for the same seed, on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type InstanceOrder = {
  readonly orderId: string;
  readonly lines: readonly PlanLine[];
  /** The nodes as this order sees them, without stock. */
  readonly nodes: readonly PlanNode[];
};

export type Instance = {
  readonly name: string;
  readonly orders: readonly InstanceOrder[];
  /** Units at a node, by `node sku`. */
  readonly stock: ReadonlyMap<string, number>;
  readonly splitPenaltyMinor: number;
};

export const stockKey = (nodeId: string, skuId: string): string => `${nodeId} ${skuId}`;

/** `tight`: hardly more units than are asked for; `ample`: two and a half times as many. */
export const SUPPLY = { tight: 1.15, ample: 2.5 } as const;

export function makeInstance(
  seed: number,
  orderCount: number,
  supply: keyof typeof SUPPLY,
  centres = CENTRES.length,
): Instance {
  const random = randomFrom(seed * 7_919 + orderCount);
  const city = sampler(CITIES.map(([, , , people]) => people));
  const sku = sampler(Array.from({ length: SKUS }, (_, rank) => (rank + 1) ** -ZIPF));
  const points = Array.from({ length: centres }, (_, centre) => centreAt(centre, random));
  const demand = new Map<number, number>();
  const orders = Array.from({ length: orderCount }, (_, order): InstanceOrder => {
    const [, latitude, longitude] = CITIES[city(random)] as (typeof CITIES)[number];
    const wanted = new Set<number>();
    const lineCount = 1 + Math.floor(random() * 5);
    while (wanted.size < lineCount) {
      wanted.add(sku(random));
    }
    for (const each of wanted) {
      demand.set(each, (demand.get(each) ?? 0) + 1);
    }
    return {
      orderId: `order-${order}`,
      lines: [...wanted].map((each, line) => lineOf(order, line, each)),
      nodes: points.map((point, centre) => nodeOf(centre, point, { latitude, longitude })),
    };
  });
  return {
    name: `${supply} ${orderCount} seed ${seed}`,
    orders,
    stock: spread(demand, SUPPLY[supply], centres, random),
    splitPenaltyMinor: 0,
  };
}

function centreAt(centre: number, random: () => number): GeoPoint {
  const known = CENTRES[centre];
  if (known !== undefined) {
    return { latitude: known[1], longitude: known[2] };
  }
  const [, latitude, longitude] = CITIES[
    Math.floor(random() * CITIES.length)
  ] as (typeof CITIES)[0];
  return { latitude: latitude + random() - 0.5, longitude: longitude + random() - 0.5 };
}

/** Units of each SKU over the centres that keep it, one after the other at random. */
function spread(
  demand: ReadonlyMap<number, number>,
  factor: number,
  centres: number,
  random: () => number,
): Map<string, number> {
  const stock = new Map<string, number>();
  for (const [sku, wanted] of [...demand].sort(([a], [b]) => a - b)) {
    const keepers = Array.from({ length: centres }, (_, centre) => centre).filter(
      () => random() < 0.5,
    );
    const homes = keepers.length > 0 ? keepers : [Math.floor(random() * centres)];
    for (let unit = 0; unit < Math.ceil(wanted * factor); unit += 1) {
      const home = homes[Math.floor(random() * homes.length)] as number;
      const key = stockKey(`node-${home}`, `sku-${sku}`);
      stock.set(key, (stock.get(key) ?? 0) + 1);
    }
  }
  return stock;
}

const lineOf = (order: number, line: number, sku: number): PlanLine => ({
  lineId: `order-${order} line-${line}` as OrderLineId,
  skuId: `sku-${sku}` as SkuId,
  quantity: 1,
  packMultiple: 1,
  gramsPerUnit: 1,
  requestedDate: null,
});

const nodeOf = (centre: number, from: GeoPoint, to: GeoPoint): PlanNode => {
  const miles = Math.round(milesBetween(from, to));
  return {
    nodeId: `node-${centre}` as NodeId,
    code: `N${String(centre).padStart(3, "0")}`,
    name: CENTRES[centre]?.[0] ?? `Centre ${centre}`,
    stock: {},
    shipDate: DAY,
    deliveryDate: DAY,
    serviceCode: "ground",
    // An item weighs a gram, so that the price of an item is that of a gram.
    rate: plainRate("1", PACKAGE_MICRO, ITEM_MICRO + ITEM_MICRO_PER_MILE * miles),
    handlingPerOrderMinor: 0,
    handlingPerLineMinor: 0,
    handlingPerUnitMinor: 0,
    priority: 1,
    capacityLeftLines: null,
    excluded: null,
    distanceMiles: miles,
  };
};

/** An index, drawn by weight. */
function sampler(weights: readonly number[]): (random: () => number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (random) => {
    let left = random() * total;
    return Math.max(
      0,
      weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      }),
    );
  };
}

/** The nodes with what is left in the stock of the SKUs asked for. */
export function nodesWith(
  { lines, nodes }: InstanceOrder,
  left: ReadonlyMap<string, number>,
): PlanNode[] {
  return nodes.map((node) => {
    const stock: Record<SkuId, NodeStock> = {};
    for (const { skuId } of lines) {
      const available = left.get(stockKey(node.nodeId, skuId));
      if (available !== undefined) {
        stock[skuId] = { available, heldBack: 0 };
      }
    }
    return { ...node, stock };
  });
}
