import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Connection, connect, inTransaction } from "@/db/client";
import { admitByKey, hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { availability } from "@/server/oms/inventory/queries-availability";
import { moveStock } from "@/server/oms/inventory/store";
import { localDate } from "@/server/oms/kernel/local-date";
import type { Moment } from "@/server/shell/moment";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenInbound,
  givenKit,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
} from "../../support/factories";

let database: TestDatabase;
/** A second process, as far as copies go: a pool of its own. */
let elsewhere: Connection;
let reno: GivenNode;
let dallas: GivenNode;
let company: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  elsewhere = connect(database.url, { max: 4 });
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
  dallas = await givenNode(database, calendarId, { name: "Dallas" });
  company = await givenCompany(database);
});
afterAll(async () => {
  await elsewhere.end();
  await database.drop();
});
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 40, safetyStock: 5 });
});

type Asked = Partial<Parameters<typeof availability>[1]>;
const ask = async (over: Asked = {}, at: Connection = database, now = TUESDAY) => {
  const input = { channelCode: "api", skus: [sku.code], ...over };
  const answer = await availability(ctxOf(at, undefined, now), input);
  return answer.skus[0];
};

const move = (onHandDelta: number, nodeId = reno.id, status: "sellable" | "damaged" = "sellable") =>
  inTransaction(database, ({ sql }) =>
    moveStock(
      sql,
      [
        {
          skuId: sku.id,
          nodeId,
          status,
          kind: "received",
          onHandDelta,
          allocatedDelta: 0,
          causeKind: "test",
          causeId: randomUUID(),
        },
      ],
      { actorId: "test", now: TUESDAY },
    ),
  );

describe("never from a copy that is old", () => {
  test("what one process commits, the next read of every process knows", async () => {
    for (let expected = 36; expected < 56; expected += 1) {
      await move(1);
      const answers = await Promise.all([ask(), ask({}, elsewhere), ask({}, elsewhere)]);
      expect(answers.map((answer) => answer?.available)).toEqual([expected, expected, expected]);
    }
  });

  test("a change that is not committed is in no answer, and in all once it is", async () => {
    await ask({}, elsewhere);
    const slow = await database.sql.reserve();
    await slow`begin`;
    await slow`update stock_level set on_hand = 50 where sku_id = ${sku.id}`;
    await slow`insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta,
        cause_kind, cause_id, actor_id, occurred_at)
      values (${sku.id}, ${reno.id}, 'received', 10, 0, 'test', ${newId()}, 'test', now())`;
    // A transaction that began later and ended sooner does not hide the one still open.
    await move(1, dallas.id);
    expect((await ask({}, elsewhere))?.available).toBe(36);
    await slow`commit`;
    slow.release();
    expect((await ask({}, elsewhere))?.available).toBe(46);
  });

  test("safety stock, which moves no unit, counts from its commit on", async () => {
    expect((await ask({}, elsewhere))?.available).toBe(35);
    await database.sql`update stock_level set safety_stock = 9 where sku_id = ${sku.id}`;
    expect((await ask({}, elsewhere))?.available).toBe(31);
  });

  test("many who ask at once about different things get their own answers", async () => {
    const other = await givenSku(database);
    await givenStock(database, { skuId: other.id, nodeId: dallas.id, onHand: 3 });
    const answers = await Promise.all(
      Array.from({ length: 90 }, (_, at) => ask({ skus: [at % 2 === 0 ? sku.code : other.code] })),
    );
    expect(new Set(answers.map((answer) => `${answer?.sku} ${answer?.available}`))).toEqual(
      new Set([`${sku.code} 35`, `${other.code} 3`]),
    );
    expect(await ask({ skus: ["NOT-THERE"] })).toBeUndefined();
  });

  test("a hold counts until it runs out, for each caller by its own clock", async () => {
    await reserveStock(ctxOf(database), randomUUID(), {
      owner: { kind: "cart", ref: randomUUID() },
      channelCode: "api",
      minutes: 10,
      lines: [{ sku: sku.code, quantity: 8 }],
    });
    const later = new Date(TUESDAY.getTime() + 11 * 60_000);
    const [now, then] = await Promise.all([ask(), ask({}, database, later)]);
    expect(now).toMatchObject({ available: 27, nodes: [{ reserved: 8 }] });
    expect(then).toMatchObject({ available: 35, nodes: [{ reserved: 0 }] });
  });

  test("a key is no key from the moment it is revoked", async () => {
    const key = newApiKey();
    await database.sql`insert into api_key (id, name, prefix, secret_hash, scopes)
      values (${newId()}, 'test', ${key.slice(0, 8)}, ${hashApiKey(key)}, '{inventory.availability}')`;
    const find = () => Promise.all([1, 2, 3].map(() => admitByKey(elsewhere, `Bearer ${key}`)));
    expect((await find()).map((admitted) => admitted?.actor.name)).toEqual([
      "test",
      "test",
      "test",
    ]);
    await database.sql`update api_key set revoked_at = now() where secret_hash = ${hashApiKey(key)}`;
    expect(await find()).toEqual([null, null, null]);
  });
});

describe("served from a copy that the database is known to agree with", () => {
  let key: string;
  let kit: GivenSku;
  let part: GivenSku;
  beforeEach(async () => {
    key = newApiKey();
    await database.sql`insert into api_key (id, name, prefix, secret_hash, scopes)
      values (${newId()}, 'test', ${key.slice(0, 8)}, ${hashApiKey(key)}, '{inventory.availability}')`;
    part = await givenSku(database);
    await givenStock(database, { skuId: part.id, nodeId: dallas.id, onHand: 30 });
    kit = await givenKit(database, [
      [sku, 2],
      [part, 1],
    ]);
  });

  const momentAt = async (at: Connection) => {
    const admitted = await admitByKey(at, `Bearer ${key}`);
    if (admitted === null) {
      throw new Error("the key was refused");
    }
    return admitted.moment;
  };
  const askAt = async (at: Connection, moment?: Moment, now = TUESDAY) => {
    const skus = [sku.code, part.code, kit.code];
    const ctx = { ...ctxOf(at, undefined, now), ...(moment && { moment }) };
    return (await availability(ctx, { channelCode: "api", skus })).skus;
  };
  /** As a request with a key is answered. */
  const askByKey = async (at: Connection) => askAt(at, await momentAt(at));

  test("whatever is changed by one process, the next read of every process knows", async () => {
    const { sql } = database;
    const owner = { kind: "cart", ref: randomUUID() } as const;
    const hold = (quantity: number) =>
      reserveStock(ctxOf(database), randomUUID(), {
        owner,
        channelCode: "api",
        lines: [{ sku: sku.code, quantity }],
      });
    const order = (quantity: number) =>
      placeOrder(ctxOf(database), randomUUID(), {
        channelCode: "api",
        companyId: company.id,
        lines: [{ sku: sku.code, quantity }],
      });
    const changes: readonly (() => Promise<unknown>)[] = [
      () => move(7),
      () => move(2, dallas.id),
      () => move(3, reno.id, "damaged"),
      () => hold(4),
      () => hold(6),
      () => releaseReservation(ctxOf(database), randomUUID(), { owner }),
      () => order(5),
      () => sql`update stock_level set safety_stock = 9 where sku_id = ${part.id}`,
      () => sql`update channel_node set buffer_units = buffer_units + 1 where node_id = ${reno.id}`,
      () => sql`update kit_component set quantity = 3 where component_sku_id = ${sku.id}`,
      () => sql`update sku set code = code || 'X' where id = ${part.id}`,
      () =>
        givenInbound(database, {
          skuId: sku.id,
          nodeId: reno.id,
          quantity: 8,
          eta: "2027-01-04",
        }),
      () => order(500),
      () => sql`update channel_node set buffer_units = 0 where node_id = ${reno.id}`,
    ];
    for (const change of changes) {
      await Promise.all([askByKey(database), askByKey(elsewhere)]);
      await change();
      const fresh = connect(database.url, { max: 1 });
      const [expected, ...answers] = await Promise.all([
        askAt(fresh),
        ...[database, elsewhere, elsewhere].map(askByKey),
      ]);
      await fresh.end();
      for (const answer of answers) {
        expect(answer).toEqual(expected);
      }
    }
  });

  /** An answer that is kept for its moment; other databases of the server may end transactions between. */
  const copied = async () => {
    for (;;) {
      const before = await momentAt(elsewhere);
      const [first] = await askAt(elsewhere, before);
      if (first !== undefined && (await momentAt(elsewhere)) === before) {
        return { before, first };
      }
    }
  };

  test("a copy is served for its own moment only", async () => {
    const { before, first } = await copied();
    await move(5);
    // Whoever came before the change may be told what was before it; nobody who came after it.
    expect((await askAt(elsewhere, before))[0]).toBe(first);
    const after = await momentAt(elsewhere);
    expect(after).not.toBe(before);
    expect((await askAt(elsewhere, after))[0]?.available).toBe(first.available + 5);
  });

  test("a change that commits late makes another moment, whatever else ended before", async () => {
    const slow = await database.sql.reserve();
    await slow`begin`;
    await slow`update reservation set quantity = quantity`;
    await slow`insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta,
        cause_kind, cause_id, actor_id, occurred_at)
      values (${sku.id}, ${reno.id}, 'received', 10, 0, 'test', ${newId()}, 'test', now())`;
    await slow`update stock_level set on_hand = on_hand + 10 where sku_id = ${sku.id}`;
    await move(1, dallas.id);
    const [before] = await askByKey(elsewhere);
    expect((await askByKey(elsewhere))[0]).toEqual(before);
    await slow`commit`;
    slow.release();
    expect((await askByKey(elsewhere))[0]?.available).toBe((before?.available ?? 0) + 10);
  });

  test("a hold runs out by the clock, although nothing changes in the database", async () => {
    await database.sql`
      insert into reservation (id, owner_kind, owner_ref, channel_id, sku_id, node_id, quantity,
        state, expires_at, created_at, created_by)
      select ${newId()}, 'cart', 'c', id, ${sku.id}, ${reno.id}, 8, 'active',
        ${new Date(TUESDAY.getTime() + 30_000)}, ${TUESDAY}, 'test' from channel where code = 'api'`;
    const moment = await momentAt(elsewhere);
    const at = async (seconds: number) => {
      const now = new Date(TUESDAY.getTime() + seconds * 1000);
      return (await askAt(elsewhere, moment, now))[0]?.available;
    };
    const held = (await at(0)) ?? 0;
    for (const [seconds, freed] of [
      [29, 0],
      [31, 8],
      [59, 8],
      [120, 8],
      [10, 0],
    ] as const) {
      expect(await at(seconds)).toBe(held + freed);
    }
  });

  test("an order begins to wait with its day, although nothing changes in the database", async () => {
    const { orderId } = await placeOrder(ctxOf(database), randomUUID(), {
      channelCode: "api",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity: 60 }],
    });
    await database.sql`update sales_order set allocate_from = '2026-03-05' where id = ${orderId}`;
    const moment = await momentAt(elsewhere);
    const waitingAt = async (clock: string) =>
      (await askAt(elsewhere, moment, new Date(clock)))[0]?.waiting;
    expect(await waitingAt("2026-03-04T23:59:50Z")).toBe(0);
    expect(await waitingAt("2026-03-04T23:59:59Z")).toBe(0);
    expect(await waitingAt("2026-03-05T00:00:01Z")).toBe(25);
  });

  test("what was read from a server that went away belongs to no moment of the next", async () => {
    const before = await momentAt(elsewhere);
    const [{ pid } = { pid: 0 }] = await elsewhere.sql<
      { pid: number }[]
    >`select pg_backend_pid() as pid`;
    await database.sql`select pg_terminate_backend(${pid})`;
    await expect
      .poll(async () => (await momentAt(elsewhere).catch(() => before)).split(" ")[0])
      .not.toBe(before.split(" ")[0]);
    expect(await askByKey(elsewhere)).toEqual(await askAt(database));
  });
});

describe("how a number comes about", () => {
  test("the steps name each unit that does not count, and end at the number", async () => {
    await move(4, reno.id, "damaged");
    await placeOrder(ctxOf(database), randomUUID(), {
      channelCode: "api",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity: 6 }],
    });
    const answer = await ask({ breakdown: true });
    expect(answer?.nodes?.[0]).toMatchObject({ unsellable: 4, allocated: 6, available: 29 });
    expect(answer?.nodes?.[0]?.breakdown).toEqual({
      steps: [
        { step: "on_hand", units: 44, left: 44 },
        { step: "unsellable", units: -4, left: 40 },
        { step: "incoming", units: 0, left: 40 },
        { step: "allocated", units: -6, left: 34 },
        { step: "reserved", units: 0, left: 34 },
        { step: "safety_stock", units: -5, left: 29 },
        { step: "held_back", units: 0, left: 29 },
        { step: "waiting", units: 0, left: 29 },
        { step: "threshold", units: 0, left: 29 },
        { step: "cap", units: 0, left: 29 },
      ],
      decidedBy: null,
    });
  });

  test("what an accepted order waits for is told, and comes off the number of every channel", async () => {
    await placeOrder(ctxOf(database), randomUUID(), {
      channelCode: "api",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity: 42 }],
    });
    await move(20);
    expect(await ask()).toMatchObject({ available: 13, waiting: 7 });
    expect(await ask({ channelCode: "portal" })).toMatchObject({ available: 13, waiting: 0 });
  });

  test("a kit is as many as the scarcest of its components is enough for", async () => {
    const spoke = await givenSku(database);
    await givenStock(database, { skuId: spoke.id, nodeId: dallas.id, onHand: 64 });
    const kit = await givenKit(database, [
      [sku, 1],
      [spoke, 32],
    ]);
    expect(await ask({ skus: [kit.code] })).toEqual({
      sku: kit.code,
      available: 2,
      waiting: 0,
      nextSupplyDate: null,
      nodes: [],
      components: [
        { sku: sku.code, perKit: 1, available: 35, gives: 35 },
        { sku: spoke.code, perKit: 32, available: 64, gives: 2 },
      ],
    });
    await givenInbound(database, {
      skuId: spoke.id,
      nodeId: dallas.id,
      quantity: 64,
      eta: "2026-11-20",
    });
    expect(await ask({ skus: [kit.code], date: localDate("2026-12-01") })).toMatchObject({
      available: 4,
    });
  });

  test("a buyer sees the number, never the nodes", async () => {
    const buyer = actorWith(["inventory.availability"], { companyId: company.id });
    const input = { channelCode: "portal", skus: [sku.code], breakdown: true };
    const answer = await availability(ctxOf(database, buyer), input);
    expect(answer.skus[0]).toMatchObject({ available: 35, nodes: null });
    await expect(availability(ctxOf(database, actorWith([])), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("for a day to come", () => {
  const on = async (date: string) => (await ask({ date: localDate(date) }))?.available;

  test("trusted supply counts from the day it can be picked, what it was promised for does not", async () => {
    const supply = { skuId: sku.id, nodeId: reno.id, quantity: 30, eta: "2026-11-20" };
    const id = await givenInbound(database, supply);
    await database.sql`update inbound_supply set pegged = 10, dock_to_stock_days = 2 where id = ${id}`;
    const vague = await givenInbound(database, supply);
    await database.sql`update inbound_supply set confidence = 20 where id = ${vague}`;
    expect([await on("2026-11-21"), await on("2026-11-22")]).toEqual([35, 55]);
    const nodes = (await ask({ date: localDate("2026-11-22"), breakdown: true }))?.nodes;
    expect(nodes?.[0]?.breakdown?.steps[2]).toEqual({ step: "incoming", units: 20, left: 60 });
  });

  test("what is overdue is expected tomorrow at the earliest", async () => {
    await givenInbound(database, {
      skuId: sku.id,
      nodeId: reno.id,
      quantity: 5,
      eta: "2026-10-01",
    });
    expect([await on("2026-11-10"), await on("2026-11-11")]).toEqual([35, 40]);
    await expect(ask({ date: "soon" as never })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "date" }] },
    });
  });
});
