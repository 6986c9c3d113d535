/** Availability and exports over the public API. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  type GivenSku,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

type Route = (request: Request) => Promise<Response>;

const RIGHTS = ["inventory.availability", "inventory.send_sellable", "inventory.list_sellable"];

let database: TestDatabase;
let sku: GivenSku;
let authorization: string;
let routes: { GET: Route; POST: Route };
let sellable: Route;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  process.env.DATABASE_URL = database.url;
  const { calendarId } = await givenNetwork(database);
  const node = await givenNode(database, calendarId);
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 9, safetyStock: 2 });
  const key = newApiKey();
  await database.sql`insert into api_key (id, name, prefix, secret_hash, scopes)
    values (${newId()}, 'shop', ${key.slice(0, 8)}, ${hashApiKey(key)}, ${RIGHTS})`;
  authorization = `Bearer ${key}`;
  routes = await import("@/app/api/v1/availability/route");
  ({ GET: sellable } = await import("@/app/api/v1/inventory/sellable/route"));
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

const ask = (route: Route, path: string, init: RequestInit = {}) =>
  route(
    new Request(`http://localhost/api/v1/${path}`, {
      ...init,
      headers: { authorization, ...init.headers },
    }),
  );

test("one address tells the number, its steps, and a day to come", async () => {
  const plain = await ask(routes.GET, `availability?sku=${sku.code},NOPE&channel=portal`);
  expect(plain.headers.get("content-type")).toBe("application/json");
  const { skus } = await plain.json();
  expect(skus).toMatchObject([{ sku: sku.code, available: 7, waiting: 0 }]);
  expect(skus[0].nodes[0]).not.toHaveProperty("breakdown");
  // What was written once is written the same again.
  const again = await ask(routes.GET, `availability?sku=${sku.code}&channel=portal`);
  expect((await again.json()).skus).toEqual(skus);

  const later = `availability?sku=${sku.code}&date=2099-01-01&breakdown=1`;
  const told = await (await ask(routes.GET, later)).json();
  expect(told).toMatchObject({ date: "2099-01-01", channel: "api", skus: [{ available: 7 }] });
  expect(told.skus[0].nodes[0].breakdown.steps.at(-1)).toMatchObject({ left: 7 });
});

test("many SKUs are asked for in a body, whose faults are named", async () => {
  const post = (body: object) =>
    ask(routes.POST, "availability", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "idempotency-key": newId() },
    });
  const skus = Array.from({ length: 999 }, (_, at) => `NOPE-${at}`);
  const answer = await (await post({ skus: [...skus, sku.code] })).json();
  expect(answer.skus).toMatchObject([{ sku: sku.code, available: 7 }]);

  const refused = await post({ skus: [], date: "soon" });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    code: "INVALID_INPUT",
    faults: [{ field: "skus" }, { field: "date" }],
  });
});

test("an export is JSON or CSV, and goes on from the run it named", async () => {
  const first = await (await ask(sellable, "inventory/sellable?channel=api")).json();
  expect(first).toMatchObject({ changed: 1, rows: [{ sku: sku.code, quantity: 7 }], next: null });
  const since = `inventory/sellable?channel=api&since=${first.run}`;
  expect(await (await ask(sellable, since)).json()).toMatchObject({ changed: 0, rows: [] });

  const file = await ask(sellable, "inventory/sellable?channel=api&format=csv");
  expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(Number(file.headers.get("x-sellable-run"))).toBeGreaterThan(first.run);
  expect(await file.text()).toMatch(new RegExp(`^sku,quantity,sent_at\r\n${sku.code},7,`));

  const wrong = await ask(sellable, "inventory/sellable?channel=api&since=yesterday");
  expect(await wrong.json()).toMatchObject({ code: "INVALID_INPUT", faults: [{ field: "since" }] });
  const unknown = await ask(sellable, "inventory/sellable?channel=nowhere");
  expect(unknown.status).toBe(404);
});
