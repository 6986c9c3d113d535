/**
 * `npx tsx tests/tools/supply-chain.ts --data DIR`: routes a set of plants, lanes, capacities and exclusive
 * customers, given as CSV, by the product's planner, against the nearest feasible plant. The data is not
 * part of the project.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { NodeId, OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import { plainRate } from "@/server/oms/network/decide-freight";
import { decideSourcing } from "@/server/oms/sourcing/decide";
import type { PlanNode } from "@/server/oms/sourcing/types";

type Row = Readonly<Record<string, string>>;

const DAY = localDate("2026-03-02");
const MICRO = 100_000_000;

function readRows(directory: string, file: string): Row[] {
  const [head = "", ...lines] = readFileSync(join(directory, file), "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const cells = (line: string) => line.split(",").map((cell) => cell.trim());
  const names = cells(head);
  return lines.map((line) => {
    const values = cells(line);
    return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
  });
}

const number = (text: string | undefined): number => Number((text ?? "").replace(/[$\s]/g, ""));

function groupSets(rows: readonly Row[], key: string, value: string): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const row of rows) {
    const own = sets.get(row[key] ?? "") ?? new Set();
    sets.set(row[key] ?? "", own.add(row[value] ?? ""));
  }
  return sets;
}

type Option = { readonly plant: string; readonly cost: number; readonly days: number };

function main(directory: string): void {
  const orders = readRows(directory, "OrderList_shared.csv");
  const rates = readRows(directory, "FreightRates.csv");
  const ports = groupSets(readRows(directory, "PlantPorts.csv"), "Plant Code", "Port");
  const products = groupSets(
    readRows(directory, "ProductsPerPlant.csv"),
    "Plant Code",
    "Product ID",
  );
  const exclusive = groupSets(readRows(directory, "VmiCustomers.csv"), "Plant Code", "Customers");
  const handling = new Map(
    readRows(directory, "WhCosts.csv").map((row) => [row.WH ?? "", number(row["Cost/unit"])]),
  );
  const capacity = new Map(
    readRows(directory, "WhCapacities.csv").map((row) => [
      row["Plant ID"] ?? "",
      number(row["Daily Capacity"]),
    ]),
  );
  const plants = [...capacity.keys()].sort();

  const lane = (plant: string, order: Row): { cost: number; days: number } | null => {
    if (order["Service Level"] === "CRF") {
      return { cost: 0, days: 0 };
    }
    const weight = number(order.Weight);
    const usable = rates
      .filter(
        (rate) =>
          ports.get(plant)?.has(rate.orig_port_cd ?? "") === true &&
          rate.dest_port_cd === order["Destination Port"] &&
          rate.svc_cd === order["Service Level"] &&
          number(rate.minm_wgh_qty) <= weight &&
          weight <= number(rate.max_wgh_qty),
      )
      .map((rate) => ({
        cost: Math.max(number(rate["minimum cost"]), number(rate.rate) * weight),
        days: number(rate.tpt_day_cnt),
      }))
      .sort((a, b) => a.cost - b.cost);
    return usable[0] ?? null;
  };
  const options = orders.map((order) =>
    plants.flatMap((plant): Option[] => {
      const keeps = products.get(plant)?.has(order["Product ID"] ?? "") === true;
      const serves = exclusive.get(plant)?.has(order.Customer ?? "") ?? true;
      const by = keeps && serves ? lane(plant, order) : null;
      const units = number(order["Unit quantity"]) * (handling.get(plant) ?? 0);
      return by === null ? [] : [{ plant, cost: by.cost + units, days: by.days }];
    }),
  );

  const outcome = (choose: (of: readonly Option[], left: Map<string, number>) => Option | null) => {
    const left = new Map(capacity);
    let [placed, cost] = [0, 0];
    for (const of of options) {
      const chosen = choose(of, left);
      if (chosen !== null) {
        const room = (left.get(chosen.plant) ?? 0) - 1;
        if (room < 0 || !of.includes(chosen)) {
          throw new Error(`${chosen.plant} was given more than it may have`);
        }
        left.set(chosen.plant, room);
        placed += 1;
        cost += chosen.cost;
      }
    }
    return {
      placed,
      backordered: options.length - placed,
      cost: Math.round(cost),
      "cost per order": Number((cost / placed).toFixed(2)),
    };
  };
  const nearest = outcome(
    (of, left) =>
      of
        .filter(({ plant }) => (left.get(plant) ?? 0) > 0)
        .sort((a, b) => a.days - b.days || (a.plant < b.plant ? -1 : 1))[0] ?? null,
  );
  const ours = outcome((of, left) => {
    const line = {
      lineId: "line" as OrderLineId,
      skuId: "sku" as SkuId,
      quantity: 1,
      packMultiple: 1,
      gramsPerUnit: 0,
      requestedDate: null,
    };
    const { plan } = decideSourcing(
      { lines: [line], shipPolicy: "as_available", shipmentsMax: 1 },
      plants.map((plant) =>
        nodeOf(plant, of.find((option) => option.plant === plant) ?? null, left.get(plant) ?? 0),
      ),
      { splitPenaltyMinor: 0, stepsMax: 100_000 },
    );
    const nodeId = plan.assignments[0]?.nodeId;
    return of.find(({ plant }) => plant === nodeId) ?? null;
  });
  const lost = options.filter((of) => of.length === 0).length;
  console.log(
    `${orders.length} orders, ${plants.length} plants, room for ${[...capacity.values()].reduce((sum, room) => sum + room, 0)} orders; ${lost} orders have no plant with product, lane and customer`,
  );
  console.table({ "nearest feasible plant": nearest, planner: ours });
}

const nodeOf = (plant: string, option: Option | null, room: number): PlanNode => ({
  nodeId: plant as NodeId,
  code: plant,
  name: plant,
  stock: { ["sku" as SkuId]: { available: 1, heldBack: 0 } },
  shipDate: DAY,
  deliveryDate: DAY,
  serviceCode: "lane",
  rate: plainRate("1", Math.round((option?.cost ?? 0) * MICRO), 0),
  handlingPerOrderMinor: 0,
  handlingPerLineMinor: 0,
  handlingPerUnitMinor: 0,
  priority: 1,
  capacityLeftLines: room,
  excluded: option === null ? { code: "lane_not_served", note: null } : null,
  distanceMiles: null,
});

const { values } = parseArgs({ options: { data: { type: "string" } } });
if (values.data === undefined) {
  console.error("--data names the folder of the routing set");
  process.exit(2);
}
main(values.data);
