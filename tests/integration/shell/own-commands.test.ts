import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { reportDeadJob } from "@/server/oms/exceptions/commands/report-dead-job";
import { reportJobDone } from "@/server/oms/exceptions/commands/report-job-done";
import { resumeNodes } from "@/server/oms/network/commands/resume-nodes";
import { noteUnsent } from "@/server/oms/notifications/commands/note-unsent";
import { queueMail } from "@/server/oms/notifications/commands/queue-mail";
import { recordDelivery } from "@/server/oms/notifications/commands/record-delivery";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenSku, TUESDAY } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { givenEvents } from "./working";

/** Commands that the worker alone calls: nobody's role holds their right. */

let database: TestDatabase;
let floor: Floor;
let orderId: string;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const sku = await givenSku(database);
  orderId = (await givenOrder(floor, [{ sku: sku.code, quantity: 1 }])).orderId;
});
afterAll(() => database.drop());

const letter = () => ({
  causeKey: `test:${randomUUID()}`,
  template: "order-confirmation",
  provider: "mailbox",
  orderId,
  toAddress: "a@example.test",
  subject: "A subject",
  html: "<p>",
  plainText: "p",
});
const mailOf = async (causeKey: string) => {
  const [mail] = await database.sql<
    { id: string; sentAt: Date | null; error: string | null; providerId: string | null }[]
  >`
    select id, sent_at as "sentAt", error, provider_id as "providerId" from mail_message
    where cause_key = ${causeKey}`;
  return mail;
};

test("no person may call them", async () => {
  const person = ctxOf(database, actorWith(["orders.find_order"]));
  const refused = { code: "FORBIDDEN" };
  await expect(queueMail(person, key(), letter())).rejects.toMatchObject(refused);
  await expect(
    recordDelivery(person, key(), { mailId: randomUUID(), providerId: "x", error: null }),
  ).rejects.toMatchObject(refused);
  await expect(
    noteUnsent(person, key(), { orderId, template: "x", reason: "x" }),
  ).rejects.toMatchObject(refused);
  await expect(reportDeadJob(person, key(), { jobId: 1, error: "x" })).rejects.toMatchObject(
    refused,
  );
  await expect(reportJobDone(person, key(), { jobId: 1 })).rejects.toMatchObject(refused);
  await expect(resumeNodes(person, key(), {})).rejects.toMatchObject(refused);
});

describe("mails", () => {
  test("one cause has one mail, the first", async () => {
    const first = letter();
    expect(await queueMail(floor.ctx, key(), first)).toEqual({ isNew: true });
    expect(await queueMail(floor.ctx, key(), { ...first, subject: "Another" })).toEqual({
      isNew: false,
    });
    const rows = await database.sql`select subject from mail_message
      where cause_key = ${first.causeKey}`;
    expect(rows).toEqual([{ subject: "A subject" }]);
  });

  test("a failed attempt is noted, a delivery stands, and is told once", async () => {
    const mail = letter();
    await queueMail(floor.ctx, key(), mail);
    const { id: mailId = "" } = (await mailOf(mail.causeKey)) ?? {};
    await recordDelivery(floor.ctx, key(), { mailId, providerId: null, error: "Away" });
    expect(await mailOf(mail.causeKey)).toMatchObject({ sentAt: null, error: "Away" });
    await recordDelivery(floor.ctx, key(), { mailId, providerId: "p1", error: null });
    await recordDelivery(floor.ctx, key(), { mailId, providerId: "p2", error: null });
    expect(await mailOf(mail.causeKey)).toMatchObject({
      sentAt: TUESDAY,
      error: null,
      providerId: "p1",
    });
    expect(
      await database.sql`select 1 from event where type = 'mail.sent' and subject_id = ${mailId}`,
    ).toHaveLength(1);
  });

  test("a mail that could not be written stands in the order's timeline", async () => {
    await noteUnsent(floor.ctx, key(), { orderId, template: "confirmed", reason: "No address" });
    const [event] = await database.sql`select reason, order_id from event
      where type = 'mail.not_sent' and order_id = ${orderId}`;
    expect(event).toEqual({ reason: "No address", order_id: orderId });
  });
});

describe("jobs", () => {
  let jobId: number;
  beforeEach(async () => {
    await givenEvents(database, 1, TUESDAY);
    const [job] = await database.sql<{ id: number }[]>`
      insert into job (handler, event_id, attempts, run_at)
      select 'test.handler', max(id), 12, ${TUESDAY} from event returning id`;
    jobId = job?.id ?? 0;
  });
  const open = () => database.sql`select sentence from exception
    where type = 'integration_failed' and closed_at is null and detail->>'jobId' = ${String(jobId)}`;

  test("a dead one is said once, and unsaid when it goes through", async () => {
    expect(await reportDeadJob(floor.ctx, key(), { jobId, error: "Away" })).toEqual({
      isDead: true,
    });
    expect(await reportDeadJob(floor.ctx, key(), { jobId, error: "Away" })).toEqual({
      isDead: false,
    });
    expect(await open()).toEqual([
      { sentence: "test.handler gave up on test.happened after 12 attempts: Away" },
    ]);
    await reportJobDone(floor.ctx, key(), { jobId });
    expect(await open()).toEqual([]);
    expect(await database.sql`select 1 from job where id = ${jobId}`).toEqual([]);
  });

  test("one that is gone already changes nothing", async () => {
    await reportJobDone(floor.ctx, key(), { jobId });
    expect(await reportJobDone(floor.ctx, key(), { jobId })).toEqual({ isGone: true });
    expect(await reportDeadJob(floor.ctx, key(), { jobId, error: "x" })).toEqual({ isDead: false });
  });
});

test("a node whose time off is over works again, and no other", async () => {
  const later = new Date(TUESDAY.getTime() + 60_000);
  await database.sql`update node set is_on = false, off_reason = 'Stock count', off_until = ${TUESDAY}
    where id = ${floor.reno.id}`;
  await database.sql`update node set is_on = false, off_reason = 'Flood', off_until = ${later}
    where id = ${floor.columbus.id}`;
  expect(await resumeNodes(floor.ctx, key(), {})).toEqual({ resumed: 1 });
  expect(await resumeNodes(floor.ctx, key(), {})).toEqual({ resumed: 0 });
  expect(
    await database.sql`select code, off_reason, off_until from node where is_on order by code`,
  ).toEqual([{ code: floor.reno.code, off_reason: null, off_until: null }]);
  const [event] = await database.sql`select payload from event where type = 'node.resumed'`;
  expect(event?.payload).toMatchObject({ code: floor.reno.code, wasOffFor: "Stock count" });
});
