import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { HOLDS_MAX } from "./commands/release-holds";
import { orderFilters, ordersFound } from "./queries";
import { readHoldTypes } from "./store-hold-book";

/** What holds can stop, and who may lift them, with how many of each stand now. */
export const listHoldTypes = defineQuery({
  name: "orders.list_hold_types",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }) => {
    const [types, counts] = await Promise.all([
      readHoldTypes(sql),
      sql<{ type: string; open: number }[]>`
        select type, count(*)::int as open from hold where released_at is null group by type`,
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
