import { describe, expect, test } from "vitest";
import { changedFields, decideUndo, mergeChanges } from "@/server/oms/imports/decide-undo";
import type { ChangedFields, ImportChange } from "@/server/oms/imports/types-undo";

const change = (before: ChangedFields | null, after: ChangedFields): ImportChange => ({
  kind: "company",
  subjectId: "1",
  name: "ACME",
  before,
  after,
});

describe("what an import changed", () => {
  const renamed = change({ name: "Acme", phone: "1" }, { name: "Acme Ltd", phone: "1" });

  test("says again what it said, and keeps what others wrote in other fields", () => {
    expect(changedFields(renamed)).toEqual(["name"]);
    expect(decideUndo(renamed, { name: "Acme Ltd", phone: "2" })).toEqual({
      do: "restore",
      fields: { name: "Acme", phone: "2" },
    });
  });

  test("stays when one of its fields says something else by now", () => {
    expect(decideUndo(renamed, { name: "Acme & Sons", phone: "1" })).toEqual({
      do: "leave",
      why: "changed_since",
      fields: ["name"],
    });
  });

  test("is gone when nobody has it any more", () => {
    expect(decideUndo(renamed, null)).toEqual({ do: "leave", why: "gone", fields: [] });
  });

  test("is compared with all parts of what belongs together", () => {
    const capped = change(
      { backorders: { policy: "backorder", limit: null } },
      { backorders: { policy: "cap", limit: 5 } },
    );
    expect(decideUndo(capped, { backorders: { policy: "cap", limit: 7 } })).toMatchObject({
      do: "leave",
    });
  });
});

test("what an import made is removed while it is as it was made", () => {
  const made = change(null, { name: "Acme" });
  expect(decideUndo(made, { name: "Acme" })).toEqual({ do: "remove" });
  expect(decideUndo(made, { name: "Acme Ltd" })).toMatchObject({ why: "changed_since" });
});

describe("what a run wrote twice", () => {
  test("goes back to before the first time", () => {
    const [merged] = mergeChanges([
      change({ name: "A" }, { name: "B" }),
      change({ name: "B" }, { name: "C" }),
    ]);
    expect(merged).toMatchObject({ before: { name: "A" }, after: { name: "C" } });
  });

  test("goes back to what others wrote in between", () => {
    const [merged] = mergeChanges([
      change({ name: "A" }, { name: "B" }),
      change({ name: "X" }, { name: "C" }),
    ]);
    expect(merged).toMatchObject({ before: { name: "X" }, after: { name: "C" } });
  });

  test("was made when it was made the first time", () => {
    const [merged] = mergeChanges([
      change(null, { name: "B" }),
      change({ name: "B" }, { name: "C" }),
    ]);
    expect(merged).toMatchObject({ before: null, after: { name: "C" } });
  });
});
