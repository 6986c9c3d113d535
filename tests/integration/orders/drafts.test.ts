import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { discardDraft } from "@/server/oms/orders/commands/discard-draft";
import { saveDraft } from "@/server/oms/orders/commands/save-draft";
import { findDraft, listDrafts } from "@/server/oms/orders/queries-drafts";
import type { Actor } from "@/server/shell/actor";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";

const RIGHTS = [
  "orders.save_draft",
  "orders.find_draft",
  "orders.list_drafts",
  "orders.discard_draft",
  "orders.place_order",
];

let database: TestDatabase;
let company: GivenCompany;
let sku: GivenSku;
let buyer: Actor;
let colleague: Actor;
let rep: Actor;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  const node = await givenNode(database, calendarId);
  company = await givenCompany(database);
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 100 });
  buyer = await givenPerson({ companyId: company.id });
  colleague = await givenPerson({ companyId: company.id });
  rep = await givenPerson({});
});
afterAll(() => database.drop());

async function givenPerson(over: Partial<Actor>): Promise<Actor> {
  const id = newId();
  await database.sql`insert into app_user (id, email, name, password_hash)
    values (${id}, ${`${unique("u")}@example.test`}, 'Somebody', 'x')`;
  return actorWith(RIGHTS, { ...over, id });
}

const lineOf = (code: string, quantityText: string) => ({ code, quantityText });

const save = (actor: Actor, draftId: string, version: number, lines = [lineOf("SKU?", "2 case")]) =>
  saveDraft(ctxOf(database, actor), randomUUID(), {
    draftId,
    ...(actor.companyId === null ? { companyId: company.id } : {}),
    channelCode: actor.companyId === null ? "phone" : "portal",
    version,
    content: { lines },
  });

describe("keeping a draft", () => {
  test("keeps what was typed as it was typed, right or not, and counts versions", async () => {
    const draftId = randomUUID();
    expect(await save(buyer, draftId, 0)).toMatchObject({ draftId, version: 1 });
    expect(await save(buyer, draftId, 1)).toMatchObject({ version: 2 });
    const draft = await findDraft(ctxOf(database, buyer), { draftId });
    expect(draft.content.lines).toEqual([
      { code: "SKU?", quantityText: "2 case", quantity: null, note: "", insteadOf: null },
    ]);
    expect(draft.placedOrderNumber).toBeNull();
  });

  test("says when another window saved in between, and changes nothing", async () => {
    const draftId = randomUUID();
    await save(buyer, draftId, 0);
    await save(buyer, draftId, 1, [lineOf("A", "1")]);
    await expect(save(buyer, draftId, 1, [lineOf("B", "1")])).rejects.toMatchObject({
      code: "STALE",
      details: { version: 2 },
    });
    const draft = await findDraft(ctxOf(database, buyer), { draftId });
    expect(draft.content.lines[0]?.code).toBe("A");
  });

  test("two windows at once: one keeps, the other is told", async () => {
    const draftId = randomUUID();
    await save(buyer, draftId, 0);
    const outcomes = await Promise.allSettled([
      save(buyer, draftId, 1, [lineOf("LEFT", "1")]),
      save(buyer, draftId, 1, [lineOf("RIGHT", "1")]),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("a lost answer makes no second draft: the same save with the same key answers the same", async () => {
    const draftId = randomUUID();
    const key = randomUUID();
    const input = { draftId, channelCode: "portal" as const, version: 0, content: {} };
    const first = await saveDraft(ctxOf(database, buyer), key, input);
    expect(await saveDraft(ctxOf(database, buyer), key, input)).toEqual(first);
  });

  test("staff name the company; a draft never moves to another", async () => {
    await expect(
      saveDraft(ctxOf(database, rep), randomUUID(), {
        draftId: randomUUID(),
        channelCode: "phone",
        version: 0,
        content: {},
      }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const draftId = randomUUID();
    await save(rep, draftId, 0);
    const other = await givenCompany(database);
    await expect(
      saveDraft(ctxOf(database, rep), randomUUID(), {
        draftId,
        companyId: other.id,
        channelCode: "phone",
        version: 1,
        content: {},
      }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("whose draft it is", () => {
  test("a colleague of the same company neither reads, writes nor discards it", async () => {
    const draftId = randomUUID();
    await save(buyer, draftId, 0);
    const asColleague = ctxOf(database, colleague);
    const notFound = { code: "NOT_FOUND" };
    await expect(findDraft(asColleague, { draftId })).rejects.toMatchObject(notFound);
    await expect(save(colleague, draftId, 1)).rejects.toMatchObject(notFound);
    await expect(discardDraft(asColleague, randomUUID(), { draftId })).rejects.toMatchObject(
      notFound,
    );
  });

  test("lists one's own, the last written first", async () => {
    const mine = await givenPerson({ companyId: company.id });
    const [first, second] = [randomUUID(), randomUUID()];
    await save(mine, first, 0);
    await save(mine, second, 0, [lineOf("A", "1"), lineOf("B", "2")]);
    await database.sql`update order_draft set updated_at = updated_at + interval '1 minute'
      where id = ${second}`;
    const drafts = await listDrafts(ctxOf(database, mine), { channelCode: "portal" });
    expect(drafts.map(({ draftId, lineCount }) => [draftId, lineCount])).toEqual([
      [second, 2],
      [first, 1],
    ]);
  });

  test("a discarded draft is gone, for its owner too", async () => {
    const draftId = randomUUID();
    await save(buyer, draftId, 0);
    await discardDraft(ctxOf(database, buyer), randomUUID(), { draftId });
    await expect(
      discardDraft(ctxOf(database, buyer), randomUUID(), { draftId }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("placing a draft", () => {
  const place = (actor: Actor, draftId: string, quantity = 3) =>
    placeOrder(ctxOf(database, actor), draftId, {
      ...(actor.companyId === null ? { companyId: company.id } : {}),
      channelCode: actor.companyId === null ? "phone" : "portal",
      lines: [{ sku: sku.code, quantity }],
    });

  test("closes it: it is no longer written, listed or discarded, and names its order", async () => {
    const draftId = randomUUID();
    await save(rep, draftId, 0);
    const placed = await place(rep, draftId);
    const ctx = ctxOf(database, rep);
    expect((await findDraft(ctx, { draftId })).placedOrderNumber).toBe(placed.number);
    expect((await listDrafts(ctx, {})).map((draft) => draft.draftId)).not.toContain(draftId);
    await expect(save(rep, draftId, 1)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await expect(discardDraft(ctx, randomUUID(), { draftId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("twice, or with the answer lost, makes one order; with other lines it is refused", async () => {
    const draftId = randomUUID();
    await save(buyer, draftId, 0);
    const answers = await Promise.all([place(buyer, draftId), place(buyer, draftId)]);
    expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
    await expect(place(buyer, draftId, 4)).rejects.toMatchObject({ code: "KEY_REUSED" });
  });

  test("a refused order leaves its draft open under the same key", async () => {
    const draftId = randomUUID();
    await save(buyer, draftId, 0);
    await expect(
      placeOrder(ctxOf(database, buyer), draftId, {
        channelCode: "portal",
        lines: [{ sku: "NO-SUCH-SKU", quantity: 1 }],
      }),
    ).rejects.toMatchObject({ code: "ORDER_REFUSED" });
    expect(await save(buyer, draftId, 1)).toMatchObject({ version: 2 });
    await place(buyer, draftId);
  });
});
