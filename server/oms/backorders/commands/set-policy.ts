import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { backorderWish } from "../../orders/schema";

/**
 * Say what becomes of what is not there: of one SKU, or of all that one company orders. A company
 * without a policy gets what the SKU says. It counts for orders placed from now on, and for units that
 * lose their place from now on.
 *
 * @throws INVALID_INPUT when there is no such SKU or company
 */
export const setPolicy = defineCommand({
  name: "backorders.set_policy",
  input: z.object({
    of: z.enum(["sku", "company"]),
    code: z.string().trim().min(1, "Name it by its code").max(80),
    /** Null: a company has what the SKU says, and of a SKU all units wait. */
    wish: backorderWish.nullable(),
  }),
  wall: "staff",
  run: async ({ sql, emit }, { of, code, wish }) => {
    const table = of === "sku" ? sql`sku` : sql`company`;
    const policy = wish?.policy ?? (of === "sku" ? "backorder" : null);
    const [found] = await sql<{ id: string; code: string }[]>`
      update ${table} set backorder_policy = ${policy}, backorder_limit = ${wish?.limit ?? null},
        backorder_days = ${wish?.days ?? null}, backorder_slip = ${wish?.slip ?? null}
      where upper(code) = upper(${code}) returning id, code`;
    if (found === undefined) {
      const message = `There is no ${of === "sku" ? "SKU" : "company"} “${code}”`;
      const faults = [{ field: "code", code: "unknown", message }];
      throw new DomainError("INVALID_INPUT", message, { faults });
    }
    emit({
      type: "backorder_policy.set",
      subject: { kind: of, id: found.id },
      payload: {
        of,
        code: found.code,
        policy,
        limit: wish?.limit ?? null,
        days: wish?.days ?? null,
        slip: wish?.slip ?? null,
      },
    });
    return { code: found.code, policy };
  },
});
