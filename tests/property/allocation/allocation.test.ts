import fc from "fast-check";
import { expect, test } from "vitest";
import { decideAllocation, missesDate } from "@/server/oms/allocation/decide-allocation";
import { shareOut } from "@/server/oms/allocation/decide-shares";
import type { Contest, ContestLine, ContestSupply, GivenLine } from "@/server/oms/allocation/types";
import { addDays, type LocalDate } from "@/server/oms/kernel/local-date";
import { sum } from "@/server/oms/kernel/quantity";
import { classesOf, classOf, EVERYONE } from "@/server/oms/scarcity/decide-classes";
import { isCapped } from "@/server/oms/scarcity/decide-quotas";
import {
  type AllocationPolicy,
  borrowRules,
  DEFAULT_POLICY,
  shareStrategies,
} from "@/server/oms/scarcity/types";

const TODAY = "2026-11-10" as LocalDate;
const TIERS = ["gold", "silver", "bronze"];

const slotOf = (_: ContestLine, { availableDate }: ContestSupply) => {
  const shipDate = availableDate ?? TODAY;
  return { shipDate, deliveryDate: addDays(shipDate, 2) };
};

const lineShape = fc.record({
  asked: fc.integer({ min: 1, max: 60 }),
  packMultiple: fc.constantFrom(1, 1, 2, 6),
  minutes: fc.integer({ min: 0, max: 500 }),
  tier: fc.constantFrom(...TIERS),
  company: fc.constantFrom("ACME", "BOLT", "CORE"),
  wantedIn: fc.option(fc.integer({ min: -5, max: 40 })),
  holds: fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 25 })), { maxLength: 2 }),
});

const contests = fc
  .record({
    free: fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 4 }),
    lines: fc.array(lineShape, { minLength: 1, maxLength: 9 }),
  })
  .map(({ free, lines }): Contest => {
    const supplies = free.map((units, index) => ({
      id: `s${index}`,
      kind: index < 2 ? ("stock" as const) : ("inbound" as const),
      nodeId: `n${index}`,
      availableDate: index < 2 ? null : addDays(TODAY, index * 5),
      units,
      ceilings: new Map<string, number>(),
    }));
    const asking = lines.map((line, index): ContestLine => {
      const held = [...new Map(line.holds.map(([at, units]) => [at % free.length, units]))]
        .map(([at, units]) => ({ supply: supplies[at], units }))
        .flatMap(({ supply, units }) => {
          if (supply === undefined) {
            return [];
          }
          supply.units += units;
          const slot = slotOf({} as ContestLine, supply);
          return [{ supplyId: supply.id, units, ...slot }];
        });
      return {
        lineId: `l${index}`,
        orderId: `o${index}`,
        orderNumber: `SO-${index}`,
        asked: line.asked + sum(held.map(({ units }) => units)),
        packMultiple: line.packMultiple,
        placedAt: new Date(Date.UTC(2026, 10, 1, 0, line.minutes)),
        wanted: line.wantedIn === null ? null : addDays(TODAY, line.wantedIn),
        tier: line.tier,
        channel: "portal",
        orderType: "portal",
        region: "NV",
        company: line.company,
        held,
      };
    });
    return { skuId: "k", sku: "K", supplies, lines: asking, uses: new Map() };
  });

const policies = fc
  .record({
    shares: fc.array(fc.constantFrom(...shareStrategies), { maxLength: 3 }),
    borrow: fc.constantFrom(...borrowRules),
    pool: fc.option(fc.integer({ min: 1, max: 40 })),
    quota: fc.option(fc.integer({ min: 0, max: 50 })),
  })
  .map(
    ({ shares, borrow, pool, quota }): AllocationPolicy => ({
      ...DEFAULT_POLICY,
      borrow,
      classes: shares.map((share, index) => ({
        name: TIERS[index] ?? "",
        match: { ...EVERYONE.match, tiers: [TIERS[index] ?? ""] },
        share,
        pool:
          index === 0 && pool !== null
            ? { measure: "units", amount: pool, until: "2026-12-31", backDaysBefore: 3 }
            : null,
      })),
      quotas:
        quota === null
          ? []
          : [
              {
                level: "company",
                key: "ACME",
                sku: null,
                measure: "units",
                amount: quota,
                period: "month",
                isCarriedOver: false,
              },
            ],
    }),
  );

const decide = (policy: AllocationPolicy, contest: Contest) =>
  decideAllocation({ policy, contest, slotOf, today: TODAY });

const unitsOf = (given: GivenLine | undefined) =>
  sum((given?.parts ?? []).map(({ units }) => units));

test("never gives more of a supply than there is, nor more to a line than it asks", () => {
  fc.assert(
    fc.property(policies, contests, (policy, contest) => {
      const given = decide(policy, contest);
      for (const { id, units } of contest.supplies) {
        const parts = given.flatMap((line) => line.parts).filter((part) => part.supplyId === id);
        expect(sum(parts.map((part) => part.units))).toBeLessThanOrEqual(units);
      }
      for (const [index, line] of contest.lines.entries()) {
        expect(unitsOf(given[index])).toBeLessThanOrEqual(line.asked);
      }
    }),
  );
});

test("the same question has the same answer", () => {
  fc.assert(
    fc.property(policies, contests, (policy, contest) => {
      expect(decide(policy, contest)).toEqual(decide(policy, contest));
    }),
  );
});

test("nobody loses where the policy lets nobody, nor a date where dates are kept", () => {
  fc.assert(
    fc.property(policies, contests, (policy, contest) => {
      const given = decide(policy, contest);
      for (const [index, line] of contest.lines.entries()) {
        if (policy.borrow === "when_date_is_kept") {
          expect(missesDate(line, given[index])).toBe(false);
        }
        for (const hold of policy.borrow === "never" ? line.held : []) {
          const part = given[index]?.parts.find((each) => each.supplyId === hold.supplyId);
          expect(part?.units ?? 0).toBeGreaterThanOrEqual(hold.units);
        }
      }
    }),
  );
});

test("a quota is never passed, but by what lines keep that held it before", () => {
  fc.assert(
    fc.property(policies, contests, (policy, contest) => {
      const [quota] = policy.quotas;
      fc.pre(quota !== undefined);
      const given = decide(policy, contest);
      const capped = contest.lines.filter((line) => quota && isCapped(quota, line));
      const got = sum(capped.map((line) => unitsOf(given[contest.lines.indexOf(line)])));
      const kept = sum(
        capped
          .filter((line) => given[contest.lines.indexOf(line)]?.why.isProtected)
          .flatMap((line) => line.held.map(({ units }) => units)),
      );
      expect(got).toBeLessThanOrEqual(Math.max(quota?.amount ?? 0, kept));
    }),
  );
});

test("what lower classes ask never costs a higher class a unit", () => {
  fc.assert(
    fc.property(policies, contests, (policy, contest) => {
      const free = { ...policy, borrow: "freely" as const, quotas: [] };
      const classes = classesOf(free);
      const given = decide(free, contest);
      const first = contest.lines.filter((line) => classOf(classes, line, TODAY) === 0);
      const alone = decide(free, { ...contest, lines: first });
      for (const [index, line] of first.entries()) {
        expect(unitsOf(given[contest.lines.indexOf(line)])).toBe(unitsOf(alone[index]));
      }
    }),
  );
});

test("what is kept for a class is there for it, and comes back in time", () => {
  const line = (tier: string, minutes: number): ContestLine => ({
    lineId: tier,
    orderId: tier,
    orderNumber: tier,
    asked: 40,
    packMultiple: 1,
    placedAt: new Date(Date.UTC(2026, 10, 1, 0, minutes)),
    wanted: null,
    tier,
    channel: "portal",
    orderType: "portal",
    region: "NV",
    company: "ACME",
    held: [],
  });
  const contest: Contest = {
    skuId: "k",
    sku: "K",
    supplies: [
      { id: "s", kind: "stock", nodeId: "n", availableDate: null, units: 50, ceilings: new Map() },
    ],
    lines: [line("bronze", 0)],
    uses: new Map(),
  };
  const policy = (until: string): AllocationPolicy => ({
    ...DEFAULT_POLICY,
    classes: [
      {
        name: "Key accounts",
        match: { ...EVERYONE.match, tiers: ["gold"] },
        share: "first_come",
        pool: { measure: "units", amount: 30, until, backDaysBefore: 2 },
      },
    ],
  });
  const [held] = decide(policy("2026-11-20"), contest);
  expect([unitsOf(held), held?.why.keptFor]).toEqual([20, "Key accounts"]);
  expect(unitsOf(decide(policy("2026-11-12"), contest)[0])).toBe(40);
});

test("shares are within one pack of proportional and leave no pack that fits", () => {
  const askers = fc.array(
    fc.record({
      ask: fc.integer({ min: 1, max: 5_000 }),
      packMultiple: fc.constantFrom(1, 2, 5, 12),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), askers, (units, asking) => {
      const given = shareOut(units, asking);
      const total = sum(asking.map(({ ask }) => ask));
      const left = units - sum(given);
      expect(left).toBeGreaterThanOrEqual(0);
      for (const [index, { ask, packMultiple }] of asking.entries()) {
        const due = Math.min(ask, (units * ask) / total);
        const got = given[index] ?? 0;
        expect(Math.abs(got - due)).toBeLessThanOrEqual(packMultiple);
        expect(got === ask || got % packMultiple === 0).toBe(true);
      }
    }),
  );
});
