import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { isDayEverywhere } from "../store-preorders";

/**
 * Bring out a SKU whose day has come at every node: from now on it is sold and sent like any other,
 * and its pre-orders are served as the allocation policy says.
 *
 * @returns whether it was due
 */
export const bringOut = defineCommand({
  name: "backorders.bring_out",
  input: z.object({ skuId: z.uuid() }),
  wall: "staff",
  run: async ({ sql, now, emit }, { skuId }) => {
    const [due] = await sql<{ code: string; day: string }[]>`
      select code, comes_out_on::text as day from sku
      where id = ${skuId} and ${isDayEverywhere(sql, sql`comes_out_on`, now)} for update`;
    if (due === undefined) {
      return { isDue: false };
    }
    await sql`update sku set comes_out_on = null, preorder_limit = null where id = ${skuId}`;
    emit({
      type: "sku.came_out",
      subject: { kind: "sku", id: skuId },
      payload: {
        code: due.code,
        before: due.day,
        after: null,
        preorderLimit: null,
        isEarly: false,
      },
    });
    return { isDue: true };
  },
});
