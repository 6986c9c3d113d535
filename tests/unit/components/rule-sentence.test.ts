import { expect, test } from "vitest";
import { ruleSentence, type SaidRule } from "@/components/admin/rule-sentence";

const rule: SaidRule = {
  channel: null,
  node: null,
  nodeKind: null,
  category: null,
  sku: null,
  effect: "exclude",
  amount: 0,
  atLeast: null,
  atMost: null,
};

test.each([
  [{}, "Every channel sells none of every SKU at every node"],
  [
    { channel: "API", effect: "hold_units", amount: 1200, sku: "BK-R93R-62", node: "Reno" },
    "API leaves 1,200 of BK-R93R-62 at Reno",
  ],
  [
    { effect: "hold_percent", amount: 10, atLeast: 2, atMost: 40, nodeKind: "third_party" },
    "Every channel leaves 10 %, at least 2 and at most 40, of every SKU at each third party",
  ],
  [
    { effect: "cap_units", amount: 5, category: "Bikes" },
    "Every channel sells at most 5 of Bikes at every node",
  ],
] as const)("%o reads %s", (over, sentence) => {
  expect(ruleSentence({ ...rule, ...over })).toBe(sentence);
});
