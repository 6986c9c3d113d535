/** Webhooks over the public API. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";

type Route = (request: Request) => Promise<Response>;

const RIGHTS = [
  "webhooks.list_subscriptions",
  "webhooks.list_deliveries",
  "webhooks.save_subscription",
  "webhooks.rotate_secret",
  "webhooks.send_test",
];

let database: TestDatabase;
let authorization: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  process.env.DATABASE_URL = database.url;
  const key = newApiKey();
  await database.sql`insert into api_key (id, name, prefix, secret_hash, scopes)
    values (${newId()}, 'shop', ${key.slice(0, 8)}, ${hashApiKey(key)}, ${RIGHTS})`;
  authorization = `Bearer ${key}`;
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

const ask = (route: Route, path: string, body?: object, key = "first") =>
  route(
    new Request(`http://localhost/api/v1/webhooks${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization, "content-type": "application/json", "idempotency-key": key },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );

test("a subscription is made with its secret told, changed, exchanged, tested, and tells its messages", async () => {
  const { GET, POST } = await import("@/app/api/v1/webhooks/route");
  const { POST: change } = await import("@/app/api/v1/webhooks/[id]/route");
  const { POST: rotate } = await import("@/app/api/v1/webhooks/[id]/rotate/route");
  const { POST: sendTest } = await import("@/app/api/v1/webhooks/[id]/test/route");
  const { GET: deliveries } = await import("@/app/api/v1/webhooks/[id]/deliveries/route");
  const { POST: replay } = await import("@/app/api/v1/webhooks/[id]/replay/route");

  const wish = { name: "Shop", url: "https://shop.example/hook", eventTypes: ["promise.changed"] };
  const made = await ask(POST, "", wish);
  expect(made.status).toBe(201);
  const { subscriptionId, version, secret } = await made.json();
  expect(secret).toMatch(/^whsec_/);
  // The same request is the same subscription, with the same secret.
  expect(await (await ask(POST, "", wish)).json()).toEqual({ subscriptionId, version, secret });

  const path = `/${subscriptionId}`;
  expect((await ask(change, path, { ...wish, version: 7 }, "stale")).status).toBe(409);
  const changed = await ask(change, path, { ...wish, version, name: "Store" }, "change");
  expect(await changed.json()).toEqual({ subscriptionId, version: 2 });
  const next = await (await ask(rotate, `${path}/rotate`, {}, "rotate")).json();
  expect(next.secret).not.toBe(secret);
  expect((await ask(sendTest, `${path}/test`, {}, "test")).status).toBe(202);
  const { deliveries: sent } = await (await ask(deliveries, `${path}/deliveries`)).json();
  expect(sent).toMatchObject([{ type: "webhook.test", state: "pending", last: null }]);
  expect((await ask(replay, `/${sent[0].id}/replay`, {}, "replay")).status).toBe(403);

  const list = await (await ask(GET, "")).text();
  expect(JSON.parse(list).subscriptions).toMatchObject([{ name: "Store", isOn: true, waiting: 1 }]);
  expect(list).not.toContain("whsec_");
  expect((await ask(deliveries, "/nonsense/deliveries")).status).toBe(404);
});
