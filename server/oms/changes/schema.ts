import { z } from "zod";
import { substitutionPolicies } from "../catalog/types";
import { orderedQuantity } from "../intake/schema";
import type { LocalDate } from "../kernel/local-date";
import { QUANTITY_MAX } from "../kernel/quantity";
import { oneTimeShipTo } from "../orders/schema";
import { shipPolicies } from "../orders/types";

const CHANGED_LINES_MAX = 500;

const localDate = z.iso.date("Write a date as YYYY-MM-DD").transform((date) => date as LocalDate);

/**
 * What is wanted instead. A field that is not named stays as it is; `null` takes a date or a PO
 * number away. A line's quantity is all that is wanted of it, what has left included; 0 cancels it.
 */
export const changeContent = z
  .object({
    customerPo: z.string().trim().min(1).max(60).nullable().optional(),
    requestedDate: localDate.nullable().optional(),
    shipAfter: localDate.nullable().optional(),
    cancelAfter: localDate.nullable().optional(),
    serviceCode: z.string().trim().min(1).max(40).optional(),
    shipPolicy: z.enum(shipPolicies).optional(),
    note: z.string().max(2_000).optional(),
    /** Whether other SKUs may ship; null: as the company says. */
    substitution: z.enum(substitutionPolicies).nullable().optional(),
    /** Another of the customer's ship-tos. */
    companyLocationId: z.uuid().optional(),
    /** An address that is none of them. */
    shipTo: oneTimeShipTo.optional(),
    lines: z
      .array(z.object({ lineId: z.uuid(), quantity: z.int().min(0).max(QUANTITY_MAX) }))
      .max(CHANGED_LINES_MAX)
      .default([]),
    newLines: z
      .array(z.object({ sku: z.string().trim().min(1).max(80), quantity: orderedQuantity }))
      .max(CHANGED_LINES_MAX)
      .default([]),
    /** Units of a line that are to ship as another SKU, one of those that may. */
    substitutions: z
      .array(
        z.object({
          lineId: z.uuid(),
          quantity: orderedQuantity,
          sku: z.string().trim().min(1).max(80),
        }),
      )
      .max(CHANGED_LINES_MAX)
      .default([]),
  })
  .strict();

export type ChangeContent = z.output<typeof changeContent>;

const orderId = z.uuid();
const changeId = z.uuid();

export const proposeChangeInput = z.object({
  orderId,
  content: changeContent,
  reason: z.string().trim().min(1, "Say why it changes").max(500),
});

export const changeInput = z.object({ orderId, changeId });

export const applyChangeInput = z.object({
  orderId,
  changeId,
  /** The order's version that the preview stood on: what moved since is looked at again first. */
  orderVersion: z.int().min(1),
});
