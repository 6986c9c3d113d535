import { DROPSHIP_NODE } from "./nodes";
import { readTable } from "./tables";
import type { DemoOrder } from "./timeline";

const HOUR_MS = 3_600_000;

/** The order whose node has none of what its books say; its PO is how the floor knows it. */
export const NOT_THERE_PO = "PO-TR-14";

/** Orders that cannot go as planned, each for a reason that lies in stock and supply as they are. */
export function troubleOrders(now: Date): DemoOrder[] {
  const stock = readTable("stock").map((row) => ({
    sku: row.text("sku"),
    node: row.text("node"),
    units: row.int("on_hand"),
  }));
  const supply = readTable("supply");
  const supplied = new Set(supply.map((row) => row.text("sku")));
  const toCome = (sku: string) =>
    supply.reduce((sum, row) => sum + (row.text("sku") === sku ? row.int("quantity") : 0), 0);
  const skus = readTable("skus")
    .filter(
      (row) => row.text("lifecycle") === "active" && row.text("backorder_policy") === "backorder",
    )
    .map((row) => row.text("code"))
    .toSorted();
  const unitsOf = (sku: string, isCounted: (node: string) => boolean) =>
    stock.reduce((sum, row) => sum + (row.sku === sku && isCounted(row.node) ? row.units : 0), 0);
  const elsewhere = (sku: string) => unitsOf(sku, (node) => node !== DROPSHIP_NODE);
  /** What all others may have had when it is asked for. */
  const beside = (sku: string) => elsewhere(sku) + toCome(sku);
  const kept = (sku: string) => unitsOf(sku, (node) => node === DROPSHIP_NODE);
  const [fromSupplier] = skus
    .filter((sku) => kept(sku) > 4)
    .toSorted((a, b) => beside(a) - beside(b) || (a < b ? -1 : 1));
  const all = (sku: string) => unitsOf(sku, () => true);
  const [short, givenUp] = skus
    .filter((sku) => !supplied.has(sku) && all(sku) > 0)
    .toSorted((a, b) => all(a) - all(b) || (a < b ? -1 : 1));
  const nodesOf = (sku: string) => stock.filter((row) => row.sku === sku && row.units > 0).length;
  const [inOnePlace] = skus
    .filter((sku) => sku !== short && sku !== givenUp && elsewhere(sku) > 8 && kept(sku) === 0)
    .toSorted((a, b) => nodesOf(a) - nodesOf(b) || elsewhere(a) - elsewhere(b) || (a < b ? -1 : 1));
  const wanted = [
    { sku: fromSupplier, units: (sku: string) => beside(sku) + 2, hoursAgo: 78 },
    { sku: short, units: (sku: string) => all(sku) + 12, hoursAgo: 60 },
    { sku: givenUp, units: (sku: string) => all(sku) + 6, hoursAgo: 58 },
    { sku: inOnePlace, units: () => 4, hoursAgo: 76 },
  ];
  return wanted.flatMap(({ sku, units, hoursAgo }, at): DemoOrder[] =>
    sku === undefined
      ? []
      : [
          {
            reference: `TR-${11 + at}`,
            customerPo: `PO-TR-${11 + at}`,
            company: TROUBLED[at] ?? "",
            placedAt: new Date(now.getTime() - hoursAgo * HOUR_MS),
            lines: [{ sku, units: units(sku), unitPriceE4: 0 }],
          },
        ],
  );
}

/** Large resellers, one for each order, so that none meets its credit limit. */
export const TROUBLED = ["AW00000018", "AW00000024", "AW00000021", "AW00000027"] as const;

/** What the maker gives up in the last hours: customers wait for it and nobody brings it. */
export const givenUpSku = (now: Date): string | undefined =>
  troubleOrders(now).find(({ reference }) => reference === "TR-13")?.lines[0]?.sku;
