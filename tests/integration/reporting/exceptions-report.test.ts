import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connection, inTransaction } from "@/db/client";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { assignException } from "@/server/oms/exceptions/commands/assign-exception";
import { resolveException } from "@/server/oms/exceptions/commands/resolve-exception";
import { closeException, openException } from "@/server/oms/exceptions/store";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { exceptionsReport } from "@/server/oms/reporting/queries-exceptions";
import { systemActor } from "@/server/shell/actor";
import { type DomainEvent, writeEvents } from "@/server/shell/events";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenSku, givenStock, TUESDAY } from "../../support/factories";
import {
  type Floor,
  givenFloor,
  givenOrder,
  givenPacked,
  key,
  packWork,
  workOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

const at = (minutes: number) => new Date(TUESDAY.getTime() + minutes * 60_000);

test("a month counts what went untouched, and what exceptions of each type cost", async () => {
  const userId = randomUUID();
  await database.sql`insert into app_user (id, email, name, password_hash)
    values (${userId}, ${`${userId}@example.test`}, 'Olga', 'none')`;
  await database.sql`insert into user_role (user_id, role) values (${userId}, 'ops')`;
  const olga = { ...systemActor("test"), id: userId, kind: "user", name: "Olga" } as const;
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 20 });

  const ship = async (shipmentId: string) => {
    await makeLabels(floor.ctx, key(), { shipmentId });
    await handOver(floor.ctx, key(), { shipmentId });
  };
  const untouched = await givenPacked(floor, [{ sku: sku.code, quantity: 2 }]);
  await ship(untouched.shipment.id);
  const { orderId, number } = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
  const { holdId } = await setHold(ctxOf(database, olga, at(-9)), key(), {
    orderId,
    reason: "Ask",
  });
  await releaseHold(ctxOf(database, olga, at(-8)), key(), { orderId, holdId, reason: "Asked" });
  await releaseDue(floor.ctx, key(), {});
  const [work] = await workOf(floor, orderId);
  if (work === undefined) {
    throw new Error("the order was not released");
  }
  await ship((await packWork(floor, work)).id);

  const open = (causeKey: string) =>
    inTransaction(database as Connection, async ({ sql }) => {
      const env = { sql, actor: systemActor("test"), now: at(1) };
      const events: DomainEvent[] = [];
      const emit = (event: DomainEvent) => events.push(event);
      const [id = ""] = await openException(
        { ...env, emit },
        { type: "label_failed", causeKey, severity: "high", sentence: causeKey, detail: {} },
      );
      if (causeKey === "gone") {
        await closeException({ ...env, emit }, { type: "label_failed", causeKey }, "Went away");
      }
      await writeEvents(sql, events, env);
      return id;
    });
  await open("gone");
  const id = await open("stays");
  await assignException(ctxOf(database, olga, at(10)), key(), { exceptionId: id });
  const done = { exceptionId: id, how: "resolve", note: "Called" } as const;
  await resolveException(ctxOf(database, olga, at(34)), key(), done);

  const report = await exceptionsReport(ctxOf(database), { month: "2026-11" });
  expect(report.types).toEqual([
    {
      type: "label_failed",
      opened: 2,
      autoClosed: 1,
      handled: 1,
      medianMinutes: 24,
      costMinor: 6_000,
      currency: "USD",
    },
  ]);
  expect(report.months).toHaveLength(6);
  expect(report.months[0]).toEqual({
    month: "2026-11-01",
    shipped: 2,
    touched: 1,
    opened: 2,
    handled: 1,
  });
  expect(report.touched).toMatchObject([{ number, actor: "Olga", type: "hold.set", touches: 2 }]);
  expect((await exceptionsReport(ctxOf(database), { month: "2026-10" })).types).toEqual([]);
  await expect(exceptionsReport(ctxOf(database, actorWith([])), {})).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
