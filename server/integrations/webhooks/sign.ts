import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/**
 * The headers of a message as Standard Webhooks defines them: `v1` and an HMAC-SHA256 of
 * `id.timestamp.body` for each secret, so that a receiver that knows one of them can verify it.
 */
export function signedHeaders(
  message: { readonly id: string; readonly at: Date; readonly body: string },
  secrets: readonly string[],
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const seconds = Math.floor(message.at.getTime() / 1000);
  const content = `${message.id}.${seconds}.${message.body}`;
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": secrets
      .map((secret) => {
        const key = Buffer.from(secret.slice(PREFIX.length), "base64");
        return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
      })
      .join(" "),
  };
}
