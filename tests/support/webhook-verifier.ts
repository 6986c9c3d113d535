import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 300;

/**
 * Verifies a message as the text of Standard Webhooks tells a receiver to: the three headers, a
 * timestamp that is not far off, and one of the `v1` signatures over `id.timestamp.body` in the raw.
 *
 * @throws when it must not be trusted
 */
export function verifyWebhook(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  raw: string,
  secret: string,
  now: Date,
): unknown {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") {
    throw new Error("a header is missing");
  }
  const apart = Math.abs(Number(timestamp) - now.getTime() / 1000);
  if (!(apart <= TOLERANCE_SECONDS)) {
    throw new Error("the timestamp is too far off");
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${raw}`).digest();
  const isSigned = signatures.split(" ").some((signature) => {
    const [version, text] = signature.split(",");
    const given = Buffer.from(text ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!isSigned) {
    throw new Error("no signature fits");
  }
  return JSON.parse(raw);
}
