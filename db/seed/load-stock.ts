import { rawSqlOf, type Tx } from "@/db/client";
import { inboundSupply } from "@/db/schema";
import { moveStock, type StockMove } from "@/server/oms/inventory/store";
import type { InboundSupplyId } from "@/server/oms/kernel/ids";
import { addDays, type LocalDate } from "@/server/oms/kernel/local-date";
import { demoId } from "./demo-id";
import { inChunks } from "./in-chunks";
import { skuIdOf } from "./load-catalog";
import { nodeIdOf } from "./load-network";
import { readTable, type TableRow } from "./tables";

/** Shelf and bin as people read them off a label: `A-12`. */
const binOf = (row: TableRow): string | null =>
  row.text("shelf") === "" ? null : `${row.text("shelf")}-${row.text("bin").padStart(2, "0")}`;

/** The opening count, booked through the ledger like every other receipt. */
export async function loadStock(tx: Tx, actorId: string, countedAt: Date): Promise<void> {
  const sql = rawSqlOf(tx);
  const rows = readTable("stock");
  const moves = rows.map((row): StockMove => {
    return {
      skuId: skuIdOf(row.text("sku")),
      nodeId: nodeIdOf(row.text("node")),
      kind: "received",
      onHandDelta: row.int("on_hand"),
      allocatedDelta: 0,
      causeKind: "opening_count",
      causeId: demoId("opening_count", row.text("node")),
      reason: "Opening count",
    };
  });
  await moveStock(sql, moves, { actorId, now: countedAt });
  const kept = rows.map((row) => ({
    sku_id: skuIdOf(row.text("sku")),
    node_id: nodeIdOf(row.text("node")),
    safety_stock: row.int("safety_stock"),
    bin: binOf(row),
  }));
  await sql`
    update stock_level l set safety_stock = k.safety_stock, bin = k.bin
    from jsonb_to_recordset(${sql.typed(kept, 3802)}::jsonb)
      as k(sku_id uuid, node_id uuid, safety_stock int, bin text)
    where l.sku_id = k.sku_id and l.node_id = k.node_id`;
}

/**
 * Purchase and production orders that are still to come.
 *
 * @param today the day on which the world ends; due days count from it
 */
export async function loadSupply(tx: Tx, today: LocalDate): Promise<void> {
  const vendors = new Map(
    readTable("vendors").map((row) => [row.text("account"), row.text("name")]),
  );
  await inChunks(readTable("supply"), (some) =>
    tx.insert(inboundSupply).values(
      some.map((row) => {
        const eta = addDays(today, row.int("due_days"));
        return {
          id: demoId<InboundSupplyId>("inbound", row.text("reference"), row.text("sku")),
          kind:
            row.text("kind") === "production"
              ? ("production" as const)
              : ("purchase_order" as const),
          reference: row.text("reference"),
          supplier: vendors.get(row.text("vendor")) ?? "",
          nodeId: nodeIdOf(row.text("node")),
          skuId: skuIdOf(row.text("sku")),
          quantity: row.int("quantity"),
          eta,
          originalEta: eta,
          dockToStockDays: row.int("dock_to_stock_days"),
          confidence: row.int("confidence_percent"),
        };
      }),
    ),
  );
}
