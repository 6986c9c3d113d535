import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "@/server/oms/kernel/cursor";

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
