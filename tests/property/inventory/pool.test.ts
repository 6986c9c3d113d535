import fc from "fast-check";
import { expect, test } from "vitest";
import { decideAvailable } from "@/server/oms/inventory/decide";
import { StockBook } from "@/server/oms/inventory/decide-book";
import { decidePool } from "@/server/oms/inventory/decide-pool";
import { type ListedRule, RuleBook } from "@/server/oms/inventory/decide-rules";
import { totalEffects } from "@/server/oms/inventory/types";

const NOW = new Date("2026-11-10T15:00:00Z");
const NODES = ["a", "b", "c", "d"].map((id) => ({ id, kind: "warehouse" }));
const FIRST = { id: "a", kind: "warehouse" };
const CHANNEL = { code: "web", buffers: new Map(NODES.slice(0, 3).map(({ id }) => [id, 2])) };
const CHANNELS = new Map([[CHANNEL.code, CHANNEL]]);

const units = fc.nat(40);
const rows = fc.tuple(
  ...NODES.map(({ id }) =>
    fc
      .record({ onHand: units, allocated: units, reserved: fc.nat(5), safetyStock: fc.nat(5) })
      .map((position) => ({ skuId: "sku", nodeId: id, ...position })),
  ),
);
const rules = fc.array(
  fc.record({
    effect: fc.constantFrom(...totalEffects, "hold_units" as const),
    amount: fc.nat(80),
    channelCode: fc.constantFrom(null, "web", "pos"),
  }),
  { maxLength: 5 },
);

const listed = (written: readonly Pick<ListedRule, "effect" | "amount" | "channelCode">[]) =>
  written.map((rule, at) => ({
    ruleId: String(at),
    version: 1,
    nodeId: null,
    nodeKind: null,
    category: null,
    skuId: null,
    atLeast: null,
    atMost: null,
    startsAt: null,
    endsAt: null,
    skuIds: null,
    ...rule,
  }));

test("the shares of the nodes add up to the formula, and the book gives the same at each node", () => {
  fc.assert(
    fc.property(rows, rules, units, (stock, written, sold) => {
      const book = new RuleBook(listed(written), NOW);
      const taken = () => sold;
      const pool = stock.filter(({ nodeId }) => CHANNEL.buffers.has(nodeId));
      const entries = pool.map((position, at) => ({ position, node: NODES[at] ?? FIRST }));
      const shares = decidePool(entries, "sku", CHANNEL, { rules: book, taken });

      const mine = listed(written).filter(({ channelCode }) => channelCode !== "pos");
      const threshold = mine.find(({ effect }) => effect === "hold_total")?.amount ?? 0;
      const cap = mine.find(({ effect }) => effect === "cap_total" || effect === "quota_total");
      const most =
        cap === undefined ? Infinity : cap.amount - (cap.effect === "quota_total" ? sold : 0);
      const alone = entries.map(
        ({ node, position }) =>
          decideAvailable(position, book.withheldAt(node, "sku", CHANNEL).withheld).available,
      );
      const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
      const total = Math.max(0, Math.min(Math.max(0, sum(alone) - threshold), most));
      expect(sum(shares.map(({ available }) => available))).toBe(total);
      for (const [at, share] of shares.entries()) {
        expect(share.available + share.threshold + share.beyondCap).toBe(alone[at]);
        expect(Math.min(share.available, share.threshold, share.beyondCap)).toBeGreaterThanOrEqual(
          0,
        );
      }

      const world = { nodes: NODES, channels: CHANNELS, taken };
      const locked = new StockBook(stock, book, world);
      expect(
        entries.map(({ node }) => locked.availableAt(node, "sku", CHANNEL)?.available),
      ).toEqual(shares.map(({ available }) => available));
    }),
  );
});

test("of the same shares the policy keeps what is others', and no more than that or a quota's rest", () => {
  fc.assert(
    fc.property(rows, rules, units, units, (stock, written, kept, room) => {
      const grounds = { rules: new RuleBook(listed(written), NOW), taken: () => 0 };
      const pool = stock.filter(({ nodeId }) => CHANNEL.buffers.has(nodeId));
      const entries = pool.map((position, at) => ({ position, node: NODES[at] ?? FIRST }));
      const free = decidePool(entries, "sku", CHANNEL, grounds);
      const claims = { kept, keptFor: "Gold", room, quota: null };
      const bound = decidePool(entries, "sku", CHANNEL, { ...grounds, claims });
      const sum = (shares: typeof free) => shares.reduce((all, each) => all + each.available, 0);
      expect(sum(bound)).toBe(Math.min(Math.max(0, sum(free) - kept), room));
      for (const [at, share] of bound.entries()) {
        const { available, heldBack } = share;
        expect(available + share.kept + share.beyondQuota).toBe(free[at]?.available);
        expect(Math.min(available, share.kept, share.beyondQuota)).toBeGreaterThanOrEqual(0);
        expect(available + heldBack).toBe((free[at]?.available ?? 0) + (free[at]?.heldBack ?? 0));
      }
    }),
  );
});

test("whatever is taken piece by piece is never more than what was offered in all", () => {
  fc.assert(
    fc.property(
      rows,
      rules,
      units,
      fc.array(fc.nat(3), { maxLength: 12 }),
      (stock, written, sold, turns) => {
        // A cap bounds what is offered at once, so of the rules about totals only these two last.
        const lasting = written.filter(({ effect }) => effect !== "cap_total");
        const book = new StockBook(stock, new RuleBook(listed(lasting), NOW), {
          nodes: NODES,
          channels: CHANNELS,
          taken: () => sold,
        });
        const inAll = () =>
          NODES.reduce(
            (sum, node) => sum + (book.availableAt(node, "sku", CHANNEL)?.available ?? 0),
            0,
          );
        const offered = inAll();
        let got = 0;
        for (const at of turns) {
          const node = NODES[at] ?? FIRST;
          const some = Math.ceil((book.availableAt(node, "sku", CHANNEL)?.available ?? 0) / 2);
          if (at % 2 === 0) {
            book.allocate(node.id, "sku", some, "web");
          } else {
            book.reserve(node.id, "sku", some, "web");
          }
          got += some;
          expect(inAll()).toBe(offered - got);
        }
      },
    ),
  );
});
