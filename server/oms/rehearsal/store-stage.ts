import type { Connection, RawTx } from "@/db/client";
import { readInbound } from "../allocation/store";
import { readTaken } from "../inventory/store-quota";
import { readRuleBook } from "../inventory/store-rules";
import { readStock } from "../inventory/store-stock";
import { readWaiting } from "../inventory/store-waiting";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { isLimited } from "../network/decide-capacity";
import { readNetwork } from "../network/store";
import { readCapacityUsed } from "../network/store-capacity";
import type { Network } from "../network/types";
import { DEFAULT_HORIZON_DAYS } from "../sourcing/decide-horizon";
import type { SourcingParameters } from "../sourcing/types";
import type { SourcingProfile, Strategy } from "../sourcing/types-profile";
import { type Opening, withPools } from "./decide-today";
import type { RehearsalRow } from "./store";
import { readSkuFacts } from "./store-orders";
import type { ProfileVersion, RehearsalBasis, SkuFacts } from "./types";

export type StagedProfile = ProfileVersion & Pick<SourcingProfile, "strategies" | "parameters">;

/** All that a rehearsal reads before its first order: the two versions, the network, what is there. */
export type Stage = {
  readonly basis: RehearsalBasis;
  readonly network: Network;
  readonly currency: string;
  readonly profile: StagedProfile;
  readonly against: StagedProfile;
  readonly skus: ReadonlyMap<string, SkuFacts>;
  /** Empty for `that_day`, which asks each order what there was. */
  readonly opening: Opening;
};

/** Read as of one moment, so that stock, supply and room belong together; nothing is locked. */
export const openStage = (
  database: Connection,
  rehearsal: RehearsalRow,
  now: Date,
): Promise<Stage> =>
  database.sql.begin("isolation level repeatable read read only", (sql) =>
    readStage(database.sql, sql, rehearsal, now),
  );

async function readStage(
  owner: object,
  sql: RawTx,
  rehearsal: RehearsalRow,
  now: Date,
): Promise<Stage> {
  const network = await readNetwork(owner, sql);
  const { basis } = rehearsal;
  const profile = await readProfile(sql, {
    ref: rehearsal.profileRef,
    version: rehearsal.profileVersion,
    revision: rehearsal.profileRevision,
  });
  const against = await readProfile(sql, {
    ref: rehearsal.againstRef,
    version: rehearsal.againstVersion,
    revision: rehearsal.againstRevision,
  });
  const skus = await readSkuFacts(sql);
  const opening = await readOpening(owner, sql, withPools(network), basis, [...skus.keys()], now);
  const [service] = network.services.values();
  const currency = service?.tariff.currency ?? "USD";
  return { basis, network, currency, profile, against, skus, opening };
}

/** @throws STALE when it was saved again since, or discarded: the orders would be sent through something else */
async function readProfile(
  sql: RawTx,
  named: ProfileVersion & { readonly revision: number },
): Promise<StagedProfile> {
  const { ref, version } = named;
  const [row] = await sql<
    { revision: number; strategies: Strategy[]; parameters: SourcingParameters }[]
  >`select revision, strategies, parameters from sourcing_profile
    where ref = ${ref} and version = ${version}`;
  if (row?.revision !== named.revision) {
    throw new DomainError("STALE", `Version ${version} was changed since: rehearse it anew`, named);
  }
  const { strategies, parameters } = row;
  return {
    ref,
    version,
    strategies,
    parameters: { ...WITHOUT, ...parameters },
  };
}

/** What a version that is older than a parameter does not name. */
const WITHOUT = { allocationHorizonDays: DEFAULT_HORIZON_DAYS };

async function readOpening(
  owner: object,
  sql: RawTx,
  network: Network,
  basis: RehearsalBasis,
  skuIds: readonly string[],
  now: Date,
): Promise<Opening> {
  const today = now.toISOString().slice(0, 10) as LocalDate;
  const asked = basis === "today" ? skuIds : [];
  const counted = network.nodes.filter(isLimited);
  const rules = await readRuleBook(owner, sql, network.version, now);
  return {
    network,
    rules,
    taken: await readTaken(sql, rules, asked, now),
    waiting: await readWaiting(sql, asked, now),
    stock: await readStock(sql, asked, now),
    inbound: await readInbound(sql, asked),
    capacityUsed: await readCapacityUsed(
      sql,
      counted.map((node) => node.id),
      today,
    ),
  };
}
