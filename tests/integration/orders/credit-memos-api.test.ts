/** Credit memos over the public API: what finance books, page by page, and who may read them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeApi } from "@/server/api/openapi";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { grantCredit } from "@/server/oms/orders/commands/grant-credit";
import { reverseCredit } from "@/server/oms/orders/commands/reverse-credit";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { givenSku, givenStock } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  process.env.DATABASE_URL = database.url;
  floor = await givenFloor(database);
});
afterAll(async () => {
  const { database: ownConnection } = await import("@/db/client");
  await ownConnection().end();
  await database.drop();
});

async function ask(query: string, scopes = ["orders.list_credit_memos"], companyId = "") {
  const { tellCreditMemos } = await import("@/server/api/credit-memos");
  const secret = newApiKey();
  await database.sql`insert into api_key (id, name, prefix, secret_hash, scopes, company_id)
    values (${newId()}, 'erp', ${secret.slice(0, 8)}, ${hashApiKey(secret)}, ${scopes},
      ${companyId === "" ? null : companyId})`;
  const answer = await tellCreditMemos(
    new Request(`http://localhost/api/v1/credit-memos${query}`, {
      headers: { authorization: `Bearer ${secret}` },
    }),
  );
  return { status: answer.status, body: await answer.json() };
}

test("a credit and what takes it back are read in order, a page at a time, by who may", async () => {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 5 });
  const { orderId, number: order } = await givenOrder(floor, [{ sku: sku.code, quantity: 3 }]);
  const { creditMemoId } = await grantCredit(floor.ctx, key(), {
    ...{ orderId, amountMinor: 700, reason: "damaged" as const, note: "A dent" },
  });
  await reverseCredit(floor.ctx, key(), { creditMemoId, amountMinor: 200, note: "A small one" });
  const first = await ask("?limit=1");
  expect(first).toMatchObject({
    status: 200,
    body: {
      memos: [{ number: "CM-1001", order, reverses: null, reason: "damaged", amountMinor: 700 }],
      next: "CM-1001",
    },
  });
  const rest = await ask("?after=CM-1001");
  expect(rest.body).toMatchObject({
    memos: [{ number: "CM-1002", reverses: "CM-1001", amountMinor: -200, note: "A small one" }],
    next: null,
  });
  expect((await ask("?limit=many")).status).toBe(400);
  expect((await ask("", [])).status).toBe(403);
  expect((await ask("", undefined, floor.company.id)).status).toBe(403);
  expect(Object.keys(describeApi("http://localhost").paths)).toContain("/api/v1/credit-memos");
});
