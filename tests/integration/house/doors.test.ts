/** Bad input at each door: a clear answer with a stable code that names the field, and nothing written. */
import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultsOf } from "@/server/api/trpc";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey, type Viewer } from "@/server/auth/session";
import { DomainError } from "@/server/oms/kernel/errors";
import { trackingPathFor } from "@/server/oms/notifications/tracking-token";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenPriceList,
  givenSku,
  givenStock,
} from "../../support/factories";

type Handler = (request: Request) => Promise<Response>;

let database: TestDatabase;
let company: GivenCompany;
let foreign: GivenCompany;
let sku: GivenSku;
let token: string;
let orders: Handler;
let batch: Handler;
let trpc: Handler;
let api: typeof import("@/server/api/root");

beforeAll(async () => {
  database = await openDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.AUTH_SECRET ??= "a secret of this test alone, long enough";
  const { calendarId } = await givenNetwork(database);
  const node = await givenNode(database, calendarId);
  [company, foreign, sku] = await Promise.all([
    givenCompany(database),
    givenCompany(database),
    givenSku(database),
  ]);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 1_000 });
  token = await givenKey();
  ({ POST: orders } = await import("@/app/api/v1/orders/route"));
  ({ POST: batch } = await import("@/app/api/v1/orders/batch/route"));
  ({ POST: trpc } = await import("@/app/api/trpc/[trpc]/route"));
  api = await import("@/server/api/root");
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

async function givenKey(companyId: string | null = null): Promise<string> {
  const secret = newApiKey();
  const scopes = ["orders.place_order", "orders.place_orders", "orders.find_order"];
  await database.sql`
    insert into api_key (id, name, prefix, secret_hash, scopes, company_id)
    values (${newId()}, 'A webshop', ${secret.slice(0, 8)}, ${hashApiKey(secret)},
      ${scopes}::text[], ${companyId})`;
  return secret;
}

type Sent = { key?: string | null; idempotencyKey?: string | null };

function request(body: BodyInit, { key = token, idempotencyKey = randomUUID() }: Sent = {}) {
  return new Request("http://localhost/api/v1/orders", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(idempotencyKey === null ? {} : { "idempotency-key": idempotencyKey }),
    },
    body,
    duplex: "half",
  } as RequestInit);
}

const orderOf = (over: Record<string, unknown> = {}) => ({
  companyId: company.id,
  ifFaulty: "refuse",
  lines: [{ sku: sku.code, quantity: 1 }],
  ...over,
});

type Problem = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly faults?: readonly { field: string; code: string; message: string }[];
};

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { request_id: requestId, ...problem } = await response.json();
  expect(requestId).toBe(response.headers.get("x-request-id"));
  expect(problem.status).toBe(response.status);
  return problem;
}

/** Rows per table, without what only counts who knocked. */
async function rowCounts(): Promise<Record<string, number>> {
  const tables = await database.sql<{ name: string }[]>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'rate_window'`;
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await database.sql`select count(*)::int as n from ${database.sql(name)}`;
      return [name, row?.n] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** The same caller a page has, as staff with every right. */
const caller = () =>
  api.createCaller({
    viewer: { actor: ctxOf(database).actor } as Viewer,
    oms: { ...ctxOf(database), clock: { now: () => new Date() } },
    address: "test",
  });

/** What the tRPC door answers: its own code, the domain's, and the fields. */
async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TRPCError)) {
    throw new Error(`expected a refusal, found ${error}`);
  }
  const { cause, code, message } = error;
  return {
    code,
    message,
    domain: cause instanceof DomainError ? cause.code : null,
    faults: faultsOf(cause).map(({ field, code: fault }) => ({ field, code: fault })),
  };
}

const wrongLines = [
  [
    "an unknown SKU",
    { sku: "NO-SUCH-SKU", quantity: 1 },
    "ORDER_REFUSED",
    "lines.0.sku",
    "sku_unknown",
  ],
  ["no units", { quantity: 0 }, "INVALID_INPUT", "lines.0.quantity", "too_small"],
  ["less than none", { quantity: -1 }, "INVALID_INPUT", "lines.0.quantity", "too_small"],
  ["one and a half", { quantity: 1.5 }, "INVALID_INPUT", "lines.0.quantity", "invalid_type"],
  ["a million million", { quantity: 1e12 }, "INVALID_INPUT", "lines.0.quantity", "too_big"],
  ["a word", { quantity: "abc" }, "INVALID_INPUT", "lines.0.quantity", "invalid_type"],
  ["figures as text", { quantity: "5" }, "INVALID_INPUT", "lines.0.quantity", "invalid_type"],
  ["nothing", { quantity: undefined }, "INVALID_INPUT", "lines.0.quantity", "invalid_type"],
] as const;

describe("a line that cannot be ordered", () => {
  test.each(wrongLines)("%s, by REST", async (_, line, code, field, fault) => {
    const before = await rowCounts();
    const body = JSON.stringify(orderOf({ lines: [{ sku: sku.code, ...line }] }));
    const answer = await problemOf(await orders(request(body)));
    expect(answer).toMatchObject({
      status: code === "ORDER_REFUSED" ? 422 : 400,
      code,
      faults: [{ field, code: fault }],
    });
    expect(answer.faults?.[0]?.message).not.toBe("");
    expect(await rowCounts()).toEqual(before);
  });

  test.each(wrongLines)("%s, by tRPC", async (_, line, code, field, fault) => {
    const before = await rowCounts();
    const input = { ...orderOf(), channelCode: "phone", lines: [{ sku: sku.code, ...line }] };
    const answer = await refusalOf(
      caller().orders.place({ idempotencyKey: randomUUID(), input: input as never }),
    );
    expect(answer).toMatchObject({ domain: code, faults: [{ field, code: fault }] });
    expect(await rowCounts()).toEqual(before);
  });

  test("stands among good ones of a batch as its own result", async () => {
    const wrong = orderOf({ lines: [{ sku: sku.code, quantity: 0 }] });
    const sent = { orders: [{ idempotencyKey: randomUUID(), order: wrong }] };
    const before = await rowCounts();
    const response = await batch(request(JSON.stringify(sent)));
    expect(await response.json()).toMatchObject({
      results: [
        { ok: false, problem: { code: "INVALID_INPUT", faults: [{ field: "lines.0.quantity" }] } },
      ],
    });
    expect(await rowCounts()).toEqual(before);
  });
});

test("an order with faults is parked unless the sender asks for a refusal, and says so", async () => {
  const { ifFaulty: _, ...order } = orderOf({ lines: [{ sku: "NO-SUCH-SKU", quantity: 1 }] });
  const response = await orders(request(JSON.stringify(order)));
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({
    status: "parked",
    faults: [{ field: "lines.0.sku", code: "sku_unknown" }],
  });
});

describe("an order that is not for this customer", () => {
  test("a price list that ended names itself, its day and the line", async () => {
    const priceListId = await givenPriceList(database, {
      skuId: sku.id,
      tiers: [[1, 90_000]],
      validTo: "2020-12-31",
    });
    const late = await givenCompany(database, { priceListId });
    const before = await rowCounts();
    const answer = await problemOf(
      await orders(request(JSON.stringify(orderOf({ companyId: late.id })))),
    );
    expect(answer).toMatchObject({
      status: 422,
      code: "ORDER_REFUSED",
      faults: [{ field: "lines.0.unitPriceE4", code: "price_list_ended" }],
    });
    expect(answer.title).toMatch(/“Dealers” ended on 2020-12-31/);
    expect(await rowCounts()).toEqual(before);
  });

  test("another's company and one that nobody has are told in the same words", async () => {
    const own = await givenKey(company.id);
    const before = await rowCounts();
    const answers = await Promise.all(
      [foreign.id, newId()].map(async (companyId) => {
        const sent = request(JSON.stringify(orderOf({ companyId })), { key: own });
        const { details: _, ...answer } = {
          details: null,
          ...(await problemOf(await orders(sent))),
        };
        return answer;
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({
      status: 404,
      code: "NOT_FOUND",
      faults: [{ field: "companyId", code: "company_unknown" }],
    });
    expect(await rowCounts()).toEqual(before);
  });

  test("another's ship-to and one that nobody has as well", async () => {
    const before = await rowCounts();
    const answers = await Promise.all(
      [foreign.locationId, newId()].map(async (companyLocationId) =>
        problemOf(await orders(request(JSON.stringify(orderOf({ companyLocationId }))))),
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({
      status: 422,
      code: "ORDER_REFUSED",
      faults: [{ field: "companyLocationId", code: "ship_to_unknown" }],
    });
    expect(await rowCounts()).toEqual(before);
  });

  test("a field that there is not is named", async () => {
    const before = await rowCounts();
    const body = JSON.stringify(orderOf({ warehouse: "RNO" }));
    expect(await problemOf(await orders(request(body)))).toMatchObject({
      status: 400,
      faults: [{ field: "warehouse", code: "unrecognized_keys" }],
    });
    expect(await rowCounts()).toEqual(before);
  });
});

describe("a body that is none", () => {
  test.each([
    ["cut off", '{"lines": ['],
    ["empty", ""],
    ["a form", "sku=1&quantity=2"],
  ])("%s, by REST", async (_, body) => {
    const before = await rowCounts();
    expect(await problemOf(await orders(request(body)))).toMatchObject({
      status: 400,
      code: "INVALID_INPUT",
      title: "The body is not JSON",
      faults: [{ field: "body", code: "not_json" }],
    });
    expect(await rowCounts()).toEqual(before);
  });

  test.each([["null"], ["[]"], ['"an order"'], ["7"]])("%s, by REST", async (body) => {
    const before = await rowCounts();
    expect(await problemOf(await orders(request(body)))).toMatchObject({
      status: 400,
      code: "INVALID_INPUT",
    });
    expect(await rowCounts()).toEqual(before);
  });

  test("cut off, by tRPC", async () => {
    const response = await trpc(
      new Request("http://localhost/api/trpc/tracking.findParcels", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"json": {',
      }),
    );
    expect(response.status).toBe(400);
    const { error } = await response.json();
    expect(error.json.data).toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("a body without end", () => {
  const MIB = 1024 * 1024;

  /** Sends until somebody stops it, a mebibyte at a time. */
  function endless() {
    const sent = { chunks: 0, isStopped: false };
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          sent.chunks += 1;
          controller.enqueue(new Uint8Array(MIB).fill(32));
        },
        cancel: () => {
          sent.isStopped = true;
        },
      },
      { highWaterMark: 0 },
    );
    return { body, sent };
  }

  test("is read no further than 4 MiB by REST, and the sender is told to stop", async () => {
    const before = await rowCounts();
    const { body, sent } = endless();
    expect(await problemOf(await orders(request(body)))).toMatchObject({
      status: 413,
      code: "BODY_TOO_LARGE",
      faults: [{ field: "body", code: "too_large" }],
    });
    expect(sent).toEqual({ chunks: 5, isStopped: true });
    expect(await rowCounts()).toEqual(before);
  });

  test("is read no further by tRPC, which says so in its own form", async () => {
    const { body, sent } = endless();
    const response = await trpc(
      new Request("http://localhost/api/trpc/orders.place", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        duplex: "half",
      } as RequestInit),
    );
    expect(response.status).toBe(413);
    const { error } = await response.json();
    expect(error.json).toMatchObject({
      message: "The body is larger than 4 MiB; send less at once",
      data: { code: "PAYLOAD_TOO_LARGE", httpStatus: 413 },
    });
    expect(sent).toEqual({ chunks: 5, isStopped: true });
  });

  test("is not read at all when its length is told, or when its key is missing", async () => {
    const told = endless();
    const long = request(told.body);
    long.headers.set("content-length", String(5 * MIB));
    expect(await problemOf(await orders(long))).toMatchObject({ code: "BODY_TOO_LARGE" });
    const unnamed = endless();
    const answer = await orders(request(unnamed.body, { idempotencyKey: null }));
    expect(await problemOf(answer)).toMatchObject({ code: "INVALID_INPUT" });
    expect([told.sent.chunks, unnamed.sent.chunks]).toEqual([0, 0]);
  });

  test("of 4 MiB less a little is read whole, whatever its letters take", async () => {
    const note = "ü".repeat(1_999);
    const body = JSON.stringify(orderOf({ note })).padEnd(4 * MIB - 2_000, " ");
    const response = await orders(request(body));
    expect(response.status).toBe(201);
    const { number } = await response.json();
    const [row] = await database.sql`select note from sales_order where number = ${number}`;
    expect(row?.note).toBe(note);
  });
});

describe("the idempotency key", () => {
  const send = async (body: unknown, sent: Sent) => {
    const response = await orders(request(JSON.stringify(body), sent));
    return { status: response.status, body: await response.json() };
  };

  test.each([[null], [""], ["   "], ["k".repeat(256)]])("%j is none", async (idempotencyKey) => {
    const before = await rowCounts();
    const answer = await problemOf(
      await orders(request(JSON.stringify(orderOf()), { idempotencyKey })),
    );
    expect(answer).toMatchObject({
      status: 400,
      code: "INVALID_INPUT",
      faults: [{ field: "Idempotency-Key", code: "missing" }],
    });
    expect(await rowCounts()).toEqual(before);
  });

  test("by tRPC it is a UUID, and is named when it is not", async () => {
    const input = { ...orderOf(), channelCode: "phone" };
    const answer = await refusalOf(
      caller().orders.place({ idempotencyKey: "again", input: input as never }),
    );
    expect(answer).toMatchObject({ code: "BAD_REQUEST", faults: [{ field: "idempotencyKey" }] });
  });

  test("with another body is refused with 422, and the first order stands alone", async () => {
    const sent = { idempotencyKey: `order ${randomUUID()}` };
    const first = await send(orderOf(), sent);
    expect(first.status).toBe(201);
    const before = await rowCounts();
    const other = await send(orderOf({ lines: [{ sku: sku.code, quantity: 2 }] }), sent);
    expect([other.status, other.body.code]).toEqual([422, "KEY_REUSED"]);
    expect(await send(orderOf(), sent)).toEqual(first);
    expect(await rowCounts()).toEqual(before);
  });

  test("with another body is refused by tRPC too", async () => {
    const idempotencyKey = randomUUID();
    const place = (quantity: number) => {
      const input = { ...orderOf({ lines: [{ sku: sku.code, quantity }] }), channelCode: "phone" };
      return caller().orders.place({ idempotencyKey, input: input as never });
    };
    await place(1);
    const before = await rowCounts();
    expect(await refusalOf(place(2))).toMatchObject({
      code: "UNPROCESSABLE_CONTENT",
      domain: "KEY_REUSED",
    });
    expect(await rowCounts()).toEqual(before);
  });

  test("is its sender's own: two senders with one name make two orders and learn nothing", async () => {
    const idempotencyKey = `order-1 ${randomUUID()}`;
    const [mine, theirs] = await Promise.all([givenKey(company.id), givenKey(foreign.id)]);
    const own = await send(orderOf(), { key: mine, idempotencyKey });
    const other = await send(orderOf({ companyId: foreign.id }), { key: theirs, idempotencyKey });
    expect([own.status, other.status]).toEqual([201, 201]);
    expect(other.body.number).not.toBe(own.body.number);
    const owners = await database.sql`
      select company_id as id from sales_order
      where number in (${own.body.number}, ${other.body.number}) order by number = ${other.body.number}`;
    expect(owners.map(({ id }) => id)).toEqual([company.id, foreign.id]);
    expect(await send(orderOf(), { key: mine, idempotencyKey })).toEqual(own);
  });

  test("is its sender's own in a batch as well", async () => {
    const name = `batch ${randomUUID()}`;
    const [mine, theirs] = await Promise.all([givenKey(company.id), givenKey(foreign.id)]);
    const sendAll = async (key: string, companyId: string) => {
      const sent = { orders: [{ idempotencyKey: name, order: orderOf({ companyId }) }] };
      const response = await batch(request(JSON.stringify(sent), { key }));
      return (await response.json()).results[0];
    };
    const own = await sendAll(mine, company.id);
    const other = await sendAll(theirs, foreign.id);
    expect([own.ok, other.ok]).toEqual([true, true]);
    expect(other.order.number).not.toBe(own.order.number);
    expect(await sendAll(mine, company.id)).toEqual(own);
  });
});

test("a tracking link one character off is answered as one that never was", async () => {
  const { orderId } = await caller().orders.place({
    idempotencyKey: randomUUID(),
    input: { ...orderOf(), channelCode: "phone" } as never,
  });
  const link = (await trackingPathFor(database.sql, orderId)).replace("/t/", "");
  const off = `${link.slice(0, -1)}${link.endsWith("A") ? "B" : "A"}`;
  const ask = async (text: string) => {
    const input = encodeURIComponent(JSON.stringify({ json: { token: text } }));
    const { GET } = await import("@/app/api/trpc/[trpc]/route");
    const url = `http://localhost/api/trpc/tracking.findParcels?input=${input}`;
    const response = await GET(new Request(url));
    const { error } = await response.json();
    // Where in our own code it was said: no part of an answer outside of development.
    delete error?.json.data.stack;
    return { status: response.status, body: JSON.stringify(error) };
  };
  const before = await rowCounts();
  const answers = [await ask(off), await ask("A".repeat(43)), await ask("no token")];
  expect(answers[0]?.status).toBe(404);
  expect(answers[0]?.body).toContain("This link is not valid");
  expect(answers[0]?.body).not.toContain(off);
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  expect((await ask(link)).status).toBe(200);
  expect(await rowCounts()).toEqual(before);
});
