import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCaller } from "@/server/api/root";
import { admitByKey, hashApiKey } from "@/server/auth/api-key";
import { capabilitiesOf } from "@/server/auth/capabilities";
import { findViewer, newApiKey, openSession } from "@/server/auth/session";
import { createKey } from "@/server/oms/customers/commands/create-key";
import { createUser } from "@/server/oms/customers/commands/create-user";
import { revokeKey } from "@/server/oms/customers/commands/revoke-key";
import { setAccess } from "@/server/oms/customers/commands/set-access";
import { setRoles } from "@/server/oms/customers/commands/set-roles";
import { listKeys, listUsers } from "@/server/oms/customers/queries-access";
import type { StaffRole } from "@/server/oms/customers/types";
import type { Actor } from "@/server/shell/actor";
import { openDatabase, type TestDatabase } from "../../support/database";
import { everyPage } from "../../support/every-page";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  givenCompany,
  givenNetwork,
  givenNode,
  TUESDAY,
  unique,
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let company: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  company = await givenCompany(database);
});
afterAll(() => database.drop());

async function givenUser(roles: StaffRole[], nodes: string[] = []): Promise<string> {
  const { userId } = await createUser(ctxOf(database), randomUUID(), {
    email: `${unique("user").toLowerCase()}@example.test`,
    name: "Sam Staff",
    passwordHash: "none",
    roles,
    nodes,
    buyer: null,
  });
  return userId;
}

const givenBuyer = async () => {
  const { userId } = await createUser(ctxOf(database), randomUUID(), {
    email: `${unique("buyer").toLowerCase()}@example.test`,
    name: "Bo Buyer",
    passwordHash: "none",
    roles: [],
    nodes: [],
    buyer: { companyCode: company.code, role: "buyer" },
  });
  return userId;
};

const roles = (userId: string, next: StaffRole[], nodes: string[] = [], actor?: Actor) =>
  setRoles(ctxOf(database, actor), randomUUID(), { userId, roles: next, nodes });

const access = (userId: string, isOpen: boolean, actor?: Actor) =>
  setAccess(ctxOf(database, actor), randomUUID(), { userId, isOpen, reason: "Left the house" });

/** Who a session is, asked as each request asks. */
const viewerOf = (sessionId: string) => findViewer(database, sessionId, TUESDAY);

describe("roles", () => {
  test("taken away end their rights with the next request of a session that goes on", async () => {
    const userId = await givenUser(["ops"]);
    const sessionId = await openSession(database, userId, TUESDAY);
    const before = await viewerOf(sessionId);
    expect(before?.actor.capabilities.has("inventory.adjust_stock")).toBe(true);
    await roles(userId, ["rep"]);
    const after = await viewerOf(sessionId);
    expect(after?.actor.capabilities.has("inventory.adjust_stock")).toBe(false);
    expect(after?.actor.capabilities).toEqual(capabilitiesOf(["rep"]));
    await roles(userId, []);
    expect(await viewerOf(sessionId)).toBeNull();
  });

  test("of the warehouse come with its nodes, and only those", async () => {
    const userId = await givenUser(["warehouse"]);
    const sessionId = await openSession(database, userId, TUESDAY);
    expect((await viewerOf(sessionId))?.actor.nodeIds).toEqual([]);
    await roles(userId, ["warehouse"], [reno.code.toLowerCase()]);
    expect((await viewerOf(sessionId))?.actor.nodeIds).toEqual([reno.id]);
    await expect(roles(userId, ["warehouse"], ["NOWHERE"])).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await viewerOf(sessionId))?.actor.nodeIds).toEqual([reno.id]);
  });

  test("of a buyer are their company's, and nobody without the right sets any", async () => {
    const buyer = await givenBuyer();
    await expect(roles(buyer, ["admin"])).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const userId = await givenUser(["rep"]);
    const ops = actorWith([...capabilitiesOf(["ops"])]);
    await expect(roles(userId, ["admin"], [], ops)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const foreign = actorWith(["auth.set_roles"], { companyId: company.id });
    await expect(roles(userId, ["admin"], [], foreign)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(roles(randomUUID(), ["rep"])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("two admins who take each other's role at once: one of them stays", async () => {
    await database.sql`delete from user_role where role = 'admin'`;
    const [ada, abe] = [await givenUser(["admin"]), await givenUser(["admin"])];
    const results = await Promise.allSettled([roles(ada, ["ops"]), roles(abe, ["ops"])]);
    expect(results.filter(({ status }) => status === "rejected")).toMatchObject([
      { reason: { code: "INVALID_INPUT", details: { faults: [{ field: "roles" }] } } },
    ]);
    const left = await database.sql`select 1 from user_role where role = 'admin'`;
    expect(left).toHaveLength(1);
  });

  test("every change is on record with before and after", async () => {
    const userId = await givenUser(["rep"]);
    await roles(userId, ["rep", "ops"]);
    const [event] = await database.sql`
      select payload from event where subject_id = ${userId} and type = 'app_user.roles_changed'`;
    expect(event?.payload).toMatchObject({ before: ["rep"], after: ["rep", "ops"] });
  });
});

describe("accounts", () => {
  test("closed, every session ends and no new one opens a door; reopened it works again", async () => {
    const userId = await givenUser(["rep"]);
    const sessions = [
      await openSession(database, userId, TUESDAY),
      await openSession(database, userId, TUESDAY),
    ];
    await access(userId, false);
    expect(await Promise.all(sessions.map(viewerOf))).toEqual([null, null]);
    const { rows } = await listUsers(ctxOf(database), { view: "closed" });
    expect(rows.map(({ id }) => id)).toContain(userId);
    await access(userId, true);
    expect(await Promise.all(sessions.map(viewerOf))).toEqual([null, null]);
    const again = await openSession(database, userId, TUESDAY);
    expect(await viewerOf(again)).not.toBeNull();
  });

  test("nobody closes their own, nor the last one that manages accounts", async () => {
    await database.sql`delete from user_role where role = 'admin'`;
    const ada = await givenUser(["admin"]);
    const right = ["auth.set_access"];
    await expect(access(ada, false, actorWith(right, { id: ada }))).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(access(ada, false)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const abe = await givenUser(["admin"]);
    await access(abe, false);
    await expect(access(ada, false)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("are listed once over the pages, by mail address, staff and buyers apart", async () => {
    const buyer = await givenBuyer();
    for (let n = 0; n < 4; n += 1) {
      await givenUser(["rep"]);
    }
    const { rows } = await everyPage((after) =>
      listUsers(ctxOf(database), { limit: 2, ...(after ? { after } : {}) }),
    );
    const emails = rows.map(({ email }) => email);
    expect(emails).toEqual([...new Set(emails)].toSorted());
    const { counts } = await listUsers(ctxOf(database), {});
    expect(rows).toHaveLength(counts.staff);
    const buyers = await listUsers(ctxOf(database), { view: "buyers", limit: 200 });
    expect(buyers.rows.find(({ id }) => id === buyer)).toMatchObject({
      company: `Company ${company.code}`,
      companyRole: "buyer",
      roles: [],
    });
    expect(buyers.rows).toHaveLength(buyers.counts.buyers);
  });

  test("made on the screen, the password is hashed before the command, also when asked twice", async () => {
    const ada = actorWith(["auth.create_user"], { id: randomUUID() });
    const caller = createCaller({
      viewer: { actor: ada, email: "ada@example.test", roles: ["admin"] },
      oms: ctxOf(database, ada),
      address: "local",
    });
    const idempotencyKey = randomUUID();
    const email = `${unique("new").toLowerCase()}@example.test`;
    const input = { email, name: "New", roles: ["rep" as const], nodes: [], buyer: null };
    await expect(
      caller.access.createUser({ idempotencyKey, input: { ...input, password: "short" } }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    const whole = { idempotencyKey, input: { ...input, password: "correct horse" } };
    const first = await caller.access.createUser(whole);
    expect(await caller.access.createUser(whole)).toEqual(first);
    const [user] = await database.sql`
      select password_hash as hash from app_user where lower(email) = ${email}`;
    expect(user?.hash).toMatch(/^scrypt\$/);
  });
});

describe("keys", () => {
  async function givenKey(scopes: string[], companyCode: string | null = null) {
    const key = newApiKey();
    const { keyId } = await createKey(ctxOf(database), randomUUID(), {
      name: unique("Robot"),
      prefix: key.slice(0, 12),
      secretHash: hashApiKey(key),
      scopes,
      companyCode,
    });
    return { key, keyId };
  }

  test("open what they are made for, note their use, and end when they are revoked", async () => {
    const { key, keyId } = await givenKey(["orders.place_order"], company.code);
    const { actor } = (await admitByKey(database, `Bearer ${key}`)) ?? {};
    expect(actor).toMatchObject({ id: keyId, kind: "api_key", companyId: company.id });
    expect([...(actor?.capabilities ?? [])]).toEqual(["orders.place_order"]);
    const [row] = await listKeys(ctxOf(database), {});
    expect(row).toMatchObject({ id: keyId, prefix: key.slice(0, 12), revokedAt: null });
    expect(row?.lastUsedAt).toBeInstanceOf(Date);
    expect(JSON.stringify(row)).not.toContain(key);

    await revokeKey(ctxOf(database), randomUUID(), { keyId, reason: "Leaked" });
    expect(await admitByKey(database, `Bearer ${key}`)).toBeNull();
    await expect(
      revokeKey(ctxOf(database), randomUUID(), { keyId, reason: "Again" }),
    ).rejects.toMatchObject({ code: "STALE" });
  });

  test("revoked by two at once end once; without the right nothing ends", async () => {
    const { key, keyId } = await givenKey(["inventory.availability"]);
    const input = { keyId, reason: "Not needed" };
    await expect(
      revokeKey(ctxOf(database, actorWith([])), randomUUID(), input),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await admitByKey(database, `Bearer ${key}`)).not.toBeNull();
    const results = await Promise.allSettled([
      revokeKey(ctxOf(database), randomUUID(), input),
      revokeKey(ctxOf(database), randomUUID(), input),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("accounts and keys are listed for admins only", async () => {
    const ops = ctxOf(database, actorWith([...capabilitiesOf(["ops"])]));
    await expect(listUsers(ops, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listKeys(ops, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
