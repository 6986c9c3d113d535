import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accountSummary,
  findCompany,
  findMyCompany,
  listCompanies,
  listLocations,
  searchCompanies,
} from "@/server/oms/customers/queries";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";

let database: TestDatabase;
let company: GivenCompany;
let order: { number: string };
const po = unique("PO");
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  const node = await givenNode(database, calendarId);
  company = await givenCompany(database, { creditLimit: 100_000 });
  await givenCompany(database);
  const sku = await givenSku(database, { listPriceE4: 100_000 });
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 50 });
  await database.sql`update company set name = 'Wheel & Co', phone = '(415) 555-0199'
    where id = ${company.id}`;
  order = await placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "phone",
    companyId: company.id,
    customerPo: po,
    lines: [{ sku: sku.code, quantity: 4 }],
  });
});
afterAll(() => database.drop());

describe("finding an account while somebody talks", () => {
  const first = async (text: string) =>
    (await searchCompanies(ctxOf(database), { text })).items.map(({ companyId, matchedBy }) => [
      companyId,
      matchedBy,
    ])[0];

  test.each([
    ["a part of the name", () => "wheel", "name"],
    ["the account code", () => company.code.toLowerCase(), "code"],
    ["some digits of the phone", () => "555 0199", "phone"],
    ["a contact's mail", () => company.contactEmail, "contact"],
    ["an order number", () => order.number, "order"],
    ["an order number without its letters", () => order.number.replace("SO-", ""), "order"],
    ["a PO number", () => po, "po"],
  ])("by %s", async (_, text, matchedBy) => {
    expect(await first(text())).toEqual([company.id, matchedBy]);
  });

  test("the marks of a pattern are only marks", async () => {
    expect((await searchCompanies(ctxOf(database), { text: "%" })).items).toEqual([]);
  });

  test("is not open to buyers", async () => {
    const buyer = actorWith(["customers.search_companies"], { companyId: company.id });
    await expect(searchCompanies(ctxOf(database, buyer), { text: "a" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

test("the summary adds up credit, open orders, places and people", async () => {
  const account = await accountSummary(ctxOf(database), { companyId: company.id });
  expect(account).toMatchObject({
    name: "Wheel & Co",
    termsName: "Net 30",
    openOrderCount: 1,
    lateOrderCount: 0,
    credit: { openOrders: 4_000, exposure: 4_000, left: 96_000, state: "ok" },
  });
  expect(account.locations.map(({ code, isDefault }) => [code, isDefault])).toEqual([
    ["MAIN", true],
  ]);
  expect(account.contacts.map(({ name, signsIn }) => [name, signsIn])).toEqual([
    ["Pat Buyer", false],
  ]);
});

test("a buyer sees their own company and its places, and no other", async () => {
  const buyer = actorWith(["customers.find_my_company", "customers.list_locations"], {
    companyId: company.id,
  });
  expect((await findMyCompany(ctxOf(database, buyer), {})).code).toBe(company.code);
  expect(await listLocations(ctxOf(database, buyer), {})).toHaveLength(1);
  await expect(
    listLocations(ctxOf(database, buyer), { companyId: randomUUID() }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("staff find a company by its code, and the list pages by cursor", async () => {
  expect((await findCompany(ctxOf(database), { code: company.code })).companyId).toBe(company.id);
  await expect(findCompany(ctxOf(database), { code: "NOBODY" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const one = await listCompanies(ctxOf(database), { limit: 1 });
  const two = await listCompanies(ctxOf(database), { limit: 1, after: one.next });
  expect(one.total).toBe(2);
  expect(new Set([one.items[0]?.companyId, two.items[0]?.companyId]).size).toBe(2);
  expect(two.next).toBeNull();
});
