import type { Connection } from "@/db/client";
import { addFeedPart } from "@/server/oms/imports/commands/add-feed-part";
import { finishFeedJob } from "@/server/oms/imports/commands/finish-feed-job";
import { openFeedJob } from "@/server/oms/imports/commands/open-feed-job";
import { settleFeedJob } from "@/server/oms/imports/commands/settle-feed-job";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { feedRowsOf } from "@/server/oms/inventory/decide-feed";
import { systemActor } from "@/server/shell/actor";
import { pickBelow } from "./chance";
import { demoId } from "./demo-id";
import { ctxAt } from "./play-orders";

const HOUR_MS = 3_600_000;

type Row = { readonly sku: string; readonly node: string; readonly onHand: number };

const erp = systemActor("ERP gateway");
const warehouse = systemActor("Reno");
const logistics = systemActor("Rotterdam");

/** Who tells of stock in the demo, and what they told in the last day: mostly what is known. */
export async function playFeeds(connection: Connection, end: Date): Promise<void> {
  const at = (hours: number) => new Date(end.getTime() - hours * HOUR_MS);
  await makeSources(connection, at(26));
  const counts = await readCounts(connection, ["RNO", "CMH", "DFW", "RTM"]);
  const of = (...nodes: string[]) => counts.filter(({ node }) => nodes.includes(node));

  const erpRows = of("CMH", "DFW").filter(({ sku }) => pickBelow(4, "erp", sku) === 0);
  await tell(connection, "ERP", 1041, at(25), erpRows);
  await tell(connection, "ERP", 1042, at(5), [
    ...drift(erpRows),
    { sku: "AW-OLD-77", node: "CMH", onHand: 12 },
    { sku: "BK-M68B-38", node: "RNO", onHand: 4 },
    { sku: "SH-W890-M", node: "DFW", onHand: -3 },
  ]);
  await tell(connection, "ERP", 1041, at(4), erpRows);
  await tell(connection, "WMS-RNO", 388, at(2), drift(of("RNO")));
  await hold(connection, at(1), of("RTM"));
}

async function makeSources(connection: Connection, at: Date): Promise<void> {
  const operations = ctxAt(connection, systemActor("Operations"), at);
  const sources = [
    { code: "ERP", name: "Adventure Works ERP", kind: "erp", nodes: ["CMH", "DFW"] },
    { code: "WMS-RNO", name: "Reno warehouse", kind: "wms", nodes: ["RNO"], defaultMode: "full" },
    {
      code: "3PL-RTM",
      name: "Rotterdam logistics",
      kind: "3pl",
      nodes: ["RTM"],
      defaultMode: "full",
    },
  ] as const;
  for (const { nodes, ...source } of sources) {
    await setSource(operations, demoId("source", source.code), { ...source, nodes: [...nodes] });
  }
}

const readCounts = ({ sql }: Connection, nodes: readonly string[]) =>
  sql<Row[]>`
    select s.code as sku, n.code as node, l.on_hand as "onHand"
    from stock_level l join sku s on s.id = l.sku_id join node n on n.id = l.node_id
    where l.status = 'sellable' and n.code = any(${[...nodes]}::text[]) order by n.code, s.code`;

/** Gloves and shorts are counted a little other than they were booked. */
const drift = (rows: readonly Row[]): Row[] =>
  rows.map((row) =>
    /^(GL|SH)-/.test(row.sku) && row.onHand > 20
      ? { ...row, onHand: row.onHand + pickBelow(7, "drift", row.node, row.sku) - 3 }
      : row,
  );

const tell = (
  connection: Connection,
  source: "ERP" | "WMS-RNO",
  sequence: number,
  asOf: Date,
  rows: readonly Row[],
) => {
  // It takes a few minutes until what was counted has arrived.
  const arrived = new Date(asOf.getTime() + HOUR_MS / 12);
  const ctx = ctxAt(connection, source === "ERP" ? erp : warehouse, arrived);
  const key = demoId<string>("feed", `${source} ${sequence} ${asOf.toISOString()}`);
  return applyFeed(ctx, key, { source, sequence, asOf, rows: feedRowsOf(rows) });
};

/** A snapshot that lacks a third of what the node has: it waits for somebody to look at it. */
async function hold(connection: Connection, at: Date, rows: readonly Row[]): Promise<void> {
  const ctx = ctxAt(connection, logistics, at);
  const most = rows.filter((_, index) => index % 3 > 0);
  const { jobId } = await openFeedJob(ctx, demoId("feed", "open"), { source: "3PL-RTM" });
  await addFeedPart(ctx, demoId("feed", "part"), { jobId, number: 1, rows: most });
  await finishFeedJob(ctx, demoId("feed", "finish"), { jobId, parts: 1 });
  const run = await applyFeed(ctx, demoId("feed", "apply"), {
    source: "3PL-RTM",
    asOf: at,
    rows: feedRowsOf(most),
  });
  const { runId, reason } = run;
  const told = { jobId, state: "held", runId, reason, fileHash: null, shape: null } as const;
  await settleFeedJob(ctx, demoId("feed", "settle"), told);
}
