import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCursor, encodeCursor, pageOf } from "@/server/oms/kernel/cursor";

test("a place in a list comes back as it was written, whatever alphabet its keys are in", () => {
  const key = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "Z", "9", "ß", "漢", "🚲", "/", "+", "\u0000") }),
    fc.integer(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), (keys) => {
      const text = encodeCursor(keys);
      expect(text).toMatch(/^[\w-]+$/);
      expect(decodeCursor(text, keys.length)).toEqual(keys);
    }),
  );
});

test("what is not a cursor of this list is none", () => {
  const other = encodeCursor(["a", 1, null]);
  for (const text of [
    null,
    undefined,
    "",
    "%%%",
    "bm90anNvbg",
    other,
    encodeCursor([]),
    "W3t9LDFd",
  ]) {
    expect(decodeCursor(text, 2)).toBeNull();
  }
});

test("pages of whatever size give every row once, and the last names no next one", () => {
  fc.assert(
    fc.property(fc.nat(30), fc.integer({ min: 1, max: 10 }), (length, limit) => {
      const all = Array.from({ length }, (_, at) => at);
      const seen: number[] = [];
      let after: string | null = null;
      do {
        const from: number = after === null ? 0 : Number(decodeCursor(after, 1)?.[0]) + 1;
        const { rows, next } = pageOf(all.slice(from, from + limit + 1), limit, (row) => [row]);
        expect(rows.length).toBeLessThanOrEqual(limit);
        seen.push(...rows);
        after = next;
      } while (after !== null);
      expect(seen).toEqual(all);
    }),
  );
});
