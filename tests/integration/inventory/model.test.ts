import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { availability } from "@/server/oms/inventory/queries-availability";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenCompany,
  type GivenNode,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

let database: TestDatabase;
let node: GivenNode;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  node = await givenNode(database, calendarId);
  company = await givenCompany(database);
});
afterAll(() => database.drop());

/** All that one SKU at one node with one supply can be, in thirty lines. */
type ModelOrder = { units: number; allocated: number; pegged: number; isCancelled: boolean };
class Model {
  onHand: number;
  inbound: number;
  readonly orders: ModelOrder[] = [];
  constructor(onHand: number, inbound: number) {
    this.onHand = onHand;
    this.inbound = inbound;
  }
  get live() {
    return this.orders.filter((order) => !order.isCancelled);
  }
  get allocated() {
    return this.live.reduce((sum, order) => sum + order.allocated, 0);
  }
  get pegged() {
    return this.live.reduce((sum, order) => sum + order.pegged, 0);
  }
  get available() {
    return Math.max(0, this.onHand - this.allocated);
  }
  /** What may be sold on: free units that no accepted order waits for. */
  get sellable() {
    const waiting = this.live.map((order) => order.units - order.allocated - order.pegged);
    return Math.max(0, this.available - waiting.reduce((sum, units) => sum + units, 0));
  }
  place(units: number) {
    const allocated = Math.min(units, this.available);
    const pegged = Math.min(units - allocated, this.inbound - this.pegged);
    this.orders.push({ units, allocated, pegged, isCancelled: false });
  }
  receive(units: number) {
    this.onHand += units;
    this.inbound -= units;
    let left = units;
    for (const order of this.live) {
      const served = Math.min(left, order.pegged);
      order.pegged -= served;
      order.allocated += served;
      left -= served;
    }
    for (const order of this.live) {
      const open = order.units - order.allocated - order.pegged;
      const served = Math.min(open, this.available);
      order.allocated += served;
      order.pegged += Math.min(open - served, this.inbound - this.pegged);
    }
  }
}

const step = fc.oneof(
  fc.record({ kind: fc.constant("place" as const), units: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant("cancel" as const), which: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant("receive" as const), units: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant("adjust" as const), units: fc.integer({ min: -6, max: 6 }) }),
);

async function truthOf(skuId: string, supplyId: string) {
  const [row] = await database.sql<
    Record<
      "onHand" | "allocated" | "ledgerOnHand" | "ledgerAllocated" | "held" | "pegged" | "promised",
      number
    >[]
  >`
    select l.on_hand as "onHand", l.allocated,
      (select coalesce(sum(on_hand_delta), 0)::int from stock_movement where sku_id = ${skuId}) as "ledgerOnHand",
      (select coalesce(sum(allocated_delta), 0)::int from stock_movement where sku_id = ${skuId}) as "ledgerAllocated",
      (select coalesce(sum(quantity), 0)::int from allocation
        where sku_id = ${skuId} and state in ('allocated', 'released')) as held,
      (select pegged from inbound_supply where id = ${supplyId}) as pegged,
      (select coalesce(sum(quantity), 0)::int from allocation
        where sku_id = ${skuId} and state = 'promised') as promised
    from stock_level l where l.sku_id = ${skuId}`;
  return row;
}

test("any sequence of orders, cancellations, receipts and counts: model and database agree after each step", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.array(step, { minLength: 3, maxLength: 10 }),
      async (onHand, inbound, steps) => {
        const sku = await givenSku(database);
        await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 0 });
        await adjust(sku.id, onHand);
        const supplyId = await givenInbound(database, {
          skuId: sku.id,
          nodeId: node.id,
          quantity: inbound,
          eta: "2026-11-20",
        });
        const model = new Model(onHand, inbound);
        const placed: string[] = [];
        for (const each of steps) {
          await run(each, { model, sku, supplyId, placed });
          const truth = await truthOf(sku.id, supplyId);
          expect(truth).toEqual({
            onHand: model.onHand,
            allocated: model.allocated,
            ledgerOnHand: model.onHand,
            ledgerAllocated: model.allocated,
            held: model.allocated,
            pegged: model.pegged,
            promised: model.pegged,
          });
          const answer = await availability(ctxOf(database), {
            channelCode: "api",
            skus: [sku.code],
          });
          expect(answer.skus[0]?.available).toBe(model.sellable);
        }
      },
    ),
    { numRuns: 20 },
  );
}, 120_000);

const adjust = (skuId: string, delta: number) =>
  delta === 0
    ? Promise.resolve()
    : adjustStock(ctxOf(database), randomUUID(), {
        skuId,
        nodeId: node.id,
        delta,
        reason: "count",
      }).then(() => {});

type World = {
  readonly model: Model;
  readonly sku: { readonly id: string; readonly code: string };
  readonly supplyId: string;
  readonly placed: string[];
};

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function run(each: Step, { model, sku, supplyId, placed }: World): Promise<void> {
  switch (each.kind) {
    case "place": {
      const order = await placeOrder(ctxOf(database), randomUUID(), {
        channelCode: "api",
        companyId: company.id,
        lines: [{ sku: sku.code, quantity: each.units }],
      });
      placed.push(order.orderId);
      model.place(each.units);
      return;
    }
    case "cancel": {
      const order = model.orders[each.which];
      const orderId = placed[each.which];
      if (order !== undefined && orderId !== undefined && !order.isCancelled) {
        await cancelOrder(ctxOf(database), randomUUID(), { orderId, reason: "model" });
        order.isCancelled = true;
      }
      return;
    }
    case "receive": {
      const units = Math.min(each.units, model.inbound);
      if (units > 0) {
        await receiveSupply(ctxOf(database), randomUUID(), {
          inboundSupplyId: supplyId,
          quantity: units,
        });
        model.receive(units);
      }
      return;
    }
    case "adjust": {
      const isRefused = model.onHand + each.units < model.allocated;
      if (each.units === 0) {
        return;
      }
      if (isRefused) {
        await expect(adjust(sku.id, each.units)).rejects.toMatchObject({ code: "SHORT_SUPPLY" });
        return;
      }
      await adjust(sku.id, each.units);
      model.onHand += each.units;
      return;
    }
    default:
      each satisfies never;
  }
}
