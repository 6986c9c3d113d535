/** Why orders went where they went, over the public API, the command line and the order's page. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeApi } from "@/server/api/openapi";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { routeByHand } from "@/server/oms/allocation/commands/route-by-hand";
import { findOrder } from "@/server/oms/orders/queries-order";
import { findDecision } from "@/server/oms/sourcing/queries";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { ctxOf, givenCompany, givenSku, givenStock, TUESDAY } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

type Route = (request: Request) => Promise<Response>;

const run = promisify(execFile);

const RIGHTS = ["sourcing.list_decisions", "sourcing.export_profile", "sourcing.check_profile"];

let database: TestDatabase;
let floor: Floor;
let orderNumber: string;
let own: string;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  process.env.DATABASE_URL = database.url;
  floor = await givenFloor(database);
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 5 });
  const order = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
  orderNumber = order.number;
  const [line] = await database.sql<{ id: string }[]>`
    select id from order_line where order_id = ${order.orderId}`;
  // A minute later: what is decided in one moment has no order.
  const later = ctxOf(database, undefined, new Date(TUESDAY.getTime() + 60_000));
  await routeByHand(later, key(), {
    orderId: order.orderId,
    lines: [{ orderLineId: line?.id ?? "", nodeId: floor.columbus.id, quantity: 1 }],
    reason: "The customer fetches it",
  });
  own = await givenKey(RIGHTS);
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

async function givenKey(scopes: readonly string[], companyId: string | null = null) {
  const secret = newApiKey();
  await database.sql`insert into api_key (id, name, prefix, secret_hash, scopes, company_id)
    values (${newId()}, 'erp', ${secret.slice(0, 8)}, ${hashApiKey(secret)}, ${scopes},
      ${companyId})`;
  return secret;
}

async function ask(route: Route, path: string, secret = own, body?: object) {
  const answer = await route(
    new Request(`http://localhost/api/v1/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${secret}`,
        "content-type": "application/json",
        "idempotency-key": "one",
      },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
  return { status: answer.status, body: await answer.json() };
}

const decisionsOf = async (number: string, secret = own) => {
  const { GET } = await import("@/app/api/v1/orders/[number]/decisions/route");
  return ask(GET, `orders/${encodeURIComponent(number)}/decisions`, secret);
};

/** The answer as JSON: instants as text, as a client reads them. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

test("an order's decisions are told whole, the newest first, made again to the same answer", async () => {
  const { status, body } = await decisionsOf(orderNumber);
  expect(status).toBe(200);
  expect(body).toMatchObject({ orderNumber });
  expect(body.decisions).toHaveLength(2);
  const [byHand, placed] = body.decisions;
  expect(byHand).toMatchObject({
    trigger: "manual",
    isReplayed: true,
    sentence: "Columbus ships 1 unit, placed there by hand by test: The customer fetches it",
  });
  expect(placed).toMatchObject({ trigger: "placed", isReplayed: true, profileVersion: 1 });
  const names = placed.nodes.map(({ name }: { name: string }) => name);
  expect(names.toSorted()).toEqual(["Columbus", "Reno"]);
  expect(placed.decision.candidates).toHaveLength(2);
  expect(placed.costsAlone).toHaveLength(2);
  expect((await decisionsOf(orderNumber.toLowerCase())).body.decisions).toHaveLength(2);
});

test("has the shape that the description of the API says", async () => {
  const { paths } = describeApi("http://localhost");
  const { responses } = paths["/api/v1/orders/{number}/decisions"].get;
  const { schema } = responses[200].content["application/json"];
  const { body } = await decisionsOf(orderNumber);
  expect(Object.keys(body)).toEqual(expect.arrayContaining([...schema.required]));
  const { required, properties } = schema.properties.decisions.items;
  for (const decision of body.decisions) {
    expect(Object.keys(decision)).toEqual(expect.arrayContaining([...required]));
    for (const [name, { type }] of Object.entries(properties)) {
      const value = decision[name];
      expect(Array.isArray(value) ? "array" : typeof value, name).toBe(type);
    }
  }
});

test("says the same as the order's page and the command line", async () => {
  const { body } = await decisionsOf(orderNumber);
  const page = await findOrder(floor.ctx, { orderNumber });
  expect(page.decisions.map(({ id, sentence }) => [id, sentence])).toEqual(
    body.decisions.map(({ id, sentence }: { id: string; sentence: string }) => [id, sentence]),
  );
  const traces = await Promise.all(
    page.decisions.map(({ id }) => findDecision(floor.ctx, { decisionId: id })),
  );
  const env = { ...process.env, DATABASE_URL: database.url, AUTH_SECRET: "", LOG_LEVEL: "silent" };
  const oms = ["--import", "tsx", "server/cli/oms.ts", "explain", orderNumber];
  const explain = (...more: string[]) => run(process.execPath, [...oms, ...more], { env });
  const [text, json] = await Promise.all([explain(), explain("--json")]);
  expect(JSON.parse(json.stdout)).toEqual({ order: orderNumber, decisions: plain(traces) });
  plain(traces).forEach((trace: Record<string, unknown>, at: number) => {
    // The page knows its order by name and money; the API names both once, above all decisions.
    const { currency: _, skuCodes: __, ...weighed } = trace;
    expect(body.decisions[at]).toMatchObject(weighed);
    expect(text.stdout).toContain(String(weighed.sentence));
  });
});

test("is for staff: not without the right, not for a company, not of what nobody routed", async () => {
  expect(await decisionsOf(orderNumber, await givenKey([]))).toMatchObject({
    status: 403,
    body: { code: "FORBIDDEN" },
  });
  const foreign = await givenCompany(database);
  for (const companyId of [floor.company.id, foreign.id]) {
    expect(await decisionsOf(orderNumber, await givenKey(RIGHTS, companyId))).toMatchObject({
      status: 403,
      body: { code: "FORBIDDEN" },
    });
  }
  expect(await decisionsOf("SO-1", own)).toMatchObject({
    status: 404,
    body: { code: "NOT_FOUND", title: "Nothing was routed for SO-1" },
  });
  expect(await decisionsOf(orderNumber, "ord_nobody")).toMatchObject({ status: 401 });
});

test("the profile that decided is told as a document, and a document is checked without a trace", async () => {
  const { GET, POST } = await import("@/app/api/v1/routing/profile/route");
  const { POST: check } = await import("@/app/api/v1/routing/profile/check/route");
  const live = await ask(GET, "routing/profile");
  expect(live).toMatchObject({ status: 200, body: { version: 1, status: "active" } });
  expect(await ask(GET, "routing/profile?version=1")).toEqual(live);
  expect(await ask(GET, "routing/profile?version=99")).toMatchObject({ status: 404 });
  expect(await ask(GET, "routing/profile?version=x")).toMatchObject({
    status: 400,
    body: { faults: [{ field: "version" }] },
  });
  const { document } = live.body;
  expect(await ask(check, "routing/profile/check", own, { document })).toMatchObject({
    status: 200,
    body: { isReadable: true, faults: [] },
  });
  const broken = { document: { ...document, strategies: [] } };
  const said = await ask(check, "routing/profile/check", own, broken);
  expect(said.status).toBe(200);
  expect(said.body.faults.length + said.body.findings.length).toBeGreaterThan(0);
  expect(await ask(POST, "routing/profile", own, { document })).toMatchObject({ status: 403 });
  const writer = await givenKey(["sourcing.import_profile"]);
  expect(await ask(POST, "routing/profile", writer, { document })).toMatchObject({
    status: 200,
    body: { isUnchanged: true },
  });
  const buyer = await givenKey(RIGHTS, floor.company.id);
  expect(await ask(GET, "routing/profile", buyer)).toMatchObject({ status: 403 });
});
