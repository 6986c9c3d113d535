import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setOneTimeShipToInput } from "../schema";

/**
 * Say whether a company's buyers may ship to addresses that are not in its address book; staff always may.
 * It counts for orders and changes from now on.
 *
 * @throws INVALID_INPUT when there is no such company
 */
export const setOneTimeShipTo = defineCommand({
  name: "customers.set_one_time_ship_to",
  input: setOneTimeShipToInput,
  wall: "staff",
  run: async ({ sql, emit }, { company, isAllowed }) => {
    const [saved] = await sql<{ companyId: string; name: string }[]>`
      update company set allows_one_time_ship_to = ${isAllowed}
      where upper(code) = upper(${company})
      returning id as "companyId", name`;
    if (saved === undefined) {
      const message = `There is no company “${company}”`;
      const faults = [{ field: "company", code: "unknown", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    emit({
      type: "company.one_time_ship_to_set",
      subject: { kind: "company", id: saved.companyId },
      payload: { isAllowed },
    });
    return { name: saved.name };
  },
});
