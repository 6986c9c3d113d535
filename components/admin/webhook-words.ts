import type { WebhookEventType } from "@/server/oms/webhooks/types";

/** What a subscriber is told of, as the person reads it who chooses. */
export const WEBHOOK_WORDS: Record<WebhookEventType, string> = {
  "availability.changed": "Sellable number changed",
  "availability.low": "Low stock",
  "availability.out": "Sold out",
  "availability.back": "Back in stock",
  "promise.changed": "Promise of an order changed",
};

export const webhookInWords = (type: string): string =>
  type === "webhook.test" ? "Test" : (WEBHOOK_WORDS[type as WebhookEventType] ?? type);
