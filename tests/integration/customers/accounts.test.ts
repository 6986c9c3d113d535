import { afterAll, beforeAll, expect, test } from "vitest";
import { createKey } from "@/server/oms/customers/commands/create-key";
import { createUser } from "@/server/oms/customers/commands/create-user";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenCompany, givenNetwork, unique } from "../../support/factories";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  await givenNetwork(database);
});
afterAll(() => database.drop());

const user = (over: Partial<Parameters<typeof createUser>[2]> = {}) => ({
  email: `${unique("u").toLowerCase()}@example.test`,
  name: "Sam",
  passwordHash: "hash",
  roles: ["rep" as const],
  nodes: [],
  buyer: null,
  ...over,
});

test("an account is either staff or a buyer; neither and both write nothing", async () => {
  const ctx = ctxOf(database);
  const { code } = await givenCompany(database);
  const buyer = { companyCode: code, role: "approver" as const };
  const both = user({ buyer });
  const neither = user({ roles: [] });
  await expect(createUser(ctx, newId(), both)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await expect(createUser(ctx, newId(), neither)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  const { userId } = await createUser(ctx, newId(), user({ roles: [], buyer }));
  const [contact] = await database.sql`select role from contact where user_id = ${userId}`;
  expect(contact).toEqual({ role: "approver" });
  const made = await database.sql`
    select 1 from app_user where email in (${both.email}, ${neither.email})`;
  expect(made).toEqual([]);
});

test("a mail address has one account, however it is written, and also when two are made at once", async () => {
  const given = user();
  const twins = await Promise.allSettled([
    createUser(ctxOf(database), newId(), given),
    createUser(ctxOf(database), newId(), { ...given, email: given.email.toUpperCase() }),
  ]);
  expect(twins.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("the same key twice makes one account and one key", async () => {
  const [first, second] = [newId<string>(), newId<string>()];
  const given = user();
  const key = {
    name: "shop",
    prefix: "ord_abc",
    secretHash: unique("h"),
    scopes: ["a.b"],
    companyCode: null,
  };
  expect(await createUser(ctxOf(database), first, given)).toEqual(
    await createUser(ctxOf(database), first, given),
  );
  expect(await createKey(ctxOf(database), second, key)).toEqual(
    await createKey(ctxOf(database), second, key),
  );
});

test("a key may be confined to a company that exists", async () => {
  const { id, code } = await givenCompany(database);
  const key = { name: "edi", prefix: "ord_abc", scopes: ["orders.place_orders"] };
  const { keyId } = await createKey(ctxOf(database), newId(), {
    ...key,
    secretHash: unique("h"),
    companyCode: code,
  });
  const [row] = await database.sql`select company_id from api_key where id = ${keyId}`;
  expect(row).toEqual({ company_id: id });
  await expect(
    createKey(ctxOf(database), newId(), { ...key, secretHash: unique("h"), companyCode: "NOBODY" }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("nobody makes accounts or keys without the right to", async () => {
  const rep = ctxOf(database, actorWith(["orders.place_order"]));
  const key = { name: "x", prefix: "x", secretHash: "x", scopes: ["a.b"], companyCode: null };
  await expect(createUser(rep, newId(), user())).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(createKey(rep, newId(), key)).rejects.toMatchObject({ code: "FORBIDDEN" });
});
