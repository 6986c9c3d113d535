/** What a source says of stock: taken as it is, once, in whatever order it arrives. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listExceptions } from "@/server/oms/exceptions/queries";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { feedRowsOf } from "@/server/oms/inventory/decide-feed";
import {
  findFeedRun,
  listFeedRejections,
  listFeedRuns,
  listSources,
} from "@/server/oms/inventory/queries-feeds";
import type { FeedMode } from "@/server/oms/inventory/types";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenKit,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
  unique,
} from "../../support/factories";

let database: TestDatabase;
let calendarId: string;
let company: GivenCompany;
let reno: GivenNode;
let dallas: GivenNode;
let elsewhere: GivenNode;
let saddle: GivenSku;
let wheel: GivenSku;
let source: string;
beforeAll(async () => {
  database = await openDatabase();
  ({ calendarId } = await givenNetwork(database));
  company = await givenCompany(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  reno = await givenNode(database, calendarId);
  dallas = await givenNode(database, calendarId);
  elsewhere = await givenNode(database, calendarId);
  saddle = await givenSku(database);
  wheel = await givenSku(database);
  source = await givenSource();
});

async function givenSource(over: { guardPercent?: number; nodes?: string[] } = {}) {
  const code = unique("WMS");
  await setSource(ctxOf(database), randomUUID(), {
    code,
    name: `Warehouse ${code}`,
    kind: "wms",
    nodes: over.nodes ?? [reno.code, dallas.code],
    guardPercent: over.guardPercent ?? 100,
  });
  return code;
}

type Said = readonly [GivenSku | string, GivenNode | string, number | string];
type Given = {
  mode?: FeedMode;
  sequence?: number;
  asOf?: Date;
  confirm?: boolean;
  from?: string;
  key?: string;
};

const codeOf = (named: { code: string } | string) =>
  typeof named === "string" ? named : named.code;

const rowsOf = (said: readonly Said[]) =>
  feedRowsOf(said.map(([sku, node, onHand]) => ({ sku: codeOf(sku), node: codeOf(node), onHand })));

const feed = (
  said: readonly Said[],
  { from = source, key = randomUUID(), ...over }: Given = {},
  ctx = ctxOf(database),
) => applyFeed(ctx, key, { source: from, mode: "delta", ...over, rows: rowsOf(said) });

const stock = (sku: GivenSku, node: GivenNode, onHand: number) =>
  givenStock(database, { skuId: sku.id, nodeId: node.id, onHand });

async function onHand(sku: GivenSku, node: GivenNode): Promise<number | null> {
  const [row] = await database.sql<{ onHand: number }[]>`
    select on_hand as "onHand" from stock_level where sku_id = ${sku.id} and node_id = ${node.id}`;
  return row?.onHand ?? null;
}

/** Counters, ledger and events: what must not change when nothing was taken. */
async function books() {
  const [counts] = await database.sql`
    select (select count(*)::int from stock_level) as levels,
      (select sum(on_hand)::int from stock_level) as units,
      (select count(*)::int from stock_movement) as moves,
      (select count(*)::int from inventory_count) as counts`;
  return counts;
}

const place = (sku: GivenSku, quantity: number) =>
  placeOrder(ctxOf(database), randomUUID(), {
    channelCode: "portal",
    companyId: company.id,
    lines: [{ sku: sku.code, quantity }],
  });

describe("a feed", () => {
  test("sets what differs through the ledger, and writes nothing of what does not", async () => {
    await stock(saddle, reno, 10);
    await stock(wheel, reno, 3);
    const answer = await feed([
      [saddle, reno, 7],
      [wheel, reno, 3],
      [wheel, dallas, 4],
    ]);
    expect(answer).toMatchObject({
      state: "applied",
      rows: { read: 3, changed: 2, unchanged: 1, ignored: 0, merged: 0, rejected: 0 },
      zeroed: 0,
      units: 1,
    });
    const moves = await database.sql`
      select sku_id as "skuId", kind, on_hand_delta as delta, cause_kind as cause, reason
      from stock_movement where cause_id = ${answer.runId} order by on_hand_delta`;
    const cause = {
      kind: "adjusted",
      cause: "inventory_feed",
      reason: `counted by Warehouse ${source}`,
    };
    expect(moves).toEqual([
      { ...cause, skuId: saddle.id, delta: -3 },
      { ...cause, skuId: wheel.id, delta: 4 },
    ]);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("tells of itself once, however many positions it moves", async () => {
    const { runId } = await feed([
      [saddle, reno, 1],
      [wheel, dallas, 2],
    ]);
    const events = await database.sql`
      select type, payload from event where subject_id = ${runId}`;
    expect(events).toMatchObject([{ type: "stock.fed", payload: { changed: 2, units: 3 } }]);
    const [quiet] = await database.sql`
      select type from event where subject_id = ${(await feed([[saddle, reno, 1]])).runId}`;
    expect(quiet).toEqual({ type: "inventory_feed.recorded" });
  });

  test("knows a SKU by any of our own names for it, and a customer's words are not ours", async () => {
    const named = async (kind: string, code: string, companyId: string | null) =>
      database.sql`insert into sku_alias (id, kind, code, sku_id, company_id)
        values (${randomUUID()}, ${kind}, ${code}, ${saddle.id}, ${companyId})`;
    const [gtin, part] = [unique("00"), unique("PART")];
    await named("gtin", gtin, null);
    await named("customer_part", part, company.id);
    const answer = await feed([
      [gtin.toLowerCase(), ` ${reno.code.toLowerCase()} `, "12.000"],
      [part, reno, 5],
    ]);
    expect(answer.rows).toMatchObject({ changed: 1, rejected: 1 });
    expect(await onHand(saddle, reno)).toBe(12);
  });

  test("below what is allocated is the truth: taken, a person is asked, and told when it is whole", async () => {
    await stock(saddle, reno, 10);
    await place(saddle, 8);
    await feed([[saddle, reno, 5]]);
    const [level] = await database.sql`
      select on_hand as "onHand", allocated, oversold from stock_level where sku_id = ${saddle.id}`;
    expect(level).toEqual({ onHand: 5, allocated: 8, oversold: 3 });
    const open = async () =>
      (await listExceptions(ctxOf(database), { type: ["oversold"], q: saddle.code })).rows.length;
    expect(await open()).toBe(1);
    await feed([[saddle, reno, 9]]);
    expect(await open()).toBe(0);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("is refused whole without a source, from the future, or to somebody without the right", async () => {
    const before = await books();
    const rows: Said[] = [[saddle, reno, 1]];
    await expect(feed(rows, { from: "NOBODY" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const asOf = new Date(TUESDAY.getTime() + 3_600_000);
    await expect(feed(rows, { asOf })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const powerless = ctxOf(database, actorWith(["inventory.adjust_stock"]));
    await expect(feed(rows, {}, powerless)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const ofDallas = actorWith(["inventory.apply_feed"], { nodeIds: [dallas.id] });
    await expect(feed(rows, {}, ctxOf(database, ofDallas))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await books()).toEqual(before);
    expect((await listFeedRuns(ctxOf(database), { source: [source] })).rows).toEqual([]);
  });

  test("whose rows break off in the middle leaves nothing, and the connection is good for more", async () => {
    const before = await books();
    const broken = {
      fingerprint: "broken",
      batches: async function* () {
        yield rowsOf([[saddle, reno, 1]]);
        throw new Error("the file ended in a quote");
      },
    };
    await expect(
      applyFeed(ctxOf(database), randomUUID(), { source, rows: broken }),
    ).rejects.toThrow("the file ended in a quote");
    expect(await books()).toEqual(before);
    expect(await feed([[saddle, reno, 1]])).toMatchObject({ state: "applied" });
  });
});

describe("rows that cannot be taken", () => {
  test("are rejected each with its reason and kept as they came; the others go in", async () => {
    const answer = await feed([
      [saddle, reno, 4],
      ["NO-SUCH, SKU", reno, 1],
      [saddle, "NOWHERE", 1],
      [saddle, elsewhere, 1],
      [wheel, reno, -1],
      [wheel, dallas, "1.5"],
      ["", reno, 1],
      [saddle, "", 1],
      [saddle, dallas, ""],
      [wheel, reno, 10_000_001],
    ]);
    expect(answer).toMatchObject({ state: "applied", rows: { read: 10, changed: 1, rejected: 9 } });
    expect(await onHand(saddle, elsewhere)).toBeNull();
    const { rejections } = await findFeedRun(ctxOf(database), { runId: answer.runId });
    expect(rejections).toEqual({
      sku_unknown: 1,
      node_unknown: 1,
      outside_scope: 1,
      quantity_negative: 1,
      quantity_not_whole: 1,
      sku_missing: 1,
      node_missing: 1,
      quantity_missing: 1,
      quantity_too_large: 1,
    });
    const { csv, rows } = await listFeedRejections(ctxOf(database), { runId: answer.runId });
    expect(rows[0]).toMatchObject({ rowNumber: 2, field: "sku", reason: "sku_unknown" });
    expect(csv.split("\r\n")[1]).toBe(
      `2,sku_unknown,sku,"no SKU has this code, alias or GTIN","NO-SUCH, SKU,${reno.code},1"`,
    );
  });

  test("a kit has no stock of its own to be told", async () => {
    const kit = await givenKit(database, [[wheel, 2]]);
    const run = await feed([
      [kit, reno, 5],
      [wheel, reno, 7],
    ]);
    expect(run).toMatchObject({ rows: { rejected: 1, changed: 1 }, rejections: { sku_is_kit: 1 } });
    expect(await onHand(kit, reno)).toBeNull();
  });

  test("a position named twice: the first stands, the same again is merged, another number rejected", async () => {
    const answer = await feed([
      [saddle, reno, 4],
      [saddle.code.toLowerCase(), reno, 4],
      [saddle, reno, 9],
    ]);
    expect(answer.rows).toMatchObject({ read: 3, changed: 1, merged: 1, rejected: 1 });
    expect(await onHand(saddle, reno)).toBe(4);
    const { rows } = await listFeedRejections(ctxOf(database), { runId: answer.runId });
    expect(rows).toMatchObject([{ rowNumber: 3, reason: "row_twice" }]);
  });

  test.each(["as a list", "as a stream"])(
    "text that COPY or a spreadsheet would take for something else stays text, %s",
    async (way) => {
      const odd = "=a\\b\tc\nd\u0000e\\.";
      const list = rowsOf([[odd, reno, 1]]);
      const stream = {
        fingerprint: odd,
        batches: async function* () {
          yield list;
        },
      };
      const rowsSent = way === "as a list" ? list : stream;
      const { runId } = await applyFeed(ctxOf(database), randomUUID(), { source, rows: rowsSent });
      const { rows, csv } = await listFeedRejections(ctxOf(database), { runId });
      expect(rows[0]?.raw).toBe(`=a\\b\tc\nd\ufffde\\.,${reno.code},1`);
      expect(csv).toContain(`"'=a\\b`);
    },
  );
});

describe("a full feed", () => {
  test("empties what it does not name, inside its scope and nowhere else", async () => {
    await stock(saddle, reno, 5);
    await stock(wheel, dallas, 6);
    await stock(saddle, elsewhere, 7);
    const answer = await feed([[saddle, reno, 5]], { mode: "full" });
    expect(answer).toMatchObject({ state: "applied", zeroed: 1, units: -6 });
    expect(answer.rows).toMatchObject({ changed: 0, unchanged: 1 });
    expect([await onHand(wheel, dallas), await onHand(saddle, elsewhere)]).toEqual([0, 7]);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("does not empty what it names in a row that was not taken", async () => {
    await stock(saddle, reno, 5);
    const answer = await feed([[saddle, reno, "a few"]], { mode: "full" });
    expect(answer).toMatchObject({ zeroed: 0, rows: { rejected: 1 } });
    expect(await onHand(saddle, reno)).toBe(5);
  });

  test.each([
    { known: 4, first: 4, second: 9, merged: 0 },
    { known: 4, first: 4, second: 4, merged: 1 },
    { known: 9, first: 4, second: 9, merged: 0 },
    { known: 0, first: 4, second: 4, merged: 1 },
  ])(
    "that names a position twice is judged as any other, also where it is as it was: %o",
    async (given) => {
      await stock(saddle, reno, given.known);
      await stock(wheel, reno, 2);
      const rows: Said[] = [
        [saddle, reno, given.first],
        [wheel, reno, 2],
        [saddle, reno, given.second],
      ];
      const answer = await feed(rows, { mode: "full" });
      const changed = given.known === given.first ? 0 : 1;
      expect(answer.rows).toEqual({
        read: 3,
        changed,
        unchanged: 2 - changed,
        ignored: 0,
        merged: given.merged,
        rejected: 1 - given.merged,
      });
      expect([await onHand(saddle, reno), await onHand(wheel, reno)]).toEqual([4, 2]);
    },
  );

  test("that would empty more than the guard allows moves nothing until a person confirms", async () => {
    const careful = await givenSource({ guardPercent: 40 });
    await stock(saddle, reno, 5);
    await stock(wheel, reno, 6);
    await stock(wheel, dallas, 7);
    const before = await books();
    const rows: Said[] = [[saddle, reno, 4]];
    const held = await feed(rows, { mode: "full", from: careful, sequence: 1 });
    expect(held).toMatchObject({
      state: "needs_confirmation",
      zeroed: 2,
      units: -14,
      reason: "It would empty 2 of 3 positions of its scope, more than the 40 % that go unasked",
    });
    expect(await books()).toEqual(before);
    const { rows: runs } = await listFeedRuns(ctxOf(database), { source: [careful] });
    expect(runs).toMatchObject([{ id: held.runId, state: "needs_confirmation", zeroed: 2 }]);
    const done = await feed(rows, { mode: "full", from: careful, sequence: 1, confirm: true });
    expect(done).toMatchObject({
      state: "applied",
      zeroed: 2,
      reason: "Confirmed to empty 2 of 3 positions",
    });
    expect([await onHand(saddle, reno), await onHand(wheel, dallas)]).toEqual([4, 0]);
  });

  test("within the guard goes unasked", async () => {
    const careful = await givenSource({ guardPercent: 50 });
    await stock(saddle, reno, 5);
    await stock(wheel, reno, 6);
    expect(await feed([[saddle, reno, 5]], { mode: "full", from: careful })).toMatchObject({
      state: "applied",
      zeroed: 1,
      reason: null,
    });
  });
});

describe("late, early and twice", () => {
  test("the same number again is ignored, also with other rows", async () => {
    await feed([[saddle, reno, 4]], { sequence: 7, mode: "full" });
    const again = await feed([[saddle, reno, 9]], { sequence: 7, mode: "full" });
    expect(again).toMatchObject({ state: "ignored", rows: { read: 1, ignored: 1 } });
    expect(await feed([[saddle, reno, 9]], { sequence: 6 })).toMatchObject({ state: "ignored" });
    expect(await onHand(saddle, reno)).toBe(4);
  });

  test("of two deltas in the wrong order the newer stands, and the older tells what only it knows", async () => {
    await feed([[saddle, reno, 4]], { sequence: 2 });
    const late = await feed(
      [
        [saddle, reno, 9],
        [wheel, reno, 3],
      ],
      { sequence: 1 },
    );
    expect(late).toMatchObject({ state: "applied", rows: { ignored: 1, changed: 1 } });
    expect([await onHand(saddle, reno), await onHand(wheel, reno)]).toEqual([4, 3]);
  });

  test("a snapshot taken before a count that arrived earlier leaves that position alone", async () => {
    await stock(wheel, reno, 6);
    const at = (hour: number) => new Date(TUESDAY.getTime() - (12 - hour) * 3_600_000);
    await feed([[saddle, reno, 4]], { asOf: at(9) });
    await feed([[wheel, dallas, 2]], { asOf: at(9) });
    const full = await feed([[saddle, reno, 1]], { mode: "full", asOf: at(8) });
    expect(full).toMatchObject({ rows: { ignored: 1 }, zeroed: 1 });
    const now = [
      await onHand(saddle, reno),
      await onHand(wheel, dallas),
      await onHand(wheel, reno),
    ];
    expect(now).toEqual([4, 2, 0]);
    expect(await feed([[wheel, reno, 6]], { asOf: at(7) })).toMatchObject({ state: "ignored" });
    expect(await onHand(wheel, reno)).toBe(0);
  });

  test("any order of the same feeds, any of them repeated, ends in the state of the newest", async () => {
    const skus = [saddle, wheel, await givenSku(database)];
    const places = skus.flatMap((sku) => [reno, dallas].map((node) => [sku, node] as const));
    const random = seeded(20_261_122);
    for (let round = 0; round < 12; round += 1) {
      const from = await givenSource();
      const feeds = Array.from({ length: 6 }, (_, at) => ({
        sequence: at + 1,
        mode: random() < 0.4 ? ("full" as const) : ("delta" as const),
        rows: places
          .filter(() => random() < 0.5)
          .map(([sku, node]): Said => [sku, node, Math.floor(random() * 5)]),
      }));
      const expected = places.map((place) => newestOf(feeds, place));
      await feed(
        places.map(([sku, node]): Said => [sku, node, 3]),
        { from, sequence: 0 },
      );
      const sent = [...feeds, ...feeds.filter(() => random() < 0.5)]
        .map((each) => ({ each, at: random() }))
        .toSorted((a, b) => a.at - b.at);
      for (const { each } of sent) {
        await feed(each.rows, { from, sequence: each.sequence, mode: each.mode });
      }
      const found = await Promise.all(places.map(([sku, node]) => onHand(sku, node)));
      expect(found.map((units) => units ?? 0)).toEqual(expected);
    }
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  }, 60_000);
});

/** What the newest feed says that says anything of a place; a full one speaks of all. */
function newestOf(
  feeds: readonly { mode: FeedMode; rows: readonly Said[] }[],
  [sku, node]: readonly [GivenSku, GivenNode],
): number {
  for (const { mode, rows } of feeds.toReversed()) {
    const row = rows.find(([ofSku, at]) => ofSku === sku && at === node);
    if (row !== undefined || mode === "full") {
      return Number(row?.[2] ?? 0);
    }
  }
  return 3;
}

/** Numbers from 0 to 1, the same ones each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe("at once", () => {
  test("the same key twice is one feed, and answers both", async () => {
    const key = randomUUID();
    const said: Said[] = [[saddle, reno, 4]];
    const [one, two] = await Promise.all([feed(said, { key }), feed(said, { key })]);
    expect(one).toEqual(two);
    expect((await listFeedRuns(ctxOf(database), { source: [source] })).rows).toHaveLength(1);
    await expect(feed([[saddle, reno, 5]], { key })).rejects.toMatchObject({ code: "KEY_REUSED" });
  });

  test("ten feeds of one source leave what the newest says", async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        feed(
          [
            [saddle, reno, at],
            [wheel, dallas, at],
          ],
          { sequence: at + 1 },
        ),
      ),
    );
    expect([await onHand(saddle, reno), await onHand(wheel, dallas)]).toEqual([9, 9]);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("feeds of two sources about the same places wait, but never in a circle", async () => {
    const other = await givenSource();
    const skus = await Promise.all(Array.from({ length: 40 }, () => givenSku(database)));
    const said = skus.flatMap((sku, at): Said[] => [
      [sku, reno, at + 1],
      [sku, dallas, at + 1],
    ]);
    const [before] = await database.sql<{ deadlocks: number }[]>`
      select deadlocks::int from pg_stat_database where datname = current_database()`;
    await Promise.all([
      ...Array.from({ length: 4 }, () => feed(said)),
      ...Array.from({ length: 4 }, () => feed(said.toReversed(), { from: other })),
    ]);
    const [after] = await database.sql<{ deadlocks: number }[]>`
      select deadlocks::int from pg_stat_database where datname = current_database()`;
    expect(after).toEqual(before);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("a feed and orders for the same SKU neither sell what is not there nor lose a unit", async () => {
    await stock(saddle, reno, 30);
    const outcomes = await Promise.all([
      ...Array.from({ length: 10 }, () => place(saddle, 3)),
      ...[25, 20, 28, 15].map((units) => feed([[saddle, reno, units]])),
    ]);
    expect(outcomes).toHaveLength(14);
    const [level] = await database.sql<{ onHand: number; allocated: number; oversold: number }[]>`
      select on_hand as "onHand", allocated, oversold from stock_level
      where sku_id = ${saddle.id} and node_id = ${reno.id}`;
    expect([15, 20, 25, 28]).toContain(level?.onHand);
    expect(level?.oversold).toBe(Math.max(0, (level?.allocated ?? 0) - (level?.onHand ?? 0)));
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });
});

describe("sources", () => {
  test("are listed with their last run and how old the newest of what they told is", async () => {
    const asOf = new Date(TUESDAY.getTime() - 90_000);
    const { runId } = await feed([[saddle, reno, 4]], { sequence: 3, asOf });
    const sources = await listSources(ctxOf(database), {});
    expect(sources.find(({ code }) => code === source)).toMatchObject({
      kind: "wms",
      nodes: [reno.code, dallas.code].toSorted(),
      lastSequence: 3,
      lagSeconds: 90,
      lastRun: { id: runId, state: "applied", rows: { read: 1, changed: 1 }, asOf },
    });
  });

  test("runs come a page at a time, the newest on top", async () => {
    const ids = [];
    for (let sequence = 1; sequence <= 3; sequence += 1) {
      ids.push((await feed([[saddle, reno, sequence]], { sequence })).runId);
    }
    const first = await listFeedRuns(ctxOf(database), { source: [source], limit: 2 });
    const rest = await listFeedRuns(ctxOf(database), {
      source: [source],
      limit: 2,
      after: first.next ?? undefined,
    });
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(rest.next).toBeNull();
  });

  test("of a node that is not there are refused; the same code again changes the source", async () => {
    const named = { code: source.toLowerCase(), name: "Dock", kind: "3pl" as const };
    const ctx = ctxOf(database);
    await expect(
      setSource(ctx, randomUUID(), { ...named, nodes: [reno.code, "NOWHERE"] }),
    ).rejects.toMatchObject({ code: "NOT_FOUND", message: "There is no node NOWHERE" });
    expect(await setSource(ctx, randomUUID(), { ...named, nodes: [elsewhere.code] })).toMatchObject(
      { isNew: false },
    );
    expect(await feed([[saddle, reno, 1]])).toMatchObject({ rows: { rejected: 1 } });
    const powerless = ctxOf(database, actorWith(["inventory.apply_feed"]));
    await expect(
      setSource(powerless, randomUUID(), { ...named, nodes: [elsewhere.code] }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
