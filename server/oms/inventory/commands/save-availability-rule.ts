import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { type RuleInput, ruleInput } from "../schema";
import { asListed, readRules, resolveScope, withRule } from "../store-rules";

/**
 * Make an availability rule, or give one a new version; the earlier version is kept. It counts
 * from the commit on, in every answer and every order.
 *
 * @throws INVALID_INPUT naming what does not exist; STALE when the rule changed meanwhile
 */
export const saveAvailabilityRule = defineCommand({
  name: "inventory.save_availability_rule",
  input: ruleInput,
  wall: "staff",
  run: async (env, input) => {
    const { sql, now, actor, emit } = env;
    await lockRules(env);
    const named = await resolveScope(sql, input);
    const rules = await readRules(sql);
    const ruleId = input.ruleId ?? newId(now.getTime());
    const version = await nextVersion(env, input, ruleId);
    const rule = { ...asListed(input, named), ruleId, version };
    await sql`
      insert into availability_rule (rule_id, version, position, channel_id, node_id, node_kind,
        category, sku_id, effect, amount, at_least, at_most, starts_at, ends_at, note, saved_by,
        saved_at)
      values (${ruleId}, ${version}, 0, ${named.channelId}, ${named.nodeId}, ${rule.nodeKind},
        ${rule.category}, ${named.skuId}, ${rule.effect}, ${rule.amount}, ${rule.atLeast},
        ${rule.atMost}, ${rule.startsAt}, ${rule.endsAt}, ${input.note}, ${actor.id}, ${now})`;
    const order = withRule(rules, rule, input.position).map((each) => each.ruleId);
    await sql`
      update availability_rule r set position = p.position
      from unnest(${order}::uuid[]) with ordinality as p(rule_id, position)
      where r.rule_id = p.rule_id and r.retired_at is null and r.position <> p.position`;
    emit({
      type: "availability_rule.saved",
      subject: { kind: "availability_rule", id: ruleId },
      reason: input.note,
      payload: { version, position: order.indexOf(ruleId) + 1, effect: rule.effect },
    });
    return { ruleId, version, position: order.indexOf(ruleId) + 1 };
  },
});

/** One at a time: places are counted over all rules. */
export const lockRules = ({ sql }: CommandEnv) =>
  sql`select 1 from reference_version where name = 'network' for no key update`;

async function nextVersion(
  { sql, actor, now }: CommandEnv,
  { version }: RuleInput,
  ruleId: string,
): Promise<number> {
  const [stands] = await sql<{ version: number }[]>`
    update availability_rule set retired_at = ${now}, retired_by = ${actor.id}
    where rule_id = ${ruleId} and retired_at is null returning version`;
  if ((stands?.version ?? null) !== version) {
    throw new DomainError("STALE", "The rule changed meanwhile: look at it again");
  }
  return (version ?? 0) + 1;
}
