import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import { authSecrets } from "@/server/env";

type Sql = RawSql | RawTx;
type Fragment = PendingQuery<Row[]>;

const FORM = "sealed1";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

type Key = { readonly id: string; readonly bytes: Buffer };

/** The key that an installation's secret gives; its id tells nothing of either. */
function keyOf(secret: string): Key {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", "webhook secrets", KEY_BYTES));
  const id = createHash("sha256").update("key id").update(bytes).digest("hex").slice(0, 12);
  return { id, bytes };
}

let made: { readonly of: string; readonly keys: readonly Key[] } | null = null;

/** The key that seals, and after it those that only open. */
function allKeys(): readonly Key[] {
  const secrets = authSecrets();
  const of = secrets.join("\n");
  if (made?.of !== of) {
    made = { of, keys: secrets.map(keyOf) };
  }
  return made.keys;
}

/**
 * A webhook's secret as it is kept: encrypted with AES-256-GCM under a key of the installation, bound
 * to its subscription, with the id of that key: `sealed1.KEY.BASE64URL`.
 */
export function sealSecret(secret: string, subscriptionId: string): string {
  const [key] = allKeys();
  if (key === undefined) {
    throw new Error("AUTH_SECRET is not set, and without it no secret is kept");
  }
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, iv);
  cipher.setAAD(Buffer.from(subscriptionId));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  const bytes = Buffer.concat([iv, cipher.getAuthTag(), text]);
  return `${FORM}.${key.id}.${bytes.toString("base64url")}`;
}

/** Why a kept secret signs nothing any more. */
export const LOST_KEY =
  "its secret was encrypted with a key that this installation does not have. Start with the AUTH_SECRET it was made under (or name it in AUTH_SECRET_PREVIOUS), or exchange the secret";

/**
 * The secret in plain, for the moment in which it signs.
 *
 * @returns null when none of the installation's keys opens it; one that was kept in plain, before
 *   secrets were sealed, is itself
 */
export function openSecret(kept: string, subscriptionId: string): string | null {
  const [form, keyId, text = ""] = kept.split(".");
  if (form !== FORM) {
    return kept;
  }
  const key = allKeys().find(({ id }) => id === keyId);
  if (key === undefined) {
    return null;
  }
  const bytes = Buffer.from(text, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, bytes.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(subscriptionId));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    const opened = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** That a subscription's secret can be opened, as a condition of SQL. */
export const isReadable = (sql: Sql): Fragment =>
  sql`(secret like any(${["whsec\\_%", ...allKeys().map(patternOf)]}::text[]))`;

/** That one of a subscription's secrets can be opened and is not sealed with the key of today. */
export const isToSeal = (sql: Sql): Fragment => {
  const [today, ...earlier] = allKeys().map(patternOf);
  const old = ["whsec\\_%", ...earlier];
  return sql`(${today ?? ""} <> '' and (secret like any(${old}::text[])
    or previous_secret like any(${old}::text[])))`;
};

const patternOf = ({ id }: Key) => `${FORM}.${id}.%`;
