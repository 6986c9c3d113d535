/** Stock feeds over the public API: the same account as from a file, once per key. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

let database: TestDatabase;
let node: GivenNode;
let sku: GivenSku;
let post: (request: Request) => Promise<Response>;
let get: (request: Request) => Promise<Response>;
let authorization: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  process.env.DATABASE_URL = database.url;
  const { calendarId } = await givenNetwork(database);
  node = await givenNode(database, calendarId);
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 9 });
  await setSource(ctxOf(database), newId(), {
    code: "ERP",
    name: "The ERP",
    kind: "erp",
    nodes: [node.code],
  });
  authorization = `Bearer ${await givenKey(["inventory.apply_feed", "inventory.find_feed_run"])}`;
  ({ POST: post } = await import("@/app/api/v1/inventory/feeds/route"));
  ({ GET: get } = await import("@/app/api/v1/inventory/feeds/[id]/route"));
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

async function givenKey(scopes: readonly string[]): Promise<string> {
  const secret = newApiKey();
  await database.sql`
    insert into api_key (id, name, prefix, secret_hash, scopes)
    values (${newId()}, 'ERP gateway', ${secret.slice(0, 8)}, ${hashApiKey(secret)},
      ${[...scopes]}::text[])`;
  return secret;
}

const URL_OF_FEEDS = "http://localhost/api/v1/inventory/feeds";

async function send(body: unknown, headers: Record<string, string> = {}) {
  const response = await post(
    new Request(URL_OF_FEEDS, {
      method: "POST",
      headers: { authorization, "idempotency-key": newId(), ...headers },
      body: JSON.stringify(body),
    }),
  );
  return { status: response.status, body: await response.json() };
}

async function read(id: string) {
  const response = await get(new Request(`${URL_OF_FEEDS}/${id}`, { headers: { authorization } }));
  return { status: response.status, body: await response.json() };
}

test("a feed is applied once per key, and can be looked up with its account", async () => {
  const feed = {
    source: "ERP",
    sequence: 1,
    asOf: "2026-11-22T06:00:00+01:00",
    rows: [
      { sku: sku.code, node: node.code, onHand: 7 },
      { sku: "NOPE", node: node.code, onHand: 1 },
      { sku: sku.code, node: node.code, onHand: 1.5 },
    ],
  };
  const headers = { "idempotency-key": "feed 1" };
  const first = await send(feed, headers);
  expect(first).toMatchObject({
    status: 201,
    body: {
      state: "applied",
      mode: "delta",
      sequence: 1,
      asOf: "2026-11-22T05:00:00.000Z",
      rows: { read: 3, changed: 1, rejected: 2 },
      rejections: { sku_unknown: 1, quantity_not_whole: 1 },
      units: -2,
    },
  });
  expect(await send(feed, headers)).toEqual(first);
  expect(await send({ ...feed, sequence: 2 }, headers)).toMatchObject({
    status: 422,
    body: { code: "KEY_REUSED" },
  });
  expect(await read(first.body.runId)).toMatchObject({
    status: 200,
    body: {
      id: first.body.runId,
      source: "ERP",
      rows: { read: 3 },
      rejections: { sku_unknown: 1 },
    },
  });
});

test("what is older, or has to be confirmed, is answered with 200: nothing was changed", async () => {
  const rows = [{ sku: sku.code, node: node.code, onHand: 3 }];
  await send({ source: "ERP", sequence: 5, rows });
  expect(await send({ source: "ERP", sequence: 4, rows })).toMatchObject({
    status: 200,
    body: { state: "ignored" },
  });
  const empty = { source: "ERP", mode: "full", sequence: 6, rows: [] };
  expect(await send(empty)).toMatchObject({
    status: 200,
    body: { state: "needs_confirmation", zeroed: 1 },
  });
  expect(await send({ ...empty, confirm: true })).toMatchObject({
    status: 201,
    body: { state: "applied", zeroed: 1, units: -3 },
  });
});

test("what is wrong with the request is said with its field; nothing is kept of it", async () => {
  const row = { sku: sku.code, node: node.code, onHand: 3 };
  const [before] = await database.sql`select count(*)::int as runs from inventory_feed_run`;
  const wrong: [unknown, number, object][] = [
    [{ source: "ERP", rows: [{ ...row, onHand: "3" }] }, 400, { code: "INVALID_INPUT" }],
    [{ source: "ERP", rows: [row], extra: 1 }, 400, { code: "INVALID_INPUT" }],
    [{ source: "ERP", asOf: "yesterday", rows: [row] }, 400, { faults: [{ field: "asOf" }] }],
    [{ source: "ERP", rows: Array(5_001).fill(row) }, 400, { faults: [{ field: "rows" }] }],
    [{ source: "NOBODY", rows: [row] }, 404, { code: "NOT_FOUND" }],
  ];
  for (const [body, status, problem] of wrong) {
    expect(await send(body)).toMatchObject({ status, body: problem });
  }
  const powerless = `Bearer ${await givenKey(["inventory.find_feed_run"])}`;
  expect(await send({ source: "ERP", rows: [row] }, { authorization: powerless })).toMatchObject({
    status: 403,
  });
  expect(await send({ source: "ERP", rows: [row] }, { authorization: "" })).toMatchObject({
    status: 401,
  });
  expect((await read("nothing")).status).toBe(404);
  expect((await read(newId())).status).toBe(404);
  const [after] = await database.sql`select count(*)::int as runs from inventory_feed_run`;
  expect(after).toEqual(before);
});
