import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { projectSku } from "@/server/oms/inventory/queries-projection";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.drop());

test("each change of the balance names its order or its supply, and adds up to the last day", async () => {
  const { calendarId } = await givenNetwork(database);
  const reno = await givenNode(database, calendarId, { name: "Reno" });
  const company = await givenCompany(database);
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 10 });
  const supply = { skuId: sku.id, nodeId: reno.id, quantity: 6, eta: "2026-11-20" };
  await givenInbound(database, supply);
  await givenInbound(database, { ...supply, quantity: 3, eta: "2026-10-02" });
  const order = await placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "api",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity: 12 }],
  });

  const answer = await projectSku(ctxOf(database), { code: sku.code.toLowerCase() });
  expect(answer).toMatchObject({ today: "2026-11-10", opening: 10, undated: 0 });
  const leaving = answer.events.filter(({ kind }) => kind === "order");
  expect(new Set(leaving.map(({ reference }) => reference))).toEqual(new Set([order.number]));
  expect(leaving.reduce((sum, { units }) => sum + units, 0)).toBe(-12);
  expect(answer.events.filter(({ kind }) => kind === "supply").map(({ day }) => day)).toEqual([
    "2026-11-11",
    expect.stringMatching(/^2026-11-2/),
  ]);
  expect(answer.days.at(-1)?.balance).toBe(7);
});

test("what does not exist is not found, and buyers are not asked in", async () => {
  await expect(projectSku(ctxOf(database), { code: "NOT-THERE" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const buyer = actorWith(["inventory.project_sku"], { companyId: randomUUID() });
  await expect(projectSku(ctxOf(database, buyer), { code: "X" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
