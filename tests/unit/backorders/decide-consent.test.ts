import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ConsentFacts,
  decideConsent,
  decideEnding,
  decideQuestion,
  unitsAfter,
  type WaitingGoods,
} from "@/server/oms/backorders/decide-consent";
import { addDays, localDate } from "@/server/oms/kernel/local-date";

const DAY = localDate("2026-11-20");
const on = (days: number) => addDays(DAY, days);

const goods = (over: Partial<WaitingGoods> = {}): WaitingGoods => ({
  lineId: "a",
  kitGroup: null,
  parts: [{ units: 4, deliveryDate: on(9) }],
  firstPromised: DAY,
  cap: null,
  ...over,
});

const facts = (over: Partial<ConsentFacts> = {}): ConsentFacts => ({
  rule: null,
  agreed: DAY,
  accepted: null,
  promise: on(9),
  goods: [goods()],
  ...over,
});

const RULE = { afterDays: 2, answerDays: 5, silence: "keep" } as const;
const capAt = (days: number, slip: "ask" | "cancel" | "wait" = "ask") => ({
  cap: { lastDay: on(days), slip },
});

describe("what is asked", () => {
  test("nothing without a rule and a cap, and nothing within them", () => {
    expect(decideQuestion(facts())).toBeNull();
    expect(decideQuestion(facts({ rule: { ...RULE, afterDays: 9 } }))).toBeNull();
    expect(decideQuestion(facts({ goods: [goods(capAt(9))] }))).toBeNull();
    expect(decideQuestion(facts({ goods: [goods(capAt(5, "wait"))] }))).toBeNull();
    expect(decideQuestion(facts({ rule: RULE, goods: [] }))).toBeNull();
  });

  test("by the rule, about what comes later than agreed", () => {
    const early = goods({ lineId: "b", parts: [{ units: 1, deliveryDate: DAY }] });
    expect(decideQuestion(facts({ rule: RULE, goods: [goods(), early] }))).toEqual({
      agreed: DAY,
      proposed: on(9),
      lines: [{ lineId: "a", until: DAY }],
    });
  });

  test("by a cap, about what comes after its last day, in the words of the day that was promised", () => {
    const capped = goods(capAt(5));
    // The order as a whole arrives as late as it was promised: another line is later anyway.
    const question = decideQuestion(facts({ agreed: on(30), promise: on(30), goods: [capped] }));
    expect(question).toEqual({
      agreed: DAY,
      proposed: on(9),
      lines: [{ lineId: "a", until: on(5) }],
    });
  });

  test("what was accepted is not asked again, also not by the cap", () => {
    const capped = goods(capAt(5));
    expect(decideQuestion(facts({ accepted: on(9), goods: [capped] }))).toBeNull();
    expect(decideQuestion(facts({ accepted: on(8), goods: [capped] }))?.lines).toEqual([
      { lineId: "a", until: on(8) },
    ]);
  });
});

describe("what becomes of the question", () => {
  const question = { agreed: DAY, proposed: on(9), lines: [{ lineId: "a", until: DAY }] };

  test.each([
    ["ask", null, question],
    ["leave", { proposed: on(9), lineIds: ["a", "b"] }, question],
    ["renew", { proposed: on(8), lineIds: ["a"] }, question],
    ["renew", { proposed: on(9), lineIds: ["b"] }, question],
    ["withdraw", { proposed: on(9), lineIds: ["a"] }, null],
    ["leave", null, null],
  ] as const)("%s", (step, open, asked) => {
    expect(decideConsent(open, asked)).toBe(step);
  });
});

describe("what ends", () => {
  test("the units that come too late, where the cap cancels; those in time stay, and a kit ends whole", () => {
    const parts = [
      { units: 4, deliveryDate: on(9) },
      { units: 3, deliveryDate: on(5) },
      { units: 2, deliveryDate: null },
    ];
    const cancels = goods({ ...capAt(5, "cancel"), parts });
    const nothing = { units: [], kits: [] };
    const parted = { ...cancels, lineId: "b", kitGroup: 2 };
    const inTime = { ...parted, lineId: "c", parts: [{ units: 4, deliveryDate: on(5) }] };
    expect(decideEnding(facts({ goods: [cancels, parted, { ...parted, lineId: "d" }] }))).toEqual({
      units: [{ lineId: "a", until: on(5), units: 4 }],
      kits: [2],
    });
    expect(decideEnding(facts({ goods: [inTime] }))).toEqual(nothing);
    expect(decideEnding(facts({ accepted: on(9), goods: [cancels, parted] }))).toEqual(nothing);
    expect(decideEnding(facts({ goods: [goods(capAt(5))] }))).toEqual(nothing);
  });

  test("law: nothing that waits within its cap ends or is asked about, and no unit twice", () => {
    const days = fc.integer({ min: -30, max: 60 });
    const line = fc.record({
      parts: fc.array(fc.record({ units: fc.integer({ min: 1, max: 50 }), day: days }), {
        maxLength: 4,
      }),
      cap: fc.option(
        fc.record({ day: days, slip: fc.constantFrom("ask" as const, "cancel" as const) }),
      ),
    });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 5 }),
        fc.option(days),
        fc.option(fc.constant(RULE)),
        (lines, accepted, rule) => {
          const all = lines.map(({ parts, cap }, at) =>
            goods({
              lineId: String(at),
              parts: parts.map(({ units, day }) => ({ units, deliveryDate: on(day) })),
              cap: cap && { lastDay: on(cap.day), slip: cap.slip },
            }),
          );
          const promise = all
            .flatMap(({ parts }) => parts.flatMap(({ deliveryDate }) => deliveryDate ?? []))
            .toSorted()
            .at(-1);
          const known = facts({
            rule,
            accepted: accepted === null ? null : on(accepted),
            promise: promise ?? null,
            goods: all,
          });
          const lineOf = (id: string) => all.find(({ lineId }) => lineId === id);
          for (const { lineId, until, units } of decideEnding(known).units) {
            const { cap, parts } = lineOf(lineId) ?? goods();
            expect(cap !== null && cap.slip === "cancel" && until >= cap.lastDay).toBe(true);
            expect(units).toBe(unitsAfter(parts, until));
          }
          const question = decideQuestion(known);
          for (const { lineId, until } of question?.lines ?? []) {
            const { cap, parts } = lineOf(lineId) ?? goods();
            expect(unitsAfter(parts, until)).toBeGreaterThan(0);
            expect(rule !== null || (cap !== null && until >= cap.lastDay)).toBe(true);
          }
          expect(question === null || question.proposed > question.agreed).toBe(true);
          // Asking again what stands as asked changes nothing.
          const open = question && {
            proposed: question.proposed,
            lineIds: question.lines.map(({ lineId }) => lineId),
          };
          expect(decideConsent(open, question)).toBe("leave");
        },
      ),
    );
  });
});
