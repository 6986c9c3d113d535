import fc from "fast-check";
import { expect, test } from "vitest";
import { changedFields, decideUndo } from "@/server/oms/imports/decide-undo";

const value = fc.oneof(
  fc.constantFrom("a", "b", 1, 2, null, true),
  fc.record({ policy: fc.constantFrom("cap", "refuse"), limit: fc.constantFrom(1, null) }),
);
const fields = fc.record({ name: value, phone: value, backorders: value });

test("an undo right after its import brings everything back", () => {
  fc.assert(
    fc.property(fields, fields, (before, after) => {
      expect(decideUndo({ before, after }, after)).toEqual({ do: "restore", fields: before });
    }),
  );
});

test("an undo never overwrites what somebody wrote since", () => {
  fc.assert(
    fc.property(fields, fields, fields, (before, after, now) => {
      const step = decideUndo({ before, after }, now);
      const written = changedFields({ before, after });
      const isTouched = (field: string) =>
        JSON.stringify(now[field as keyof typeof now]) !==
        JSON.stringify(after[field as keyof typeof after]);
      if (step.do === "restore") {
        expect(written.filter(isTouched)).toEqual([]);
        for (const field of Object.keys(now)) {
          const kept = written.includes(field) ? before : now;
          expect(step.fields[field]).toEqual(kept[field as keyof typeof kept]);
        }
      } else {
        expect(step).toEqual({
          do: "leave",
          why: "changed_since",
          fields: written.filter(isTouched),
        });
      }
    }),
  );
});
