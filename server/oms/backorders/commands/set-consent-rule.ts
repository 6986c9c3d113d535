import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { silences } from "../types";

const days = (most: number) => z.int("Write whole days").min(0, "Write 0 or more").max(most);

/**
 * Say when customers are asked whether a later date is accepted: all of them, or one company. Null
 * days: they are not asked. It counts for promises that move from now on.
 *
 * @throws INVALID_INPUT when there is no such company
 */
export const setConsentRule = defineCommand({
  name: "backorders.set_consent_rule",
  input: z.object({
    /** Code; null: every company without a rule of its own. */
    company: z.string().trim().min(1).max(80).nullable().default(null),
    afterDays: days(365).nullable(),
    answerDays: days(60).default(5),
    silence: z.enum(silences).default("keep"),
  }),
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { company, afterDays, answerDays, silence }) => {
    const [found] = await sql<{ id: string | null }[]>`
      select (select id from company where upper(code) = upper(${company})) as id`;
    const companyId = found?.id ?? null;
    if (company !== null && companyId === null) {
      const message = `There is no company “${company}”`;
      const faults = [{ field: "company", code: "unknown", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    await sql`delete from consent_rule where company_id is not distinct from ${companyId}`;
    if (afterDays !== null) {
      await sql`
        insert into consent_rule (id, company_id, after_days, answer_days, silence, saved_by, saved_at)
        values (${newId(now.getTime())}, ${companyId}, ${afterDays}, ${answerDays}, ${silence},
          ${actor.id}, ${now})`;
    }
    emit({
      type: "consent_rule.set",
      subject: { kind: "consent_rule", id: companyId ?? newId(now.getTime()) },
      payload: { company, afterDays, answerDays, silence },
    });
    return { company, isSet: afterDays !== null };
  },
});
