import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setTolerancesInput } from "../schema";

/**
 * Agree with a company how far a price it names may be off ours and what margin its orders must leave, or
 * go back to what the rules of holds say for all. Orders that are held for the old bounds are asked again.
 *
 * @throws NOT_FOUND
 */
export const setTolerances = defineCommand({
  name: "customers.set_tolerances",
  input: setTolerancesInput,
  wall: "staff",
  run: async ({ sql, emit }, { companyId, priceToleranceBp, marginMinBp, reason }) => {
    const [before] = await sql<
      { name: string; priceToleranceBp: number | null; marginMinBp: number | null }[]
    >`
      select name, price_tolerance_bp as "priceToleranceBp", margin_min_bp as "marginMinBp"
      from company where id = ${companyId} for no key update`;
    if (before === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such company", { companyId });
    }
    await sql`
      update company set price_tolerance_bp = ${priceToleranceBp}, margin_min_bp = ${marginMinBp}
      where id = ${companyId}`;
    const { name, ...was } = before;
    emit({
      type: "company.tolerances_set",
      subject: { kind: "company", id: companyId },
      reason,
      payload: { before: was, after: { priceToleranceBp, marginMinBp } },
    });
    return { name, priceToleranceBp, marginMinBp };
  },
});
