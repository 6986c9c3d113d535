import type { RawSql, RawTx } from "@/db/client";
import { present } from "../kernel/assert";
import { DomainError } from "../kernel/errors";
import { DEFAULT_HORIZON_DAYS } from "./decide-horizon";
import type { VersionLife } from "./decide-life";
import { readProfile } from "./schema-profile";
import { DEFAULT_PROFILE } from "./store";
import type { SourcingParameters } from "./types";
import { PROFILE_FORMAT, type SourcingProfile, type Strategy } from "./types-profile";

/** Events want an id, a profile has a name: all of its versions are about this one subject. */
export const PROFILE_SUBJECT = "00000000-0000-7000-8000-0000050c0001";

export type ProfileVersion = VersionLife & {
  readonly profile: SourcingProfile;
  readonly note: string;
  readonly baseVersion: number | null;
};

type Row = VersionLife & {
  readonly strategies: readonly Strategy[];
  readonly parameters: Omit<SourcingParameters, "allocationHorizonDays"> &
    Partial<SourcingParameters>;
  readonly note: string;
  readonly baseVersion: number | null;
};

/** One change of the profile at a time, until the transaction ends. */
export const lockProfile = (sql: RawTx) =>
  sql`select pg_advisory_xact_lock(hashtextextended('sourcing_profile ' || ${DEFAULT_PROFILE}, 0))`;

/** @throws NOT_FOUND */
export async function readVersion(
  sql: RawSql | RawTx,
  version: number | "active",
): Promise<ProfileVersion> {
  const [row] = await sql<Row[]>`
    select version, status, revision, rehearsed_at as "rehearsedAt", looked_at as "lookedAt",
      activate_at as "activateAt", strategies, parameters, note, base_version as "baseVersion"
    from sourcing_profile where ref = ${DEFAULT_PROFILE}
      and case when ${version === "active"} then status = 'active'
        else version = ${version === "active" ? 0 : version} end`;
  if (row === undefined) {
    throw new DomainError("NOT_FOUND", `There is no version ${version} of the routing profile`, {
      version,
    });
  }
  const { strategies, parameters, ...life } = row;
  return {
    ...life,
    profile: {
      format: PROFILE_FORMAT,
      strategies,
      parameters: { allocationHorizonDays: DEFAULT_HORIZON_DAYS, ...parameters },
    },
  };
}

/** @throws INVALID_INPUT with each fault under `field` */
export function requireProfile(document: unknown, field: string): SourcingProfile {
  const read = readProfile(document);
  if (!read.ok) {
    const faults = read.error.map((fault) => ({ ...fault, field: `${field}.${fault.field}` }));
    throw new DomainError("INVALID_INPUT", faults[0]?.message ?? "The profile cannot be read", {
      faults,
    });
  }
  return read.value;
}

export type NewVersion = {
  readonly profile: SourcingProfile;
  readonly note: string;
  readonly baseVersion: number | null;
  readonly status: "draft" | "active";
  readonly by: string;
  readonly now: Date;
};

/** Under the lock of the profile; a version that is active at once has nobody to take over from. */
export async function insertVersion(sql: RawTx, made: NewVersion): Promise<number> {
  const { profile, note, baseVersion, status, by, now } = made;
  const [row] = await sql<{ version: number }[]>`
    insert into sourcing_profile (ref, version, status, strategies, parameters, note, base_version,
      owner_id, saved_at, activated_at)
    select ${DEFAULT_PROFILE}, coalesce(max(version), 0) + 1, ${status},
      ${sql.typed(profile.strategies, 3802)}, ${sql.typed(profile.parameters, 3802)}, ${note},
      ${baseVersion}::int, ${by}, ${now}::timestamptz,
      ${status === "active" ? now : null}::timestamptz
    from sourcing_profile where ref = ${DEFAULT_PROFILE}
    returning version`;
  return present(row, "a version was made").version;
}

/** The active version retires; under the lock of the profile. */
export async function retireActive(sql: RawTx, now: Date): Promise<number> {
  const [row] = await sql<{ version: number }[]>`
    update sourcing_profile set status = 'retired', retired_at = ${now}
    where ref = ${DEFAULT_PROFILE} and status = 'active' returning version`;
  return present(row, "a version is active").version;
}

/** A rehearsed version takes the place of the active one; under the lock of the profile. */
export async function activate(sql: RawTx, version: number, now: Date): Promise<number> {
  const before = await retireActive(sql, now);
  await sql`
    update sourcing_profile set status = 'active', activated_at = ${now}, activate_at = null
    where ref = ${DEFAULT_PROFILE} and version = ${version}`;
  return before;
}

/**
 * A rehearsal of this revision of a draft has ended well: it is `simulated`, and what was read of an
 * earlier rehearsal counts no longer.
 *
 * @returns false when the draft was saved or published meanwhile: the rehearsal is of something else
 */
export async function markRehearsed(
  sql: RawTx,
  of: { readonly version: number; readonly revision: number },
  rehearsalId: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update sourcing_profile set status = 'simulated', rehearsed_at = ${now},
      rehearsal_id = ${rehearsalId}, looked_at = null, looked_by = null
    where ref = ${DEFAULT_PROFILE} and version = ${of.version} and revision = ${of.revision}
      and status in ('draft', 'simulated') and activate_at is null
    returning version`;
  return rows.length > 0;
}

/**
 * Somebody has opened what a rehearsal found. Only the last rehearsal of a version counts.
 *
 * @returns false when the version was rehearsed anew, saved or published since
 */
export async function markLookedAt(
  sql: RawTx,
  rehearsalId: string,
  by: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update sourcing_profile set looked_at = coalesce(looked_at, ${now}),
      looked_by = coalesce(looked_by, ${by})
    where ref = ${DEFAULT_PROFILE} and rehearsal_id = ${rehearsalId} and status = 'simulated'
    returning version`;
  return rows.length > 0;
}
