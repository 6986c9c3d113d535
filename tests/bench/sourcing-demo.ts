/** The shipped demo world as an instance: its nodes, freight, SKUs, stock and latest orders. */
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { seedDemo } from "@/db/seed/demo";
import { setAuthSecret } from "@/server/env";
import { StockBook } from "@/server/oms/inventory/decide-book";
import { readRuleBook } from "@/server/oms/inventory/store-rules";
import type { OrderLineId, SkuId } from "@/server/oms/kernel/ids";
import { readNetwork } from "@/server/oms/network/store";
import type { LanePlace } from "@/server/oms/network/types";
import { CandidateBook } from "@/server/oms/sourcing/decide-candidates";
import { readActiveProfile } from "@/server/oms/sourcing/store";
import { type Instance, type InstanceOrder, stockKey } from "./sourcing-instance";

const NOW = new Date("2026-11-19T16:30:00Z");

/** Each window of so many orders, of the latest that the world has. */
export async function demoInstances(sizes: readonly number[]): Promise<Instance[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "ordinate-bench-"));
  chmodSync(dataDir, 0o755);
  const server = await startEmbedded({ dataDir, purpose: "the benchmark" });
  await migrateDatabase(server.url(), () => {});
  // The seed signs tracking links; nobody follows them here.
  setAuthSecret(randomBytes(32).toString("hex"));
  const connection = connect(server.url(), { max: 4, statementTimeoutMs: 0 });
  try {
    await seedDemo(connection, () => {}, { now: NOW, liveDays: 6 });
    const orders = await readOrders(connection, Math.max(...sizes));
    const stock = await readStock(connection);
    const { parameters } = await readActiveProfile(connection, connection.sql, 0);
    return sizes.map((size) => ({
      name: `demo world ${size}`,
      orders: fillable(orders.slice(0, size), stock),
      stock,
      splitPenaltyMinor: parameters.splitPenaltyMinor,
    }));
  } finally {
    await connection.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type OrderRow = {
  readonly number: string;
  readonly serviceCode: string;
  readonly channelCode: string;
  readonly shipTo: LanePlace;
  readonly lines: readonly {
    readonly id: OrderLineId;
    readonly skuId: SkuId;
    readonly quantity: number;
    readonly grams: number;
  }[];
};

async function readOrders(connection: Connection, limit: number): Promise<InstanceOrder[]> {
  const { sql } = connection;
  const network = await readNetwork(connection, sql);
  const rules = await readRuleBook(connection, sql, network.version, NOW);
  const stock = new StockBook([], rules, network);
  const candidates = new CandidateBook({ network, stock, capacityUsed: new Map(), now: NOW });
  const rows = await sql<OrderRow[]>`
    select o.number, o.service_code as "serviceCode", c.code as "channelCode",
      json_build_object('country', o.ship_to ->> 'country', 'point', o.ship_to -> 'point',
        'postalCode', o.ship_to ->> 'postalCode') as "shipTo",
      (select json_agg(json_build_object('id', l.id, 'skuId', l.sku_id, 'quantity', l.ordered,
          'grams', s.grams) order by l.line_number)
        from order_line l join sku s on s.id = l.sku_id where l.order_id = o.id) as lines
    from sales_order o join channel c on c.id = o.channel_id
    where exists (select from sourcing_decision d where d.order_id = o.id)
    order by o.placed_at desc, o.number desc limit ${limit}`;
  return rows.map(({ number, lines, ...order }) => ({
    orderId: number,
    lines: lines.map(({ id, skuId, quantity, grams }) => ({
      lineId: id,
      skuId,
      quantity,
      // All policies fill the same units, so that packs are left out of this comparison.
      packMultiple: 1,
      gramsPerUnit: grams,
      requestedDate: null,
    })),
    nodes: candidates
      .nodesFor({
        ...order,
        skuIds: [],
        linesNeeded: lines.length,
        unitsNeeded: lines.reduce((sum, { quantity }) => sum + quantity, 0),
        shipAfter: null,
        excludedNodeIds: new Map(),
      })
      .map((node) => ({ ...node, capacityLeftLines: null })),
  }));
}

async function readStock({ sql }: Connection): Promise<Map<string, number>> {
  const rows = await sql<{ nodeId: string; skuId: string; units: number }[]>`
    select node_id as "nodeId", sku_id as "skuId", on_hand as units from stock_level
    where status = 'sellable' and on_hand > 0`;
  return new Map(rows.map(({ nodeId, skuId, units }) => [stockKey(nodeId, skuId), units]));
}

/** Without what no policy could fill: units beyond the stock of the nodes that may ship the order. */
function fillable(
  orders: readonly InstanceOrder[],
  stock: ReadonlyMap<string, number>,
): InstanceOrder[] {
  const left = new Map(stock);
  return orders.flatMap((order) => {
    const lines = order.lines.flatMap((line) => {
      let open = line.quantity;
      for (const { nodeId, excluded } of order.nodes) {
        const key = stockKey(nodeId, line.skuId);
        const units = excluded === null ? Math.min(open, left.get(key) ?? 0) : 0;
        left.set(key, (left.get(key) ?? 0) - units);
        open -= units;
      }
      return open < line.quantity ? [{ ...line, quantity: line.quantity - open }] : [];
    });
    return lines.length > 0 ? [{ ...order, lines }] : [];
  });
}
