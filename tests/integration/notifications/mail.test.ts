import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { confirmDelivery } from "@/server/oms/fulfillment/commands/confirm-delivery";
import { systemActor } from "@/server/shell/actor";
import { writeEvents } from "@/server/shell/events";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  fixedClock,
  givenCompany,
  givenInbound,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, givenPacked, key } from "../../support/floor";
import { movedClock } from "../shell/working";
import { builtIn, mailOf, mailsOf, noticesOf, tell } from "./telling";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

async function givenStockedSku(onHand: number, code?: string) {
  const sku = await givenSku(database, code === undefined ? {} : { code });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

describe("a placed order", () => {
  test("is confirmed once, with what leaves now and what comes later", async () => {
    const sku = await givenStockedSku(8);
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 50,
      eta: "2026-11-20",
    });
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 12 }], {
      contactId: floor.company.contactId,
      customerPo: "PO-77",
    });
    await tell(database);
    const [mail, ...others] = await mailsOf(database, order.orderId);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      template: "order-confirmation",
      toAddress: floor.company.contactEmail,
      subject: `Order ${order.number} (your PO PO-77) is confirmed`,
      sentAt: TUESDAY,
    });
    expect(mail?.text).toContain(`12 × Thing ${sku.code}`);
    expect(mail?.text).toMatch(/8 available now: leaves \w{3} \d+ Nov, arrives \w{3} \d+ Nov/);
    expect(mail?.text).toMatch(/4 ships later: arrives \w{3} \d+ (Nov|Dec)/);
    expect(mail?.text).toContain("1 Market St, San Francisco, CA 94105, US");
    expect(mail?.text).toContain("Placed by: test");
    expect(mail?.text).toContain(`https://oms.test/portal/orders/${order.number}`);
    expect(mail?.text).toMatch(/https:\/\/oms\.test\/t\/[\w-]{43}/);
    expect(mail?.html).toContain("Test Seller");
    expect(await noticesOf(database, order.orderId)).toMatchObject([
      { type: "mail.sent", payload: { subject: mail?.subject, toAddress: mail?.toAddress } },
    ]);
  });

  test("is told once, also when its event comes twice", async () => {
    const sku = await givenStockedSku(5);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    await tell(database);
    await database.sql`
      insert into outbox (event_id)
      select id from event where order_id = ${order.orderId} and type = 'sales_order.placed'`;
    expect((await tell(database)).jobs).toBe(1);
    expect(await mailsOf(database, order.orderId)).toHaveLength(1);
    expect(await noticesOf(database, order.orderId)).toHaveLength(1);
  });

  test("without any address is told to nobody, and the timeline says so", async () => {
    const sku = await givenStockedSku(5);
    const company = await givenCompany(database);
    await database.sql`update contact set email = null where company_id = ${company.id}`;
    const order = await givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 1 }]);
    await tell(database);
    expect(await mailsOf(database, order.orderId)).toEqual([]);
    expect(await noticesOf(database, order.orderId)).toMatchObject([
      { type: "mail.not_sent", reason: `Nobody at Company ${company.code} has an e-mail address` },
    ]);
  });

  test("above the buyer's limit asks the approvers and tells the buyer that it waits", async () => {
    const sku = await givenStockedSku(5);
    const company = await givenCompany(database, { spendingLimit: 1_000 });
    const approver = `approver-${company.code.toLowerCase()}@example.test`;
    await database.sql`insert into contact (id, company_id, name, email, role)
      values (${newId()}, ${company.id}, 'Ann Approver', ${approver}, 'approver')`;
    const order = await givenOrder({ ...floor, company }, [{ sku: sku.code, quantity: 1 }], {
      contactId: company.contactId,
    });
    expect(order.status).toBe("pending_approval");
    await tell(database);
    const told = await mailOf(database, order.orderId, "order-confirmation");
    expect(told.toAddress).toBe(company.contactEmail);
    expect(told.subject).toBe(`Order ${order.number} was received and awaits approval`);
    const asked = await mailOf(database, order.orderId, "approval-needed");
    expect(asked.toAddress).toBe(approver);
    expect(asked.subject).toBe(`Order ${order.number} over $12.50 needs your approval`);
    expect(asked.text).toContain("above the spending limit of $10.00");
  });

  test("that was booked from the past is told to nobody", async () => {
    const sku = await givenStockedSku(5);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    const runId = newId();
    await database.sql`
      insert into import_run (id, kind, file_name, file_hash, mode, started_at, actor_id)
      values (${runId}, 'orders', 'old.csv', 'x', 'history', ${TUESDAY}, 'test')`;
    await database.sql`update sales_order set import_run_id = ${runId} where id = ${order.orderId}`;
    await tell(database);
    expect(await mailsOf(database, order.orderId)).toEqual([]);
    expect(await noticesOf(database, order.orderId)).toEqual([]);
  });

  test("is not told any more when the news is eight days old", async () => {
    const sku = await givenStockedSku(5);
    const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
    const later = new Date(TUESDAY.getTime() + 8 * 86_400_000);
    await tell(database, { clock: fixedClock(later) });
    expect(await mailsOf(database, order.orderId)).toEqual([]);
  });
});

describe("a shipment", () => {
  test("is told when it left and when it arrived, each time with what still comes", async () => {
    const sku = await givenStockedSku(3);
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: floor.reno.id,
      quantity: 9,
      eta: "2026-11-20",
    });
    const { order, shipment } = await givenPacked(floor, [{ sku: sku.code, quantity: 5 }]);
    await makeLabels(floor.ctx, key(), { shipmentId: shipment.id });
    await tell(database);
    expect(await mailsOf(database, order.orderId)).toHaveLength(1);

    await handOver(floor.ctx, key(), { shipmentId: shipment.id });
    await tell(database);
    const sent = await mailOf(database, order.orderId, "shipment-sent");
    expect(sent.subject).toBe(`A parcel of order ${order.number} is on the way, more will follow`);
    expect(sent.text).toMatch(/Ordinate Freight OF\d{11}/);
    expect(sent.text).toContain(`3 × Thing ${sku.code}`);
    expect(sent.text).toMatch(/Still to come\s+2 × Thing/);
    expect(sent.text).toContain("It is expected");

    await confirmDelivery(floor.ctx, key(), { shipmentId: shipment.id });
    await tell(database);
    const delivered = await mailOf(database, order.orderId, "order-delivered");
    expect(delivered.subject).toBe(`Part of order ${order.number} was delivered`);
    expect(delivered.text).toContain("1 parcel arrived on Tue 10 Nov");
    expect(await mailsOf(database, order.orderId)).toHaveLength(3);
  });
});

test("a cancelled order is told without our own reason for it", async () => {
  const sku = await givenStockedSku(5);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  await cancelOrder(floor.ctx, key(), { orderId: order.orderId, reason: "Customer is a pain" });
  await tell(database);
  const mail = await mailOf(database, order.orderId, "order-cancelled");
  expect(mail.subject).toBe(`Order ${order.number} was cancelled`);
  expect(mail.text).not.toContain("pain");
});

test("of several new promises in a row the last is told", async () => {
  const sku = await givenStockedSku(1);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
  await tell(database);
  const changed = {
    type: "sales_order.promise_changed" as const,
    subject: { kind: "sales_order", id: order.orderId },
    orderId: order.orderId,
    payload: {},
  };
  await database.sql`update order_line set current_promise = '2026-12-15'
    where order_id = ${order.orderId}`;
  await database.sql.begin((sql) =>
    writeEvents(sql, [changed, changed, changed], { actor: systemActor("test"), now: TUESDAY }),
  );
  await tell(database);
  const told = await mailOf(database, order.orderId, "promise-changed");
  expect(told.subject).toBe(`Order ${order.number}: some goods arrive later than promised`);
  expect(told.text).toMatch(
    /2 × Thing .*\n.*\nArrives Tue 15 Dec, first promised for \w{3} \d+ Nov/,
  );
});

test("a mail that the provider did not take is the same mail at the next attempt", async () => {
  const sku = await givenStockedSku(5);
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  const clock = movedClock(TUESDAY);
  const asked: string[] = [];
  const flaky = {
    ...builtIn,
    provider: "resend",
    deliver: async ({ id, html }: { id: string; html: string }) => {
      asked.push(`${id} ${html.length}`);
      if (asked.length < 3) {
        throw new Error("out of order");
      }
      return "provider-7";
    },
  };
  await tell(database, { mail: flaky, clock });
  expect(await mailsOf(database, order.orderId)).toMatchObject([
    { sentAt: null, error: "out of order" },
  ]);
  expect(await noticesOf(database, order.orderId)).toEqual([]);
  await database.sql`update order_line set description = 'Another name'
    where order_id = ${order.orderId}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    clock.move(60_000);
    await tell(database, { mail: flaky, clock });
  }
  const [mail, ...others] = await mailsOf(database, order.orderId);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ error: null });
  expect(mail?.sentAt).not.toBeNull();
  expect(new Set(asked).size).toBe(1);
  expect(asked).toHaveLength(3);
  expect(await noticesOf(database, order.orderId)).toHaveLength(1);
  expect(await database.sql`select 1 from exception where type = 'integration_failed'`).toEqual([]);
});
