import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decideSeverity,
  findingCodes,
  findingSeverities,
  judge,
  judgeAt,
  type SeverityBook,
  severitiesOf,
  severityKey,
  strictJudge,
  usualOf,
} from "@/server/oms/intake/decide-severity";

const edi = { channelCode: "edi", isUnattended: true, isTyped: false };
const desk = { channelCode: "phone", isUnattended: false, isTyped: false };
const book = (...entries: [string, string | null, (typeof findingSeverities)[number]][]) =>
  new Map(entries.map(([code, channel, severity]) => [severityKey(code, channel), severity]));

describe("the severity of a finding", () => {
  test("is what is set for its channel, else for all, else the usual", () => {
    const set = book(["not_whole_packs", null, "error"], ["not_whole_packs", "edi", "corrected"]);
    expect(decideSeverity(set, "not_whole_packs", edi)).toBe("corrected");
    expect(decideSeverity(set, "not_whole_packs", desk)).toBe("error");
    expect(decideSeverity(new Map(), "po_box", desk)).toBe("warning");
    expect(decideSeverity(new Map(), "po_box", { ...desk, isTyped: true })).toBe("error");
    expect(decideSeverity(new Map(), "postcode_written", edi)).toBe("corrected");
  });

  test("of a PO number that was used before is a question where somebody can be asked", () => {
    expect(decideSeverity(new Map(), "duplicate_po", desk)).toBe("error");
    expect(decideSeverity(new Map(), "duplicate_po", edi)).toBe("warning");
    expect(decideSeverity(book(["duplicate_po", null, "error"]), "duplicate_po", edi)).toBe(
      "error",
    );
  });

  test("is an error where no order can be made of it, whatever is set", () => {
    expect(decideSeverity(book(["sku_unknown", null, "warning"]), "sku_unknown", edi)).toBe(
      "error",
    );
  });
});

test("whatever is set, a finding is only as severe as it can be", () => {
  const anyBook = fc
    .array(
      fc.tuple(
        fc.constantFrom(...findingCodes),
        fc.constantFrom(null, "edi", "phone"),
        fc.constantFrom(...findingSeverities),
      ),
    )
    .map((entries): SeverityBook => book(...entries));
  fc.assert(
    fc.property(
      anyBook,
      fc.constantFrom(...findingCodes),
      fc.constantFrom(edi, desk),
      (set, code, door) => {
        const severity = decideSeverity(set, code, door);
        expect(severitiesOf(code)).toContain(severity);
        const own = set.get(severityKey(code, door.channelCode));
        if (own !== undefined && severitiesOf(code).includes(own)) {
          expect(severity).toBe(own);
        }
      },
    ),
  );
});

test("where nothing is set it is what the table says is usual", () => {
  expect(usualOf("duplicate_po")).toEqual({
    ...{ severity: "error", unattended: "warning", typed: null },
  });
  for (const code of findingCodes) {
    const { severity, unattended, typed } = usualOf(code);
    const at = (door: typeof desk) => decideSeverity(new Map(), code, door);
    expect(at(desk)).toBe(severity);
    expect(at(edi)).toBe(unattended ?? severity);
    expect(at({ ...desk, isTyped: true })).toBe(typed ?? severity);
  }
});

test("errors are faults; the rest is kept, and what was put right says so", () => {
  const at = judgeAt(book(["not_whole_packs", null, "corrected"]), edi);
  const found = (code: string) => ({ field: "lines.0.quantity", code, message: "wrong" });
  expect(judge(at, found("not_whole_packs"), "put right")).toBe("corrected");
  expect(judge(at, found("po_box"))).toBe("warning");
  expect(judge(at, found("sku_unknown"))).toBe("error");
  expect(at.findings).toEqual([
    { ...found("not_whole_packs"), severity: "corrected", message: "put right" },
    { ...found("po_box"), severity: "warning" },
  ]);
  expect(at.faults).toEqual([found("sku_unknown")]);
  const strict = strictJudge();
  expect(judge(strict, found("po_box"))).toBe("error");
  expect(strict.faults).toHaveLength(1);
});
