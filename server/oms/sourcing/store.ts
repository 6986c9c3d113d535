import type { RawSql, RawTx } from "@/db/client";
import { present } from "../kernel/assert";
import { DEFAULT_HORIZON_DAYS } from "./decide-horizon";
import type { SourcingParameters } from "./types";
import type { Strategy } from "./types-profile";

/** The profile that routes every order until a person publishes another version. */
export const DEFAULT_PROFILE = "default";

export type ActiveProfile = {
  readonly ref: string;
  readonly version: number;
  readonly strategies: readonly Strategy[];
  readonly parameters: SourcingParameters;
};

/** A profile as it was published; one that is older than a parameter does not name it. */
type StoredProfile = Omit<ActiveProfile, "parameters"> & {
  readonly parameters: Omit<SourcingParameters, "allocationHorizonDays"> &
    Partial<SourcingParameters>;
};

const cached = new WeakMap<
  object,
  { readonly networkVersion: number; readonly profile: ActiveProfile }
>();

/**
 * The published routing parameters. They are counted with the network's version, so the copy is
 * good for as long as that stands still.
 */
export async function readActiveProfile(
  owner: object,
  sql: RawSql | RawTx,
  networkVersion: number,
): Promise<ActiveProfile> {
  const kept = cached.get(owner);
  if (kept?.networkVersion === networkVersion) {
    return kept.profile;
  }
  const [row] = await sql<StoredProfile[]>`
    select ref, version, strategies, parameters from sourcing_profile
    where ref = ${DEFAULT_PROFILE} and status = 'active'`;
  const stored = present(row, "a sourcing profile is active");
  const profile = {
    ...stored,
    parameters: { allocationHorizonDays: DEFAULT_HORIZON_DAYS, ...stored.parameters },
  };
  cached.set(owner, { networkVersion, profile });
  return profile;
}
