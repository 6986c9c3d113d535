import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeOrder, placeOrders } from "@/server/oms/intake/commands/place-orders";
import { quoteLines } from "@/server/oms/intake/queries";
import { expireReservations } from "@/server/oms/inventory/commands/expire-reservations";
import { extendReservation } from "@/server/oms/inventory/commands/extend-reservation";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { transferReservation } from "@/server/oms/inventory/commands/transfer-reservation";
import { availability } from "@/server/oms/inventory/queries-availability";
import { findReservation, listSkuReservations } from "@/server/oms/inventory/queries-reservations";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";

const RIGHTS = [
  "inventory.reserve_stock",
  "inventory.extend_reservation",
  "inventory.release_reservation",
  "inventory.transfer_reservation",
  "inventory.find_reservation",
];
const MINUTE = 60_000;
const later = (minutes: number) => new Date(TUESDAY.getTime() + minutes * MINUTE);

let database: TestDatabase;
let reno: GivenNode;
let dallas: GivenNode;
let company: GivenCompany;
let stranger: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  dallas = await givenNode(database, calendarId, {
    name: "Dallas",
    latitude: 32.8,
    longitude: -97,
  });
  company = await givenCompany(database);
  stranger = await givenCompany(database);
});
afterAll(async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await database.drop();
});
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 10 });
});

const cart = (ref: string = randomUUID()) => ({ kind: "cart" as const, ref });

const reserve = (
  owner: ReturnType<typeof cart>,
  quantity: number,
  over: Partial<Parameters<typeof reserveStock>[2]> = {},
  ctx = ctxOf(database),
  key: string = randomUUID(),
) =>
  reserveStock(ctx, key, {
    owner,
    channelCode: "portal",
    lines: [{ sku: sku.code, quantity }],
    ...over,
  });

const free = async (now = TUESDAY) =>
  (await availability(ctxOf(database, undefined, now), { channelCode: "portal", skus: [sku.code] }))
    .skus[0]?.available;

const place = (quantity: number, over: object = {}, now = TUESDAY) =>
  placeOrder(ctxOf(database, undefined, now), randomUUID(), {
    channelCode: "api",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity }],
    ...over,
  });

const rowsOf = (ref: string) => database.sql<{ state: string; quantity: number }[]>`
  select state, quantity from reservation where owner_ref = ${ref} order by created_at, id`;

describe("holding stock", () => {
  test("keeps units from others, and tells where and until when", async () => {
    const owner = cart();
    expect(await reserve(owner, 4)).toEqual({
      expiresAt: later(15).toISOString(),
      lines: [{ sku: sku.code, asked: 4, held: 4, nodes: [{ node: reno.code, held: 4 }] }],
    });
    expect(await free()).toBe(6);
    const order = await place(8);
    expect(order.lines[0]).toMatchObject({ allocated: 6, backordered: 2 });
  });

  test("more than there is changes nothing and says how many there are", async () => {
    const owner = cart();
    await reserve(owner, 4);
    await expect(reserve(cart(), 7)).rejects.toMatchObject({
      code: "SHORT_SUPPLY",
      details: {
        faults: [{ field: "lines.0.quantity", message: `${sku.code}: 6 of 7 can be held` }],
      },
    });
    expect(await free()).toBe(6);
  });

  test("holds what there is when that will do", async () => {
    const held = await reserve(cart(), 12, { partial: true });
    expect(held.lines[0]).toMatchObject({ asked: 12, held: 10 });
    expect(await free()).toBe(0);
  });

  test("spreads over nodes when none has all", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: dallas.id, onHand: 5 });
    const { lines } = await reserve(cart(), 13);
    expect(lines[0]?.nodes).toEqual([
      { node: reno.code, held: 10 },
      { node: dallas.code, held: 3 },
    ]);
  });

  test("an owner's new wish takes the place of the old, which is never in its way", async () => {
    const owner = cart();
    await reserve(owner, 8);
    await reserve(owner, 10);
    expect(await free()).toBe(0);
    await reserve(owner, 3);
    expect(await free()).toBe(7);
  });

  test("the same key twice at once holds once; another body with it is refused", async () => {
    const owner = cart();
    const key = randomUUID();
    const [a, b] = await Promise.all([
      reserve(owner, 4, {}, ctxOf(database), key),
      reserve(owner, 4, {}, ctxOf(database), key),
    ]);
    expect(a).toEqual(b);
    expect(await free()).toBe(6);
    await expect(reserve(owner, 5, {}, ctxOf(database), key)).rejects.toMatchObject({
      code: "KEY_REUSED",
    });
  });

  test("names every fault at once", async () => {
    const faulty = reserve(cart(), 1, {
      channelCode: "smoke",
      lines: [
        { sku: "NOT-THERE", quantity: 1 },
        { sku: sku.code, quantity: 1, node: "NOWHERE" },
      ],
    });
    await expect(faulty).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        faults: [
          { field: "channelCode", code: "channel_unknown" },
          { field: "lines.0.sku", code: "sku_unknown" },
          { field: "lines.1.node", code: "node_unknown" },
        ],
      },
    });
  });

  test("needs the right; a buyer holds for an hour at most, and only for the own company", async () => {
    const buyer = actorWith(RIGHTS, { companyId: company.id });
    await expect(reserve(cart(), 1, {}, ctxOf(database, actorWith([])))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(reserve(cart(), 1, { minutes: 61 }, ctxOf(database, buyer))).rejects.toMatchObject(
      { code: "INVALID_INPUT", details: { faults: [{ field: "minutes" }] } },
    );
    await expect(
      reserve(cart(), 1, { companyId: stranger.id }, ctxOf(database, buyer)),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await free()).toBe(10);
  });

  test("another company neither sees, extends nor releases a hold whose name it knows", async () => {
    const owner = cart();
    await reserve(owner, 4, {}, ctxOf(database, actorWith(RIGHTS, { companyId: company.id })));
    const foreign = ctxOf(database, actorWith(RIGHTS, { companyId: stranger.id }));
    expect((await findReservation(foreign, { owner })).lines).toEqual([]);
    await expect(extendReservation(foreign, randomUUID(), { owner })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await releaseReservation(foreign, randomUUID(), { owner })).toEqual({ released: 0 });
    expect(await free()).toBe(6);
  });
});

describe("the end of a hold", () => {
  test("is the moment it expires, before anybody sweeps", async () => {
    const owner = cart();
    await reserve(owner, 4);
    expect(await free(later(14))).toBe(6);
    expect(await free(later(15))).toBe(10);
    expect((await place(10, {}, later(15))).lines[0]).toMatchObject({ allocated: 10 });
    expect(await rowsOf(owner.ref)).toMatchObject([{ state: "active" }]);
  });

  test("is written down by the sweep, once, with an event for the screens", async () => {
    const owner = cart();
    await reserve(owner, 4);
    await Promise.all(
      [1, 2].map(() => expireReservations(ctxOf(database, undefined, later(16)), randomUUID(), {})),
    );
    expect(await rowsOf(owner.ref)).toMatchObject([{ state: "expired" }]);
    const events = await database.sql`
      select type from event where type = 'reservation.expired'
        and payload -> 'owner' ->> 'ref' = ${owner.ref}`;
    expect(events).toHaveLength(1);
  });

  test("moves when its owner extends it", async () => {
    const owner = cart();
    await reserve(owner, 4);
    const held = await extendReservation(ctxOf(database, undefined, later(10)), randomUUID(), {
      owner,
      minutes: 20,
    });
    expect(held).toMatchObject({ expiresAt: later(30).toISOString(), gone: [] });
    expect(await free(later(29))).toBe(6);
    expect(await rowsOf(owner.ref)).toHaveLength(1);
  });

  test("late, what is still there is taken up again and what is gone is told", async () => {
    const owner = cart();
    await reserve(owner, 8);
    await expireReservations(ctxOf(database, undefined, later(20)), randomUUID(), {});
    await place(5, {}, later(20));
    const held = await extendReservation(ctxOf(database, undefined, later(21)), randomUUID(), {
      owner,
    });
    expect(held).toMatchObject({
      lines: [{ sku: sku.code, asked: 8, held: 5 }],
      gone: [{ sku: sku.code, units: 3 }],
    });
    expect(await free(later(21))).toBe(0);
  });

  test("gives back at once when it is released, which can be done twice", async () => {
    const owner = cart();
    await reserve(owner, 4);
    expect(await releaseReservation(ctxOf(database), randomUUID(), { owner })).toEqual({
      released: 4,
    });
    expect(await releaseReservation(ctxOf(database), randomUUID(), { owner })).toEqual({
      released: 0,
    });
    expect(await free()).toBe(10);
    await expect(extendReservation(ctxOf(database), randomUUID(), { owner })).rejects.toMatchObject(
      {
        code: "NOT_FOUND",
      },
    );
  });
});

describe("moving a hold to another node", () => {
  const transfer = (owner: ReturnType<typeof cart>, quantity: number, over = {}) =>
    transferReservation(ctxOf(database), randomUUID(), {
      owner,
      sku: sku.code,
      fromNode: reno.code,
      toNode: dallas.code,
      quantity,
      ...over,
    });

  test("touches no stock and keeps the time it ends", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: dallas.id, onHand: 5 });
    const owner = cart();
    await reserve(owner, 4, { lines: [{ sku: sku.code, quantity: 4, node: reno.code }] });
    expect(await transfer(owner, 3)).toEqual({
      sku: sku.code,
      from: reno.code,
      to: dallas.code,
      units: 3,
    });
    const { lines, expiresAt } = await findReservation(ctxOf(database), { owner });
    expect(expiresAt).toEqual(later(15));
    expect(lines.map(({ node, quantity }) => ({ node, quantity }))).toEqual(
      [
        { node: reno.code, quantity: 1 },
        { node: dallas.code, quantity: 3 },
      ].toSorted((a, b) => (a.node < b.node ? -1 : 1)),
    );
  });

  test("is refused for more than is held here or is free there", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: dallas.id, onHand: 2 });
    const owner = cart();
    await reserve(owner, 4);
    await expect(transfer(owner, 5)).rejects.toMatchObject({ code: "SHORT_SUPPLY" });
    await expect(transfer(owner, 3)).rejects.toMatchObject({ code: "SHORT_SUPPLY" });
    await expect(transfer(owner, 1, { toNode: "NOWHERE" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      details: { faults: [{ field: "toNode" }] },
    });
    await expect(transfer(cart(), 1)).rejects.toMatchObject({ code: "SHORT_SUPPLY" });
    expect(await rowsOf(owner.ref)).toMatchObject([{ state: "active", quantity: 4 }]);
  });

  test("needs the right", async () => {
    const call = transferReservation(ctxOf(database, actorWith([])), randomUUID(), {
      owner: cart(),
      sku: sku.code,
      fromNode: reno.code,
      toNode: dallas.code,
      quantity: 1,
    });
    await expect(call).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("a hold that becomes an order", () => {
  test("is converted in the order's transaction and counts once", async () => {
    const owner = cart();
    await reserve(owner, 10);
    const order = await place(10, { reservation: owner });
    expect(order.lines[0]).toMatchObject({ allocated: 10, backordered: 0 });
    const rows = await database.sql`
      select state, order_id as "orderId" from reservation where owner_ref = ${owner.ref}`;
    expect(rows).toEqual([{ state: "converted", orderId: order.orderId }]);
    expect(await free()).toBe(0);
  });

  test("frees what the order does not take", async () => {
    const owner = cart();
    await reserve(owner, 10);
    await place(6, { reservation: owner });
    expect(await free()).toBe(4);
  });

  test("is kept when the order is refused", async () => {
    const owner = cart();
    await reserve(owner, 4);
    const refused = place(10, {
      reservation: owner,
      customerPo: undefined,
      companyCode: "NOBODY",
      companyId: undefined,
      ifFaulty: "refuse",
    });
    await expect(refused).rejects.toMatchObject({ code: "ORDER_REFUSED" });
    expect(await free()).toBe(6);
  });

  test("late, gets what is still there and says what is gone", async () => {
    const owner = cart();
    await reserve(owner, 8);
    await place(5, {}, later(20));
    const order = await place(8, { reservation: owner }, later(21));
    expect(order.lines[0]).toMatchObject({ allocated: 5, backordered: 3 });
    expect(await rowsOf(owner.ref)).toMatchObject([{ state: "released" }]);
  });

  test("named by two orders of a batch goes to the first of them", async () => {
    const owner = cart();
    await reserve(owner, 6);
    const order = (quantity: number) => ({
      key: randomUUID(),
      input: {
        channelCode: "api",
        companyId: company.id,
        serviceCode: "ground",
        shipPolicy: "as_available" as const,
        note: "",
        confirmsDuplicatePo: false,
        reservation: owner,
        lines: [{ sku: sku.code, quantity }],
      },
    });
    const outcomes = await placeOrders(ctxOf(database), [order(6), order(6)]);
    expect(outcomes.map((each) => each.ok && each.value.lines[0]?.allocated)).toEqual([6, 4]);
  });

  test("of another company is not converted", async () => {
    const owner = cart();
    await reserve(owner, 10, { companyId: stranger.id });
    const order = await place(10, { reservation: owner });
    expect(order.lines[0]).toMatchObject({ allocated: 0, backordered: 10 });
    expect(await rowsOf(owner.ref)).toMatchObject([{ state: "active" }]);
  });

  test("written as a draft is converted under the draft's own name", async () => {
    const draftId = randomUUID();
    await reserve(cart(draftId), 10, { companyId: company.id });
    const order = await placeOrder(ctxOf(database), draftId, {
      channelCode: "portal",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity: 10 }],
    });
    expect(order.lines[0]).toMatchObject({ allocated: 10 });
  });

  test("does not stand in the way of its own quote", async () => {
    const owner = cart();
    await reserve(owner, 10);
    const ask = (own: object) =>
      quoteLines(ctxOf(database), {
        channelCode: "portal",
        companyId: company.id,
        lines: [{ key: "1", sku: sku.code, quantity: 10 }],
        ...own,
      });
    expect((await ask({ reservation: owner })).lines[0]).toMatchObject({ availableNow: 10 });
    expect((await ask({})).lines[0]).toMatchObject({ availableNow: 0 });
  });
});

describe("many at once", () => {
  test("medusajs/medusa#16569: concurrent reservations never hold more than there is", async () => {
    const held = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        reserve(cart(), 1, {}, ctxOf(database, { ...actorWith(RIGHTS), id: `actor ${index % 8}` })),
      ),
    );
    expect(held.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await free()).toBe(0);
    const [row] = await database.sql`
      select sum(quantity)::int as held from reservation where sku_id = ${sku.id} and state = 'active'`;
    expect(row?.held).toBe(10);
  });

  test("a hold and an order race for the last units: one of them has each", async () => {
    const [held, order] = await Promise.all([reserve(cart(), 7, { partial: true }), place(7)]);
    const units = (held.lines[0]?.held ?? 0) + (order.lines[0]?.allocated ?? 0);
    expect(units).toBe(10);
  });

  test("two carts that want each other's SKUs wait, and never in a circle", async () => {
    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: reno.id, onHand: 10 });
    const both = [sku.code, other.code];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        reserve(
          cart(),
          1,
          {
            partial: true,
            lines: (index % 2 ? both : both.toReversed()).map((code) => ({
              sku: code,
              quantity: 1,
            })),
          },
          ctxOf(database, { ...actorWith(RIGHTS), id: `actor ${index}` }),
        ),
      ),
    );
    expect(await free()).toBe(0);
  });

  test("an owner's twin wishes at once leave one of them, whole", async () => {
    const owner = cart();
    await Promise.all(
      [3, 5].map((quantity, index) =>
        reserve(
          owner,
          quantity,
          {},
          ctxOf(database, { ...actorWith(RIGHTS), id: `actor ${index}` }),
        ),
      ),
    );
    expect([7, 5]).toContain(await free());
  });
});

test("a SKU's page lists who holds it", async () => {
  const owner = cart();
  await reserve(owner, 4, { companyId: company.id });
  expect(await listSkuReservations(ctxOf(database), { skuId: sku.id })).toMatchObject([
    { owner: "cart", ref: owner.ref, node: "Reno", channel: "portal", quantity: 4 },
  ]);
  const at = (nodeId: string) => listSkuReservations(ctxOf(database), { skuId: sku.id, nodeId });
  expect(await at(reno.id)).toMatchObject([{ ref: owner.ref, quantity: 4 }]);
  expect(await at(dallas.id)).toEqual([]);
});
