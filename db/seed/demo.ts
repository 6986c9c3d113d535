import type { Connection, Tx } from "@/db/client";
import { sourcingProfile } from "@/db/schema";
import { fromEpochDay, type LocalDate } from "@/server/oms/kernel/local-date";
import { trackingPathFor } from "@/server/oms/notifications/tracking-token";
import { importRestrictions } from "@/server/oms/orders/commands/import-restrictions";
import { DEFAULT_PROFILE } from "@/server/oms/sourcing/store";
import type { SourcingParameters } from "@/server/oms/sourcing/types";
import { systemActor } from "@/server/shell/actor";
import { demoId } from "./demo-id";
import { kitOrders } from "./kit-orders";
import {
  DEMO_ACCOUNTS,
  DEMO_COMPANY,
  type DemoAccount,
  loadBuyers,
  loadStaff,
} from "./load-accounts";
import { loadCatalog } from "./load-catalog";
import { companyIdOf, loadCustomers } from "./load-customers";
import { loadHistory, setReceivables } from "./load-history";
import { loadKits } from "./load-kits";
import { loadNetwork } from "./load-network";
import { loadStock, loadSupply } from "./load-stock";
import { Play } from "./play";
import { playChecks } from "./play-checks";
import { playCredits } from "./play-credits";
import { playFeeds } from "./play-feeds";
import { playImports } from "./play-imports";
import { ctxAt } from "./play-orders";
import { playParked } from "./play-parked";
import { playPreferences } from "./play-preferences";
import { playPreorders } from "./play-preorders";
import { playRelations } from "./play-relations";
import { playScarcity } from "./play-scarcity";
import { playTerms } from "./play-terms";
import { playTrouble } from "./play-trouble";
import { readTable } from "./tables";
import { demoTimeline } from "./timeline";
import { TROUBLED, troubleOrders } from "./trouble-orders";

export const DEMO_ACTOR = systemActor("demo world");
const DAY_MS = 86_400_000;
/** The stock was counted this many days before the world ends. */
const COUNTED_DAYS_AGO = 150;

/** What the maker may not sell everywhere. */
const RESTRICTIONS = [
  {
    reference: "BATTERY-HI",
    kind: "forbidden",
    sku: "LT-H902",
    country: "US",
    region: "HI",
    reason: "batteries go there by sea only",
  },
  {
    reference: "EXPORT-RU",
    kind: "forbidden",
    category: "Bikes",
    country: "RU",
    reason: "no export licence",
  },
] as const;

const DEMO_SOURCING: SourcingParameters = {
  splitPenaltyMinor: 900,
  inboundConfidenceMinPercent: 60,
  stepsMax: 200_000,
  allocationHorizonDays: 45,
};

export type SeededDemo = {
  accounts: DemoAccount[];
  password: string;
  /** Address of the tracking page of one order that is on its way; null when none is. */
  trackingUrlPath: string | null;
};

/** The day on which the world ends, in UTC: what "today" means to its dates. */
const dayOf = (now: Date): LocalDate => fromEpochDay(Math.floor(now.getTime() / DAY_MS));

async function loadMasterData(tx: Tx, password: string, now: Date): Promise<void> {
  await tx.insert(sourcingProfile).values({
    ref: DEFAULT_PROFILE,
    version: 1,
    status: "active",
    parameters: DEMO_SOURCING,
    activatedAt: new Date(now.getTime() - COUNTED_DAYS_AGO * DAY_MS),
  });
  await loadNetwork(tx);
  await loadCatalog(tx);
  await loadKits(tx);
  await loadCustomers(tx, await loadStaff(tx, password));
  await loadBuyers(tx);
  await loadStock(tx, DEMO_ACTOR.id, new Date(now.getTime() - COUNTED_DAYS_AGO * DAY_MS));
  await loadSupply(tx, dayOf(now));
}

export type DemoOptions = {
  /** The moment at which the world ends. */
  readonly now?: Date;
  /** Days before the end at which the system went live: what is older was delivered before. */
  readonly liveDays?: number;
};
const LIVE_DAYS = 15;
/** Among the companies of so many last orders are those that meet their credit limit. */
const LATELY = 20;
/** Mails of events younger than this are still written after the start, to the demo's own buyer. */
const MAIL_DAYS = 7;

/**
 * Fill an empty database with the demo world: Adventure Works Cycles, its resellers and a few
 * months of their orders, ending now.
 *
 * Everything follows from the data files and `now`: the same moment gives the same world, but for
 * the keys that commands make.
 *
 * @param connection one with a single session, so that numbers are given in the order of time
 * @param log told of each step
 */
export async function seedDemo(
  connection: Connection,
  log: (line: string) => void,
  { now = new Date(), liveDays = LIVE_DAYS }: DemoOptions = {},
): Promise<SeededDemo> {
  const password = process.env.OMS_DEMO_PASSWORD ?? "demo-ordinate";
  // Thousands of small commits of which nobody waits for any: a crash here begins anew anyway.
  await connection.sql`set synchronous_commit = off`;
  await connection.db.transaction((tx) => loadMasterData(tx, password, now));
  log("products, resellers, stock and carriers are there");

  const source = demoTimeline(readTable("orders"), mainCountries(), DEMO_COMPANY, now);
  const orders = [...source, ...kitOrders(now), ...troubleOrders(now)].toSorted(
    (a, b) => a.placedAt.getTime() - b.placedAt.getTime(),
  );
  const goLive = new Date(now.getTime() - liveDays * DAY_MS);
  const live = orders.filter(({ placedAt }) => placedAt >= goLive);
  const past = orders.filter(({ placedAt }) => placedAt < goLive);
  await importRestrictions(ctxAt(connection, DEMO_ACTOR, goLive), demoId("restrictions", "first"), {
    restrictions: [...RESTRICTIONS],
  });
  await loadHistory(ctxAt(connection, DEMO_ACTOR, goLive), past);
  const hasLimit = ({ company }: { company: string }): boolean =>
    company !== DEMO_COMPANY && !TROUBLED.some((one) => one === company);
  const lately = live.slice(-LATELY).filter(hasLimit);
  await setReceivables(connection, [...new Set(lately.map(({ company }) => company))], now);
  log(`${past.length} orders from before the go-live are booked`);

  await new Play(connection, now).run(live);
  await playFeeds(connection, now);
  await playImports(connection, now);
  await playTrouble(connection, now);
  await playRelations(connection, DEMO_ACTOR, now);
  await playTerms(connection, DEMO_ACTOR, now);
  await playPreferences(connection, DEMO_ACTOR, now);
  await playChecks(connection, DEMO_ACTOR, now);
  await playPreorders(connection, DEMO_ACTOR, now);
  await playCredits(connection, DEMO_ACTOR, now);
  await playParked(connection, now);
  await playScarcity(connection, now);
  await forgetOldNews(connection, now);
  log(`${live.length} orders of the last weeks were placed, sourced and worked on`);
  const trackingUrlPath = await trackingPathOfOne(connection);
  await connection.sql`reset synchronous_commit`;
  return { accounts: [...DEMO_ACCOUNTS], password, trackingUrlPath };
}

const mainCountries = (): Map<string, string> =>
  new Map(
    readTable("locations")
      .filter((row) => row.text("location") === "MAIN")
      .map((row) => [row.text("company"), row.text("country")]),
  );

/**
 * What happened in the past is not told by mail once the world starts to run, except to the demo's
 * own buyer of the last days: the other resellers have addresses that may exist.
 */
async function forgetOldNews({ sql }: Pick<Connection, "sql">, now: Date): Promise<void> {
  await sql`
    delete from outbox b using event e
    where e.id = b.event_id and not (
      e.occurred_at > ${now}::timestamptz - ${MAIL_DAYS}::int * interval '1 day'
      and exists (select from sales_order o
        where o.id = e.order_id and o.company_id = ${companyIdOf(DEMO_COMPANY)}))`;
}

/** The page of an order that is partly on its way and partly to come, when there is one. */
async function trackingPathOfOne({ sql }: Pick<Connection, "sql">): Promise<string | null> {
  const [order] = await sql<{ id: string }[]>`
    select o.id from sales_order o join shipment s on s.order_id = o.id
    where s.state in ('shipped', 'delivered')
    group by o.id
    order by (o.fulfillment_status = 'partially_delivered') desc,
      (o.fulfillment_status = 'partially_shipped') desc, count(*) desc, o.placed_at desc
    limit 1`;
  return order === undefined ? null : trackingPathFor(sql, order.id);
}
