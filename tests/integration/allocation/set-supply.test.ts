import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { serveWaiting } from "@/server/oms/allocation/commands/serve-waiting";
import { setSupply } from "@/server/oms/allocation/commands/set-supply";
import type { SetSupplyInput } from "@/server/oms/allocation/schema";
import { listInbound } from "@/server/oms/inventory/queries-inbound";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenCompany,
  givenKit,
  givenSku,
  givenStock,
} from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  key,
} from "../../support/floor";

/** What is to come is said by an ERP or a person; promises stand on it from then on. */

type Supply = SetSupplyInput["supplies"][number];

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 0 });
});

const supplyOf = (over: Partial<Supply> = {}): Supply => ({
  kind: "purchase_order",
  reference: `PO-${sku.code}`,
  supplier: "Team Athletic",
  nodeCode: floor.reno.code,
  sku: sku.code,
  quantity: 20,
  eta: "2026-11-20" as Supply["eta"],
  dockToStockDays: 1,
  confidence: 95,
  ...over,
});
const say = (over: Partial<Supply> = {}, ctx = floor.ctx, by = key()) =>
  setSupply(ctx, by, { supplies: [supplyOf(over)], reason: "" });
const on = (day: string) => day as Supply["eta"];

const stored = () => database.sql`
  select kind, reference, quantity, received, pegged, eta::text, original_eta::text as first,
    dock_to_stock_days as dock, confidence, status
  from inbound_supply where sku_id = ${sku.id} order by id`;

const promiseOf = async (orderId: string) => {
  const [order] = await database.sql<{ day: string }[]>`
    select current_promise::text as day from sales_order where id = ${orderId}`;
  return order?.day ?? "";
};

describe("what is said to come", () => {
  test("is opened once, stands in the list, and serves who waits", async () => {
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    const before = await promiseOf(order.orderId);
    const soon = { eta: on("2026-11-12") };
    expect(await say(soon)).toMatchObject({ opened: 1, changed: 0, unchanged: 0 });
    expect(await say(soon)).toMatchObject({ opened: 0, changed: 0, unchanged: 1 });
    const { orderId } = order;
    await serveWaiting(floor.ctx, key(), { orderId, skuId: sku.id });
    expect([...(await stored())]).toMatchObject([
      {
        ...{ kind: "purchase_order", quantity: 20, pegged: 6, eta: "2026-11-12" },
        ...{ first: "2026-11-12", dock: 1, confidence: 95, status: "open" },
      },
    ]);
    expect((await promiseOf(order.orderId)) < before).toBe(true);
    const { rows } = await listInbound(floor.ctx, { q: `PO-${sku.code}` });
    expect(rows).toMatchObject([{ supplier: "Team Athletic", quantity: 20, pegged: 6, orders: 1 }]);
    await expectBooksToBalance(floor);
  });

  test("moves what stands on it with its day and its days to stock, and says so", async () => {
    await say();
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    const before = await promiseOf(order.orderId);
    expect(await say({ eta: on("2026-12-04"), dockToStockDays: 3 })).toMatchObject({
      changed: 1,
      moved: 1,
      sourced: 0,
    });
    expect((await promiseOf(order.orderId)) > before).toBe(true);
    expect(await eventsOf(floor, order.orderId)).toContain("sales_order.promise_changed");
    expect([...(await stored())]).toMatchObject([
      { eta: "2026-12-04", first: "2026-11-20", dock: 3, pegged: 6 },
    ]);
    await expectBooksToBalance(floor);
  });

  test("that becomes less leaves the oldest promises and sources the others again", async () => {
    await say();
    const first = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    const second = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    expect(await say({ quantity: 8 })).toMatchObject({ changed: 1, sourced: 1 });
    const pegs = await database.sql`
      select order_id as order, sum(quantity)::int as units from allocation
      where sku_id = ${sku.id} and state = 'promised' group by order_id order by order_id`;
    expect([...pegs]).toEqual([
      { order: first.orderId, units: 6 },
      { order: second.orderId, units: 2 },
    ]);
    expect(await bucketsOf(floor, second.orderId)).toMatchObject([{ backordered: 6 }]);
    await expectBooksToBalance(floor);
  });

  test("and does not come any more is ended, and comes again when it is named again", async () => {
    await say();
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    expect(await say({ quantity: 0 })).toMatchObject({ ended: 1, sourced: 1 });
    expect([...(await stored())]).toMatchObject([{ status: "cancelled", pegged: 0 }]);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ backordered: 6 }]);
    expect(await say({ quantity: 0 })).toMatchObject({ unchanged: 1 });
    expect(await say({ quantity: 9 })).toMatchObject({ changed: 1 });
    expect([...(await stored())]).toMatchObject([{ status: "open", quantity: 9 }]);
    await expectBooksToBalance(floor);
  });

  test("counts what was received among its units", async () => {
    await say();
    const [supply] = await database.sql<{ id: string }[]>`
      select id from inbound_supply where sku_id = ${sku.id}`;
    await receiveSupply(floor.ctx, key(), { inboundSupplyId: supply?.id ?? "", quantity: 12 });
    await expect(say({ quantity: 11 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: `12 of PO-${sku.code} were received already`,
    });
    expect(await say({ quantity: 12 })).toMatchObject({ ended: 1 });
    expect([...(await stored())]).toMatchObject([{ status: "received", received: 12 }]);
    await expectBooksToBalance(floor);
  });
});

describe("what cannot be said", () => {
  test("is refused with every fault at once, and nothing is written", async () => {
    const kit = await givenKit(database, [[sku, 2]]);
    const supplies = [
      supplyOf(),
      supplyOf(),
      supplyOf({ nodeCode: "NOWHERE", sku: "NOTHING" }),
      supplyOf({ sku: kit.code }),
    ];
    const refusal = setSupply(floor.ctx, key(), { supplies, reason: "" });
    await expect(refusal).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        faults: [
          { field: "supplies.1.reference", code: "twice" },
          { field: "supplies.2.nodeCode", code: "unknown" },
          { field: "supplies.2.sku", code: "unknown" },
          { field: "supplies.3.sku", code: "is_kit" },
        ],
      },
    });
    expect([...(await stored())]).toEqual([]);
  });

  test("is not said without the right, nor by a buyer, nor of a node that is not one's own", async () => {
    const { id: companyId } = await givenCompany(database);
    const rights = ["inventory.set_supply"];
    for (const actor of [actorWith([]), actorWith(rights, { companyId })]) {
      await expect(say({}, ctxOf(database, actor))).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const elsewhere = actorWith(rights, { nodeIds: [floor.columbus.id] });
    await expect(say({}, ctxOf(database, elsewhere))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    expect([...(await stored())]).toEqual([]);
  });
});

test("the same key twice at once, and two who name the same supply, open it once", async () => {
  const once = key();
  await Promise.all([say({}, floor.ctx, once), say({}, floor.ctx, once)]);
  const other = await givenSku(database);
  const named = { sku: other.code, reference: "PO-RACE" };
  const told = await Promise.all([say(named), say({ ...named, quantity: 25 })]);
  expect(told.map(({ opened }) => opened).toSorted()).toEqual([0, 1]);
  const [count] = await database.sql`
    select count(*)::int as all from inbound_supply where sku_id in (${sku.id}, ${other.id})`;
  expect(count).toEqual({ all: 2 });
});

test("units that are promised from it while it is called off are sourced again too", async () => {
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
  await say();
  const { sql } = database;
  let calling: ReturnType<typeof say> | undefined;
  await sql.begin(async (tx) => {
    await tx`select from stock_level where sku_id = ${sku.id} for no key update`;
    calling = say({ quantity: 0 });
    // It waits for the stock by now, having seen no promise.
    await expect
      .poll(async () => (await sql`select from pg_locks where not granted`).length)
      .toBeGreaterThan(0);
    await tx`
      insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
        inbound_supply_id, ship_date, delivery_date, service_code, created_at)
      select uuidv7(), l.order_id, l.id, l.sku_id, i.node_id, 6, 'promised', i.id, '2026-11-23',
        '2026-11-27', o.service_code, now()
      from order_line l join inbound_supply i on i.sku_id = l.sku_id
      join sales_order o on o.id = l.order_id where l.order_id = ${order.orderId}`;
    await tx`update inbound_supply set pegged = 6 where sku_id = ${sku.id}`;
  });
  expect(await calling).toMatchObject({ ended: 1, sourced: 1 });
  expect([...(await stored())]).toMatchObject([{ status: "cancelled", pegged: 0 }]);
  const left = await sql`select from allocation where sku_id = ${sku.id} and state = 'promised'`;
  expect(left).toHaveLength(0);
});
