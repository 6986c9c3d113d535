import type { Connection, RawTx } from "@/db/client";
import { readInbound } from "../allocation/store";
import { readRuleBook } from "../inventory/store-rules";
import { readStock } from "../inventory/store-stock";
import { present } from "../kernel/assert";
import type { LocalDate } from "../kernel/local-date";
import { readCapacityUsed, readNetwork } from "../network/store";
import type { Network } from "../network/types";
import { DEFAULT_HORIZON_DAYS } from "../sourcing/decide-horizon";
import type { SourcingParameters } from "../sourcing/types";
import { type Opening, withPools } from "./decide-today";
import type { RehearsalRow } from "./store";
import { readSkuFacts } from "./store-orders";
import type { ProfileVersion, RehearsalBasis, SkuFacts } from "./types";

export type StagedProfile = ProfileVersion & { readonly parameters: SourcingParameters };

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
  const { profileRef, profileVersion, againstRef, againstVersion, basis } = rehearsal;
  const profile = await readProfile(sql, { ref: profileRef, version: profileVersion });
  const against = await readProfile(sql, { ref: againstRef, version: againstVersion });
  const skus = await readSkuFacts(sql);
  const opening = await readOpening(owner, sql, withPools(network), basis, [...skus.keys()], now);
  const [service] = network.services.values();
  const currency = service?.tariff.currency ?? "USD";
  return { basis, network, currency, profile, against, skus, opening };
}

async function readProfile(sql: RawTx, { ref, version }: ProfileVersion): Promise<StagedProfile> {
  const [row] = await sql<{ parameters: Partial<SourcingParameters> & SourcingParameters }[]>`
    select parameters from sourcing_profile where ref = ${ref} and version = ${version}`;
  const { parameters } = present(row, "a version of a profile is never removed");
  return {
    ref,
    version,
    parameters: { ...{ allocationHorizonDays: DEFAULT_HORIZON_DAYS }, ...parameters },
  };
}

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
  const counted = network.nodes.filter((node) => node.dailyCapacityLines !== null);
  return {
    network,
    rules: await readRuleBook(owner, sql, network.version, now),
    stock: await readStock(sql, asked, now),
    inbound: await readInbound(sql, asked),
    capacityUsed: await readCapacityUsed(
      sql,
      counted.map((node) => node.id),
      today,
    ),
  };
}
