import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { feedRowsOf } from "@/server/oms/inventory/decide-feed";
import { availability } from "@/server/oms/inventory/queries-availability";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { systemActor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";
import { givenNetwork, givenNode } from "../support/factories";
import type { ArmResult, Report, ScenarioOptions } from "./measure";
import { median, medianRate, percentile, ratioOf, runArm } from "./measure";
import type { SnapshotDone, SnapshotTask } from "./snapshot-arm";

const NODES = 50;
const ROWS = 1_000_000;
/** One row in so many differs from what is known. */
const CHANGED_EVERY = 100;
const READS_PER_SECOND = 50;
const DELTA_ROWS = 5_000;

type World = { readonly skus: number; readonly nodes: readonly string[] };

/**
 * A file of a million positions, one in a hundred changed, until it is visible, against the same
 * file copied and joined as barely as can be; what readers feel meanwhile; and small feeds.
 */
export async function snapshot({ rounds, seconds, rows = ROWS }: ScenarioOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "ordinate-bench-"));
  chmodSync(folder, 0o755);
  const server = await startEmbedded({ dataDir: folder, purpose: "the benchmark" });
  await migrateDatabase(server.url(), () => {});
  const connection = connect(server.url(), { max: 8, statementTimeoutMs: 0 });
  const taker = startTaker(server.url());
  try {
    const world = await makeStock(connection, Math.ceil(rows / NODES));
    const results: ArmResult[] = [];
    const rss: number[] = [];
    const readersRatio: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const files = await writeFiles(folder, world, round);
      const before = await readMeanwhile(connection, world, round, () => sleep(seconds * 1_000));
      const arms = [
        () => taker.run({ arm: "control", path: files.control }),
        () => taker.run({ arm: "feed", path: files.feed, sequence: round }),
      ];
      const during: number[] = [];
      for (const take of round % 2 === 0 ? arms : arms.toReversed()) {
        const isFeed = take === arms[1];
        const reads = await readMeanwhile(connection, world, round, take);
        requireChanged(reads.answer.changed, world, round);
        during.push(...(isFeed ? reads.latenciesMs : []));
        rss.push(isFeed ? reads.answer.rssMb : 0);
        if (round > 0) {
          const arm = isFeed ? "feed" : "control";
          results.push(resultOf(arm, round, world.skus * NODES, reads.answer.seconds, during));
        }
      }
      if (round > 0) {
        readersRatio.push(percentile(during, 99) / percentile(before.latenciesMs, 99));
        results.push(resultOf("readers before", round, 0, seconds, before.latenciesMs));
      }
    }
    results.push(await runDeltas(connection, world, seconds));
    const audit = await auditDatabase(connection.sql);
    const times = (arm: string) => results.filter((each) => each.arm === arm).map((r) => r.seconds);
    return {
      metrics: {
        rows: world.skus * NODES,
        seconds: median(times("feed")),
        control_seconds: median(times("control")),
        ratio: ratioOf(results, "feed", "control").median,
        readers_p99_ratio: median(readersRatio),
        delta_rows_per_s: medianRate(results, "deltas"),
        rss_mb: Math.max(...rss),
        violations: audit.violations,
      },
      samples: results,
    };
  } finally {
    taker.stop();
    await connection.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const resultOf = (
  arm: string,
  round: number,
  units: number,
  seconds: number,
  latenciesMs: readonly number[],
): ArmResult => ({
  arm,
  round,
  calls: latenciesMs.length,
  units,
  seconds,
  perSecond: units / seconds,
  failures: 0,
  latenciesMs,
});

function startTaker(databaseUrl: string) {
  const child: ChildProcess = fork(join(import.meta.dirname, "snapshot-arm.ts"), {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  return {
    stop: () => child.kill(),
    run: async (task: SnapshotTask): Promise<SnapshotDone> => {
      child.send(task);
      const ended = once(child, "exit").then(() => {
        throw new Error(`the process that takes files ended at the ${task.arm} arm`);
      });
      const [done] = await Promise.race([once(child, "message"), ended]);
      return done;
    },
  };
}

const skuCode = (sku: number) => `BENCH-${String(sku).padStart(6, "0")}`;
const baseUnits = (sku: number, node: number) => 100 + ((sku * 7 + node) % 50);

/** The catalogue, the nodes and a position for each pair, through the ledger as all stock. */
async function makeStock(connection: Connection, skus: number): Promise<World> {
  const { sql } = connection;
  const { calendarId } = await givenNetwork(connection);
  const nodes: { readonly id: string; readonly code: string }[] = [];
  for (let node = 0; node < NODES; node += 1) {
    nodes.push(await givenNode(connection, calendarId));
  }
  await sql`
    insert into sku (id, code, name, grams)
    select uuidv7(), 'BENCH-' || lpad(s::text, 6, '0'), 'Thing ' || s, 500
    from generate_series(0, ${skus}::int - 1) as s`;
  await sql`
    insert into stock_level (sku_id, node_id, on_hand)
    select s.id, n.id, 100 + (right(s.code, 6)::int * 7 + n.at - 1) % 50
    from sku s, unnest(${nodes.map((node) => node.id)}::uuid[]) with ordinality as n(id, at)`;
  await sql`
    insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
      cause_id, actor_id, occurred_at)
    select sku_id, node_id, 'received', on_hand, 0, 'bench', sku_id, 'bench', now()
    from stock_level`;
  await sql.unsafe(`
    create schema bench;
    create table bench.position (sku int, node int, on_hand int not null, primary key (sku, node))
      with (fillfactor = 50);
    insert into bench.position select s, n, 100 + (s * 7 + n) % 50
      from generate_series(0, ${skus - 1}) s, generate_series(0, ${NODES - 1}) n`);
  const ctx = { database: connection, clock: systemClock, actor: systemActor("bench") };
  const codes = nodes.map(({ code }) => code);
  const source = { code: "BENCH", name: "Bench", kind: "wms", nodes: codes } as const;
  await setSource(ctx, randomUUID(), source);
  await sql`vacuum analyze`;
  return { skus, nodes: codes };
}

/** The same figures for both arms: each with the words of its own table. */
async function writeFiles(folder: string, { skus, nodes }: World, round: number) {
  const paths = { feed: join(folder, "feed.csv"), control: join(folder, "control.csv") };
  const [feed, control] = [await open(paths.feed, "w"), await open(paths.control, "w")];
  await feed.write("sku,node,on_hand\n");
  for (let sku = 0; sku < skus; sku += 1) {
    let [ours, bare] = ["", ""];
    for (const [node, code] of nodes.entries()) {
      // Each round moves another hundredth, and those of the rounds before stay as they came.
      const hundredth = (sku * NODES + node) % CHANGED_EVERY;
      const units = baseUnits(sku, node) + (hundredth <= round ? 1_000 : 0);
      ours += `${skuCode(sku)},${code},${units}\n`;
      bare += `${sku},${node},${units}\n`;
    }
    await feed.write(ours);
    await control.write(bare);
  }
  await Promise.all([feed.close(), control.close()]);
  return paths;
}

function requireChanged(changed: number, { skus }: World, round: number): void {
  const expected = (skus * NODES) / CHANGED_EVERY;
  if (changed !== expected) {
    throw new Error(`round ${round} changed ${changed} positions, not ${expected}`);
  }
}

/** Reads at a fixed rate while something runs, each timed from when it was due. */
async function readMeanwhile<Answer>(
  database: Connection,
  { skus }: World,
  round: number,
  run: () => Promise<Answer>,
) {
  const ctx = { database, clock: systemClock, actor: systemActor("bench") };
  const latenciesMs: number[] = [];
  const running: Promise<void>[] = [];
  const begun = performance.now();
  let isOver = false;
  const reading = (async () => {
    for (let read = 0; !isOver; read += 1) {
      const due = begun + (read * 1_000) / READS_PER_SECOND;
      await sleep(Math.max(0, due - performance.now()));
      const code = skuCode((read * 7_919 + round) % skus);
      running.push(
        availability(ctx, { channelCode: "api", skus: [code] }).then(() => {
          latenciesMs.push(performance.now() - due);
        }),
      );
    }
  })();
  const answer = await run();
  isOver = true;
  await reading;
  await Promise.all(running);
  return { answer, latenciesMs };
}

/** Feeds of five thousand rows, every one of them a change, as fast as one sender gets them taken. */
async function runDeltas(
  database: Connection,
  { skus, nodes }: World,
  seconds: number,
): Promise<ArmResult> {
  const ctx = { database, clock: systemClock, actor: systemActor("bench") };
  let sent = 0;
  const send = async () => {
    sent += 1;
    const rows = Array.from({ length: DELTA_ROWS }, (_, at) => {
      const position = (sent * DELTA_ROWS + at) % (skus * NODES);
      const sku = skuCode(Math.floor(position / NODES));
      return { sku, node: nodes[position % NODES] ?? "", onHand: 5_000 + sent };
    });
    const feed = { source: "BENCH", mode: "delta", sequence: 1_000 + sent } as const;
    const run = await applyFeed(ctx, randomUUID(), { ...feed, rows: feedRowsOf(rows) });
    return run.rows.changed;
  };
  await send();
  return runArm("deltas", 1, send, { connections: 1, seconds: Math.max(seconds, 5) });
}
