import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { readNetwork } from "../network/store";
import { analyseProfile } from "./decide-conflicts";
import { parameterSentences, profileDifference, profileSentences } from "./decide-sentences";
import { firstMatch, folded, matches } from "./decide-strategy";
import { companiesIn, findUnknownCodes, type KnownCodes } from "./decide-unknown";
import type { ProfileState } from "./machine";
import { readProfile } from "./schema-profile";
import { DEFAULT_PROFILE } from "./store";
import { readOrderFacts } from "./store-facts";
import { PROFILE_SUBJECT, readVersion, requireProfile } from "./store-profile";
import type { ProfileFinding, ProfileNames, SourcingProfile } from "./types-profile";

/** One line of the list of versions. */
export type VersionRow = {
  readonly version: number;
  readonly status: ProfileState;
  readonly revision: number;
  readonly note: string;
  readonly baseVersion: number | null;
  /** Who saved it last; a system's own id where no person did. */
  readonly owner: string;
  readonly savedAt: Date;
  readonly rehearsedAt: Date | null;
  readonly rehearsalId: string | null;
  readonly lookedAt: Date | null;
  readonly activateAt: Date | null;
  readonly activatedAt: Date | null;
  readonly retiredAt: Date | null;
  readonly strategies: number;
};

const readRows = (sql: RawSql, version: number | null) => sql<VersionRow[]>`
  select p.version, p.status, p.revision, p.note, p.base_version as "baseVersion",
    coalesce(u.name, p.owner_id) as owner, p.saved_at as "savedAt",
    p.rehearsed_at as "rehearsedAt", p.rehearsal_id as "rehearsalId", p.looked_at as "lookedAt",
    p.activate_at as "activateAt", p.activated_at as "activatedAt", p.retired_at as "retiredAt",
    jsonb_array_length(p.strategies) as strategies
  from sourcing_profile p left join app_user u on u.id::text = p.owner_id
  where p.ref = ${DEFAULT_PROFILE} and (${version}::int is null or p.version = ${version}::int)
  order by p.version desc limit 200`;

/** All versions of the routing profile, newest first: what is live, what was, what is being written. */
export const listVersions = defineQuery({
  name: "sourcing.list_versions",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => readRows(sql, null),
});

/** What codes exist and how they are called. */
async function readWords(
  sql: RawSql,
  profile: SourcingProfile,
): Promise<{ readonly known: KnownCodes; readonly names: ProfileNames }> {
  const codes = companiesIn(profile);
  const [network, companies, categories] = await Promise.all([
    readNetwork(sql, sql),
    codes.length === 0
      ? []
      : sql<{ code: string; name: string }[]>`
          select code, name from company where upper(code) = any(${codes}::text[])`,
    sql<{ category: string }[]>`select distinct category from sku`,
  ]);
  const channels = [...network.channels.values()];
  const services = [...network.services.values()];
  const named = (rows: readonly { readonly code: string; readonly name: string }[]) =>
    Object.fromEntries(rows.map(({ code, name }) => [code, name]));
  const set = (values: readonly string[]) => new Set(values.map(folded));
  return {
    known: {
      channel: set(channels.map(({ code }) => code)),
      company: set(companies.map(({ code }) => code)),
      service: set(services.map(({ code }) => code)),
      node: set(network.nodes.map(({ code }) => code)),
      category: set(categories.map(({ category }) => category)),
    },
    names: {
      channels: named(channels),
      companies: named(companies),
      services: named(services),
      nodes: named(network.nodes),
    },
  };
}

type Read = {
  readonly sentences: readonly string[];
  readonly parameterSentences: readonly string[];
  readonly findings: readonly ProfileFinding[];
  readonly names: ProfileNames;
};

async function readAloud(sql: RawSql, profile: SourcingProfile): Promise<Read> {
  const { known, names } = await readWords(sql, profile);
  return {
    sentences: profileSentences(profile, names),
    parameterSentences: parameterSentences(profile, names),
    findings: [...analyseProfile(profile), ...findUnknownCodes(profile, known)],
    names,
  };
}

const versionInput = z.object({ version: z.int().min(1).nullable() });

/**
 * One version whole: the document, its sentences, what its writer should know, what happened to it.
 *
 * @throws NOT_FOUND
 */
export const findVersion = defineQuery({
  name: "sourcing.find_version",
  /** null: the active one. */
  input: versionInput,
  wall: "staff",
  run: async ({ sql }, { version }) => {
    const { profile, ...life } = await readVersion(sql, version ?? "active");
    const [rows, read, events] = await Promise.all([
      readRows(sql, life.version),
      readAloud(sql, profile),
      sql<{ id: number; type: string; occurredAt: Date; actor: string; payload: unknown }[]>`
        select e.id, e.type, e.occurred_at as "occurredAt", coalesce(u.name, e.actor_id) as actor,
          e.payload
        from event e left join app_user u on u.id::text = e.actor_id
        where e.subject_id = ${PROFILE_SUBJECT}
          and (e.payload ->> 'version')::int = ${life.version} order by e.id`,
    ]);
    return { row: rows[0] ?? null, profile, ...read, events };
  },
});

/** What one version says that another did not, as sentences. @throws NOT_FOUND */
export const compareVersions = defineQuery({
  name: "sourcing.compare_versions",
  /** null: the active one. */
  input: z.object({ from: z.int().min(1).nullable(), to: z.int().min(1).nullable() }),
  wall: "staff",
  run: async ({ sql }, { from, to }) => {
    const [before, after] = await Promise.all([
      readVersion(sql, from ?? "active"),
      readVersion(sql, to ?? "active"),
    ]);
    const { names } = await readWords(sql, after.profile);
    return {
      from: before.version,
      to: after.version,
      sentences: profileDifference(before.profile, after.profile, names),
    };
  },
});

/**
 * Which strategies the newest orders would be tried by: `first` counts orders whose first match it
 * is, `meets` those that meet its conditions whatever stands before it.
 *
 * @throws INVALID_INPUT with the faults of the profile under `profile.`; NOT_FOUND
 */
export const matchShare = defineQuery({
  name: "sourcing.match_share",
  input: z.object({
    version: z.int().min(1).nullable().default(null),
    /** A profile as it is being written; it takes the place of the version. */
    profile: z
      .custom<SourcingProfile>((value) => typeof value === "object" && value !== null)
      .optional(),
    orders: z.int().min(1).max(5_000).default(1_000),
  }),
  wall: "staff",
  run: async ({ sql }, { version, profile: written, orders }) => {
    const profile =
      written === undefined
        ? (await readVersion(sql, version ?? "active")).profile
        : requireProfile(written, "profile");
    const found = await readOrderFacts(sql, { limit: orders });
    const counts = profile.strategies.map(({ name }) => ({ name, first: 0, meets: 0 }));
    for (const { facts } of found) {
      const first = counts[firstMatch(profile, facts)];
      if (first !== undefined) {
        first.first += 1;
      }
      profile.strategies.forEach(({ when }, index) => {
        const count = counts[index];
        if (count !== undefined && matches(when, facts)) {
          count.meets += 1;
        }
      });
    }
    return { orders: found.length, strategies: counts };
  },
});

/** What is to be said of a profile that is being written: its faults, or its sentences and findings. */
export const checkProfile = defineQuery({
  name: "sourcing.check_profile",
  input: z.object({ document: z.unknown() }),
  wall: "staff",
  run: async ({ sql }, { document }) => {
    const read = readProfile(document);
    return read.ok
      ? { isReadable: true as const, faults: [], ...(await readAloud(sql, read.value)) }
      : {
          isReadable: false as const,
          faults: read.error,
          sentences: [],
          parameterSentences: [],
          findings: [],
          names: {},
        };
  },
});

/** A version as the document that `sourcing.import_profile` takes. @throws NOT_FOUND */
export const exportProfile = defineQuery({
  name: "sourcing.export_profile",
  /** null: the active one. */
  input: versionInput,
  wall: "staff",
  run: async ({ sql }, { version }) => {
    const found = await readVersion(sql, version ?? "active");
    // Read anew, so that its fields stand in the sequence of the format and not in the database's.
    const read = readProfile(found.profile);
    const document = read.ok ? read.value : found.profile;
    return { version: found.version, status: found.status, document };
  },
});
