import fc from "fast-check";
import { expect, test } from "vitest";
import { StockBook } from "@/server/oms/inventory/decide-book";
import { decideOwed, type WaitingDemand } from "@/server/oms/inventory/decide-owed";
import { decidePool, NOTHING_TAKEN } from "@/server/oms/inventory/decide-pool";
import { RuleBook } from "@/server/oms/inventory/decide-rules";

const NODES = ["a", "b", "c"].map((id) => ({ id, kind: "warehouse" }));
const pool = (code: string, ids: readonly string[]) => ({
  code,
  buffers: new Map(ids.map((id) => [id, 0])),
});
const WEB = pool("web", ["a", "b", "c"]);
const SHOP = pool("shop", ["c"]);
const PHONE = pool("phone", ["a", "b"]);
const CHANNELS = new Map([WEB, SHOP, PHONE].map((channel) => [channel.code, channel]));
const RULES = new RuleBook([], new Date("2026-11-10T15:00:00Z"));

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const entriesOf = (free: readonly number[]) =>
  NODES.map((node, at) => ({
    node,
    position: { onHand: free[at] ?? 0, allocated: 0, reserved: 0, safetyStock: 0 },
  }));

/** What a channel may sell at each node, behind those who wait. */
function sharesOf(
  free: readonly number[],
  channel: typeof WEB,
  waiting: readonly WaitingDemand[],
): readonly number[] {
  const all = entriesOf(free);
  const grounds = { rules: RULES, taken: NOTHING_TAKEN };
  const owed = decideOwed(all, "sku", channel, { ...grounds, waiting, channels: CHANNELS });
  const own = all.filter(({ node }) => channel.buffers.has(node.id));
  return decidePool(own, "sku", channel, { ...grounds, owed }).map(({ available }) => available);
}

const wait = (channel: string, units: number, refusedBy: readonly string[] = []) => ({
  channel,
  units,
  refusedBy,
});

test.each([
  ["its own orders wait", WEB, [wait("web", 4)], 8],
  ["another channel's orders wait that only other nodes serve", SHOP, [wait("phone", 99)], 4],
  ["another's demand has its units elsewhere", SHOP, [wait("web", 8)], 4],
  ["another's demand needs more than is elsewhere", SHOP, [wait("web", 10)], 2],
  ["a node refused what waits", WEB, [wait("phone", 99, ["a"])], 8],
  ["what the fewest can serve is served there", PHONE, [wait("web", 5), wait("shop", 4)], 3],
  ["nobody sells by that name any more", WEB, [wait("fax", 5)], 12],
])("of 4 units at each of three nodes, when %s", (_, channel, waiting, left) => {
  expect(sum(sharesOf([4, 4, 4], channel, waiting))).toBe(left);
});

const units = fc.nat(12);
const demand = fc.record({
  channel: fc.constantFrom("web", "shop", "phone"),
  units,
  refusedBy: fc.subarray(["a", "b", "c"]),
});

/** Most units that demand can have together: each unit of a node to at most one. */
function mostServed(free: readonly number[], waiting: readonly WaitingDemand[]): number {
  const nodesOf = ({ channel, refusedBy }: WaitingDemand) =>
    NODES.flatMap(({ id }, at) =>
      CHANNELS.get(channel)?.buffers.has(id) && !refusedBy.includes(id) ? [at] : [],
    );
  // Hall: the most that can be served is the least of, over each set of nodes, the units of that set
  // and the demand that has nowhere else to go.
  const sets = Array.from({ length: 2 ** NODES.length }, (_, bits) =>
    NODES.flatMap((__, at) => (bits & (1 << at) ? [at] : [])),
  );
  return Math.min(
    ...sets.map(
      (cut) =>
        sum(cut.map((at) => free[at] ?? 0)) +
        sum(
          waiting
            .filter((each) => nodesOf(each).some((at) => !cut.includes(at)))
            .map((each) => each.units),
        ),
    ),
  );
}

test("what one channel still sells leaves its own orders all that they could have", () => {
  fc.assert(
    fc.property(
      fc.tuple(units, units, units),
      fc.array(
        demand.map((each) => ({ ...each, channel: "web" })),
        { maxLength: 1 },
      ),
      (free, waiting) => {
        const shares = sharesOf(free, WEB, waiting);
        const after = free.map((there, at) => there - (shares[at] ?? 0));
        expect(mostServed(after, waiting)).toBe(mostServed(free, waiting));
        expect(sum(shares)).toBe(sum(free) - mostServed(free, waiting));
      },
    ),
  );
});

test("demand never makes a number larger, and no node's share is below nothing or above its stock", () => {
  fc.assert(
    fc.property(
      fc.tuple(units, units, units),
      fc.array(demand, { maxLength: 4 }),
      fc.constantFrom(WEB, SHOP, PHONE),
      (free, waiting, channel) => {
        const shares = sharesOf(free, channel, waiting);
        const alone = sharesOf(free, channel, []);
        shares.forEach((share, at) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(alone[at] ?? 0);
        });
        expect(sum(alone) - sum(shares)).toBeLessThanOrEqual(mostServed(free, waiting));
      },
    ),
  );
});

test("the book that placement takes from says the same at each node", () => {
  fc.assert(
    fc.property(
      fc.tuple(units, units, units),
      fc.array(demand, { maxLength: 4 }),
      fc.constantFrom(WEB, SHOP, PHONE),
      (free, waiting, channel) => {
        const rows = entriesOf(free).map(({ node, position }) => ({
          skuId: "sku",
          nodeId: node.id,
          ...position,
        }));
        const book = new StockBook(rows, RULES, {
          nodes: NODES,
          channels: CHANNELS,
          waiting: new Map([["sku", waiting]]),
        });
        const own = NODES.filter(({ id }) => channel.buffers.has(id));
        expect(own.map((node) => book.availableAt(node, "sku", channel)?.available)).toEqual(
          sharesOf(free, channel, waiting),
        );
      },
    ),
  );
});

test("what an owner was lent is owed to nobody until its turn ends", () => {
  const book = new StockBook(
    [{ skuId: "sku", nodeId: "c", onHand: 5, allocated: 0, reserved: 3, safetyStock: 0 }],
    RULES,
    { nodes: NODES, channels: CHANNELS, waiting: new Map([["sku", [wait("shop", 9)]]]) },
  );
  const node = { id: "c", kind: "warehouse" };
  const available = () => book.availableAt(node, "sku", SHOP)?.available;
  expect(available()).toBe(0);
  book.lend("c", "sku", 3, "shop");
  expect(available()).toBe(3);
  book.allocate("c", "sku", 2, "shop");
  expect(available()).toBe(1);
  book.endTurn();
  expect(available()).toBe(0);
});
