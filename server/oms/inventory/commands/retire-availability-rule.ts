import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { lockRules } from "./save-availability-rule";

/**
 * Take an availability rule out of force; its versions are kept.
 *
 * @throws STALE when the rule changed or was retired meanwhile
 */
export const retireAvailabilityRule = defineCommand({
  name: "inventory.retire_availability_rule",
  input: z.object({
    ruleId: z.uuid(),
    version: z.int().min(1),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async (env, { ruleId, version, reason }) => {
    const { sql, now, actor, emit } = env;
    await lockRules(env);
    const retired = await sql`
      update availability_rule set retired_at = ${now}, retired_by = ${actor.id}
      where rule_id = ${ruleId} and version = ${version} and retired_at is null returning 1`;
    if (retired.length === 0) {
      throw new DomainError("STALE", "The rule changed meanwhile: look at it again");
    }
    emit({
      type: "availability_rule.retired",
      subject: { kind: "availability_rule", id: ruleId },
      reason,
      payload: { version },
    });
    return { ruleId, version };
  },
});
