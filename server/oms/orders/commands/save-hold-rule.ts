import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { holdRuleInput } from "../schema";

/**
 * Make a rule of holds, or change one. It is asked of every order that comes from now on, and of those
 * that it holds already: what it no longer finds is lifted where the type says so.
 *
 * @throws INVALID_INPUT when there is no such type; STALE when somebody changed it meanwhile
 */
export const saveHoldRule = defineCommand({
  name: "orders.save_hold_rule",
  input: holdRuleInput,
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { ruleId, version, position, ...rule }) => {
    const [type] = await sql`select from hold_type where code = ${rule.type}`;
    if (type === undefined) {
      const message = `There is no type of hold “${rule.type}”`;
      throw new DomainError("INVALID_INPUT", message, {
        faults: [{ field: "type", code: "type_unknown", message }],
      });
    }
    const id = ruleId ?? newId(now.getTime());
    const conditions = sql.typed(rule.conditions, 3802);
    const [saved] =
      ruleId === null
        ? await sql<{ version: number }[]>`
            insert into hold_rule (rule_id, name, position, type, severity, conditions, is_active,
              saved_by, saved_at)
            values (${id}, ${rule.name},
              coalesce(${position}::int, (select coalesce(max(position), 0) + 1 from hold_rule)),
              ${rule.type}, ${rule.severity}, ${conditions}, ${rule.isActive}, ${actor.name}, ${now})
            returning version`
        : await sql<{ version: number }[]>`
            update hold_rule set name = ${rule.name}, position = coalesce(${position}::int, position),
              type = ${rule.type}, severity = ${rule.severity}, conditions = ${conditions},
              is_active = ${rule.isActive}, version = version + 1, saved_by = ${actor.name},
              saved_at = ${now}
            where rule_id = ${id} and version = ${version} returning version`;
    if (saved === undefined) {
      throw new DomainError("STALE", "Somebody changed this rule meanwhile", { ruleId });
    }
    emit({
      type: "hold_rule.saved",
      subject: { kind: "hold_rule", id },
      payload: { ...rule, version: saved.version },
    });
    return { ruleId: id, version: saved.version };
  },
});
