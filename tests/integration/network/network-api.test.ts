/** Nodes and services over the public API. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeApi } from "@/server/api/openapi";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { givenNetwork, TARIFF } from "../../support/factories";

type Route = (request: Request) => Promise<Response>;

let database: TestDatabase;
let calendarCode: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  process.env.DATABASE_URL = database.url;
  await givenNetwork(database);
  const [calendar] = await database.sql<{ code: string }[]>`select code from calendar`;
  calendarCode = calendar?.code ?? "";
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

async function givenKey(scopes: readonly string[]): Promise<string> {
  const key = newApiKey();
  await database.sql`insert into api_key (id, name, prefix, secret_hash, scopes)
    values (${newId()}, 'masters', ${key.slice(0, 8)}, ${hashApiKey(key)}, ${scopes})`;
  return key;
}

async function call(
  route: Route,
  key: string,
  body?: object,
  name = "first",
  { address = "" }: { readonly address?: string } = {},
) {
  const answer = await route(
    new Request(`http://localhost/api/v1${address}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "idempotency-key": name,
      },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
  return { status: answer.status, body: await answer.json() };
}

test("a node is opened, once by one key, with each fault at its field", async () => {
  const { GET, POST } = await import("@/app/api/v1/nodes/route");
  const key = await givenKey(["network.create_node", "network.list_node_states"]);
  const wish = {
    code: "fat",
    name: "Fresno",
    kind: "third_party",
    address1: "1 Fulton St",
    city: "Fresno",
    postalCode: "93721",
    country: "US",
    latitude: 36.75,
    longitude: -119.77,
    timeZone: "America/Los_Angeles",
    calendarCode,
    cutOffs: [{ serviceCode: "ground", localTime: "15:00" }],
    reason: "Contract of July",
  };
  const made = await call(POST, key, wish);
  expect(made).toMatchObject({ status: 201, body: { code: "FAT", latitude: 36.75 } });
  expect(await call(POST, key, wish)).toEqual(made);
  expect(await call(POST, key, wish, "second")).toMatchObject({
    status: 409,
    body: { code: "DUPLICATE", faults: [{ field: "code" }] },
  });
  const broken = { ...wish, kind: "shed", timeZone: "Mars/Olympus" };
  expect(await call(POST, key, broken, "third")).toMatchObject({
    status: 400,
    body: { faults: [{ field: "kind" }, { field: "timeZone" }] },
  });
  const { body } = await call(GET, key);
  expect(body.nodes).toMatchObject([{ code: "FAT", kind: "third_party" }]);
  expect(await call(POST, await givenKey([]), wish)).toMatchObject({ status: 403 });
});

test("a service is opened with its tariff and the nodes that offer it", async () => {
  const { GET, POST } = await import("@/app/api/v1/carrier-services/route");
  const key = await givenKey(["network.create_service", "network.list_tariffs"]);
  const wish = {
    code: "night",
    name: "By night",
    carrier: "Ordinate Freight",
    calendarCode,
    trackingPrefix: "OFN",
    tariff: TARIFF,
    nodes: [{ nodeCode: "FAT", localTime: "18:00" }],
    reason: "Contract of July",
  };
  expect(await call(POST, key, wish)).toEqual({ status: 201, body: { code: "night", nodes: 1 } });
  const { body } = await call(GET, key);
  expect(
    body.services.map((one: { code: string; nodes: number }) => [one.code, one.nodes]),
  ).toEqual([
    ["night", 1],
    ["ground", 1],
  ]);
  expect(await call(POST, await givenKey([]), wish)).toMatchObject({ status: 403 });
});

test("all of it stands in the description of the API, with the fields that it takes", () => {
  const { paths } = describeApi("http://localhost");
  expect(paths["/api/v1/nodes"].post.requestBody).toMatchObject({
    content: {
      "application/json": {
        schema: { required: expect.arrayContaining(["code", "calendarCode"]) },
      },
    },
  });
  expect(Object.keys(paths["/api/v1/carrier-services"])).toEqual(["get", "post"]);
});

test("a service is retired and brought back, with what uses it told beforehand", async () => {
  const rights = ["create", "retire", "restore"].map((verb) => `network.${verb}_service`);
  const key = await givenKey([...rights, "network.find_service_use"]);
  const { POST: open } = await import("@/app/api/v1/carrier-services/route");
  const { GET: use } = await import("@/app/api/v1/carrier-services/[code]/use/route");
  const { POST: retire } = await import("@/app/api/v1/carrier-services/[code]/retire/route");
  const { POST: restore } = await import("@/app/api/v1/carrier-services/[code]/restore/route");
  const made = await call(open, key, {
    ...{ code: "pallets", name: "Pallets", carrier: "CT", calendarCode, trackingPrefix: "CT" },
    ...{ tariff: TARIFF, limits: { refusesResidential: true, fromGrams: 70_000 } },
    reason: "Contract of July",
  });
  expect(made.status).toBe(201);
  const at = (action: string, code = "pallets") => ({
    address: `/carrier-services/${code}/${action}`,
  });
  expect(await call(use, key, undefined, "use", at("use"))).toMatchObject({
    ...{ status: 200, body: { orders: 0, nodes: 0, onlyAt: [], isUsual: false } },
  });
  const reason = { reason: "Contract ended" };
  expect(await call(retire, key, {}, "no reason", at("retire"))).toMatchObject({
    ...{ status: 400, body: { faults: [{ field: "reason" }] } },
  });
  expect(await call(retire, key, reason, "retire", at("retire"))).toEqual({
    ...{ status: 200, body: { code: "pallets", name: "Pallets" } },
  });
  expect(await call(retire, key, reason, "usual", at("retire", "ground"))).toMatchObject({
    ...{ status: 412, body: { code: "ILLEGAL_TRANSITION", details: { isUsual: true } } },
  });
  expect((await call(restore, key, reason, "restore", at("restore"))).status).toBe(200);
  const without = await givenKey(["network.list_tariffs"]);
  expect((await call(retire, without, reason, "right", at("retire"))).status).toBe(403);
});
