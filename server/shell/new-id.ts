import { randomFillSync } from "node:crypto";

/** Random bytes drawn in bulk: one call to the system for 256 ids. */
const pool = Buffer.alloc(10 * 256);
let offset = pool.length;

/** UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then chance; sorts by time of making. */
export function newId<Id extends string>(nowMs: number = Date.now()): Id {
  if (offset === pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  const chance = pool.toString("hex", offset, offset + 10);
  offset += 10;
  const time = nowMs.toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(chance[3] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}-${chance.slice(7, 19)}` as Id;
}
