import { z } from "zod";
import { webhookEventTypes } from "./types";

/** `whsec_` and 24 to 64 random bytes in base64, as Standard Webhooks writes a secret. */
export const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, "A secret is whsec_ and base64")
  .refine((secret) => {
    const bytes = Math.floor((secret.slice("whsec_".length).replace(/=+$/, "").length * 3) / 4);
    return bytes >= 24 && bytes <= 64;
  }, "A secret has 24 to 64 bytes");

export const subscriptionInput = z.object({
  /** Null makes a subscription; otherwise the one that is changed. */
  subscriptionId: z.uuid().nullable().default(null),
  /** The version that was shown, so that nobody overwrites what they have not seen. */
  version: z.int().min(1).nullable().default(null),
  name: z.string().trim().min(1, "Give it a name").max(100),
  url: z
    .url({ protocol: /^https?$/, error: "Write an address that begins with https://" })
    .max(500),
  eventTypes: z.array(z.enum(webhookEventTypes)).min(1, "Choose what it is told of"),
  /** The channel whose numbers and orders it is told of; null: every channel. */
  channelCode: z.string().trim().min(1).max(40).nullable().default(null),
  /** Only these SKUs; none named: all. */
  skus: z.array(z.string().trim().min(1).max(80)).max(1_000).default([]),
  /** Units at or below which a SKU is low; null: at the low-stock point of each. */
  lowThreshold: z.int("Write whole units").min(1, "Write 1 or more").nullable().default(null),
  isOn: z.boolean().default(true),
  /** Of a new subscription; later it is exchanged by `webhooks.rotate_secret`. */
  secret: webhookSecret.optional(),
});

export type SubscriptionInput = z.output<typeof subscriptionInput>;

export const rotateInput = z.object({
  subscriptionId: z.uuid(),
  secret: webhookSecret,
});
