import { z } from "zod";
import { backorderPolicies } from "../catalog/types";
import type { LocalDate } from "../kernel/local-date";

export const catalogFields = [
  "sku.code",
  "sku.name",
  "sku.description",
  "sku.category",
  "sku.grams",
  "sku.packMultiple",
  "sku.minQuantity",
  "sku.listPrice",
  "sku.gtin",
  "sku.backorders",
  "sku.backorderLimit",
  "sku.backorderDays",
  "sku.lowStock",
  "sku.comesOutOn",
  "sku.preorderLimit",
] as const;
export type CatalogField = (typeof catalogFields)[number];

export const text = z.string().nullable();
export const count = z.int().nullable();
/** What becomes of what is not there; null: left as it is. */
export const backorders = z
  .strictObject({ policy: z.enum(backorderPolicies), limit: count, days: count })
  .nullable();

export const setSkusInput = z.strictObject({
  runId: z.uuid(),
  items: z.array(
    z.strictObject({
      code: z.string(),
      name: text,
      description: text,
      category: text,
      grams: count,
      packMultiple: count,
      minQuantity: count,
      listPriceE4: count,
      gtin: text,
      backorders,
      lowStock: count,
      /** Day on which it comes out, a day that is over: it is out; and how many may be pre-ordered. */
      comingOut: z
        .strictObject({
          comesOutOn: z.iso.date().transform((date) => date as LocalDate),
          preorderLimit: count,
        })
        .nullable(),
    }),
  ),
});
