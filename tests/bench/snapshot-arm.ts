/**
 * The process that takes a file: apart from the readers, as the command line is apart from the
 * server. It is told what to do, does it and tells how long it took.
 */
import { createReadStream } from "node:fs";
import { constants, setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import { pipeline } from "node:stream/promises";
import { connect } from "@/db/client";
import { openTable } from "@/server/cli/read-table";
import { importFeed } from "@/server/oms/imports/commands/import-feed";
import { inventoryMapping } from "@/server/oms/imports/schema";
import { systemActor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";

export type SnapshotTask =
  | { readonly arm: "feed"; readonly path: string; readonly sequence: number }
  | { readonly arm: "control"; readonly path: string };

export type SnapshotDone = {
  readonly seconds: number;
  readonly rssMb: number;
  readonly changed: number;
};

const connection = connect(process.env.DATABASE_URL ?? "", { max: 2, statementTimeoutMs: 0 });
// As `oms import inventory` does; so both arms yield to the readers alike.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const ctx = { database: connection, clock: systemClock, actor: systemActor("bench") };

async function takeFeed(path: string, sequence: number): Promise<number> {
  const { rows } = await importFeed(ctx, {
    table: await openTable(path),
    mapping: inventoryMapping.parse({}),
    lookups: new Map(),
    source: "BENCH",
    mode: "full",
    sequence,
    asOf: null,
    isConfirmed: false,
    isDryRun: false,
    onProgress: () => {},
  });
  return rows.changed;
}

/** The least that it can be: narrow rows copied as they are, joined, and only what differs written. */
const takeControl = (path: string): Promise<number> =>
  connection.sql.begin(async (sql) => {
    await sql`create temp table snap (sku int, node int, on_hand int) on commit drop`;
    const copy = await sql`copy snap from stdin with (format csv)`.writable();
    await pipeline(createReadStream(path), copy);
    const changed = await sql`
      update bench.position p set on_hand = s.on_hand from snap s
      where p.sku = s.sku and p.node = s.node and p.on_hand is distinct from s.on_hand`;
    return changed.count;
  });

async function take(task: SnapshotTask): Promise<void> {
  const begun = performance.now();
  const changed = await (task.arm === "feed"
    ? takeFeed(task.path, task.sequence)
    : takeControl(task.path));
  const seconds = (performance.now() - begun) / 1_000;
  const rssMb = process.resourceUsage().maxRSS / 1_024;
  process.send?.({ seconds, rssMb, changed } satisfies SnapshotDone);
}

process.on("message", (task: SnapshotTask) => {
  take(task).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
