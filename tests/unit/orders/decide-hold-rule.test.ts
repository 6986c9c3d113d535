import { describe, expect, test } from "vitest";
import {
  decideCleared,
  decideFindings,
  decideRuleHolds,
  type HoldCondition,
  type HoldRule,
  holdCondition,
  type OrderFacts,
} from "@/server/oms/orders/decide-hold-rule";
import type { HoldTypeRow } from "@/server/oms/orders/types";

const line = (lineNumber: number, over: Partial<OrderFacts["lines"][number]> = {}) => ({
  lineId: `l${lineNumber}`,
  lineNumber,
  unitPriceE4: 100_000,
  expectedUnitPriceE4: null,
  costE4: 0,
  ...over,
});

const facts = (over: Partial<OrderFacts> = {}): OrderFacts => ({
  currency: "USD",
  value: 10_000,
  channel: "edi",
  tier: "gold",
  country: "US",
  credit: { limit: null, exposure: 10_000, overdue: 0, overdueDays: 0 },
  duplicateOf: null,
  addressFaults: [],
  fraudScore: null,
  tolerance: { priceVariance: null, margin: null },
  missing: [],
  lines: [line(1)],
  ...over,
});

const rule = (...conditions: HoldCondition[]): HoldRule => ({
  ruleId: "r",
  name: "Rule",
  type: "t",
  severity: "block",
  conditions,
});

const reasons = (conditions: HoldCondition[], of: OrderFacts) =>
  decideFindings([rule(...conditions)], of).map(({ reason }) => reason);

describe("a rule", () => {
  test("says in numbers what it found", () => {
    const over: HoldCondition = { fact: "credit_over", operator: "above", value: 0 };
    const credit = { limit: 90_000, exposure: 90_001, overdue: 5_000, overdueDays: 31 };
    expect(reasons([over], facts({ credit }))).toEqual([
      "Exposure $900.01 is over the limit of $900.00",
    ]);
    expect(
      reasons([{ fact: "overdue_days", operator: "above", value: 30 }], facts({ credit })),
    ).toEqual(["$50.00 are overdue, the oldest for 31 days; 30 are allowed"]);
    expect(
      reasons(
        [{ fact: "price_variance", operator: "above", value: 2 }],
        facts({ lines: [line(1), line(2, { expectedUnitPriceE4: 97_000 })] }),
      ),
    ).toEqual(["Line 2: the customer names $9.70, our price is $10.00"]);
    expect(
      reasons(
        [{ fact: "margin", operator: "below", value: 10 }],
        facts({ lines: [line(1, { costE4: 95_000 })] }),
      ),
    ).toEqual(["Line 1 leaves a margin of 5 %"]);
  });

  test("at its bounds: at the limit is within, at two percent is tolerated", () => {
    const over: HoldCondition = { fact: "credit_over", operator: "above", value: 0 };
    const credit = { limit: 90_000, exposure: 90_000, overdue: 0, overdueDays: 99 };
    expect(reasons([over], facts({ credit }))).toEqual([]);
    expect(
      reasons([{ fact: "overdue_days", operator: "above", value: 30 }], facts({ credit })),
    ).toEqual([]);
    expect(
      reasons(
        [{ fact: "price_variance", operator: "above", value: 2 }],
        facts({ lines: [line(1, { expectedUnitPriceE4: 98_000 })] }),
      ),
    ).toEqual([]);
  });

  test("holds when all of it is so, and names what is wrong before where it applies", () => {
    const both: HoldCondition[] = [
      { fact: "channel", operator: "is", value: "edi" },
      { fact: "fraud_score", operator: "at_least", value: 70 },
    ];
    expect(reasons(both, facts({ fraudScore: 70 }))).toEqual([
      "The fraud score is 70; 70 is the bound",
    ]);
    expect(reasons(both, facts({ fraudScore: 70, channel: "phone" }))).toEqual([]);
    expect(reasons(both, facts())).toEqual([]);
    expect(reasons([{ fact: "order_value", operator: "above", value: 9_999 }], facts())).toEqual([
      "The order is worth $100.00",
    ]);
  });

  test("cannot ask of a fact what it does not have", () => {
    const bad = [
      { fact: "channel", operator: "above", value: 3 },
      { fact: "duplicate_po", operator: "is", value: "yes" },
      { fact: "margin", operator: "below", value: Number.NaN },
      { fact: "shoe_size", operator: "is", value: "9" },
    ];
    expect(bad.map((each) => holdCondition.safeParse(each).success)).toEqual(bad.map(() => false));
  });
});

describe("what rules hold", () => {
  const type = (level: HoldTypeRow["level"], isActive = true): HoldTypeRow => ({
    code: "t",
    name: "T",
    description: "",
    blocks: ["ship"],
    level,
    stopsOrder: false,
    releaseRight: "orders.release_hold",
    autoRelease: true,
    isActive,
    version: 1,
  });
  const variance = rule({ fact: "price_variance", operator: "above", value: 2 });
  const apart = facts({
    lines: [line(1), line(2, { expectedUnitPriceE4: 1 }), line(3, { expectedUnitPriceE4: 1 })],
  });

  test("is the order, or each line it is about where the type is for lines", () => {
    const found = decideFindings([variance], apart);
    const places = (level: HoldTypeRow["level"], isActive?: boolean) =>
      decideRuleHolds(found, new Map([["t", type(level, isActive)]])).map(
        ({ orderLineId }) => orderLineId,
      );
    expect(places("order")).toEqual([null]);
    expect(places("line")).toEqual(["l2", "l3"]);
    expect(places("order", false)).toEqual([]);
    const warned = decideFindings([{ ...variance, severity: "warn" }], apart);
    expect(decideRuleHolds(warned, new Map([["t", type("order")]]))).toEqual([]);
  });

  test("is let go when its cause clears, line by line, with why", () => {
    const held = ["l2", "l3"].map((orderLineId) => ({
      id: orderLineId,
      type: "t",
      ruleId: "r",
      orderLineId,
    }));
    expect(decideCleared(held, [variance], apart)).toEqual([]);
    const [, , third] = apart.lines;
    const mended = facts({
      lines: [line(1), line(2, { expectedUnitPriceE4: 100_000 }), third ?? line(3)],
    });
    expect(decideCleared(held, [variance], mended).map(({ id }) => id)).toEqual(["l2"]);
    expect(decideCleared(held, [], apart).map(({ reason }) => reason)).toEqual([
      "Its rule is no longer in force",
      "Its rule is no longer in force",
    ]);
    const over = rule({ fact: "credit_over", operator: "above", value: 0 });
    const credit = { limit: 90_000, exposure: 80_000, overdue: 0, overdueDays: 0 };
    const onOrder = [{ id: "h", type: "t", ruleId: "r", orderLineId: null }];
    expect(decideCleared(onOrder, [over], facts({ credit }))[0]?.reason).toBe(
      "Exposure $800.00 is within the limit of $900.00",
    );
  });
});
