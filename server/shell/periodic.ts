import type { Connection } from "@/db/client";
import { allocateDue } from "@/server/oms/allocation/commands/allocate-due";
import { cancelOverdue } from "@/server/oms/allocation/commands/cancel-overdue";
import { openDueWindow } from "@/server/oms/allocation/commands/open-due-window";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { runScheduled } from "@/server/oms/allocation/commands/run-scheduled";
import {
  hasWorkDue,
  isWindowDue,
  listDueOrders,
  listOverdueOrders,
  RELEASE_HORIZON_DAYS,
} from "@/server/oms/allocation/queries";
import { bringOut } from "@/server/oms/backorders/commands/bring-out";
import { settleSilence } from "@/server/oms/backorders/commands/settle-silence";
import { listComingOut } from "@/server/oms/backorders/queries-preorders";
import { detectTrouble } from "@/server/oms/desk/commands/detect-trouble";
import { runPlaybooks } from "@/server/oms/desk/handlers";
import { detectFamilies } from "@/server/oms/desk/types";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import { expireFeedJobs } from "@/server/oms/imports/commands/expire-feed-jobs";
import { expireUploads } from "@/server/oms/imports/commands/expire-uploads";
import { detectDrift } from "@/server/oms/inventory/commands/detect-drift";
import { expireReservations } from "@/server/oms/inventory/commands/expire-reservations";
import { measureNodes } from "@/server/oms/network/commands/measure-nodes";
import { resumeNodes } from "@/server/oms/network/commands/resume-nodes";
import { releaseClearedHolds } from "@/server/oms/orders/commands/release-cleared-holds";
import { listClearedOrders } from "@/server/oms/orders/queries-holds";
import { takeRehearsal } from "@/server/oms/rehearsal/commands/take-rehearsal";
import { runRehearsal } from "@/server/oms/rehearsal/handlers";
import { hasRehearsalDue } from "@/server/oms/rehearsal/queries";
import { activateDue } from "@/server/oms/sourcing/commands/activate-due";
import { noticeChanges } from "@/server/oms/webhooks/commands/notice-changes";
import { recordDelivery } from "@/server/oms/webhooks/commands/record-delivery";
import { sealSecrets } from "@/server/oms/webhooks/commands/seal-secrets";
import { deliverDue, hasNews, hasUnsealed } from "@/server/oms/webhooks/handlers";
import type { Ctx } from "./command";
import type { Services } from "./handler";
import { newId } from "./new-id";

/** Work that no event asks for, because it is time that brings it about. */
export type PeriodicTask = {
  readonly name: string;
  readonly everyMs: number;
  /** A cheap look that writes nothing; the task runs only when it says so. */
  readonly isDue?: (database: Connection, now: Date) => Promise<boolean>;
  readonly run: (ctx: Ctx, services: Services) => Promise<unknown>;
};

/**
 * All of them. Each may run in several workers at once: what one has locked, the others skip, and
 * what is done already is not done again.
 */
export const periodicTasks: readonly PeriodicTask[] = [
  {
    name: "release due work",
    everyMs: 1_000,
    isDue: hasWorkDue,
    run: (ctx) => releaseDue(ctx, newId(), { horizonDays: RELEASE_HORIZON_DAYS }),
  },
  { name: "allocate due orders", everyMs: 10_000, run: allocateDueOrders },
  {
    name: "bring out SKUs",
    everyMs: 10_000,
    isDue: async (database, now) => (await listComingOut(database, now, 1)).length > 0,
    run: bringOutDue,
  },
  {
    name: "cancel overdue orders",
    everyMs: 10_000,
    isDue: async (database, now) => (await listOverdueOrders(database, now, 1)).length > 0,
    run: cancelOverdueOrders,
  },
  {
    name: "decide scarce stock",
    everyMs: 300_000,
    run: (ctx) => runScheduled(ctx, newId(), {}),
  },
  {
    name: "settle unanswered delays",
    everyMs: 60_000,
    run: (ctx) => settleSilence(ctx, newId(), {}),
  },
  {
    name: "resume nodes",
    everyMs: 10_000,
    isDue: async ({ sql }, now) => {
      const [row] = await sql<{ isDue: boolean }[]>`
        select exists (select from node where not is_on and off_until <= ${now})
          or exists (select from node_service where ends_at <= ${now}) as "isDue"`;
      return row?.isDue === true;
    },
    run: (ctx) => resumeNodes(ctx, newId(), {}),
  },
  {
    name: "activate scheduled routing",
    everyMs: 1_000,
    isDue: async ({ sql }, now) => {
      const [row] = await sql<{ isDue: boolean }[]>`
        select exists (select from sourcing_profile where activate_at <= ${now}) as "isDue"`;
      return row?.isDue === true;
    },
    run: (ctx) => activateDue(ctx, newId(), {}),
  },
  {
    name: "sweep lapsed holds",
    everyMs: 1_000,
    isDue: async ({ sql }, now) => {
      const [row] = await sql<{ isDue: boolean }[]>`
        select exists (select from reservation
          where state = 'active' and expires_at <= ${now}) as "isDue"`;
      return row?.isDue === true;
    },
    run: (ctx) => expireReservations(ctx, newId(), {}),
  },
  {
    name: "plan due windows",
    everyMs: 30_000,
    isDue: isWindowDue,
    run: (ctx) => openDueWindow(ctx, newId(), {}),
  },
  {
    name: "rehearse routing",
    everyMs: 1_000,
    isDue: hasRehearsalDue,
    run: (ctx) => runRehearsal(ctx),
  },
  { name: "measure nodes", everyMs: 300_000, run: (ctx) => measureNodes(ctx, newId(), {}) },
  {
    name: "seal webhook secrets",
    everyMs: 60_000,
    isDue: hasUnsealed,
    run: (ctx) => sealSecrets(ctx, newId(), {}),
  },
  {
    name: "notice what subscribers are to be told",
    everyMs: 250,
    isDue: hasNews,
    run: (ctx) => noticeChanges(ctx, newId(), {}),
  },
  {
    name: "deliver webhooks",
    everyMs: 250,
    // Only begun here: a receiver that does not answer keeps nobody waiting.
    run: (ctx, { webhooks }) => deliverDue(ctx, webhooks),
  },
  { name: "sweep promises", everyMs: 60_000, run: (ctx) => sweepPromises(ctx, newId(), {}) },
  ...detectFamilies.map((family) => ({
    name: `detect trouble of ${family}`,
    everyMs: 60_000,
    run: (ctx: Ctx) => detectTrouble(ctx, newId(), { family }),
  })),
  { name: "run playbooks", everyMs: 30_000, run: runPlaybooks },
  { name: "check stock against its ledger", everyMs: 120_000, run: stretchByStretch() },
  { name: "lift holds whose cause cleared", everyMs: 60_000, run: liftClearedHolds },
  { name: "expire feeds", everyMs: 600_000, run: (ctx) => expireFeedJobs(ctx, newId(), {}) },
  { name: "expire uploads", everyMs: 600_000, run: (ctx) => expireUploads(ctx, newId(), {}) },
  { name: "clean up", everyMs: 600_000, run: cleanUp },
];

/** Each in its own transaction, so that one that cannot be served keeps no other waiting. */
async function allocateDueOrders(ctx: Ctx): Promise<void> {
  const failures: unknown[] = [];
  for (const orderId of await listDueOrders(ctx.database, ctx.clock.now())) {
    await allocateDue(ctx, newId(), { orderId }).catch((error) => failures.push(error));
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, "due orders could not be allocated");
  }
}

async function bringOutDue(ctx: Ctx): Promise<void> {
  for (const skuId of await listComingOut(ctx.database, ctx.clock.now())) {
    await bringOut(ctx, newId(), { skuId });
  }
}

/** Each in its own transaction too; one that somebody works on is there again the next time. */
async function cancelOverdueOrders(ctx: Ctx): Promise<void> {
  const failures: unknown[] = [];
  for (const orderId of await listOverdueOrders(ctx.database, ctx.clock.now())) {
    await cancelOverdue(ctx, newId(), { orderId }).catch((error) => failures.push(error));
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, "overdue orders could not be cancelled");
  }
}

/** What no event tells of, such as a day that went by: each order is asked and lifted by itself. */
async function liftClearedHolds(ctx: Ctx): Promise<void> {
  for (const orderId of await listClearedOrders(ctx.database, ctx.clock.now())) {
    await releaseClearedHolds(ctx, newId(), { orderId });
  }
}

/** Each run checks the next few thousand positions, round and round; a restart begins again. */
function stretchByStretch(): PeriodicTask["run"] {
  let after: { readonly skuId: string; readonly nodeId: string } | null = null;
  return async (ctx) => {
    const { next } = await detectDrift(ctx, newId(), { after });
    after = next;
  };
}

/** How long a row of each kind is kept after its use ended. */
const KEPT_HOURS = { session: 168, rateWindow: 24, heartbeat: 24, tick: 24 } as const;

/**
 * Rows that nobody needs any more: ended sessions, windows of attempts, workers that are gone, and
 * what the clock itself asked for. No business fact is among them, so it is no command.
 */
async function cleanUp({ database: { sql }, clock }: Ctx): Promise<void> {
  const before = (hours: number) => new Date(clock.now().getTime() - hours * 3_600_000);
  await sql`delete from auth_session
    where coalesce(revoked_at, expires_at) < ${before(KEPT_HOURS.session)}`;
  await sql`delete from rate_window where window_start < ${before(KEPT_HOURS.rateWindow)}`;
  await sql`delete from worker_heartbeat where beat_at < ${before(KEPT_HOURS.heartbeat)}`;
  const ticks = [
    openDueWindow,
    releaseDue,
    allocateDue,
    bringOut,
    cancelOverdue,
    runScheduled,
    settleSilence,
    resumeNodes,
    activateDue,
    measureNodes,
    sweepPromises,
    detectTrouble,
    expireReservations,
    releaseClearedHolds,
    detectDrift,
    expireFeedJobs,
    expireUploads,
    takeRehearsal,
    noticeChanges,
    recordDelivery,
  ].map((command) => command.spec.name);
  await sql`delete from command_log
    where command = any(${ticks}::text[]) and executed_at < ${before(KEPT_HOURS.tick)}`;
}
