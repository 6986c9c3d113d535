import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { readNetwork } from "../network/store";
import type { Network } from "../network/types";
import {
  impactsOf,
  type RuleImpact,
  type StockedPosition,
  sellableByChannel,
} from "./decide-effect";
import type { WaitingUnits } from "./decide-owed";
import type { TakenUnits } from "./decide-pool";
import { type ListedRule, RuleBook, shadowOf } from "./decide-rules";
import { ruleInput } from "./schema";
import { readTaken } from "./store-quota";
import { asListed, readRules, resolveScope, withRule } from "./store-rules";
import { heldUnits } from "./store-stock";
import { readWaiting } from "./store-waiting";
import type { RuleEffect } from "./types";

export type RuleRow = {
  readonly ruleId: string;
  readonly version: number;
  readonly position: number;
  readonly channelCode: string | null;
  readonly channel: string | null;
  readonly nodeCode: string | null;
  readonly node: string | null;
  readonly nodeKind: string | null;
  readonly category: string | null;
  readonly sku: string | null;
  readonly effect: RuleEffect;
  readonly amount: number;
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly note: string;
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly impact: RuleImpact;
  /** Place of the rule above it that leaves it nothing to decide. */
  readonly shadowedBy: number | null;
};

const NOTHING: RuleImpact = { positions: 0, skus: 0, units: 0 };

/** The rules that stand, in their order, each with what it keeps back now. */
export const listAvailabilityRules = defineQuery({
  name: "inventory.list_availability_rules",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now }) => {
    const network = await readNetwork(sql, sql);
    const [rows, rules, positions] = await Promise.all([
      sql<Omit<RuleRow, "impact" | "shadowedBy">[]>`
        select r.rule_id as "ruleId", r.version, r.position, c.code as "channelCode",
          c.name as channel, n.code as "nodeCode", n.name as node, r.node_kind as "nodeKind",
          r.category, s.code as sku, r.effect, r.amount, r.at_least as "atLeast",
          r.at_most as "atMost", r.starts_at as "startsAt", r.ends_at as "endsAt", r.note,
          coalesce(u.name, r.saved_by) as "savedBy", r.saved_at as "savedAt"
        from availability_rule r left join channel c on c.id = r.channel_id
        left join node n on n.id = r.node_id left join sku s on s.id = r.sku_id
        left join app_user u on u.id::text = r.saved_by
        where r.retired_at is null order by r.position, r.saved_at, r.rule_id`,
      readRules(sql),
      readStocked(sql, now),
    ]);
    const book = new RuleBook(rules, now);
    const [taken, waiting] = await Promise.all([
      takenOf(sql, book, positions, now),
      readWaiting(sql, skusOf(positions), now),
    ]);
    const impacts = impactsOf(book, worldOf(network, positions, { taken, waiting }));
    return rows.map((row): RuleRow => {
      const rule = rules.find(({ ruleId }) => ruleId === row.ruleId);
      const shadow = rule === undefined ? null : shadowOf(rules, rule);
      return {
        ...row,
        impact: impacts.get(row.ruleId) ?? NOTHING,
        shadowedBy: shadow === null ? null : rules.indexOf(shadow) + 1,
      };
    });
  },
});

export type RulePreview = {
  /** Of the rule as written, on the stock there is now. */
  readonly impact: RuleImpact;
  readonly shadowedBy: number | null;
  /** Units that each channel may sell in all: now, and with the rule. */
  readonly channels: readonly {
    readonly code: string;
    readonly before: number;
    readonly after: number;
  }[];
};

/**
 * What a rule would do if it were saved now: the same formula over the same stock, nothing written.
 *
 * @throws INVALID_INPUT naming what does not exist
 */
export const previewAvailabilityRule = defineQuery({
  name: "inventory.preview_availability_rule",
  input: ruleInput,
  wall: "staff",
  run: async ({ sql, now }, input): Promise<RulePreview> => {
    const network = await readNetwork(sql, sql);
    const [named, rules, positions] = await Promise.all([
      resolveScope(sql, input),
      readRules(sql),
      readStocked(sql, now),
    ]);
    const rule = asListed(input, named);
    const then = withRule(rules, rule, input.position);
    const shadow = shadowOf<ListedRule>(then, rule);
    const [bookNow, bookThen] = [new RuleBook(rules, now), new RuleBook(then, now)];
    const [takenNow, takenThen, waiting] = await Promise.all([
      takenOf(sql, bookNow, positions, now),
      takenOf(sql, bookThen, positions, now),
      readWaiting(sql, skusOf(positions), now),
    ]);
    const worldNow = worldOf(network, positions, { taken: takenNow, waiting });
    const before = sellableByChannel(bookNow, worldNow);
    const world = worldOf(network, positions, { taken: takenThen, waiting });
    const after = sellableByChannel(bookThen, world);
    return {
      impact: impactsOf(bookThen, world).get(rule.ruleId) ?? NOTHING,
      shadowedBy: shadow === null ? null : then.indexOf(shadow) + 1,
      channels: [...before].map(([code, units]) => ({
        code,
        before: units,
        after: after.get(code) ?? 0,
      })),
    };
  },
});

const readStocked = (sql: RawSql, now: Date) => sql<StockedPosition[]>`
  select l.sku_id as "skuId", l.node_id as "nodeId", l.on_hand as "onHand", l.allocated,
    ${heldUnits(sql, now)} as reserved, l.safety_stock as "safetyStock"
  from stock_level l where l.status = 'sellable' and l.on_hand > l.allocated`;

const skusOf = (positions: readonly StockedPosition[]) => [
  ...new Set(positions.map(({ skuId }) => skuId)),
];

const takenOf = (sql: RawSql, book: RuleBook, positions: readonly StockedPosition[], now: Date) =>
  readTaken(sql, book, skusOf(positions), now);

const worldOf = (
  { nodes, channels }: Network,
  positions: readonly StockedPosition[],
  demand: { readonly taken: TakenUnits; readonly waiting: WaitingUnits },
) => ({ nodes, channels, positions, ...demand });
