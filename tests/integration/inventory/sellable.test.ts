import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { saveAvailabilityRule } from "@/server/oms/inventory/commands/save-availability-rule";
import { sendSellable } from "@/server/oms/inventory/commands/send-sellable";
import { availability } from "@/server/oms/inventory/queries-availability";
import {
  findSellableSent,
  listSellable,
  listSellableExports,
  sellableCsv,
} from "@/server/oms/inventory/queries-sellable";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";

let database: TestDatabase;
let reno: GivenNode;
let skus: readonly [GivenSku, GivenSku];
let channelCode: string;
beforeAll(async () => {
  database = await openDatabase();
  const { calendarId } = await givenNetwork(database);
  reno = await givenNode(database, calendarId, { name: "Reno" });
});
afterAll(() => database.drop());
/** Each test has a channel of its own, which was told nothing yet. */
beforeEach(async () => {
  channelCode = unique("SHOP").toLowerCase();
  await database.sql`insert into channel (id, code, name, kind)
    values (${randomUUID()}, ${channelCode}, 'Shop', 'api')`;
  await database.sql`insert into channel_node (channel_id, node_id, buffer_units)
    select id, ${reno.id}, 2 from channel where code = ${channelCode}`;
  await database.sql`update sku set status = 'discontinued'`;
  skus = [await givenSku(database), await givenSku(database)];
  for (const sku of skus) {
    await givenStock(database, { skuId: sku.id, nodeId: reno.id, onHand: 20, safetyStock: 3 });
  }
});

const send = (key: string = randomUUID()) => sendSellable(ctxOf(database), key, { channelCode });
const list = async (since = 0) => {
  const { rows } = await listSellable(ctxOf(database), { channelCode, since });
  return rows.map(({ sku, quantity }) => [sku, quantity]);
};
const take = (sku: GivenSku, units: number) => database.sql`
  with taken as (update stock_level set on_hand = on_hand - ${units} where sku_id = ${sku.id})
  insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
    cause_id, actor_id, reason, occurred_at)
  values (${sku.id}, ${reno.id}, 'adjusted', ${-units}, 0, 'test', ${randomUUID()}, 'test', 'count',
    now())`;
const runs = () => database.sql`
  select r.* from sellable_run r join channel c on c.id = r.channel_id
  where c.code = ${channelCode}`;

describe("an export of what a channel may sell", () => {
  test("tells all of it first, then only what is not what was sent, in the numbers of availability", async () => {
    const first = await send();
    expect(first).toMatchObject({ channel: channelCode, previous: null, skus: 2, changed: 2 });
    const [one, other] = [...skus].sort((a, b) => (a.code < b.code ? -1 : 1));
    expect(await list()).toEqual([
      [one?.code, 15],
      [other?.code, 15],
    ]);

    await take(skus[0], 4);
    const second = await send();
    expect(second).toMatchObject({ previous: first.run, skus: 2, changed: 1 });
    expect(await list(first.run)).toEqual([[skus[0].code, 11]]);
    expect(await list(second.run)).toEqual([]);

    const answer = await availability(ctxOf(database), { channelCode, skus: [skus[0].code] });
    expect(answer.skus[0]?.available).toBe(11);
    const input = { channelCode, sku: skus[0].code.toLowerCase() };
    expect(await findSellableSent(ctxOf(database), input)).toMatchObject({ quantity: 11 });
    const mine = await listSellableExports(ctxOf(database), {});
    expect(mine.find(({ code }) => code === channelCode)?.last).toMatchObject({
      run: second.run,
      changed: 1,
      by: "system:test",
    });
  });

  test("follows rules, and tells a discontinued SKU once more, as nothing", async () => {
    await send();
    const rule = { effect: "hold_units", amount: 9, note: "For the fair" } as const;
    await saveAvailabilityRule(ctxOf(database), randomUUID(), { ...rule, channelCode });
    await database.sql`update sku set status = 'discontinued' where id = ${skus[1].id}`;
    const { run, changed } = await send();
    expect(changed).toBe(2);
    const told = new Map((await list(run - 1)) as [string, number][]);
    expect([told.get(skus[0].code), told.get(skus[1].code)]).toEqual([8, 0]);
    expect(await send()).toMatchObject({ changed: 0 });
  });

  test("is read in pages, and as a file", async () => {
    await send();
    const read = (after: string | undefined) =>
      listSellable(ctxOf(database), { channelCode, limit: 1, ...(after && { after }) });
    const parts: string[] = [];
    for await (const part of sellableCsv(read)) {
      parts.push(part);
    }
    const lines = parts.join("").trim().split("\r\n");
    expect(lines[0]).toBe("sku,quantity,sent_at");
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 2).join(" "))).toEqual(
      skus.map(({ code }) => `${code} 15`).sort(),
    );
  });
});

describe("what no command may forget", () => {
  test("the same key twice at once is one export; another key meanwhile waits or is told so", async () => {
    const key = randomUUID();
    const [one, same] = await Promise.all([send(key), send(key)]);
    expect(same).toEqual(one);
    expect(await runs()).toHaveLength(1);

    const racing = await Promise.allSettled([send(), send()]);
    const refused = racing.filter(({ status }) => status === "rejected");
    expect(refused.map((each) => (each as PromiseRejectedResult).reason.code)).toEqual(
      refused.map(() => "STALE"),
    );
    expect(await runs()).toHaveLength(3 - refused.length);
    expect(await list()).toHaveLength(2);
  });

  test("an unknown channel, a missing right or a buyer leave nothing behind", async () => {
    const count = async () =>
      (await database.sql<{ n: number }[]>`select count(*)::int as n from sellable_run`)[0]?.n;
    const before = await count();
    const refusals = [
      [ctxOf(database), "nowhere", "NOT_FOUND"],
      [ctxOf(database, actorWith([])), channelCode, "FORBIDDEN"],
      [
        ctxOf(database, actorWith(["inventory.send_sellable"], { companyId: randomUUID() })),
        channelCode,
        "FORBIDDEN",
      ],
    ] as const;
    for (const [ctx, code, expected] of refusals) {
      await expect(sendSellable(ctx, randomUUID(), { channelCode: code })).rejects.toMatchObject({
        code: expected,
      });
    }
    expect(await count()).toBe(before);
  });
});
