import { afterAll, beforeAll, expect, test } from "vitest";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { givenSku, givenStock } from "../../support/factories";
import { bucketsOf, type Floor, givenFloor, givenPacked, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let post: (request: Request) => Promise<Response>;
beforeAll(async () => {
  database = await openDatabase();
  process.env.DATABASE_URL = database.url;
  floor = await givenFloor(database);
  ({ POST: post } = await import("@/app/api/v1/tracking-events/route"));
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
    values (${newId()}, 'Carrier gateway', ${secret.slice(0, 8)}, ${hashApiKey(secret)},
      ${[...scopes]}::text[])`;
  return secret;
}

async function givenShipped() {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
  const given = await givenPacked(floor, [{ sku: sku.code, quantity: 2 }]);
  await makeLabels(floor.ctx, key(), { shipmentId: given.shipment.id });
  await handOver(floor.ctx, key(), { shipmentId: given.shipment.id });
  const [parcel] = await database.sql<{ trackingNumber: string }[]>`
    select tracking_number as "trackingNumber" from package
    where shipment_id = ${given.shipment.id}`;
  return { ...given, trackingNumber: parcel?.trackingNumber ?? "" };
}

const request = (body: unknown, headers: Record<string, string>) =>
  new Request("http://localhost/api/v1/tracking-events", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const SCOPE = "fulfillment.record_tracking_event";

test("a carrier tells of a delivery: once, however often it is sent", async () => {
  const { order, trackingNumber } = await givenShipped();
  const authorization = `Bearer ${await givenKey([SCOPE])}`;
  const body = {
    trackingNumber,
    status: "delivered",
    occurredAt: "2026-11-12T17:30:00Z",
    place: "San Francisco",
    externalId: `gw-${trackingNumber}`,
  };
  const headers = { authorization, "idempotency-key": `event ${trackingNumber}` };
  const first = await post(request(body, headers));
  expect(first.status).toBe(201);
  expect(await first.json()).toEqual({ trackingNumber, status: "delivered", isNew: true });

  const again = await post(request(body, headers));
  expect([again.status, await again.json()]).toEqual([
    201,
    { trackingNumber, status: "delivered", isNew: true },
  ]);
  const otherKey = await post(request(body, { authorization, "idempotency-key": "another" }));
  expect([otherKey.status, await otherKey.json()]).toEqual([
    200,
    { trackingNumber, status: "delivered", isNew: false },
  ]);
  expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ delivered: 2 }]);
  const events = await database.sql`
    select source, external_id, place from tracking_event e join package p on p.id = e.package_id
    where p.tracking_number = ${trackingNumber}`;
  expect(events).toEqual([
    { source: "Carrier gateway", external_id: `gw-${trackingNumber}`, place: "San Francisco" },
  ]);
});

test("what is refused is problem+json with a stable code and its request's id", async () => {
  const { trackingNumber } = await givenShipped();
  const good = `Bearer ${await givenKey([SCOPE])}`;
  const useless = `Bearer ${await givenKey(["orders.place_order"])}`;
  const body = { trackingNumber, status: "in_transit", occurredAt: "2026-11-10T15:30:00Z" };
  const cases = [
    { what: body, headers: { "idempotency-key": "k" }, status: 401, code: "UNAUTHORIZED" },
    {
      what: body,
      headers: { authorization: `${good}x`, "idempotency-key": "k" },
      status: 401,
      code: "UNAUTHORIZED",
    },
    {
      what: body,
      headers: { authorization: useless, "idempotency-key": "k" },
      status: 403,
      code: "FORBIDDEN",
    },
    { what: body, headers: { authorization: good }, status: 400, code: "INVALID_INPUT" },
    {
      what: body,
      headers: { authorization: good, "idempotency-key": "k".repeat(256) },
      status: 400,
      code: "INVALID_INPUT",
    },
    {
      what: "{",
      headers: { authorization: good, "idempotency-key": "k" },
      status: 400,
      code: "INVALID_INPUT",
    },
    {
      what: { ...body, status: "lost", occurredAt: "yesterday" },
      headers: { authorization: good, "idempotency-key": "k" },
      status: 400,
      code: "INVALID_INPUT",
    },
    {
      what: { ...body, trackingNumber: "OF0" },
      headers: { authorization: good, "idempotency-key": "k" },
      status: 404,
      code: "NOT_FOUND",
    },
  ];
  for (const { what, headers, status, code } of cases) {
    const response = await post(request(what, headers as Record<string, string>));
    const problem = await response.json();
    expect({ status: response.status, code: problem.code }).toEqual({ status, code });
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(problem.request_id).toBe(response.headers.get("x-request-id"));
  }
  const { faults } = await (
    await post(
      request(
        { ...body, status: "lost", occurredAt: "yesterday" },
        { authorization: good, "idempotency-key": "k" },
      ),
    )
  ).json();
  expect(faults.map((fault: { field: string }) => fault.field).toSorted()).toEqual([
    "occurredAt",
    "status",
  ]);
});

test("the same key for another event is refused, and nothing is recorded", async () => {
  const { trackingNumber } = await givenShipped();
  const authorization = `Bearer ${await givenKey([SCOPE])}`;
  const headers = { authorization, "idempotency-key": `reused ${trackingNumber}` };
  const body = { trackingNumber, status: "in_transit", occurredAt: "2026-11-10T15:30:00Z" };
  expect((await post(request(body, headers))).status).toBe(201);
  const other = await post(request({ ...body, status: "exception" }, headers));
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ code: "KEY_REUSED" });
  const events = await database.sql`
    select status from tracking_event e join package p on p.id = e.package_id
    where p.tracking_number = ${trackingNumber}`;
  expect(events).toEqual([{ status: "in_transit" }]);
});
