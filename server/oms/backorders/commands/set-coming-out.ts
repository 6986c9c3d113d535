import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import {
  comingRefused,
  lockComingSku,
  whyNotComing,
  writeComingOut,
} from "../../catalog/store-coming-out";
import type { LocalDate } from "../../kernel/local-date";
import { QUANTITY_MAX } from "../../kernel/quantity";

/**
 * Say on which day a SKU comes out, and how many of it may be pre-ordered until then. Until that day no
 * unit of it is sold from stock or given to a node, and what is ordered is a pre-order. Orders that are
 * open get their new dates by the worker, one after the other; without a day the SKU is out, and who
 * waits for it is served.
 *
 * Locks the SKU: orders of it that are being placed are waited for, and see the new day after.
 *
 * @returns whether anything changed
 * @throws INVALID_INPUT when there is no such SKU, it is a kit, or the day has come; ILLEGAL_TRANSITION
 *   when nodes have units of it to send
 */
export const setComingOut = defineCommand({
  name: "backorders.set_coming_out",
  input: z
    .object({
      sku: z.string().trim().min(1, "Name it by its code").max(80),
      /** Null: it is out. */
      comesOutOn: z.iso
        .date("Write a date as YYYY-MM-DD")
        .transform((date) => date as LocalDate)
        .nullable(),
      /** Null: any number; 0: none may be ordered before that day. */
      preorderLimit: z.int().min(0).max(QUANTITY_MAX).nullable().default(null),
      /** Customers whose date moves read it. */
      reason: z.string().trim().max(500).default(""),
    })
    .refine(({ comesOutOn, preorderLimit }) => comesOutOn !== null || preorderLimit === null, {
      path: ["preorderLimit"],
      message: "Name the day on which it comes out: pre-orders end with it",
    }),
  wall: "staff",
  run: async (env, { sku: code, comesOutOn, preorderLimit, reason }) => {
    const sku = await lockComingSku(env, code);
    if (sku === null) {
      const message = `There is no SKU “${code}”`;
      throw comingRefused({ field: "sku", code: "unknown", message });
    }
    if (comesOutOn !== null && comesOutOn !== sku.comesOutOn && comesOutOn <= todayOf(env)) {
      const message = "Name a day to come: what is out has none";
      throw comingRefused({ field: "comesOutOn", code: "past", message });
    }
    const refusal = comesOutOn === null ? null : whyNotComing(sku, comesOutOn);
    if (refusal !== null) {
      throw refusal;
    }
    const wish = { comesOutOn, preorderLimit };
    return { sku: sku.code, isChanged: await writeComingOut(env, sku, wish, reason) };
  },
});

const todayOf = ({ now }: CommandEnv): string => now.toISOString().slice(0, 10);
