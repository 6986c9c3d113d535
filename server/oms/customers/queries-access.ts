import type { PendingQuery, Row } from "postgres";
import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { present } from "../kernel/assert";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { escapeLike } from "../kernel/like";
import { type ContactRole, type StaffRole, type UserView, userViews } from "./types";

export type UserRow = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly StaffRole[];
  /** Codes of the nodes that they work at. */
  readonly nodes: readonly string[];
  readonly company: string | null;
  readonly companyRole: ContactRole | null;
  readonly lastSignIn: Date | null;
  readonly closedAt: Date | null;
};

/** Who may sign in, by mail address, a page at a time, and how many each view has. */
export const listUsers = defineQuery({
  name: "auth.list_users",
  input: z.object({
    view: z.enum(userViews).default("staff"),
    /** Any part of a name, a mail address or a company. */
    q: z.string().trim().max(100).default(""),
    after: z.string().max(400).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, input) => {
    const views: Record<UserView, PendingQuery<Row[]>> = {
      staff: sql`u.disabled_at is null and c.id is null`,
      buyers: sql`u.disabled_at is null and c.id is not null`,
      closed: sql`u.disabled_at is not null`,
    };
    const anywhere = `%${escapeLike(input.q)}%`;
    const found = sql`
      from app_user u left join contact c on c.user_id = u.id
      left join company k on k.id = c.company_id
      where (${input.q} = '' or u.name ilike ${anywhere} or u.email ilike ${anywhere}
        or k.name ilike ${anywhere})`;
    const [cursor] = decodeCursor(input.after, 1) ?? [""];
    const [page, [counted]] = await Promise.all([
      sql<UserRow[]>`
        select u.id, u.email, u.name,
          array(select r.role from user_role r where r.user_id = u.id order by r.role) as roles,
          array(select n.code from user_node w join node n on n.id = w.node_id
            where w.user_id = u.id order by n.code) as nodes,
          k.name as company, c.role as "companyRole", u.disabled_at as "closedAt",
          (select max(s.created_at) from auth_session s where s.user_id = u.id) as "lastSignIn"
        ${found} and ${views[input.view]} and lower(u.email) > ${String(cursor ?? "")}
        order by lower(u.email) limit ${input.limit + 1}`,
      sql<Record<UserView, number>[]>`
        select count(*) filter (where ${views.staff})::int as staff,
          count(*) filter (where ${views.buyers})::int as buyers,
          count(*) filter (where ${views.closed})::int as closed ${found}`,
    ]);
    const counts = present(counted, "an aggregate has one row");
    const { rows, next } = pageOf(page, input.limit, (last) => [last.email.toLowerCase()]);
    return {
      rows,
      counts,
      total: counts[input.view],
      next,
    };
  },
});

export type KeyRow = {
  readonly id: string;
  readonly name: string;
  /** The first characters, to recognise it by. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly company: string | null;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
};

/** The keys of the public API, those that work first, each half newest first. */
export const listKeys = defineQuery({
  name: "auth.list_keys",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<KeyRow[]>`
    select a.id, a.name, a.prefix, a.scopes, k.name as company, a.created_at as "createdAt",
      a.last_used_at as "lastUsedAt", a.revoked_at as "revokedAt"
    from api_key a left join company k on k.id = a.company_id
    order by a.revoked_at is not null, a.created_at desc, a.id limit ${PAGE_MAX}`,
});
