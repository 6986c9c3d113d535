import type { Connection, Tx } from "@/db/client";
import { sourcingProfile } from "@/db/schema";
import { fromEpochDay, type LocalDate } from "@/server/oms/kernel/local-date";
import { DEFAULT_PROFILE } from "@/server/oms/sourcing/store";
import type { SourcingParameters } from "@/server/oms/sourcing/types";
import { systemActor } from "@/server/shell/actor";
import { DEMO_ACCOUNTS, type DemoAccount, loadBuyers, loadStaff } from "./load-accounts";
import { loadCatalog } from "./load-catalog";
import { loadCustomers } from "./load-customers";
import { loadNetwork } from "./load-network";
import { loadStock, loadSupply } from "./load-stock";

export const DEMO_ACTOR = systemActor("demo world");
const DAY_MS = 86_400_000;
/** The stock was counted this many days before the world ends. */
const COUNTED_DAYS_AGO = 150;

const DEMO_SOURCING: SourcingParameters = {
  splitPenaltyMinor: 900,
  inboundConfidenceMinPercent: 60,
  stepsMax: 200_000,
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
  await loadCustomers(tx, await loadStaff(tx, password));
  await loadBuyers(tx);
  await loadStock(tx, DEMO_ACTOR.id, new Date(now.getTime() - COUNTED_DAYS_AGO * DAY_MS));
  await loadSupply(tx, dayOf(now));
}

/**
 * Fill an empty database with the demo world: Adventure Works Cycles, its resellers and a few
 * months of their orders, ending now.
 *
 * Everything follows from the data files and `now`: the same moment gives the same world.
 *
 * @param log told of each step
 * @param now the moment at which the world ends
 */
export async function seedDemo(
  connection: Connection,
  log: (line: string) => void,
  now: Date = new Date(),
): Promise<SeededDemo> {
  const password = process.env.OMS_DEMO_PASSWORD ?? "demo-ordinate";
  await connection.db.transaction((tx) => loadMasterData(tx, password, now));
  log("products, resellers, stock and carriers are there");
  return { accounts: [...DEMO_ACCOUNTS], password, trackingUrlPath: null };
}
