import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection } from "@/db/client";
import { inTransaction } from "@/db/client";
import { resolveException } from "@/server/oms/exceptions/commands/resolve-exception";
import { retryJob } from "@/server/oms/exceptions/commands/retry-job";
import { listExceptions } from "@/server/oms/exceptions/queries";
import { type NewException, openException } from "@/server/oms/exceptions/store";
import type { ExceptionType, Severity } from "@/server/oms/exceptions/types";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import type { Actor } from "@/server/shell/actor";
import { openDatabase, type TestDatabase } from "../../support/database";
import { everyPage } from "../../support/every-page";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
  unique,
} from "../../support/factories";

let database: TestDatabase;
let orderId: string;
let number: string;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  const node = await givenNode(database, calendarId, { name: "Reno" });
  const company = await givenCompany(database);
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 5 });
  ({ orderId, number } = await placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity: 1 }],
  }));
});
afterAll(() => database.drop());

/** An exception as a command opens it, at a moment of its own. */
async function givenException(
  over: Partial<NewException> & { minutesAgo?: number } = {},
): Promise<string> {
  const { minutesAgo = 0, ...rest } = over;
  const { actor } = ctxOf(database);
  const now = new Date(TUESDAY.getTime() - minutesAgo * 60_000);
  const [id] = await inTransaction(database as Connection, ({ sql }) =>
    openException(
      { sql, actor, now, emit: () => {} },
      {
        type: "node_rejected",
        causeKey: unique("cause"),
        severity: "medium",
        sentence: "Reno did not supply 1 unit",
        detail: {},
        orderId,
        ...rest,
      },
    ),
  );
  if (id === undefined) {
    throw new Error("no exception was opened");
  }
  return id;
}

type Choice = { how: "acknowledge" | "resolve" | "dismiss"; note?: string };
const decide = (exceptionId: string, choice: Choice, actor?: Actor, key: string = randomUUID()) =>
  resolveException(ctxOf(database, actor), key, { exceptionId, ...choice });

const openOnOrder = async () => {
  const [row] = await database.sql<{ counted: number; open: number }[]>`
    select open_exception_count as counted, (select count(*)::int from exception e
      where e.order_id = o.id and e.closed_at is null) as open
    from sales_order o where id = ${orderId}`;
  return row;
};

const olga = actorWith(["exceptions.resolve_exception"], { id: randomUUID(), name: "Olga" });
const otto = actorWith(["exceptions.resolve_exception"], { id: randomUUID(), name: "Otto" });

describe("deciding on an exception", () => {
  test("taken in hand it stays open under its owner; resolved it is closed, with what was done", async () => {
    const id = await givenException();
    const before = await openOnOrder();
    expect(await decide(id, { how: "acknowledge" }, olga)).toMatchObject({ state: "acknowledged" });
    expect(await openOnOrder()).toEqual(before);
    await decide(id, { how: "resolve", note: "Called the customer" }, otto);
    const [row] = await database.sql`
      select state, owner_id as owner, closed_by as "closedBy", resolution from exception
      where id = ${id}`;
    expect(row).toEqual({
      state: "resolved",
      owner: olga.id,
      closedBy: otto.id,
      resolution: "Called the customer",
    });
    const after = await openOnOrder();
    expect(after?.open).toBe((before?.open ?? 0) - 1);
    expect(after?.counted).toBe(after?.open);
    const events = await database.sql`
      select type, reason from event where subject_id = ${id} order by id`;
    expect([...events]).toEqual([
      { type: "exception.acknowledged", reason: null },
      { type: "exception.resolved", reason: "Called the customer" },
    ]);
  });

  test("closing needs a note, and without one nothing changes", async () => {
    const id = await givenException();
    await expect(decide(id, { how: "dismiss" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "note" }] },
    });
    const [row] = await database.sql`select state, closed_at from exception where id = ${id}`;
    expect(row).toEqual({ state: "open", closed_at: null });
  });

  test("two at once: one decides, the other hears that it is done; the count falls by one", async () => {
    const id = await givenException();
    const before = await openOnOrder();
    const results = await Promise.allSettled([
      decide(id, { how: "resolve", note: "Mine" }, olga),
      decide(id, { how: "dismiss", note: "Mine" }, otto),
    ]);
    const lost = results.filter((result) => result.status === "rejected");
    expect(lost).toMatchObject([{ reason: { code: "ILLEGAL_TRANSITION" } }]);
    expect(await openOnOrder()).toEqual({
      counted: (before?.counted ?? 0) - 1,
      open: (before?.open ?? 0) - 1,
    });
  });

  test("the same key twice decides once and answers the same", async () => {
    const id = await givenException();
    const key = randomUUID();
    const choice = { how: "resolve", note: "Done" } as const;
    expect(await decide(id, choice, olga, key)).toEqual(await decide(id, choice, olga, key));
    const [{ n } = { n: 0 }] = await database.sql<{ n: number }[]>`
      select count(*)::int as n from event where subject_id = ${id}`;
    expect(n).toBe(1);
  });

  test("needs its right; what does not exist is not found", async () => {
    const id = await givenException();
    await expect(
      decide(id, { how: "acknowledge" }, actorWith(["exceptions.list_exceptions"])),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = actorWith(["exceptions.resolve_exception"], { companyId: randomUUID() });
    await expect(decide(id, { how: "acknowledge" }, buyer)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(decide(randomUUID(), { how: "acknowledge" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("a failed step is only tried again where one waits", async () => {
    const id = await givenException({ type: "integration_failed", detail: { jobId: 4711 } });
    await expect(
      retryJob(ctxOf(database), randomUUID(), { exceptionId: id }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the queue", () => {
  test("the gravest first, then the oldest, each once over the pages", async () => {
    const word = unique("Grave");
    const given: [Severity, number][] = [
      ["low", 90],
      ["critical", 5],
      ["high", 10],
      ["critical", 60],
      ["high", 70],
      ["medium", 20],
    ];
    for (const [severity, minutesAgo] of given) {
      await givenException({ severity, minutesAgo, sentence: `${word} ${severity}` });
    }
    const { rows, pages } = await everyPage((after) =>
      listExceptions(ctxOf(database), { q: word, limit: 2, ...(after ? { after } : {}) }),
    );
    const minutes = rows.map(({ severity, openedAt }) => [
      severity,
      (TUESDAY.getTime() - openedAt.getTime()) / 60_000,
    ]);
    expect(minutes).toEqual([
      ["critical", 60],
      ["critical", 5],
      ["high", 70],
      ["high", 10],
      ["medium", 20],
      ["low", 90],
    ]);
    expect(pages).toBe(3);
  });

  test("views and types count what they list; the closed say by whom and how", async () => {
    const word = unique("Count");
    const types: ExceptionType[] = ["pick_short", "pick_short", "label_failed"];
    const ids: string[] = [];
    for (const type of types) {
      ids.push(await givenException({ type, sentence: word }));
    }
    await decide(ids[0] ?? "", { how: "acknowledge" }, olga);
    await decide(ids[2] ?? "", { how: "dismiss", note: "A test" }, otto);
    const list = (over: Parameters<typeof listExceptions>[1]) =>
      listExceptions(ctxOf(database), { q: word, ...over });
    const open = await list({});
    expect(open).toMatchObject({
      total: 2,
      counts: { open: 2, unowned: 1, closed: 1, mine: 0, breached: 0, snoozed: 0 },
      types: [{ type: "pick_short", count: 2 }],
    });
    expect(open.rows).toMatchObject([{ order: number }, { order: number }]);
    expect((await list({ view: "unowned" })).rows.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await list({ view: "closed" })).rows).toMatchObject([
      { id: ids[2], state: "dismissed", closedBy: otto.id, resolution: "A test" },
    ]);
    expect(await list({ type: ["label_failed"] })).toMatchObject({ total: 0, rows: [] });
    expect((await list({ severity: ["low"] })).rows).toEqual([]);
  });

  test("an order's number finds what stands against it", async () => {
    const id = await givenException();
    const { rows } = await listExceptions(ctxOf(database), { q: number.toLowerCase(), limit: 200 });
    expect(rows.map((row) => row.id)).toContain(id);
  });

  test("is not open without its right, nor to buyers", async () => {
    for (const actor of [
      actorWith([]),
      actorWith(["exceptions.list_exceptions"], { companyId: randomUUID() }),
    ]) {
      await expect(listExceptions(ctxOf(database, actor), {})).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
  });
});
