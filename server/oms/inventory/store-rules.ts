import type { RawSql, RawTx } from "@/db/client";
import { DomainError, type Fault } from "../kernel/errors";
import { type ListedRule, RuleBook } from "./decide-rules";
import type { RuleInput } from "./schema";

type Kept = {
  readonly networkVersion: number;
  readonly rules: readonly ListedRule[];
  /** The last that was made of them: the same one for as long as no schedule begins or ends. */
  book: RuleBook;
};

const cached = new WeakMap<object, Kept>();

/**
 * The availability rules as this transaction sees them, for one moment. Changes of rules, and of
 * the categories they name, are counted with the network, so a copy is good while that stands still.
 *
 * @param owner whose copy it is: the connection, for which the transaction runs
 */
export async function readRuleBook(
  owner: object,
  sql: RawSql | RawTx,
  networkVersion: number,
  now: Date,
): Promise<RuleBook> {
  const kept = cached.get(owner);
  if (kept?.networkVersion === networkVersion) {
    kept.book = kept.book.holdsAt(now) ? kept.book : new RuleBook(kept.rules, now);
    return kept.book;
  }
  const rules = await readRules(sql);
  const book = new RuleBook(rules, now);
  cached.set(owner, { networkVersion, rules, book });
  return book;
}

/** The rules that stand, in their order, whatever their schedule. */
export async function readRules(sql: RawSql | RawTx): Promise<ListedRule[]> {
  const rows = await sql<(ListedRule & { members: string[] | null })[]>`
    select r.rule_id as "ruleId", r.version, c.code as "channelCode", r.node_id as "nodeId",
      r.node_kind as "nodeKind", r.category, r.sku_id as "skuId", r.effect, r.amount,
      r.at_least as "atLeast", r.at_most as "atMost", r.starts_at as "startsAt",
      r.ends_at as "endsAt",
      case when r.category is not null then
        array(select s.id from sku s where s.category = r.category) end as members
    from availability_rule r left join channel c on c.id = r.channel_id
    where r.retired_at is null order by r.position, r.saved_at, r.rule_id`;
  return rows.map(({ members, ...rule }) => ({
    ...rule,
    skuIds: members === null ? null : new Set(members),
  }));
}

type Named = {
  readonly channelId: string | null;
  readonly nodeId: string | null;
  readonly skuId: string | null;
  /** The SKUs of the named category; null when none is named. */
  readonly members: string[] | null;
};

/**
 * What a rule names, by its keys.
 *
 * @throws INVALID_INPUT with one fault per name that does not exist
 */
export async function resolveScope(sql: RawSql | RawTx, input: RuleInput): Promise<Named> {
  const [named] = await sql<Named[]>`
    select (select id from channel where code = ${input.channelCode}) as "channelId",
      (select id from node where upper(code) = upper(${input.nodeCode})) as "nodeId",
      (select id from sku where upper(code) = upper(${input.sku})) as "skuId",
      case when ${input.category}::text is not null then
        array(select id from sku where category = ${input.category}) end as members`;
  const found = named ?? { channelId: null, nodeId: null, skuId: null, members: null };
  const unknown = (
    field: string,
    asked: string | null,
    id: string | null,
    what: string,
  ): Fault[] =>
    asked !== null && id === null
      ? [{ field, code: "unknown", message: `There is no ${what} “${asked}”` }]
      : [];
  const faults = [
    ...unknown("channelCode", input.channelCode, found.channelId, "channel"),
    ...unknown("nodeCode", input.nodeCode, found.nodeId, "node"),
    ...unknown("sku", input.sku, found.skuId, "SKU"),
    ...unknown("category", input.category, found.members?.[0] ?? null, "category with SKUs"),
  ];
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "The rule names what does not exist", { faults });
  }
  return found;
}

/** Stands for a rule that has no key yet. */
const NEW_RULE = "00000000-0000-0000-0000-000000000000";

/** The rule that an input describes, as the book would list it. */
export const asListed = (input: RuleInput, named: Named): ListedRule => ({
  ruleId: input.ruleId ?? NEW_RULE,
  version: (input.version ?? 0) + 1,
  channelCode: input.channelCode,
  nodeId: named.nodeId,
  nodeKind: input.nodeKind,
  category: input.category,
  skuId: named.skuId,
  effect: input.effect,
  amount: input.effect === "exclude" ? 0 : input.amount,
  atLeast: input.atLeast,
  atMost: input.atMost,
  startsAt: input.startsAt,
  endsAt: input.endsAt,
  skuIds: named.members === null ? null : new Set(named.members),
});

/** Rules with one set at its place, from 1, in place of its earlier version. */
export function withRule(
  rules: readonly ListedRule[],
  rule: ListedRule,
  position: number | null,
): ListedRule[] {
  const stood = rules.findIndex(({ ruleId }) => ruleId === rule.ruleId);
  const others = rules.filter(({ ruleId }) => ruleId !== rule.ruleId);
  const at = position === null ? (stood === -1 ? others.length : stood) : position - 1;
  return others.toSpliced(at, 0, rule);
}
