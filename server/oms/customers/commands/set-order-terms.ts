import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setOrderTermsInput } from "../schema";

/**
 * Say on which terms a company orders: whether other SKUs may ship than it ordered, and how many days
 * what had to wait may wait on for the next shipment. It counts for orders from now on.
 *
 * @throws INVALID_INPUT when there is no such company
 */
export const setOrderTerms = defineCommand({
  name: "customers.set_order_terms",
  input: setOrderTermsInput,
  wall: "staff",
  run: async ({ sql, emit }, { company, substitution, remainderDays }) => {
    const [saved] = await sql<{ companyId: string; name: string }[]>`
      update company set substitution = ${substitution},
        remainder_days = coalesce(${remainderDays ?? null}, remainder_days)
      where upper(code) = upper(${company})
      returning id as "companyId", name`;
    if (saved === undefined) {
      const message = `There is no company “${company}”`;
      const faults = [{ field: "company", code: "unknown", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    emit({
      type: "company.order_terms_set",
      subject: { kind: "company", id: saved.companyId },
      payload: { substitution, ...(remainderDays === undefined ? {} : { remainderDays }) },
    });
    return { name: saved.name };
  },
});
