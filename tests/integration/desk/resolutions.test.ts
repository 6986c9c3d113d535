import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { resourceHeld } from "@/server/oms/allocation/commands/resource-node";
import { routeByHand } from "@/server/oms/allocation/commands/route-by-hand";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { setSubstitution } from "@/server/oms/customers/commands/set-substitution";
import { applyResolution } from "@/server/oms/desk/commands/apply-resolution";
import { applyToAlike } from "@/server/oms/desk/commands/apply-to-alike";
import { detectTrouble } from "@/server/oms/desk/commands/detect-trouble";
import { makeWantedLabels } from "@/server/oms/desk/handlers";
import { listAlike, listResolutions } from "@/server/oms/desk/queries";
import type { DetectFamily, ResolutionKind } from "@/server/oms/desk/types";
import { reportDeadJob } from "@/server/oms/exceptions/commands/report-dead-job";
import { sweepPromises } from "@/server/oms/exceptions/commands/sweep-promises";
import type { ExceptionType } from "@/server/oms/exceptions/types";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { rejectFulfillmentOrder } from "@/server/oms/fulfillment/commands/reject-fulfillment-order";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { detectDrift } from "@/server/oms/inventory/commands/detect-drift";
import { anyWeight } from "@/server/oms/network/decide-freight";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import type { Actor } from "@/server/shell/actor";
import { handlerKey, type StoredEvent } from "@/server/shell/handler";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenInbound,
  givenSku,
  givenStock,
  TARIFF,
  TUESDAY,
} from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenOrder,
  givenPacked,
  givenWork,
  key,
  workOf,
} from "../../support/floor";
import { noMail, noWebhooks } from "../shell/working";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const express = {
    ...TARIFF,
    within: [{ code: "all", upToMiles: null, transitDays: 1, breaks: anyWeight(2_900, 0) }],
  };
  await database.sql`
    insert into carrier_service (code, carrier, name, tariff, calendar_id, tracking_prefix)
    select 'express', 'Ordinate Air', 'Express', ${database.sql.typed(express, 3802)}, calendar_id, 'OX'
    from carrier_service where code = 'ground'`;
  await database.sql`insert into node_cut_off (node_id, service_code, local_time)
    select node_id, 'express', '17:00' from node_cut_off`;
});
afterAll(async () => {
  await expectBooksToBalance(floor);
  await database.drop();
});
beforeEach(async () => {
  sku = await givenSku(database);
});

const HOUR = 60;
const DAY = 24 * HOUR;
const at = (minutes: number) => new Date(TUESDAY.getTime() + minutes * 60_000);
const ctxAt = (minutes: number, actor?: Actor) => ctxOf(database, actor, at(minutes));
const look = (family: DetectFamily, minutes: number) =>
  detectTrouble(ctxAt(minutes), key(), { family });
const stockAt = (nodeId: string, onHand: number) =>
  givenStock(database, { skuId: sku.id, nodeId, onHand });

async function exceptionOf(type: ExceptionType, about: { orderId?: string; skuId?: string }) {
  const [row] = await database.sql<{ id: string; state: string; resolution: string | null }[]>`
    select id, state, resolution from exception
    where type = ${type} and (order_id = ${about.orderId ?? null} or sku_id = ${about.skuId ?? null})
    order by opened_at desc, id desc limit 1`;
  if (row === undefined) {
    throw new Error(`there is no ${type}`);
  }
  return row;
}
const offersOf = async (exceptionId: string, minutes: number) =>
  (await listResolutions(ctxAt(minutes), { exceptionId })).offers;
const apply = (exceptionId: string, kind: ResolutionKind, minutes: number, sent = key()) =>
  applyResolution(ctxAt(minutes), sent, { exceptionId, kind });
const promiseOf = async (orderId: string) => {
  const [row] = await database.sql<{ promise: string }[]>`
    select current_promise as promise from sales_order where id = ${orderId}`;
  return row?.promise;
};

/** Two units that should have left Reno by ground on Tuesday at four; it is Wednesday morning. */
async function givenMissed(atColumbus = 5) {
  sku = await givenSku(database);
  await stockAt(floor.reno.id, 5);
  await stockAt(floor.columbus.id, atColumbus);
  const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 2 }]);
  await look("work", DAY);
  return { order, work, exceptionId: (await exceptionOf("cutoff_missed", order)).id };
}

describe("what can be done", () => {
  test("is tried by the engines themselves, told in numbers, and leaves nothing behind", async () => {
    const { exceptionId, order } = await givenMissed();
    const count = async () => {
      const [row] = await database.sql`select (select count(*) from event) as events,
        (select count(*) from allocation) as allocations, (select count(*) from stock_movement) as moves,
        (select max(version) from sales_order where id = ${order.orderId}) as version`;
      return row;
    };
    const before = await count();
    const offers = await offersOf(exceptionId, DAY);
    expect(await count()).toEqual(before);
    expect(offers.map(({ kind, text, isSuggested }) => [kind, text, isSuggested])).toEqual([
      ["expedite", "by Express · 2 ship on 2026-11-11 · +$20.40 freight · promise kept", true],
      [
        "resource",
        "2 ship on 2026-11-11 · +$4.50 freight · promise moves from 2026-11-12 to 2026-11-17",
        false,
      ],
      [
        "wait",
        "2 ship on 2026-11-11 · no more freight · promise moves from 2026-11-12 to 2026-11-13",
        false,
      ],
    ]);
  });

  test("what is offered comes true: faster by express, the same promise, at its price", async () => {
    const { exceptionId, order, work } = await givenMissed();
    const [offer] = await offersOf(exceptionId, DAY);
    const { text } = await apply(exceptionId, "expedite", DAY);
    expect(text).toBe(offer?.text);
    expect(await exceptionOf("cutoff_missed", order)).toMatchObject({
      state: "resolved",
      resolution: `Ship by a faster service: ${text}`,
    });
    const [row] = await database.sql`
      select service_code, ship_by from fulfillment_order where id = ${work.id}`;
    expect(row).toEqual({ service_code: "express", ship_by: "2026-11-11" });
    await look("work", DAY + 1);
    expect(await exceptionOf("cutoff_missed", order)).toMatchObject({ state: "resolved" });
    const told = await eventsOf(floor, order.orderId);
    expect(told).toEqual(expect.arrayContaining(["sales_order.expedited", "exception.resolved"]));
  });

  test("another node takes the work over", async () => {
    const { exceptionId, order } = await givenMissed();
    await apply(exceptionId, "resource", DAY);
    expect(await workOf(floor, order.orderId)).toMatchObject([{ state: "rejected" }]);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 2, released: 0 }]);
    expect(await promiseOf(order.orderId)).toBe("2026-11-17");
  });

  test("the work leaves on its next day, and the customer hears the new date", async () => {
    const { exceptionId, order, work } = await givenMissed(0);
    await apply(exceptionId, "wait", DAY);
    const [row] = await database.sql`select ship_by from fulfillment_order where id = ${work.id}`;
    expect(row).toEqual({ ship_by: "2026-11-11" });
    expect(await eventsOf(floor, order.orderId)).toContain("sales_order.promise_changed");
  });
});

describe("applying", () => {
  test("once per key; of two at once one is told that it is done; a right is needed", async () => {
    const { exceptionId, order } = await givenMissed();
    const once = key();
    const first = await apply(exceptionId, "expedite", DAY, once);
    expect(await apply(exceptionId, "expedite", DAY, once)).toEqual(first);
    await expect(apply(exceptionId, "wait", DAY)).rejects.toMatchObject({ code: "STALE" });
    const [counted] = await database.sql`select open_exception_count as open from sales_order
      where id = ${order.orderId}`;
    expect(counted).toEqual({ open: 0 });
    const other = await givenMissed();
    const both = await Promise.allSettled([
      apply(other.exceptionId, "wait", DAY),
      apply(other.exceptionId, "expedite", DAY),
    ]);
    expect(both.filter(({ status }) => status === "rejected")).toMatchObject([
      { reason: { code: "STALE" } },
    ]);
    await expect(
      applyResolution(ctxAt(DAY, actorWith([])), key(), { exceptionId, kind: "wait" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("a step of another type, or one whose own right is missing, writes nothing", async () => {
    const { exceptionId, order } = await givenMissed();
    await expect(apply(exceptionId, "approve", DAY)).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const clerk = actorWith(["exceptions.apply_resolution"]);
    await expect(
      applyResolution(ctxAt(DAY, clerk), key(), { exceptionId, kind: "resource" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await exceptionOf("cutoff_missed", order)).toMatchObject({ state: "open" });
    expect(await workOf(floor, order.orderId)).toMatchObject([{ state: "open" }]);
  });

  test("to all alike: each by itself, and who is refused says why", async () => {
    const given = [await givenMissed(), await givenMissed(), await givenMissed()];
    const ids = given.map(({ exceptionId }) => exceptionId);
    await apply(ids[1] ?? "", "wait", DAY);
    const { rows } = await listAlike(ctxAt(DAY), { exceptionId: ids[0] ?? "" });
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([ids[0], ids[2]]));
    const once = key();
    const all = () =>
      applyToAlike(ctxAt(DAY), once, { exceptionIds: [...ids, newId()], kind: "expedite" });
    const { done, outcomes } = await all();
    expect(done).toBe(2);
    expect(outcomes).toMatchObject([
      { exceptionId: ids[0], isDone: true, text: expect.stringContaining("promise kept") },
      { exceptionId: ids[1], isDone: false, text: "Somebody was faster: it is resolved already" },
      { exceptionId: ids[2], isDone: true },
      { isDone: false, text: "There is no such exception" },
    ]);
    expect(await all()).toMatchObject({ done: 2 });
    await expect(
      applyToAlike(ctxAt(DAY, actorWith([])), key(), { exceptionIds: ids, kind: "wait" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("supply that is late", () => {
  async function givenLate() {
    await stockAt(floor.reno.id, 0);
    const supply = (eta: string) =>
      givenInbound(database, { skuId: sku.id, nodeId: floor.reno.id, quantity: 20, eta });
    await supply("2026-11-20");
    const orders = [
      await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]),
      await givenOrder(floor, [{ sku: sku.code, quantity: 4 }]),
    ];
    await look("supply", 11 * DAY);
    return {
      orders,
      supply,
      exceptionId: (await exceptionOf("supply_late", { skuId: sku.id })).id,
    };
  }

  test("is given a new day: every pegged order moves, each customer hears it once", async () => {
    const { orders, exceptionId } = await givenLate();
    const { text } = await apply(exceptionId, "wait", 11 * DAY);
    expect(text).toMatch(
      /^expected on 2026-11-26 · 7 ship on 2026-11-27 · no more freight · promise kept for 0 of 2 orders$/,
    );
    for (const { orderId } of orders) {
      const told = await eventsOf(floor, orderId);
      expect(told.filter((type) => type === "sales_order.promise_changed")).toHaveLength(1);
    }
  });

  test("is counted on no more: another supply takes its orders", async () => {
    const { orders, supply, exceptionId } = await givenLate();
    const other = await supply("2026-11-24");
    const kinds = (await offersOf(exceptionId, 11 * DAY)).map(({ kind }) => kind);
    expect(kinds).toEqual(["resource", "wait"]);
    await apply(exceptionId, "resource", 11 * DAY);
    const pegs = await database.sql`
      select order_id, quantity from allocation
      where inbound_supply_id = ${other} and state = 'promised' order by quantity`;
    expect([...pegs]).toEqual(
      orders.map(({ orderId }, i) => ({ order_id: orderId, quantity: 3 + i })),
    );
  });
});

describe("units that wait", () => {
  test("what is there goes now, or the rest is cancelled", async () => {
    await stockAt(floor.reno.id, 4);
    const split = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }], {
      shipPolicy: "complete",
    });
    await sweepPromises(ctxAt(20 * DAY), key(), {});
    const { id } = await exceptionOf("promise_missed", split);
    const offers = await offersOf(id, 20 * DAY);
    expect(offers.map(({ kind }) => kind)).toContain("split");
    await apply(id, "split", 20 * DAY);
    const [policy] = await database.sql`select ship_policy from sales_order
      where id = ${split.orderId}`;
    expect(policy).toEqual({ ship_policy: "as_available" });

    // A price with parts of a cent: what is cancelled is what the order comes to less, rounded once.
    await database.sql`update order_line set unit_price_e4 = 103831, line_total = 6230
      where order_id = ${split.orderId}`;
    await database.sql`update sales_order set subtotal = 6230 where id = ${split.orderId}`;
    await look("orders", 1);
    const short = await exceptionOf("inventory_short", { skuId: sku.id });
    const cancelled = (await offersOf(short.id, 2)).find(({ kind }) => kind === "cancel_waiting");
    expect(cancelled?.text).toContain("2 cancelled, $20.77");
    await apply(short.id, "cancel_waiting", 2);
    expect(await bucketsOf(floor, split.orderId)).toMatchObject([{ allocated: 4, backordered: 0 }]);
    await look("orders", 3);
    expect(await exceptionOf("inventory_short", { skuId: sku.id })).toMatchObject({
      state: "resolved",
    });
  });

  test("that a node refused find another node once there is stock", async () => {
    await stockAt(floor.reno.id, 4);
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 4 }]);
    const refusal = { fulfillmentOrderId: work.id, reason: "not_in_stock", note: "" } as const;
    await rejectFulfillmentOrder(ctxAt(1), key(), refusal);
    const { id } = await exceptionOf("node_rejected", order);
    await stockAt(floor.columbus.id, 9);
    const [first] = await offersOf(id, 2);
    expect(first).toMatchObject({ kind: "resource", isSuggested: true });
    await apply(id, "resource", 2);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 4, backordered: 0 }]);
  });

  test("that a person had placed: left where they stand now, or given a node once there is stock", async () => {
    await stockAt(floor.reno.id, 5);
    await stockAt(floor.columbus.id, 5);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${order.orderId}`;
    await routeByHand(ctxAt(0), key(), {
      orderId: order.orderId,
      lines: [{ orderLineId: line?.id ?? "", nodeId: floor.columbus.id, quantity: 5 }],
      reason: "Asked for by the customer",
    });
    const position = { skuId: sku.id, nodeId: floor.reno.id };
    await countStock(ctxAt(1), key(), { ...position, counted: 3, reason: "Counted" });
    const flooded = { skuId: sku.id, nodeId: floor.columbus.id };
    await countStock(ctxAt(1), key(), { ...flooded, counted: 0, reason: "Flood" });
    const off = { nodeId: floor.columbus.id, serviceCode: null, reason: "Flood" };
    await resourceHeld(ctxAt(1), key(), { ...off, orderId: order.orderId });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 3, backordered: 2 }]);
    const { id } = await exceptionOf("hand_placement_lost", order);
    expect((await offersOf(id, 2)).map(({ kind, label }) => [kind, label])).toEqual([
      ["wait", "Leave it where it stands now"],
      ["cancel_waiting", "Cancel what waits"],
    ]);
    await countStock(ctxAt(3), key(), { ...position, counted: 9, reason: "Counted" });
    expect(await offersOf(id, 3)).toMatchObject([
      { kind: "wait", isSuggested: false },
      { kind: "resource", isSuggested: true },
      { kind: "cancel_waiting", isSuggested: false },
    ]);
    await apply(id, "wait", 4);
    expect(await exceptionOf("hand_placement_lost", order)).toMatchObject({
      state: "resolved",
      resolution: expect.stringContaining("Leave it where it stands now"),
    });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 3, backordered: 2 }]);
  });

  describe("and that another SKU stands in for", () => {
    let instead: GivenSku;
    let order: Awaited<ReturnType<typeof givenOrder>>;
    let exceptionId: string;
    const takes = (substitution: "allow" | "ask" | "never") =>
      setSubstitution(ctxAt(0), key(), { company: floor.company.code, substitution });
    beforeEach(async () => {
      instead = await givenSku(database, { listPriceE4: 150_000 });
      await givenStock(database, { skuId: instead.id, nodeId: floor.reno.id, onHand: 9 });
      const stands = { sku: sku.code, instead: instead.code, kind: "substitution" as const };
      await setRelations(ctxAt(0), key(), { relations: [{ ...stands, price: "substitute" }] });
      await stockAt(floor.reno.id, 4);
      const given = await givenWork(floor, [{ sku: sku.code, quantity: 4 }]);
      order = given.order;
      const refusal = { fulfillmentOrderId: given.work.id, note: "" };
      await rejectFulfillmentOrder(ctxAt(1), key(), { ...refusal, reason: "not_in_stock" });
      exceptionId = (await exceptionOf("node_rejected", order)).id;
    });
    afterAll(() => takes("ask"));

    test("ship as it where the customer takes it, with what that costs, and close it", async () => {
      await takes("allow");
      const offer = (await offersOf(exceptionId, 2)).find(({ kind }) => kind === "substitute");
      const said = `4 × ${instead.code} instead of 4 × ${sku.code}, $10.00 more`;
      expect(offer?.text).toContain(said);
      expect(offer?.consequence).toMatchObject({ waiting: 0, cancelledUnits: 0 });
      expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ backordered: 4 }]);
      const sent = key();
      const [first, twin] = await Promise.all([
        apply(exceptionId, "substitute", 2, sent),
        apply(exceptionId, "substitute", 2, sent),
      ]);
      expect(twin).toEqual(first);
      expect(await bucketsOf(floor, order.orderId)).toMatchObject([
        { allocated: 0, backordered: 0 },
        { allocated: 4, backordered: 0 },
      ]);
      expect(await eventsOf(floor, order.orderId)).toContain("sales_order.changed");
      expect((await exceptionOf("node_rejected", order)).state).toBe("resolved");
      await expect(apply(exceptionId, "substitute", 3)).rejects.toMatchObject({ code: "STALE" });
    });

    test("are not shipped as it where the customer is to be asked, or takes none", async () => {
      for (const policy of ["ask", "never"] as const) {
        await takes(policy);
        const kinds = (await offersOf(exceptionId, 2)).map(({ kind }) => kind);
        expect(kinds).not.toContain("substitute");
        await expect(apply(exceptionId, "substitute", 2)).rejects.toMatchObject({ code: "STALE" });
      }
      expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ backordered: 4 }]);
    });

    test("ship as it in one action for all alike", async () => {
      await takes("allow");
      const asked = { exceptionIds: [exceptionId], kind: "substitute" as const };
      const { outcomes } = await applyToAlike(ctxAt(2), key(), asked);
      expect(outcomes).toMatchObject([{ isDone: true }]);
      expect(outcomes[0]?.text).toContain(`4 × ${instead.code}`);
    });
  });

  test.each(["cancelled", "completed"] as const)(
    "that a person had placed is over when the order is %s",
    async (ending) => {
      await stockAt(floor.reno.id, 5);
      await stockAt(floor.columbus.id, 5);
      const order = await givenOrder(floor, [{ sku: sku.code, quantity: 5 }]);
      const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${order.orderId}`;
      await routeByHand(ctxAt(0), key(), {
        orderId: order.orderId,
        lines: [{ orderLineId: line?.id ?? "", nodeId: floor.columbus.id, quantity: 5 }],
        reason: "Asked for by the customer",
      });
      const off = { nodeId: floor.columbus.id, serviceCode: null, reason: "Flood" };
      await resourceHeld(ctxAt(1), key(), { ...off, orderId: order.orderId });
      await look("orders", 2);
      expect(await exceptionOf("hand_placement_lost", order)).toMatchObject({ state: "open" });
      if (ending === "cancelled") {
        await cancelOrder(ctxAt(3), key(), { orderId: order.orderId, reason: "They rang" });
      } else {
        await database.sql`update sales_order set status = 'completed', completed_at = ${at(3)}
        where id = ${order.orderId}`;
      }
      await look("orders", 4);
      expect(await exceptionOf("hand_placement_lost", order)).toMatchObject({
        state: "auto_closed",
        resolution: "The order is over",
      });
      await database.sql`update sales_order set status = 'confirmed', completed_at = null
      where id = ${order.orderId} and status = 'completed'`;
    },
  );

  test("where a count found too few: sourced elsewhere, or found after all", async () => {
    await stockAt(floor.reno.id, 6);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 6 }]);
    const position = { skuId: sku.id, nodeId: floor.reno.id };
    await countStock(ctxAt(1), key(), { ...position, counted: 2, reason: "Counted" });
    const { id } = await exceptionOf("oversold", { skuId: sku.id });
    expect((await offersOf(id, 2)).map(({ kind }) => kind)).toEqual(["resource", "recount"]);
    await apply(id, "resource", 2);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ allocated: 2, backordered: 4 }]);
    await countStock(ctxAt(3), key(), { ...position, counted: 1, reason: "Counted" });
    const again = await exceptionOf("oversold", { skuId: sku.id });
    await apply(again.id, "recount", 4);
    expect(await exceptionOf("oversold", { skuId: sku.id })).toMatchObject({
      state: "auto_closed",
    });
  });
});

describe("the others", () => {
  test("an order on hold too long: the hold is lifted", async () => {
    await stockAt(floor.reno.id, 4);
    const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
    await setHold(ctxAt(0), key(), { orderId, reason: "Ask" });
    await look("orders", 3 * DAY);
    const { id } = await exceptionOf("order_stuck", { orderId });
    expect((await offersOf(id, 3 * DAY)).map(({ kind }) => kind)).toEqual([
      "release_hold",
      "cancel_order",
    ]);
    await apply(id, "release_hold", 3 * DAY);
    const [row] =
      await database.sql`select hold_count as holds from sales_order where id = ${orderId}`;
    expect(row).toEqual({ holds: 0 });
  });

  test("labels are asked for outside of the transaction; it closes when they are there", async () => {
    await stockAt(floor.reno.id, 4);
    const { order, shipment } = await givenPacked(floor, [{ sku: sku.code, quantity: 2 }]);
    await look("work", HOUR);
    const { id } = await exceptionOf("label_failed", order);
    expect(await apply(id, "retry_labels", HOUR)).toMatchObject({ isPending: true });
    const [event] = await database.sql<StoredEvent[]>`
      select id, type, subject_kind as "subjectKind", subject_id as "subjectId",
        order_id as "orderId", reason, payload, occurred_at as "occurredAt"
      from event where subject_id = ${id} and type = 'exception.labels_wanted'`;
    if (event === undefined) {
      throw new Error("nobody was asked");
    }
    await makeWantedLabels.run(
      {
        ctx: ctxAt(HOUR + 1),
        key: (step) => handlerKey(event.id, makeWantedLabels.name, step),
        services: { mail: noMail, webhooks: noWebhooks },
      },
      event,
    );
    await look("work", HOUR + 2);
    expect(await exceptionOf("label_failed", order)).toMatchObject({ state: "auto_closed" });
    const [row] = await database.sql`select state from shipment where id = ${shipment.id}`;
    expect(row).toEqual({ state: "labelled" });
  });

  test("a parcel without a scan: another day is told, or it has arrived", async () => {
    await stockAt(floor.reno.id, 9);
    const shipped = async () => {
      const { order, shipment } = await givenPacked(floor, [{ sku: sku.code, quantity: 2 }]);
      await makeLabels(floor.ctx, key(), { shipmentId: shipment.id });
      await handOver(floor.ctx, key(), { shipmentId: shipment.id });
      await look("carriers", 3 * DAY);
      return { order, id: (await exceptionOf("carrier_missed_pickup", order)).id };
    };
    const late = await shipped();
    expect((await offersOf(late.id, 3 * DAY)).map(({ kind, text }) => [kind, text])).toEqual([
      [
        "wait",
        "expected on 2026-11-15 · no more freight · promise moves from 2026-11-12 to 2026-11-15",
      ],
      ["confirm_delivery", "no more freight · promise kept"],
      ["credit", "$2.50 credited · no more freight · promise kept"],
    ]);
    await apply(late.id, "wait", 3 * DAY);
    expect(await promiseOf(late.order.orderId)).toBe("2026-11-15");
    const there = await shipped();
    await apply(there.id, "confirm_delivery", 3 * DAY);
    expect(await bucketsOf(floor, there.order.orderId)).toMatchObject([{ delivered: 2 }]);
  });

  test("a failed step is tried again or given up; drifted books are repaired by one of the two", async () => {
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    const dead = async () => {
      const [job] = await database.sql<{ id: number }[]>`
        insert into job (handler, event_id, attempts, run_at)
        select 'test.step', id, 9, now() from event e where order_id = ${order.orderId}
          and not exists (select from job j where j.event_id = e.id) limit 1 returning id`;
      await reportDeadJob(ctxAt(1), key(), { jobId: job?.id ?? 0, error: "no answer" });
      return (await exceptionOf("integration_failed", order)).id;
    };
    const first = await dead();
    expect(await apply(first, "retry_job", 2)).toMatchObject({ isPending: true });
    await database.sql`update job set is_dead = true where handler = 'test.step'`;
    await apply(first, "give_up_job", 3);
    expect(await database.sql`select from job where handler = 'test.step'`).toHaveLength(0);

    await stockAt(floor.reno.id, 7);
    await database.sql`update stock_level set on_hand = 9 where sku_id = ${sku.id}
      and node_id = ${floor.reno.id}`;
    await detectDrift(ctxAt(4), key(), { after: null });
    const { id } = await exceptionOf("stock_drift", { skuId: sku.id });
    expect((await offersOf(id, 5)).map(({ kind }) => kind)).toEqual([
      "repair_ledger",
      "repair_counter",
    ]);
    await apply(id, "repair_ledger", 5);
    expect(await exceptionOf("stock_drift", { skuId: sku.id })).toMatchObject({
      state: "auto_closed",
    });
  });

  test("a supplier confirmed: the supply counts in full", async () => {
    await stockAt(floor.reno.id, 0);
    const supplyId = await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 20,
      eta: "2026-11-20",
      confidence: 70,
    });
    await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
    await look("supply", 9 * DAY);
    const { id } = await exceptionOf("supplier_no_ack", { skuId: sku.id });
    await apply(id, "confirm_supply", 9 * DAY);
    const [row] = await database.sql`select confidence from inbound_supply where id = ${supplyId}`;
    expect(row).toEqual({ confidence: 100 });
  });
});
