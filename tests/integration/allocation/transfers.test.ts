import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cancelTransfer } from "@/server/oms/allocation/commands/cancel-transfer";
import { closeTransfer } from "@/server/oms/allocation/commands/close-transfer";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { receiveTransfer } from "@/server/oms/allocation/commands/receive-transfer";
import { shipTransfer } from "@/server/oms/allocation/commands/ship-transfer";
import {
  findTransfer,
  listFreeStock,
  listTransfers,
} from "@/server/oms/inventory/queries-transfers";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import { everyPage } from "../../support/every-page";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
  levelOf,
} from "../../support/floor";
import { tell } from "../notifications/telling";

let database: TestDatabase;
let floor: Floor;
let bike: GivenSku;
let bell: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  bike = await givenSku(database);
  bell = await givenSku(database);
  await givenStock(database, { skuId: bike.id, nodeId: floor.columbus.id, onHand: 20 });
  await givenStock(database, { skuId: bell.id, nodeId: floor.columbus.id, onHand: 50 });
  await givenStock(database, { skuId: bike.id, nodeId: floor.reno.id, onHand: 0 });
});

const requestOf = (bikes: number, bells = 0, over = {}) => ({
  fromNodeId: floor.columbus.id,
  toNodeId: floor.reno.id,
  eta: "2026-11-16",
  lines: [
    { skuId: bike.id, quantity: bikes },
    ...(bells > 0 ? [{ skuId: bell.id, quantity: bells }] : []),
  ],
  ...over,
});

const ship = async (bikes: number, bells = 0, over = {}) => {
  const shipped = await shipTransfer(floor.ctx, key(), requestOf(bikes, bells, over));
  const { lines } = await findTransfer(floor.ctx, { number: shipped.number });
  return { ...shipped, lineIds: lines.map(({ id }) => id) };
};

type Shipped = Awaited<ReturnType<typeof ship>>;

const receive = ({ transferId, lineIds }: Shipped, quantities: readonly number[], over = {}) =>
  receiveTransfer(floor.ctx, key(), {
    transferId,
    lines: quantities.map((quantity, at) => ({ lineId: lineIds[at] ?? "", quantity })),
    ...over,
  });

const bucketOf = async (orderId: string) => {
  const [line] = await bucketsOf(floor, orderId);
  return { allocated: line?.allocated, backordered: line?.backordered };
};

/** Everything a refused command must leave as it was. */
async function booksOf(number?: string) {
  const [rows] = await database.sql`
    select (select count(*)::int from stock_movement where sku_id = ${bike.id}) as ledger,
      (select count(*)::int from inbound_supply where sku_id = ${bike.id}) as supplies,
      (select count(*)::int from stock_transfer) as transfers,
      (select count(*)::int from event where type like 'stock_transfer.%') as events`;
  const found = number === undefined ? null : await findTransfer(floor.ctx, { number });
  return { ...rows, found, level: await levelOf(floor, bike.id, floor.columbus.id) };
}

const expectSound = async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await expectBooksToBalance(floor);
};

describe("shipping a transfer", () => {
  test("takes the units off the first node and makes them supply of the second", async () => {
    const shipped = await ship(12, 30);
    expect(shipped).toMatchObject({ from: "Columbus", to: "Reno", units: 42 });
    expect(await levelOf(floor, bike.id, floor.columbus.id)).toMatchObject({ onHand: 8 });
    const ledger = await database.sql`
      select kind, on_hand_delta as delta, cause_kind as cause from stock_movement
      where cause_id = ${shipped.transferId} order by on_hand_delta`;
    expect(ledger).toEqual([
      { kind: "transferred", delta: -30, cause: "stock_transfer" },
      { kind: "transferred", delta: -12, cause: "stock_transfer" },
    ]);
    const { transfer, lines, events } = await findTransfer(floor.ctx, { number: shipped.number });
    expect(transfer).toMatchObject({ state: "in_transit", from: "Columbus", to: "Reno" });
    expect(lines).toMatchObject([
      { sku: bike.code, quantity: 12, received: 0, open: 12, pegged: 0, eta: "2026-11-16" },
      { sku: bell.code, quantity: 30, received: 0, open: 30, pegged: 0 },
    ]);
    expect(events.map(({ type }) => type)).toEqual(["stock_transfer.shipped"]);
    await expectSound();
  });

  test("what is on its way is promised to orders like any supply, and received to them", async () => {
    const shipped = await ship(20);
    const order = await givenOrder(floor, [{ sku: bike.code, quantity: 5 }]);
    const { lines } = await findTransfer(floor.ctx, { number: shipped.number });
    expect(lines).toMatchObject([{ pegged: 5, orders: 1 }]);
    expect(await receive(shipped, [8])).toMatchObject({
      state: "partially_received",
      units: 8,
      left: 12,
      allocated: 5,
      orders: 1,
    });
    expect(await bucketOf(order.orderId)).toEqual({ allocated: 5, backordered: 0 });
    expect(await levelOf(floor, bike.id, floor.reno.id)).toMatchObject({
      onHand: 8,
      allocated: 5,
    });
    await expectSound();
  });

  test("who waits by lead time is promised from it, as far as it reaches", async () => {
    // No channel sells from the first node, so its stock serves nobody where it lies.
    await database.sql`delete from channel_node where node_id = ${floor.columbus.id}`;
    const first = await givenOrder(floor, [{ sku: bike.code, quantity: 7 }]);
    const later = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 60_000));
    const second = await givenOrder({ ...floor, ctx: later }, [{ sku: bike.code, quantity: 7 }]);
    const shipped = await ship(10);
    await tell(database);
    const { lines } = await findTransfer(floor.ctx, { number: shipped.number });
    expect(lines).toMatchObject([{ pegged: 10, orders: 2 }]);
    expect(await eventsOf(floor, first.orderId)).toContain("sales_order.promise_changed");
    await receive(shipped, [10]);
    expect(await bucketOf(first.orderId)).toEqual({ allocated: 7, backordered: 0 });
    expect(await bucketOf(second.orderId)).toEqual({ allocated: 3, backordered: 4 });
    await database.sql`insert into channel_node (channel_id, node_id, buffer_units)
      select id, ${floor.columbus.id}, 0 from channel`;
    await expectSound();
  });

  test("units that orders hold stay: refused line by line, and nothing is written", async () => {
    await givenOrder(floor, [{ sku: bike.code, quantity: 15 }]);
    const before = await booksOf();
    const call = shipTransfer(floor.ctx, key(), requestOf(6, 51));
    await expect(call).rejects.toMatchObject({
      code: "SHORT_SUPPLY",
      message: `Columbus has 5 × ${bike.code} that nobody holds; Columbus has 50 × ${bell.code} that nobody holds`,
      details: { faults: [{ field: "lines.0.quantity" }, { field: "lines.1.quantity" }] },
    });
    expect(await booksOf()).toEqual(before);
    expect(await ship(5)).toMatchObject({ units: 5 });
    await expectSound();
  });

  test("the same key twice at once ships once; of two who ship the last units one is refused", async () => {
    const same = key();
    const answers = await Promise.all([
      shipTransfer(floor.ctx, same, requestOf(8)),
      shipTransfer(floor.ctx, same, requestOf(8)),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    const last = await Promise.allSettled([ship(10), ship(10)]);
    expect(last.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await levelOf(floor, bike.id, floor.columbus.id)).toMatchObject({ onHand: 2 });
  });

  test("a place it is at, a day that is over, nothing, a SKU twice and an unknown one are named", async () => {
    const before = await booksOf();
    const twice = [
      { skuId: bike.id, quantity: 1 },
      { skuId: bike.id, quantity: 2 },
    ];
    for (const [over, field] of [
      [{ toNodeId: floor.columbus.id }, "toNodeId"],
      [{ eta: "2026-11-09" }, "eta"],
      [{ lines: [] }, "lines"],
      [{ lines: [{ skuId: bike.id, quantity: 0 }] }, "lines.0.quantity"],
      [{ lines: twice }, "lines.1.skuId"],
      [{ lines: [{ skuId: randomUUID(), quantity: 1 }] }, "lines.0.skuId"],
    ] as const) {
      await expect(shipTransfer(floor.ctx, key(), requestOf(1, 0, over))).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { faults: [{ field }] },
      });
    }
    await expect(
      shipTransfer(floor.ctx, key(), requestOf(1, 0, { toNodeId: randomUUID() })),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await booksOf()).toEqual(before);
  });
});

describe("receiving a transfer", () => {
  test("in several goes, until all has come", async () => {
    const shipped = await ship(10, 4);
    expect(await receive(shipped, [3])).toMatchObject({ state: "partially_received", left: 11 });
    expect(await receive(shipped, [0, 4])).toMatchObject({ left: 7 });
    expect(await receive(shipped, [7])).toMatchObject({ state: "received", left: 0 });
    const { transfer, lines } = await findTransfer(floor.ctx, { number: shipped.number });
    expect(transfer).toMatchObject({ state: "received", closedReason: null });
    expect(transfer.closedAt).not.toBeNull();
    expect(lines).toMatchObject([
      { received: 10, open: 0, discrepancy: 0 },
      { received: 4, open: 0, discrepancy: 0 },
    ]);
    await expect(receive(shipped, [1])).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: `${shipped.number} is received already`,
    });
    await expectSound();
  });

  test("more than was shipped needs a reason, is on hand then, and is written down", async () => {
    const shipped = await ship(10);
    const before = await booksOf(shipped.number);
    await expect(receive(shipped, [12])).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: `2 × ${bike.code} more than was shipped: say why`,
      details: { faults: [{ field: "reason", code: "missing" }] },
    });
    expect(await booksOf(shipped.number)).toEqual(before);
    expect(await receive(shipped, [12], { reason: "Miscounted at the dock" })).toMatchObject({
      state: "received",
      units: 12,
    });
    expect(await levelOf(floor, bike.id, floor.reno.id)).toMatchObject({ onHand: 12 });
    const { lines } = await findTransfer(floor.ctx, { number: shipped.number });
    expect(lines).toMatchObject([
      { received: 12, discrepancy: 2, discrepancyReason: "Miscounted at the dock" },
    ]);
    const [adjusted] = await database.sql`
      select on_hand_delta as delta, reason from stock_movement
      where cause_id = ${shipped.transferId} and kind = 'adjusted'`;
    expect(adjusted).toEqual({ delta: 2, reason: "Miscounted at the dock" });
    await expectSound();
  });

  test("a line of another transfer, one twice, and nothing at all are refused", async () => {
    const shipped = await ship(4);
    const other = await ship(4);
    const before = await booksOf(shipped.number);
    await expect(receive({ ...shipped, lineIds: other.lineIds }, [1])).rejects.toMatchObject({
      details: { faults: [{ field: "lines.0.lineId" }] },
    });
    const [line = ""] = shipped.lineIds;
    await expect(receive({ ...shipped, lineIds: [line, line] }, [1, 1])).rejects.toMatchObject({
      details: { faults: [{ field: "lines.1.lineId", code: "repeated" }] },
    });
    await expect(receive(shipped, [0])).rejects.toMatchObject({
      details: { faults: [{ field: "lines", message: "Receive at least one unit" }] },
    });
    await expect(receive({ ...shipped, transferId: randomUUID() }, [1])).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await booksOf(shipped.number)).toEqual(before);
  });

  test("the same key twice at once books once; two receivers of the rest: the second's is beyond", async () => {
    const shipped = await ship(10);
    const same = key();
    const [line = ""] = shipped.lineIds;
    const input = { transferId: shipped.transferId, lines: [{ lineId: line, quantity: 6 }] };
    const answers = await Promise.all([
      receiveTransfer(floor.ctx, same, input),
      receiveTransfer(floor.ctx, same, input),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    const rest = await Promise.allSettled([receive(shipped, [4]), receive(shipped, [4])]);
    expect(rest.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await levelOf(floor, bike.id, floor.reno.id)).toMatchObject({ onHand: 10 });
    await expectSound();
  });

  test("as a supply it is not received: the transfer would not know", async () => {
    const shipped = await ship(10);
    const { lines } = await findTransfer(floor.ctx, { number: shipped.number });
    await expect(
      receiveSupply(floor.ctx, key(), {
        inboundSupplyId: lines[0]?.inboundSupplyId ?? "",
        quantity: 1,
      }),
    ).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: `${shipped.number} is received as a transfer`,
    });
  });
});

describe("closing a transfer short", () => {
  const close = (transferId: string, idempotencyKey = key()) =>
    closeTransfer(floor.ctx, idempotencyKey, { transferId, reason: "Pallet was lost" });

  test("writes down what is missing, and promises who waits for it anew", async () => {
    const shipped = await ship(20);
    const order = await givenOrder(floor, [{ sku: bike.code, quantity: 9 }]);
    await receive(shipped, [6]);
    expect(await bucketOf(order.orderId)).toEqual({ allocated: 6, backordered: 3 });
    expect(await close(shipped.transferId)).toEqual({
      number: shipped.number,
      state: "received",
      missing: 14,
      orders: 1,
    });
    const { transfer, lines } = await findTransfer(floor.ctx, { number: shipped.number });
    expect(transfer).toMatchObject({ state: "received", closedReason: "Pallet was lost" });
    expect(lines).toMatchObject([
      { received: 6, open: 0, pegged: 0, discrepancy: -14, discrepancyReason: "Pallet was lost" },
    ]);
    const held = await database.sql`
      select state, quantity from allocation where order_id = ${order.orderId} order by state`;
    expect(held).toEqual([
      { state: "allocated", quantity: 6 },
      { state: "deallocated", quantity: 3 },
    ]);
    expect(await eventsOf(floor, order.orderId)).toContain("sales_order.promise_changed");
    const [{ view } = { view: null }] = (
      await listTransfers(floor.ctx, { view: "discrepancy", q: shipped.number })
    ).rows.map(({ missing, beyond }) => ({ view: { missing, beyond } }));
    expect(view).toEqual({ missing: 14, beyond: 0 });
    await expectSound();
  });

  test("the same key twice at once closes once; closed and received at once, one is refused", async () => {
    const shipped = await ship(4);
    const same = key();
    const answers = await Promise.all([
      close(shipped.transferId, same),
      close(shipped.transferId, same),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    const other = await ship(4);
    const both = await Promise.allSettled([close(other.transferId), receive(other, [4])]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expectSound();
  });

  test("needs a reason; what is over cannot be closed", async () => {
    const shipped = await ship(4);
    const input = { transferId: shipped.transferId, reason: " " };
    await expect(closeTransfer(floor.ctx, key(), input)).rejects.toMatchObject({
      details: { faults: [{ field: "reason" }] },
    });
    await receive(shipped, [4]);
    await expect(close(shipped.transferId)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
  });
});

describe("cancelling a transfer", () => {
  const cancel = (transferId: string, idempotencyKey = key()) =>
    cancelTransfer(floor.ctx, idempotencyKey, { transferId, reason: "Truck broke down" });

  test("brings all of it back, and orders promised from it are served from there", async () => {
    const shipped = await ship(20);
    const order = await givenOrder(floor, [{ sku: bike.code, quantity: 9 }]);
    expect(await bucketOf(order.orderId)).toEqual({ allocated: 0, backordered: 9 });
    expect(await cancel(shipped.transferId)).toMatchObject({
      state: "cancelled",
      units: 20,
      orders: 1,
    });
    expect(await bucketOf(order.orderId)).toEqual({ allocated: 9, backordered: 0 });
    expect(await levelOf(floor, bike.id, floor.columbus.id)).toMatchObject({
      onHand: 20,
      allocated: 9,
    });
    const { transfer, lines } = await findTransfer(floor.ctx, { number: shipped.number });
    expect(transfer).toMatchObject({ state: "cancelled", closedReason: "Truck broke down" });
    expect(lines).toMatchObject([{ open: 0, pegged: 0, received: 0, discrepancy: 0 }]);
    await expectSound();
  });

  test("once something was received it is too late, and nothing is written", async () => {
    const shipped = await ship(10);
    await receive(shipped, [1]);
    const before = await booksOf(shipped.number);
    await expect(cancel(shipped.transferId)).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: `${shipped.number} is partially received already`,
    });
    expect(await booksOf(shipped.number)).toEqual(before);
  });

  test("the same key twice at once brings back once; cancelled and received at once, one is refused", async () => {
    const shipped = await ship(10);
    const same = key();
    const answers = await Promise.all([
      cancel(shipped.transferId, same),
      cancel(shipped.transferId, same),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    const other = await ship(10);
    const both = await Promise.allSettled([cancel(other.transferId), receive(other, [10])]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expectSound();
  });
});

describe("who may move stock between nodes", () => {
  const RIGHTS = [
    "inventory.ship_transfer",
    "inventory.receive_transfer",
    "inventory.close_transfer",
    "inventory.cancel_transfer",
    "inventory.list_transfers",
    "inventory.find_transfer",
    "inventory.list_free_stock",
  ];
  const at = (nodeIds: readonly string[]) => ctxOf(database, actorWith(RIGHTS, { nodeIds }));

  test("each verb needs its own right, and a buyer has none of them", async () => {
    const shipped = await ship(4);
    const { transferId } = shipped;
    const lines = shipped.lineIds.map((lineId) => ({ lineId, quantity: 1 }));
    const calls = (ctx: ReturnType<typeof ctxOf>) => [
      shipTransfer(ctx, key(), requestOf(1)),
      receiveTransfer(ctx, key(), { transferId, lines }),
      closeTransfer(ctx, key(), { transferId, reason: "Lost" }),
      cancelTransfer(ctx, key(), { transferId, reason: "Back" }),
    ];
    const before = await booksOf(shipped.number);
    const powerless = await Promise.allSettled(calls(ctxOf(database, actorWith([]))));
    const buyer = actorWith(RIGHTS, { companyId: floor.company.id });
    const foreign = await Promise.allSettled(calls(ctxOf(database, buyer)));
    for (const [results, code] of [
      [powerless, "FORBIDDEN"],
      [foreign, "NOT_FOUND"],
    ] as const) {
      expect(results.map((each) => each.status === "rejected" && each.reason.code)).toEqual(
        results.map(() => code),
      );
    }
    expect(await booksOf(shipped.number)).toEqual(before);
  });

  test("who works at a node ships from it, and receives what comes to it, and sees no other", async () => {
    const columbus = at([floor.columbus.id]);
    const reno = at([floor.reno.id]);
    const notFound = { code: "NOT_FOUND" };
    await expect(shipTransfer(reno, key(), requestOf(1))).rejects.toMatchObject(notFound);
    const { transferId, number } = await shipTransfer(columbus, key(), requestOf(3));
    const { lines } = await findTransfer(reno, { number });
    const arrived = {
      transferId,
      lines: lines.map(({ id }) => ({ lineId: id, quantity: 1 })),
    };
    await expect(receiveTransfer(columbus, key(), arrived)).rejects.toMatchObject(notFound);
    await expect(cancelTransfer(reno, key(), { transferId, reason: "Back" })).rejects.toMatchObject(
      notFound,
    );
    expect(await receiveTransfer(reno, key(), arrived)).toMatchObject({ units: 1 });
    const stranger = at([randomUUID()]);
    await expect(findTransfer(stranger, { number })).rejects.toMatchObject(notFound);
    expect((await listTransfers(stranger, { q: number, view: "all" })).rows).toEqual([]);
    await expect(listFreeStock(reno, { nodeId: floor.columbus.id })).rejects.toMatchObject(
      notFound,
    );
  });
});

describe("the list of transfers", () => {
  test("counts and lists the same by view, each once over its pages, the latest first", async () => {
    const shipped = [];
    for (let at = 0; at < 4; at += 1) {
      shipped.push(await ship(2));
    }
    const [first, second, third] = shipped as [Shipped, Shipped, Shipped];
    await receive(first, [2]);
    await closeTransfer(floor.ctx, key(), { transferId: second.transferId, reason: "Lost" });
    await database.sql`update inbound_supply set eta = '2026-11-01'
      where reference = ${third.number}`;
    const { counts } = await listTransfers(floor.ctx, { q: bike.code });
    expect(counts).toEqual({ open: 2, overdue: 1, discrepancy: 1, all: 4 });
    const { rows } = await everyPage((after) =>
      listTransfers(floor.ctx, {
        q: bike.code,
        view: "all",
        limit: 3,
        ...(after ? { after } : {}),
      }),
    );
    expect(rows.map(({ number }) => number).toSorted()).toEqual(
      shipped.map(({ number }) => number).toSorted(),
    );
    const late = await listTransfers(floor.ctx, { q: bike.code, view: "overdue" });
    expect(late.rows).toMatchObject([{ number: third.number, isOverdue: true, units: 2 }]);
  });

  test("free stock is what no order holds, the exact code first", async () => {
    await givenOrder(floor, [{ sku: bike.code, quantity: 15 }]);
    const [row] = await listFreeStock(floor.ctx, {
      nodeId: floor.columbus.id,
      q: bike.code.toLowerCase(),
    });
    expect(row).toMatchObject({ code: bike.code, onHand: 20, allocated: 15, free: 5 });
  });
});
