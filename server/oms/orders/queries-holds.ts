import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { HOLDS_MAX } from "./commands/release-holds";
import { isOpenOrder } from "./decide";
import { decideCleared, decideFindings, type HoldRule, holdCondition } from "./decide-hold-rule";
import { orderFilters, ordersFound } from "./queries";
import { HOLD_CONDITIONS_MAX } from "./schema";
import { readOrderFacts } from "./store-facts";
import { readHoldRules, readHoldTypes } from "./store-hold-book";
import { readFoundHolds } from "./store-holds";

/** What holds can stop, and who may lift them, with how many of each stand now. */
export const listHoldTypes = defineQuery({
  name: "orders.list_hold_types",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }) => {
    const [types, counts] = await Promise.all([
      readHoldTypes(sql),
      sql<{ type: string; open: number }[]>`
        select h.type, count(*)::int as open from hold h join sales_order o on o.id = h.order_id
        where h.released_at is null
          and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')
        group by h.type`,
    ]);
    const open = new Map(counts.map((row) => [row.type, row.open]));
    return types.map((type) => ({ ...type, open: open.get(type.code) ?? 0 }));
  },
});

export type HoldGroup = {
  readonly type: string;
  readonly name: string;
  readonly releaseRight: string;
  /** All of them, also beyond those that are named. */
  readonly count: number;
  readonly companies: number;
  /** The customer, when all are of one. */
  readonly company: string | null;
  /** Those that one command can lift, the oldest first. */
  readonly holdIds: readonly string[];
};

/** The open holds of the orders that a list shows, by type: what a person may lift all at once. */
export const listHoldGroups = defineQuery({
  name: "orders.list_hold_groups",
  input: orderFilters,
  wall: "staff",
  run: async (env, input) => {
    const { sql } = env;
    const { where } = await ordersFound(env, { ...input, view: "on_hold" });
    return sql<HoldGroup[]>`
      select h.type, t.name, t.release_right as "releaseRight", count(*)::int as count,
        count(distinct o.company_id)::int as companies,
        case when count(distinct o.company_id) = 1 then min(c.name) end as company,
        (array_agg(h.id order by h.set_at, h.id))[1:${HOLDS_MAX}] as "holdIds"
      from sales_order o join hold h on h.order_id = o.id and h.released_at is null
      join hold_type t on t.code = h.type join company c on c.id = o.company_id
      where ${where}
      group by h.type, t.name, t.release_right order by count(*) desc, t.name`;
  },
});

/** Orders with holds that rules set and would not set now, the oldest first: the worker's list. */
export async function listClearedOrders(
  { sql }: { readonly sql: RawSql },
  now: Date,
  ordersMax = 500,
): Promise<string[]> {
  const held = await sql<{ id: string; status: string }[]>`
    select o.id, o.status from sales_order o
    where o.id in (select h.order_id from hold h
      join hold_type t on t.code = h.type and t.auto_release
      where h.released_at is null and h.rule_id is not null)
    order by o.placed_at, o.id limit ${ordersMax}`;
  const ids = held.map(({ id }) => id);
  if (ids.length === 0) {
    return [];
  }
  const [holds, rules, facts] = await Promise.all([
    readFoundHolds(sql, ids),
    readHoldRules(sql),
    readOrderFacts(sql, ids, now),
  ]);
  const over = new Set(held.flatMap(({ id, status }) => (isOpenOrder(status) ? [] : [id])));
  return ids.filter((id) => {
    if (over.has(id)) {
      return true;
    }
    const of = facts.get(id);
    const own = holds.filter(({ orderId }) => orderId === id);
    return of !== undefined && decideCleared(own, rules, of).length > 0;
  });
}

/** When orders are held or warned of, in the order in which it is asked. */
export const listHoldRules = defineQuery({
  name: "orders.list_hold_rules",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<HoldRuleRow[]>`
    select r.rule_id as "ruleId", r.name, r.position, r.type, t.name as "typeName", r.severity,
      r.conditions, r.is_active as "isActive", r.version, r.saved_by as "savedBy",
      r.saved_at as "savedAt",
      (select count(*)::int from hold h where h.rule_id = r.rule_id) as held,
      (select count(*)::int from hold h join sales_order o on o.id = h.order_id
        where h.rule_id = r.rule_id and h.released_at is null
          and o.status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')) as open
    from hold_rule r join hold_type t on t.code = r.type
    order by r.is_active desc, r.position, r.saved_at, r.rule_id`,
});

export type HoldRuleRow = HoldRule & {
  readonly position: number;
  readonly typeName: string;
  readonly isActive: boolean;
  readonly version: number;
  readonly savedBy: string;
  readonly savedAt: Date;
  /** Orders that it ever held, and those that it holds now. */
  readonly held: number;
  readonly open: number;
};

/** As many orders are looked at to say what a rule would find. */
const PREVIEW_MAX = 500;

/** What a rule would find among the orders that are open now: how many, and the first of them. */
export const previewHoldRule = defineQuery({
  name: "orders.preview_hold_rule",
  input: z.object({ conditions: z.array(holdCondition).min(1).max(HOLD_CONDITIONS_MAX) }),
  wall: "staff",
  run: async ({ sql, now }, { conditions }) => {
    const orders = await sql<{ id: string; number: string }[]>`
      select id, number from sales_order
      where status in ('submitted', 'pending_approval', 'confirmed', 'in_fulfillment')
      order by placed_at desc, id desc limit ${PREVIEW_MAX}`;
    const facts = await readOrderFacts(
      sql,
      orders.map(({ id }) => id),
      now,
    );
    const rule = { ruleId: "", name: "", type: "", severity: "block" as const, conditions };
    const found = orders.flatMap(({ id, number }) => {
      const of = facts.get(id);
      const [finding] = of === undefined ? [] : decideFindings([rule], of);
      return finding === undefined ? [] : [{ number, reason: finding.reason }];
    });
    return { asked: orders.length, found: found.length, first: found.slice(0, 3) };
  },
});
