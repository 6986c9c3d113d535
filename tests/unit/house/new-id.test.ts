import { expect, test } from "vitest";
import { newId } from "@/server/shell/new-id";

test("an id is a UUIDv7 of its millisecond, and those of one millisecond sort as they were made", () => {
  const nowMs = Date.UTC(2026, 10, 10, 15);
  const ids = Array.from({ length: 5_000 }, () => newId(nowMs));
  const time = nowMs.toString(16).padStart(12, "0");
  const shape = new RegExp(
    `^${time.slice(0, 8)}-${time.slice(8)}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
  );
  expect(ids.filter((id) => !shape.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});

test("a later millisecond sorts later, whichever was asked for first", () => {
  const later = newId(2_000);
  expect(newId(1_000) < later).toBe(true);
});
