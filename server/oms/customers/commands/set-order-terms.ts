import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setOrderTermsInput } from "../schema";

type Saved = {
  substitution: string;
  answerDays: number;
  silence: string;
  mayShipToNewAddresses: boolean;
};

/**
 * Say on what terms a company's orders are taken: whether other SKUs may ship than it ordered, how long it is
 * given to answer and what happens when it does not, and whether its buyers may ship to new addresses. What
 * is not named stays as it is. It counts for orders and questions from now on.
 *
 * @throws INVALID_INPUT when there is no such company
 */
export const setOrderTerms = defineCommand({
  name: "customers.set_order_terms",
  input: setOrderTermsInput,
  wall: "staff",
  run: async ({ sql, emit }, { company, ...terms }) => {
    const [saved] = await sql<{ companyId: string; name: string; terms: Saved }[]>`
      update company set
        substitution = coalesce(${terms.substitution ?? null}, substitution),
        substitution_answer_days = coalesce(${terms.answerDays ?? null}, substitution_answer_days),
        substitution_silence = coalesce(${terms.silence ?? null}, substitution_silence),
        may_ship_to_new_addresses =
          coalesce(${terms.mayShipToNewAddresses ?? null}, may_ship_to_new_addresses)
      where upper(code) = upper(${company})
      returning id as "companyId", name, json_build_object('substitution', substitution,
        'answerDays', substitution_answer_days, 'silence', substitution_silence,
        'mayShipToNewAddresses', may_ship_to_new_addresses) as terms`;
    if (saved === undefined) {
      const message = `There is no company “${company}”`;
      const faults = [{ field: "company", code: "unknown", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    emit({
      type: "company.order_terms_set",
      subject: { kind: "company", id: saved.companyId },
      payload: saved.terms,
    });
    return { name: saved.name };
  },
});
