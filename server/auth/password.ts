import {
  randomBytes,
  type ScryptOptions,
  scrypt as scryptCallback,
  timingSafeEqual,
} from "node:crypto";
import { promisify } from "node:util";

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptCallback);

/** Memory-hard on purpose: 32 MiB and some 60 ms a guess. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const KEY_BYTES = 32;

/**
 * The form in which a password is kept.
 *
 * @param salt chance, unless the same request has to give the same hash when it is sent again
 */
export async function hashPassword(
  password: string,
  salt: Buffer = randomBytes(16),
): Promise<string> {
  const key = await scrypt(password, salt, KEY_BYTES, COST);
  return `scrypt$${COST.N}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/** A stored hash that no password matches costs as much to check as one that some does. */
const NOBODY = `scrypt$${COST.N}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Check a password; with no stored hash it takes as long and answers no. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, cost, salt, key] = (stored ?? NOBODY).split("$");
  if (cost === undefined || salt === undefined || key === undefined) {
    return false;
  }
  const wanted = Buffer.from(key, "base64url");
  const found = await scrypt(password, Buffer.from(salt, "base64url"), wanted.length, {
    ...COST,
    N: Number(cost),
  });
  return timingSafeEqual(wanted, found) && stored !== null;
}
