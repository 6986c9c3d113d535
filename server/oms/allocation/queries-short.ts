import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { isOut } from "../catalog/store-out";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { readActivePolicy, requireKnown } from "../scarcity/store-policy";
import type { AllocationPolicy } from "../scarcity/types";
import { type ClassTotal, totalsOf } from "./decide-totals";
import { policyContent } from "./schema";
import { type DecidedRun, simulate } from "./store-run";
import { resolveSkus } from "./store-short";

const SHORT_MAX = 200;

export type ShortSku = {
  readonly sku: string;
  readonly name: string;
  /** Units that wait, of how many orders, the oldest since when. */
  readonly waiting: number;
  readonly orders: number;
  readonly oldest: Date;
  /** Of them, units that are promised from a supply. */
  readonly pegged: number;
  readonly free: number;
  readonly incoming: number;
  readonly nextDate: LocalDate | null;
  readonly lastPromise: LocalDate | null;
};

/** SKUs that somebody waits for, those with the most units first, and what there is to be had. */
export const listShort = defineQuery({
  name: "allocation.list_short",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ShortSku[]> => sql<ShortSku[]>`
    select s.code as sku, s.name, w.waiting, w.orders, w.oldest, w.pegged,
      w.last_promise::text as "lastPromise",
      (select coalesce(sum(greatest(l.on_hand - l.allocated - l.safety_stock, 0)), 0)::int
        from stock_level l where l.sku_id = s.id and l.status = 'sellable') as free,
      i.incoming, i.next::text as "nextDate"
    from (
      select l.sku_id, sum(l.backordered)::int as waiting, count(distinct l.order_id)::int as orders,
        min(o.placed_at) as oldest, max(l.current_promise) as last_promise,
        coalesce(sum(p.units), 0)::int as pegged
      from order_line l join sales_order o on o.id = l.order_id
        and o.status in ('confirmed', 'in_fulfillment') and o.allocate_from is null
      cross join lateral (select sum(a.quantity) as units from allocation a
        where a.order_line_id = l.id and a.state = 'promised') p
      where l.backordered > 0 and ${isOut(sql, sql`l.sku_id`)} group by l.sku_id
      order by waiting desc, l.sku_id limit ${SHORT_MAX}) w
    join sku s on s.id = w.sku_id
    cross join lateral (
      select coalesce(sum(greatest(i.quantity - i.received, 0)), 0)::int as incoming,
        min(i.eta + i.dock_to_stock_days) as next
      from inbound_supply i where i.sku_id = s.id and i.status = 'open') i
    order by w.waiting desc, s.code`,
});

/** One line of a contest as a person reads it. */
export type ContestedLine = {
  readonly lineId: string;
  readonly orderNumber: string;
  readonly sku: string;
  readonly company: string;
  readonly tier: string;
  readonly placedAt: Date;
  readonly wanted: LocalDate | null;
  readonly rank: number;
  readonly className: string;
  readonly asked: number;
  readonly stockBefore: number;
  readonly stockAfter: number;
  readonly supplyBefore: number;
  readonly supplyAfter: number;
  readonly dateBefore: LocalDate | null;
  readonly dateAfter: LocalDate | null;
  readonly edited: number | null;
  readonly editReason: string | null;
  readonly why: string;
};

export type ContestedSku = {
  readonly sku: string;
  readonly name: string;
  /** Units that may be given: stock and what comes, day by day. */
  readonly supplies: readonly {
    readonly node: string;
    readonly reference: string | null;
    readonly date: LocalDate | null;
    readonly units: number;
  }[];
  readonly lines: readonly ContestedLine[];
  readonly totals: readonly ClassTotal[];
  /** Version of the published policy; null: none was published. */
  readonly policyVersion: number | null;
  readonly policy: AllocationPolicy;
};

/**
 * What there is of a scarce SKU, and what each line that asks for it would get by a policy: nothing
 * is written.
 *
 * @param policy one to be tried; null: the published one
 * @throws INVALID_INPUT naming what does not exist
 */
export const findShortSku = defineQuery({
  name: "allocation.find_short_sku",
  input: z.object({
    sku: z.string().trim().min(1).max(80),
    policy: policyContent.nullable().default(null),
  }),
  wall: "staff",
  run: async ({ sql, now }, input): Promise<ContestedSku> => {
    const [found] = await sql<{ name: string }[]>`select name from sku where code = ${input.sku}`;
    if (found === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such SKU", { sku: input.sku });
    }
    const skuIds = await resolveSkus(sql, [input.sku]);
    const active = await readActivePolicy(sql);
    const policy = input.policy ?? active.policy;
    await requireKnown(sql, policy);
    const decided = await simulate({ owner: sql, sql, now }, policy, skuIds);
    const [contest] = decided.known.contests;
    const ids = (contest?.supplies ?? []).map(({ id }) => id);
    const names = await sql<{ id: string; name: string; reference: string | null }[]>`
      select id, name, null as reference from node where id = any(${ids}::uuid[])
      union all select i.id, n.name, i.reference from inbound_supply i join node n on n.id = i.node_id
      where i.id = any(${ids}::uuid[])`;
    const nameOf = new Map(names.map((each) => [each.id, each]));
    const lines = contestedLines(decided);
    return {
      sku: input.sku,
      name: found.name,
      supplies: (contest?.supplies ?? [])
        .filter(({ units }) => units > 0)
        .map(({ id, availableDate, units }) => ({
          node: nameOf.get(id)?.name ?? "",
          reference: nameOf.get(id)?.reference ?? null,
          date: availableDate,
          units,
        })),
      lines,
      totals: totalsOf(lines),
      policyVersion: active.version,
      policy: active.policy,
    };
  },
});

/** What a simulation says, with the names a person knows its lines by. */
export function contestedLines({ lines, known }: DecidedRun): ContestedLine[] {
  const asking = new Map(
    known.contests.flatMap((contest) => contest.lines.map((line) => [line.lineId, line])),
  );
  return lines.flatMap(({ parts: _, orderId: __, skuId: ___, ...line }) => {
    const facts = known.facts.get(line.lineId);
    const ask = asking.get(line.lineId);
    return facts === undefined || ask === undefined
      ? []
      : [
          {
            ...line,
            orderNumber: facts.orderNumber,
            sku: facts.sku,
            company: facts.companyName,
            tier: ask.tier,
            placedAt: ask.placedAt,
            wanted: ask.wanted,
            edited: null,
            editReason: null,
          },
        ];
  });
}
