import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setCreditLimitInput } from "../schema";

/**
 * Give a company another credit limit, or none. Orders that are held for the old one are asked again.
 *
 * @throws NOT_FOUND
 */
export const setCreditLimit = defineCommand({
  name: "customers.set_credit_limit",
  input: setCreditLimitInput,
  wall: "staff",
  run: async ({ sql, emit }, { companyId, creditLimit, reason }) => {
    const [before] = await sql<{ name: string; currency: string; limit: number | null }[]>`
      select name, currency, credit_limit as "limit" from company
      where id = ${companyId} for no key update`;
    if (before === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such company", { companyId });
    }
    await sql`update company set credit_limit = ${creditLimit} where id = ${companyId}`;
    emit({
      type: "company.credit_limit_set",
      subject: { kind: "company", id: companyId },
      reason,
      payload: { currency: before.currency, before: before.limit, after: creditLimit },
    });
    return { name: before.name, before: before.limit, after: creditLimit };
  },
});
