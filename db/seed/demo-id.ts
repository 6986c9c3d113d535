import { createHash } from "node:crypto";

/**
 * The key of a row of the demo world, made from what names it: the same in every database.
 *
 * A UUIDv8 (RFC 9562 §5.8): its bits are a hash of the words.
 */
export function demoId<Id extends string>(
  kind: string,
  ...names: readonly (string | number)[]
): Id {
  const hash = createHash("sha256")
    .update([kind, ...names].join("\u001f"))
    .digest("hex");
  const variant = ((Number.parseInt(hash[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}` as Id;
}
