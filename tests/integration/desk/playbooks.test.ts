import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connection, inTransaction } from "@/db/client";
import { notePlaybookRefusal, runPlaybook } from "@/server/oms/desk/commands/run-playbook";
import { savePlaybook } from "@/server/oms/desk/commands/save-playbook";
import { runPlaybooks } from "@/server/oms/desk/handlers";
import { listResolutions } from "@/server/oms/desk/queries";
import { listPlaybooks, previewPlaybook } from "@/server/oms/desk/queries-playbooks";
import type { PlaybookMode, ResolutionKind } from "@/server/oms/desk/types";
import { assignException } from "@/server/oms/exceptions/commands/assign-exception";
import { openException } from "@/server/oms/exceptions/store";
import type { Severity } from "@/server/oms/exceptions/types";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import { systemActor } from "@/server/shell/actor";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenSku, givenStock, TUESDAY, unique } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

/** An order on hold, and somebody who said so. */
async function givenHeld(
  severity: Severity,
): Promise<{ id: string; orderId: string; holdId: string }> {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 9 });
  const { orderId } = await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
  const { holdId } = await setHold(floor.ctx, key(), { orderId, reason: "Look at it" });
  const [id = ""] = await inTransaction(database as Connection, ({ sql }) =>
    openException(
      { sql, actor: systemActor("test"), now: TUESDAY, emit: () => {} },
      {
        type: "fraud_review",
        causeKey: unique("cause"),
        severity,
        sentence: "Look at it",
        detail: {},
        orderId,
      },
    ),
  );
  return { id, orderId, holdId };
}

type Over = {
  playbookId?: string;
  mode?: PlaybookMode;
  isOn?: boolean;
  kind?: ResolutionKind;
  severities?: Severity[];
};
const save = (over: Over = {}, sent = key(), actor = systemActor("test")) => {
  const { severities = ["low"], ...rest } = over;
  return savePlaybook(ctxOf(database, actor), sent, {
    name: "Small fry",
    type: "fraud_review",
    kind: "release_hold",
    mode: "automatic",
    isOn: true,
    conditions: { severities },
    ...rest,
  });
};
const stateOf = async (id: string) => {
  const [row] = await database.sql`
    select state, closed_by as "closedBy" from exception where id = ${id}`;
  return row;
};

test("resolves what it is for, once, counts what it saved, and leaves the rest to people", async () => {
  const [low, high, owned, refused] = [
    await givenHeld("low"),
    await givenHeld("high"),
    await givenHeld("low"),
    await givenHeld("low"),
  ];
  await assignException(ctxOf(database), key(), { exceptionId: owned.id });
  const { orderId, holdId } = refused;
  await releaseHold(ctxOf(database), key(), { orderId, holdId, reason: "It was nothing" });
  const dry = await previewPlaybook(ctxOf(database), {
    type: "fraud_review",
    kind: "release_hold",
    conditions: { severities: ["low"] },
  });
  expect(dry.count).toBe(2);
  expect(dry.tried.map(({ id, isDone }) => [id, isDone])).toEqual([
    [low.id, true],
    [refused.id, false],
  ]);
  expect(await stateOf(low.id)).toMatchObject({ state: "open" });

  const { playbookId, version } = await save();
  await Promise.all([runPlaybooks(ctxOf(database)), runPlaybooks(ctxOf(database))]);
  await runPlaybooks(ctxOf(database));
  expect(await stateOf(low.id)).toEqual({
    state: "resolved",
    closedBy: "system:Playbook Small fry",
  });
  for (const { id } of [high, refused]) {
    expect(await stateOf(id)).toMatchObject({ state: "open" });
  }
  expect(await stateOf(owned.id)).toMatchObject({ state: "acknowledged" });
  const { rows, runs } = await listPlaybooks(ctxOf(database), {});
  expect(rows).toMatchObject([
    { name: "Small fry", version: 1, done: 1, refused: 1, savedMinor: 6_000 },
  ]);
  expect(runs.map(({ exceptionId, isDone }) => [exceptionId, isDone])).toEqual(
    expect.arrayContaining([
      [low.id, true],
      [refused.id, false],
    ]),
  );
  expect(runs).toHaveLength(2);

  const request = { playbookId, exceptionId: high.id };
  await expect(runPlaybook(ctxOf(database), key(), request)).rejects.toMatchObject({
    code: "STALE",
  });
  await expect(runPlaybook(ctxOf(database, actorWith([])), key(), request)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const refusal = { ...request, version, text: "No" };
  expect(await notePlaybookRefusal(ctxOf(database), key(), refusal)).toEqual({ isNew: true });
  expect(await notePlaybookRefusal(ctxOf(database), key(), refusal)).toEqual({ isNew: false });
  await expect(
    notePlaybookRefusal(ctxOf(database, actorWith([])), key(), refusal),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  await save({ playbookId, isOn: false });
});

test("that only proposes is what is suggested, by its name", async () => {
  const { id } = await givenHeld("medium");
  const before = await listResolutions(ctxOf(database), { exceptionId: id });
  expect(before.offers.find(({ isSuggested }) => isSuggested)?.kind).toBe("release_hold");
  const { playbookId } = await save({
    mode: "proposal",
    kind: "cancel_order",
    severities: ["medium"],
  });
  const { offers } = await listResolutions(ctxOf(database), { exceptionId: id });
  expect(offers.map(({ kind, isSuggested, playbook }) => [kind, isSuggested, playbook])).toEqual([
    ["release_hold", false, undefined],
    ["cancel_order", true, "Small fry"],
  ]);
  await runPlaybooks(ctxOf(database));
  expect(await stateOf(id)).toMatchObject({ state: "open" });
  await save({ playbookId, isOn: false });
});

test("is saved as versions: once per key, one that stands, by right, with a step of its type", async () => {
  const once = key();
  const [first, again] = await Promise.all([
    save({ isOn: false }, once),
    save({ isOn: false }, once),
  ]);
  expect(again).toEqual(first);
  const { playbookId } = first;
  const both = await Promise.all([
    save({ playbookId, isOn: false }),
    save({ playbookId, isOn: false }),
  ]);
  expect(both.map(({ version }) => version).toSorted()).toEqual([2, 3]);
  const standing = await database.sql`select version from exception_playbook
    where playbook_id = ${playbookId} and retired_at is null`;
  expect([...standing]).toEqual([{ version: 3 }]);
  await expect(save({ playbookId: newId() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(save({ playbookId, kind: "recount" })).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  await expect(save({}, key(), actorWith([]))).rejects.toMatchObject({ code: "FORBIDDEN" });
  const [{ count } = { count: 0 }] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from exception_playbook where playbook_id = ${playbookId}`;
  expect(count).toBe(3);
});
