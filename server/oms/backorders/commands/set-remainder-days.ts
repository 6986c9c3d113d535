import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";

/**
 * Say how many days what had to wait may wait on for the next shipment, in orders of a company that ship
 * it so. It counts for what is planned from now on.
 *
 * @throws INVALID_INPUT when there is no such company
 */
export const setRemainderDays = defineCommand({
  name: "backorders.set_remainder_days",
  input: z.object({
    /** Its code. */
    company: z.string().trim().min(1, "Name a company").max(80),
    days: z.int("Write whole days").min(1, "Write 1 or more").max(90, "Write 90 or less"),
  }),
  wall: "staff",
  run: async ({ sql, emit }, { company, days }) => {
    const [saved] = await sql<{ id: string; name: string }[]>`
      update company set remainder_days = ${days}
      where upper(code) = upper(${company}) returning id, name`;
    if (saved === undefined) {
      const message = `There is no company “${company}”`;
      const faults = [{ field: "company", code: "unknown", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    emit({
      type: "company.remainder_days_set",
      subject: { kind: "company", id: saved.id },
      payload: { days },
    });
    return { name: saved.name };
  },
});
