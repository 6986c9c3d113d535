import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { connect } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { approveRun } from "@/server/oms/allocation/commands/approve-run";
import { openRun } from "@/server/oms/allocation/commands/open-run";
import { placeOrders } from "@/server/oms/intake/commands/place-orders";
import { addDays, type LocalDate } from "@/server/oms/kernel/local-date";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { EVERYONE } from "@/server/oms/scarcity/decide-classes";
import { type AllocationPolicy, DEFAULT_POLICY } from "@/server/oms/scarcity/types";
import { systemActor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import {
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../support/factories";
import { type ArmResult, median, type Report, type ScenarioOptions } from "./measure";

const LINES = 10_000;
const SKUS = 500;
const LINES_PER_ORDER = 4;
const NODES = 4;
const TIERS = ["gold", "silver", "bronze"] as const;

const byTier = (
  share: "first_come" | "fair_share",
  tiers: readonly string[],
): AllocationPolicy => ({
  ...DEFAULT_POLICY,
  lockDays: 0,
  borrow: "freely",
  classes: tiers.map((tier) => ({
    name: tier,
    match: { ...EVERYONE.match, tiers: [tier] },
    share,
    pool: null,
  })),
});

/** Each round another policy, so that every round moves units and promises. */
const POLICIES = [byTier("fair_share", TIERS), byTier("first_come", TIERS.toReversed())];

/**
 * Ten thousand open lines on five hundred short SKUs, decided anew, kept as a run and applied: from the
 * press to the commit, with every hold, counter, ledger row, promise and event written.
 */
export async function allocation({ rounds }: ScenarioOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "ordinate-bench-"));
  chmodSync(folder, 0o755);
  const server = await startEmbedded({ dataDir: folder, purpose: "the benchmark" });
  await migrateDatabase(server.url(), () => {});
  const connection = connect(server.url(), { max: 8, statementTimeoutMs: 0 });
  const ctx = { database: connection, clock: systemClock, actor: systemActor("bench") };
  try {
    await makeDemand(ctx);
    await connection.sql`analyze`;
    const samples: ArmResult[] = [];
    let lines = 0;
    let moved = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const policy = POLICIES[round % POLICIES.length] ?? DEFAULT_POLICY;
      const begun = performance.now();
      const run = await openRun(ctx, randomUUID(), { skus: [], policy });
      const opened = performance.now();
      const asked = { runId: run.runId, version: 1, reason: "Benchmark", isApplied: true };
      const { applied } = await approveRun(ctx, randomUUID(), asked);
      const ended = performance.now();
      lines = run.lines;
      moved += applied?.orders ?? 0;
      // The first round fills caches and is not counted.
      if (round > 0) {
        samples.push(sampleOf("open", round, opened - begun, lines));
        samples.push(sampleOf("open and approve", round, ended - begun, lines));
      }
    }
    const { invariants } = await auditDatabase(connection.sql);
    const secondsOf = (arm: string) =>
      samples.filter((sample) => sample.arm === arm).map(({ seconds }) => seconds);
    const whole = secondsOf("open and approve");
    return {
      metrics: {
        lines,
        skus: SKUS,
        seconds: median(whole),
        seconds_max: Math.max(...whole),
        open_seconds: median(secondsOf("open")),
        orders_changed: moved / (rounds + 1),
        violations: invariants.reduce((total, { violations }) => total + violations, 0),
      },
      samples,
    };
  } finally {
    await connection.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const sampleOf = (arm: string, round: number, ms: number, lines: number): ArmResult => ({
  arm,
  round,
  calls: 1,
  units: lines,
  seconds: ms / 1_000,
  perSecond: (lines * 1_000) / ms,
  failures: 0,
  latenciesMs: [ms],
});

/** Orders that leave in some weeks ask for twice of what there is and what comes. */
async function makeDemand(ctx: Ctx): Promise<void> {
  const { database } = ctx;
  const { calendarId } = await givenNetwork(database);
  const nodes = [];
  for (let i = 0; i < NODES; i += 1) {
    nodes.push(await givenNode(database, calendarId, { longitude: -120 + 10 * i }));
  }
  const today = ctx.clock.now().toISOString().slice(0, 10) as LocalDate;
  const skus: GivenSku[] = [];
  for (let i = 0; i < SKUS; i += 1) {
    const sku = await givenSku(database, { packMultiple: i % 3 === 0 ? 6 : 1 });
    skus.push(sku);
    for (const node of nodes) {
      await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 24 });
    }
    const [node] = nodes;
    const eta = addDays(today, 40);
    await givenInbound(database, { skuId: sku.id, nodeId: node?.id ?? "", quantity: 60, eta });
  }
  const companies: GivenCompany[] = [];
  for (const tier of TIERS) {
    const company = await givenCompany(database);
    await database.sql`update company set tier = ${tier} where id = ${company.id}`;
    companies.push(company);
  }
  await placeAll(ctx, skus, companies, addDays(today, 20));
}

async function placeAll(
  ctx: Ctx,
  skus: readonly GivenSku[],
  companies: readonly GivenCompany[],
  shipAfter: LocalDate,
): Promise<void> {
  const orders = LINES / LINES_PER_ORDER;
  const batch = 100;
  for (let first = 0; first < orders; first += batch) {
    const outcomes = await placeOrders(
      ctx,
      Array.from({ length: batch }, (_, i) => orderOf(first + i, skus, companies, shipAfter)),
    );
    const refused = outcomes.find((outcome) => !outcome.ok);
    if (refused !== undefined && !refused.ok) {
      throw refused.error;
    }
  }
}

const orderOf = (
  index: number,
  skus: readonly GivenSku[],
  companies: readonly GivenCompany[],
  shipAfter: LocalDate,
) => ({
  key: randomUUID(),
  input: {
    channelCode: "portal",
    companyId: companies[index % companies.length]?.id ?? "",
    serviceCode: "ground",
    shipPolicy: "as_available" as const,
    note: "",
    confirmsDuplicatePo: false,
    shipAfter,
    lines: Array.from({ length: LINES_PER_ORDER }, (_, line) => ({
      sku: skus[(index * LINES_PER_ORDER + line) % skus.length]?.code ?? "",
      quantity: 12,
    })),
  },
});
