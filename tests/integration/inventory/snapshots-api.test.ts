/** Snapshots in parts and single positions over the public API. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeApi } from "@/server/api/openapi";
import type { RestRoute } from "@/server/api/rest";
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
} from "../../support/factories";
import { tell } from "../notifications/telling";

const RIGHTS = [
  "inventory.apply_feed",
  "imports.open_feed_job",
  "imports.add_feed_part",
  "imports.finish_feed_job",
  "imports.dismiss_feed_job",
  "imports.find_feed_job",
];

let database: TestDatabase;
let node: GivenNode;
let sku: GivenSku;
let authorization: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  process.env.DATABASE_URL = database.url;
  const { calendarId } = await givenNetwork(database);
  node = await givenNode(database, calendarId);
  sku = await givenSku(database);
  const nodes = [node.code];
  await setSource(ctxOf(database), newId(), { code: "ERP", name: "The ERP", kind: "erp", nodes });
  const secret = newApiKey();
  await database.sql`
    insert into api_key (id, name, prefix, secret_hash, scopes)
    values (${newId()}, 'ERP gateway', ${secret.slice(0, 8)}, ${hashApiKey(secret)},
      ${RIGHTS}::text[])`;
  authorization = `Bearer ${secret}`;
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

async function call(route: RestRoute, method: string, path: string, body?: unknown, key = newId()) {
  const response = await route(
    new Request(`http://localhost/api/v1/inventory/${path}`, {
      method,
      headers: { authorization, "idempotency-key": key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, body: await response.json() };
}

const onHand = async () => {
  const [row] = await database.sql<{ onHand: number }[]>`
    select on_hand as "onHand" from stock_level where sku_id = ${sku.id}`;
  return row?.onHand ?? 0;
};

test("a snapshot is begun, sent in parts, finished, and read with its account", async () => {
  const { POST: open } = await import("@/app/api/v1/inventory/snapshots/route");
  const { POST: send } = await import("@/app/api/v1/inventory/snapshots/[id]/rows/route");
  const { POST: finish } = await import("@/app/api/v1/inventory/snapshots/[id]/finish/route");
  const { GET: read, DELETE: giveUp } = await import("@/app/api/v1/inventory/snapshots/[id]/route");
  const opened = await call(open, "POST", "snapshots", {
    source: "ERP",
    mode: "full",
    sequence: 1,
  });
  expect(opened).toMatchObject({ status: 201, body: { state: "open", mode: "full" } });
  const path = `snapshots/${opened.body.jobId}`;
  const rows = [{ sku: sku.code, node: node.code, onHand: 12 }];
  const key = newId();
  const part = await call(send, "POST", `${path}/rows`, { number: 1, rows }, key);
  expect(part).toMatchObject({ status: 200, body: { parts: 1, rows: 1 } });
  expect(await call(send, "POST", `${path}/rows`, { number: 1, rows }, key)).toEqual(part);
  expect(
    await call(send, "POST", `${path}/rows`, { number: 1, rows: [{ ...rows[0], onHand: 13 }] }),
  ).toMatchObject({ status: 409, body: { code: "DUPLICATE", faults: [{ field: "number" }] } });
  expect(await call(finish, "POST", `${path}/finish`, { parts: 2 })).toMatchObject({
    status: 400,
    body: { code: "INVALID_INPUT", faults: [{ field: "parts", code: "missing" }] },
  });
  expect(await call(finish, "POST", `${path}/finish`, { parts: 1 })).toMatchObject({
    status: 202,
    body: { state: "queued" },
  });
  await tell(database);
  expect(await call(read, "GET", path)).toMatchObject({
    status: 200,
    body: { state: "done", run: { state: "applied", rows: { read: 1, changed: 1 } } },
  });
  expect(await onHand()).toBe(12);
  expect(await call(giveUp, "DELETE", path)).toMatchObject({
    status: 412,
    body: { code: "ILLEGAL_TRANSITION" },
  });
  const again = await call(open, "POST", "snapshots", { source: "ERP" });
  expect(await call(giveUp, "DELETE", `snapshots/${again.body.jobId}`)).toMatchObject({
    status: 200,
    body: { state: "dismissed" },
  });
  expect(await call(read, "GET", "snapshots/nonsense")).toMatchObject({ status: 404 });
});

test("a single position is told, known again, and refused with its field", async () => {
  const { PUT: put } = await import("@/app/api/v1/inventory/positions/route");
  const position = { source: "ERP", sku: sku.code, node: node.code, onHand: 5 };
  expect(await call(put, "PUT", "positions", { ...position, sequence: 7 })).toMatchObject({
    status: 200,
    body: { isChanged: true, isOlder: false },
  });
  expect(
    await call(put, "PUT", "positions", { ...position, sequence: 6, onHand: 99 }),
  ).toMatchObject({ status: 200, body: { isChanged: false, isOlder: true } });
  expect(await onHand()).toBe(5);
  const broken = { ...position, onHand: 2.5 };
  expect(await call(put, "PUT", "positions", broken)).toMatchObject({
    status: 400,
    body: { faults: [{ field: "onHand", code: "quantity_not_whole" }] },
  });
  expect(await call(put, "PUT", "positions", { ...position, sku: "NOPE" })).toMatchObject({
    body: { code: "INVALID_INPUT", faults: [{ field: "sku", code: "sku_unknown" }] },
  });
});

test("all of it stands in the description of the API", () => {
  const paths = Object.entries(describeApi("http://localhost").paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path.replace("/api/v1/inventory", "")}`),
  );
  expect(paths).toEqual(
    expect.arrayContaining([
      "put /positions",
      "post /snapshots",
      "post /snapshots/{id}/rows",
      "post /snapshots/{id}/finish",
      "get /snapshots/{id}",
      "delete /snapshots/{id}",
    ]),
  );
});
