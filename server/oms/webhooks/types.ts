/** What a subscriber can be told of. `webhook.test` is sent by hand only. */
export const webhookEventTypes = [
  "availability.changed",
  "availability.low",
  "availability.out",
  "availability.back",
  "promise.changed",
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** A message waits for its next attempt, was taken by the receiver, or was given up. */
export const webhookStates = ["pending", "delivered", "dead"] as const;
export type WebhookState = (typeof webhookStates)[number];

/** One attempt to hand a message over, as the way out is told of it. */
export type WebhookRequest = {
  readonly url: string;
  /** The same for every attempt, so that a receiver knows what it has already. */
  readonly id: string;
  readonly at: Date;
  readonly body: string;
  /** The newest first; each signs. */
  readonly secrets: readonly string[];
};

/** What came of an attempt. */
export type WebhookOutcome = {
  /** Null: nobody answered. */
  readonly status: number | null;
  /** Why nobody was asked, or nobody answered. */
  readonly error: string | null;
  /** The beginning of the answer. */
  readonly response: string;
  readonly tookMs: number;
};

/** The way out; never throws for what the receiver does. */
export type WebhookSender = (request: WebhookRequest) => Promise<WebhookOutcome>;
