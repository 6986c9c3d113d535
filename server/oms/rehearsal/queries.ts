import { z } from "zod";
import type { Connection, RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import type { GeoPoint } from "../network/types";
import { rehearsalInput } from "./schema";
import { type RehearsalRow, readRehearsal, readSummary, rehearsalColumns } from "./store";
import type { RehearsalSummary } from "./types";

/** A rehearsal in the list, with the figures by which one finds the one that mattered. */
export type RehearsalListRow = RehearsalRow & {
  readonly changed: number | null;
  /** Freight and handling, after less before, in minor units of `currency`; null while there is no result. */
  readonly costDelta: number | null;
  readonly currency: string | null;
};

const spent = (sql: RawSql, side: "before" | "after") => sql`
  ((r.summary #>> ${["totals", side, "freightMinor"]}::text[])::bigint
    + (r.summary #>> ${["totals", side, "handlingMinor"]}::text[])::bigint)`;

/** Rehearsals, the newest first, a page at a time. */
export const listRehearsals = defineQuery({
  name: "rehearsal.list_rehearsals",
  input: z.object({
    /** Of one profile. */
    ref: z.string().max(60).optional(),
    after: z.string().max(300).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { ref = null, after, limit }) => {
    const cursor = decodeCursor(after, 2);
    const rows = await sql<RehearsalListRow[]>`
      select ${rehearsalColumns(sql)}, (r.summary ->> 'changed')::int as changed,
        ${spent(sql, "after")} - ${spent(sql, "before")} as "costDelta",
        r.summary ->> 'currency' as currency
      from rehearsal r
      where (${ref}::text is null or r.profile_ref = ${ref})
        and (${cursor === null} or (r.queued_at, r.id) <
          (${String(cursor?.[0] ?? "1970-01-01")}::timestamptz,
           ${String(cursor?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid))
      order by r.queued_at desc, r.id desc limit ${limit + 1}`;
    return pageOf(rows, limit, (last) => [last.queuedAt.toISOString(), last.id]);
  },
});

/**
 * One rehearsal: what was asked, how far it is, and its result once there is one.
 *
 * @throws NOT_FOUND
 */
export const findRehearsal = defineQuery({
  name: "rehearsal.find_rehearsal",
  input: rehearsalInput,
  wall: "staff",
  run: async (
    { sql },
    { rehearsalId },
  ): Promise<RehearsalRow & { readonly summary: RehearsalSummary | null }> => {
    const [row, summary] = await Promise.all([
      readRehearsal(sql, rehearsalId),
      readSummary(sql, rehearsalId),
    ]);
    return { ...row, summary };
  },
});

/** How far a rehearsal is: what a screen asks each second, without the result. */
export const watchRehearsal = defineQuery({
  name: "rehearsal.watch_rehearsal",
  input: rehearsalInput,
  wall: "staff",
  run: async ({ sql }, { rehearsalId }) => {
    const { state, ordersDone, ordersTotal } = await readRehearsal(sql, rehearsalId);
    return { state, ordersDone, ordersTotal };
  },
});

export type ProfileChoice = {
  readonly ref: string;
  readonly version: number;
  readonly status: string;
  readonly note: string;
};

/** The versions of routing that can be rehearsed, the newest first. */
export const listVersions = defineQuery({
  name: "rehearsal.list_versions",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<ProfileChoice[]>`
    select ref, version, status, note from sourcing_profile order by ref, version desc`,
});

/** Whether a worker has something to rehearse: one that waits, or one whose runner has died. */
export async function hasRehearsalDue(
  { sql }: Pick<Connection, "sql">,
  now: Date,
): Promise<boolean> {
  const [row] = await sql<{ isDue: boolean }[]>`
    select exists (select from rehearsal where state = 'queued'
      or (state = 'running' and lease_until <= ${now})) as "isDue"`;
  return row?.isDue === true;
}

/** Centres of postal areas of the countries that have nodes: what a map without borders is dotted by. */
export const listMapPoints = defineQuery({
  name: "rehearsal.list_map_points",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<GeoPoint[]>`
    select round(avg(latitude)::numeric, 2)::float8 as latitude,
      round(avg(longitude)::numeric, 2)::float8 as longitude
    from postal_area where country in (select country from node)
    group by country, left(prefix, 3) order by 1, 2 limit 2000`,
});
