import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setSubstitutionInput } from "../schema";

/**
 * Say whether other SKUs may ship than a company ordered. It counts for orders from now on.
 *
 * @throws INVALID_INPUT when there is no such company
 */
export const setSubstitution = defineCommand({
  name: "customers.set_substitution",
  input: setSubstitutionInput,
  wall: "staff",
  run: async ({ sql, emit }, { company, substitution }) => {
    const [saved] = await sql<{ companyId: string; name: string }[]>`
      update company set substitution = ${substitution}
      where upper(code) = upper(${company})
      returning id as "companyId", name`;
    if (saved === undefined) {
      const message = `There is no company “${company}”`;
      const faults = [{ field: "company", code: "unknown", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    emit({
      type: "company.substitution_set",
      subject: { kind: "company", id: saved.companyId },
      payload: { substitution },
    });
    return { name: saved.name };
  },
});
