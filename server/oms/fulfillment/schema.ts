import { z } from "zod";
import { QUANTITY_MAX } from "../kernel/quantity";
import { rejectReasonWords, shortReasons, trackingStatuses } from "./types";

const units = z.int("Units are whole").min(1, "At least 1").max(QUANTITY_MAX);
const note = z.string().trim().max(500, "At most 500 characters").default("");
/** A code as a scanner or a person gives it. */
const code = z.string().trim().min(1, "Scan or type a code").max(80);

export const fulfillmentOrderInput = z.object({ fulfillmentOrderId: z.uuid() });

export const rejectFulfillmentOrderInput = fulfillmentOrderInput.extend({
  reason: z.enum(rejectReasonWords, "Choose a reason"),
  note,
});

export const rejectLinesInput = rejectFulfillmentOrderInput.extend({
  lines: z
    .array(z.object({ fulfillmentOrderLineId: z.uuid(), quantity: units }))
    .min(1, "Choose at least one line")
    .max(2_000),
});

export const pickLineInput = fulfillmentOrderInput
  .extend({
    /** One of the two: the line, when a person counts it; or the code that was scanned. */
    fulfillmentOrderLineId: z.uuid().optional(),
    code: code.optional(),
    quantity: units.default(1),
  })
  .refine((input) => (input.fulfillmentOrderLineId === undefined) !== (input.code === undefined), {
    path: ["code"],
    message: "Scan a code or name a line",
  });

export const lineQuantityInput = fulfillmentOrderInput.extend({
  fulfillmentOrderLineId: z.uuid(),
  quantity: units,
});

export const reportShortPickInput = lineQuantityInput.extend({
  reason: z.enum(shortReasons, "Choose a reason"),
  note,
});

export const packageInput = z.object({ packageId: z.uuid() });

export const packItemInput = packageInput.extend({ code, quantity: units.default(1) });

export const unpackItemInput = packageInput.extend({
  fulfillmentOrderLineId: z.uuid(),
  quantity: units,
});

export const shipmentInput = z.object({ shipmentId: z.uuid() });

export const recordLabelsInput = shipmentInput.extend({
  labels: z
    .array(
      z.object({
        packageId: z.uuid(),
        trackingNumber: z.string().trim().min(1).max(60),
      }),
    )
    .min(1),
  freightMinor: z.int().min(0),
  currency: z.string().length(3),
  estimatedDelivery: z.iso.date(),
});

export const shipInput = shipmentInput.extend({ manifest: z.string().trim().min(1).max(120) });

export const trackingEventInput = z.object({
  trackingNumber: z.string().trim().min(1, "Name a tracking number").max(60),
  status: z.enum(trackingStatuses),
  occurredAt: z.coerce.date("Write a time as 2026-11-22T14:05:00Z"),
  place: z.string().trim().max(120).default(""),
  description: z.string().trim().max(300).default(""),
  /** Who says so: the carrier's or the integration's name. */
  source: z.string().trim().min(1).max(60),
  /** The sender's own id of the event: the same one twice is one event. */
  externalId: z.string().trim().min(1).max(120).optional(),
});

export const confirmDeliveryInput = shipmentInput.extend({
  deliveredAt: z.coerce.date().optional(),
  note,
});
