import { randomFillSync, randomInt } from "node:crypto";

/** Random bytes drawn in bulk: one call to the system for 256 ids. */
const pool = Buffer.alloc(4 * 256);
let offset = pool.length;

/** Where this process begins to count; half of the room is left above. */
let made = randomInt(2 ** 41);

/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, 42 bits that count on from a chance of the
 * process (§6.2), then chance. Sorts by time of making; of one millisecond, what this process made
 * first: orders of one batch have one time, and the earlier one has the limit and the stock first.
 */
export function newId<Id extends string>(nowMs: number = Date.now()): Id {
  if (offset === pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  const chance = pool.toString("hex", offset, offset + 4);
  offset += 4;
  made += 1;
  const time = nowMs.toString(16).padStart(12, "0");
  const high = Math.floor(made / 2 ** 30)
    .toString(16)
    .padStart(3, "0");
  // The variant, 10, before the lower 30 bits.
  const low = ((made % 2 ** 30) + 2 ** 31).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${low.slice(0, 4)}-${low.slice(4)}${chance}` as Id;
}
