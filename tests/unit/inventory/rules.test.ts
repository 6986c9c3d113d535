import { expect, test } from "vitest";
import { decideAvailable } from "@/server/oms/inventory/decide";
import { impactsOf } from "@/server/oms/inventory/decide-effect";
import { NOBODY_WAITS } from "@/server/oms/inventory/decide-owed";
import { decidePool, NOTHING_TAKEN } from "@/server/oms/inventory/decide-pool";
import { type ListedRule, RuleBook, shadowOf } from "@/server/oms/inventory/decide-rules";

const NOW = new Date("2026-11-10T15:00:00Z");
const WAREHOUSE = { id: "reno", kind: "warehouse" };
const STORE = { id: "soho", kind: "store" };
const PORTAL = {
  code: "portal",
  buffers: new Map([
    ["reno", 0],
    ["soho", 2],
  ]),
};
const API = { code: "api", buffers: new Map([["reno", 0]]) };

const ruleOf = (ruleId: string, over: Partial<ListedRule>): ListedRule => ({
  ruleId,
  version: 1,
  channelCode: null,
  nodeId: null,
  nodeKind: null,
  category: null,
  skuId: null,
  effect: "hold_units",
  amount: 0,
  atLeast: null,
  atMost: null,
  startsAt: null,
  endsAt: null,
  skuIds: null,
  ...over,
});

const position = { onHand: 25, allocated: 5, reserved: 0, safetyStock: 3 };
const availableUnder = (rules: readonly ListedRule[], node = WAREHOUSE, now = NOW) =>
  decideAvailable(position, new RuleBook(rules, now).withheldAt(node, "bike", PORTAL).withheld)
    .available;

test.each([
  ["without a rule the pool's buffer stands", [], STORE, 15],
  ["an exclusion leaves nothing", [ruleOf("a", { effect: "exclude" })], WAREHOUSE, 0],
  ["units are left there", [ruleOf("a", { amount: 4 })], WAREHOUSE, 13],
  ["a share is of what is on hand, rounded up", [share(10)], WAREHOUSE, 14],
  ["a share has a lower bound", [share(10, { atLeast: 6 })], WAREHOUSE, 11],
  ["a share has an upper bound", [share(50, { atMost: 4 })], WAREHOUSE, 13],
  ["a cap shows no more", [ruleOf("a", { effect: "cap_units", amount: 7 })], WAREHOUSE, 7],
  [
    "a cap above the stock shows the stock",
    [ruleOf("a", { effect: "cap_units", amount: 70 })],
    WAREHOUSE,
    17,
  ],
  [
    "the first that covers it decides alone",
    [ruleOf("a", { amount: 1 }), ruleOf("b", { effect: "exclude" })],
    WAREHOUSE,
    16,
  ],
  [
    "a rule replaces the pool's buffer, it does not add to it",
    [ruleOf("a", { amount: 1 })],
    STORE,
    16,
  ],
  [
    "rules of other channels, nodes, kinds, categories and SKUs are passed over",
    [
      ruleOf("a", { channelCode: "api", effect: "exclude" }),
      ruleOf("b", { nodeId: "soho", effect: "exclude" }),
      ruleOf("c", { nodeKind: "store", effect: "exclude" }),
      ruleOf("d", { category: "Helmets", skuIds: new Set(["helmet"]), effect: "exclude" }),
      ruleOf("e", { skuId: "helmet", effect: "exclude" }),
      ruleOf("f", { category: "Bikes", skuIds: new Set(["bike"]), amount: 2 }),
    ],
    WAREHOUSE,
    15,
  ],
])("%s", (_, rules, node, expected) => {
  expect(availableUnder(rules, node)).toBe(expected);
});

function share(percent: number, over: Partial<ListedRule> = {}): ListedRule {
  return ruleOf("share", { effect: "hold_percent", amount: percent, ...over });
}

test("a rule counts from its first moment to the one before its end", () => {
  const rule = ruleOf("sale", {
    effect: "exclude",
    startsAt: new Date("2026-11-10T15:00:00Z"),
    endsAt: new Date("2026-11-11T00:00:00Z"),
  });
  expect(availableUnder([rule], WAREHOUSE, new Date("2026-11-10T14:59:59Z"))).toBe(17);
  expect(availableUnder([rule])).toBe(0);
  expect(availableUnder([rule], WAREHOUSE, new Date("2026-11-11T00:00:00Z"))).toBe(17);
});

test("a node outside the pool gives nothing, whatever a rule says", () => {
  const book = new RuleBook([ruleOf("a", { amount: 0 })], NOW);
  expect(book.withheldAt(STORE, "bike", API)).toEqual({ withheld: { kind: "all" }, rule: null });
});

test("a rule is shadowed by an earlier one that covers all it names for as long", () => {
  const wide = ruleOf("wide", { nodeKind: "store" });
  const narrow = ruleOf("narrow", { nodeKind: "store", channelCode: "portal" });
  const other = ruleOf("other", { channelCode: "portal" });
  const brief = ruleOf("brief", { nodeKind: "store", endsAt: NOW });
  expect(shadowOf([wide, narrow], narrow)).toBe(wide);
  expect(shadowOf([narrow, wide], narrow)).toBeNull();
  expect(shadowOf([wide, other], other)).toBeNull();
  expect(shadowOf([brief, narrow], narrow)).toBeNull();
});

const poolUnder = (rules: readonly ListedRule[], taken = 0) =>
  decidePool(
    [
      { node: WAREHOUSE, position },
      { node: STORE, position: { ...position, onHand: 12 } },
    ],
    "bike",
    PORTAL,
    { rules: new RuleBook(rules, NOW), taken: () => taken },
  ).map(({ available, threshold, beyondCap }) => [available, threshold, beyondCap]);

test.each([
  ["without a rule nothing is taken off", [], 0, [17, 0, 0], [2, 0, 0]],
  [
    "the total is left where the network prefers it least",
    [total("hold_total", 3)],
    0,
    [16, 1, 0],
    [0, 2, 0],
  ],
  [
    "a threshold beyond the total leaves nothing",
    [total("hold_total", 99)],
    0,
    [0, 17, 0],
    [0, 2, 0],
  ],
  ["a cap bounds what is offered at once", [total("cap_total", 18)], 5, [17, 0, 0], [1, 0, 1]],
  ["a quota counts what was taken", [total("quota_total", 20)], 5, [15, 0, 2], [0, 0, 2]],
  ["an exhausted quota gives nothing", [total("quota_total", 20)], 25, [0, 0, 17], [0, 0, 2]],
  [
    "threshold first, then the cap, and the rule of the node before both",
    [ruleOf("n", { nodeId: "reno", amount: 7 }), total("hold_total", 4), total("cap_total", 5)],
    0,
    [5, 2, 3],
    [0, 2, 0],
  ],
  [
    "of the rules about a total the first of each kind decides alone",
    [total("cap_total", 6), total("cap_total", 1), total("hold_total", 1), total("hold_total", 9)],
    0,
    [6, 0, 11],
    [0, 1, 1],
  ],
  [
    "rules of other channels, categories and SKUs are passed over",
    [
      { ...total("cap_total", 1), channelCode: "api" },
      { ...total("cap_total", 2), skuId: "helmet" },
      { ...total("cap_total", 3), category: "Helmets", skuIds: new Set(["helmet"]) },
    ],
    0,
    [17, 0, 0],
    [2, 0, 0],
  ],
])("in all: %s", (_, rules, taken, warehouse, store) => {
  expect(poolUnder(rules, taken)).toEqual([warehouse, store]);
});

function total(effect: "hold_total" | "cap_total" | "quota_total", amount: number): ListedRule {
  return ruleOf(`${effect} ${amount}`, { effect, amount, channelCode: "portal" });
}

test("only a rule of the same stage shadows another", () => {
  const wide = ruleOf("wide", {});
  const first = total("cap_total", 5);
  const second = total("quota_total", 9);
  const threshold = total("hold_total", 2);
  const all = [wide, first, threshold, second];
  expect(all.map((rule) => shadowOf(all, rule))).toEqual([null, null, null, first]);
});

test("what a rule about a total keeps back is told by SKU, the most of any channel", () => {
  const rules = [ruleOf("t", { effect: "hold_total", amount: 4 })];
  const impacts = impactsOf(new RuleBook(rules, NOW), {
    nodes: [WAREHOUSE, STORE],
    channels: new Map([PORTAL, API].map((channel) => [channel.code, channel])),
    waiting: NOBODY_WAITS,
    positions: [
      { ...position, skuId: "bike", nodeId: "store" },
      { ...position, skuId: "bike", nodeId: "soho" },
      { ...position, skuId: "bike", nodeId: "reno" },
    ],
    taken: NOTHING_TAKEN,
  });
  expect(impacts.get("t")).toEqual({ positions: 2, skus: 1, units: 4 });
});

test("what a rule keeps back counts each position once, with the most any channel leaves", () => {
  const rules = [
    ruleOf("portal", { channelCode: "portal", amount: 4 }),
    ruleOf("rest", { amount: 6 }),
  ];
  const positions = [{ ...position, skuId: "bike", nodeId: "reno" }];
  const impacts = impactsOf(new RuleBook(rules, NOW), {
    nodes: [WAREHOUSE, STORE],
    channels: new Map([PORTAL, API].map((channel) => [channel.code, channel])),
    waiting: NOBODY_WAITS,
    positions,
    taken: NOTHING_TAKEN,
  });
  expect(impacts.get("portal")).toEqual({ positions: 1, skus: 1, units: 4 });
  expect(impacts.get("rest")).toEqual({ positions: 1, skus: 1, units: 6 });
});
