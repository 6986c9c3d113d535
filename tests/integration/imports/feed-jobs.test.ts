/** Feeds that come in parts: nothing moves before the end, and each part counts once. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addFeedPart } from "@/server/oms/imports/commands/add-feed-part";
import { dismissFeedJob } from "@/server/oms/imports/commands/dismiss-feed-job";
import { expireFeedJobs } from "@/server/oms/imports/commands/expire-feed-jobs";
import { finishFeedJob } from "@/server/oms/imports/commands/finish-feed-job";
import { openFeedJob } from "@/server/oms/imports/commands/open-feed-job";
import { settleFeedJob } from "@/server/oms/imports/commands/settle-feed-job";
import { checkFeedFile, inspectFeedFile } from "@/server/oms/imports/queries-feed-file";
import { findFeedJob, listFeedJobs } from "@/server/oms/imports/queries-feed-jobs";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { listFeedRejections, listFeedRuns } from "@/server/oms/inventory/queries-feeds";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  TUESDAY,
  unique,
} from "../../support/factories";
import { tell } from "../notifications/telling";

const RIGHTS = ["open_feed_job", "add_feed_part", "finish_feed_job", "dismiss_feed_job"].map(
  (name) => `imports.${name}`,
);

let database: TestDatabase;
let calendarId: string;
let node: GivenNode;
let sku: GivenSku;
let other: GivenSku;
let source: string;
beforeAll(async () => {
  database = await openDatabase();
  ({ calendarId } = await givenNetwork(database));
});
afterAll(() => database.drop());
beforeEach(async () => {
  node = await givenNode(database, calendarId);
  sku = await givenSku(database);
  other = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 9 });
  await givenStock(database, { skuId: other.id, nodeId: node.id, onHand: 4 });
  source = unique("WMS");
  const nodes = [node.code];
  await setSource(ctxOf(database), newId(), { code: source, name: source, kind: "wms", nodes });
});

const ctx = () => ctxOf(database);
const open = (over: object = {}) => openFeedJob(ctx(), newId(), { source, ...over });
const rowOf = (of: GivenSku, onHand: number) => ({ sku: of.code, node: node.code, onHand });
const add = (jobId: string, number: number, rows: ReturnType<typeof rowOf>[]) =>
  addFeedPart(ctx(), newId(), { jobId, number, rows });
const finish = (jobId: string, over: object = {}) =>
  finishFeedJob(ctx(), newId(), { jobId, ...over });
const work = () => tell(database);
const find = (jobId: string) => findFeedJob(ctx(), { jobId });

async function onHand(of: GivenSku = sku): Promise<number> {
  const [row] = await database.sql<{ onHand: number }[]>`
    select on_hand as "onHand" from stock_level where sku_id = ${of.id} and node_id = ${node.id}`;
  return row?.onHand ?? 0;
}

const partsLeft = async (jobId: string) =>
  (await database.sql`select from inventory_feed_part where job_id = ${jobId}`).length;

async function upload(text: string | Uint8Array, over: object = {}): Promise<string> {
  const { jobId } = await open({ fileName: "stock.csv", ...over });
  const content = Buffer.from(text);
  const cut = Math.ceil(content.length / 2);
  for (const [at, part] of [content.subarray(0, cut), content.subarray(cut)].entries()) {
    const bytes = part.toString("base64");
    await addFeedPart(ctx(), newId(), { jobId, number: at + 1, bytes });
  }
  return jobId;
}

describe("rows in parts", () => {
  test("are applied as one feed when all are there, in whatever order they came", async () => {
    const { jobId } = await open({ mode: "full", sequence: 1 });
    await add(jobId, 2, [rowOf(other, 3), rowOf(sku, 7)]);
    await add(jobId, 1, [rowOf(sku, 7)]);
    expect(await onHand()).toBe(9);
    expect(await find(jobId)).toMatchObject({ state: "open", received: { parts: 2, rows: 3 } });
    await finish(jobId, { parts: 2 });
    expect(await find(jobId)).toMatchObject({ state: "queued", expiresAt: null });
    await work();
    expect(await find(jobId)).toMatchObject({
      state: "done",
      rowsDone: 0,
      run: {
        state: "applied",
        mode: "full",
        sequence: 1,
        rows: { read: 3, changed: 2, merged: 1 },
      },
    });
    expect([await onHand(), await onHand(other)]).toEqual([7, 3]);
    expect(await partsLeft(jobId)).toBe(0);
    expect(await auditDatabase(database.sql)).toMatchObject({ violations: 0 });
  });

  test("a part sent again is there already; other content under its number is refused", async () => {
    const { jobId } = await open();
    const key = newId();
    const part = { jobId, number: 1, rows: [rowOf(sku, 7)] };
    const first = await addFeedPart(ctx(), key, part);
    expect(await addFeedPart(ctx(), key, part)).toEqual(first);
    expect(await add(jobId, 1, part.rows)).toEqual(first);
    await expect(add(jobId, 1, [rowOf(sku, 8)])).rejects.toMatchObject({ code: "DUPLICATE" });
    await Promise.all([add(jobId, 2, [rowOf(sku, 7)]), add(jobId, 2, [rowOf(sku, 7)])]);
    expect(await find(jobId)).toMatchObject({ received: { parts: 2, rows: 2 } });
  });

  test("is not finished while parts are missing, nor without any", async () => {
    const { jobId } = await open();
    await expect(finish(jobId)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await add(jobId, 2, [rowOf(sku, 7)]);
    await expect(finish(jobId)).rejects.toMatchObject({ message: "1 of 2 parts are missing" });
    await add(jobId, 1, [rowOf(sku, 7)]);
    await expect(finish(jobId, { parts: 3 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await finish(jobId, { parts: 2 });
    await expect(add(jobId, 3, [rowOf(sku, 1)])).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("two who finish it at once queue it once, and so does one key sent twice", async () => {
    const { jobId } = await open();
    await add(jobId, 1, [rowOf(sku, 5)]);
    const key = newId();
    const twice = await Promise.all([1, 2].map(() => finishFeedJob(ctx(), key, { jobId })));
    expect(twice[0]).toEqual(twice[1]);
    const settled = await Promise.allSettled([finish(jobId), finish(jobId)]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await work();
    const { rows } = await listFeedRuns(ctx(), { source: [source] });
    expect(rows).toHaveLength(1);
    expect(await onHand()).toBe(5);
  });

  test("what would empty too much is held, then confirmed, or dismissed", async () => {
    const held = async () => {
      const { jobId } = await open({ mode: "full" });
      await add(jobId, 1, [rowOf(sku, 9)]);
      await finish(jobId);
      await work();
      expect(await find(jobId)).toMatchObject({ state: "held", run: { zeroed: 1 } });
      expect(await onHand(other)).toBe(4);
      return jobId;
    };
    const first = await held();
    await expect(finish(first)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    const raced = await Promise.allSettled([
      dismissFeedJob(ctx(), newId(), { jobId: first }),
      dismissFeedJob(ctx(), newId(), { jobId: first }),
    ]);
    expect(raced.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await partsLeft(first)).toBe(0);

    const second = await held();
    await finish(second, { confirm: true });
    await work();
    expect(await find(second)).toMatchObject({ state: "done", run: { state: "applied" } });
    expect(await onHand(other)).toBe(0);
  });

  test("what nobody goes on with expires after a day", async () => {
    const { jobId } = await open();
    await add(jobId, 1, [rowOf(sku, 5)]);
    const later = { ...ctx(), clock: { now: () => new Date(TUESDAY.getTime() + 25 * 3_600_000) } };
    await expireFeedJobs(ctx(), newId(), {});
    expect(await find(jobId)).toMatchObject({ state: "open" });
    const key = newId();
    const first = await expireFeedJobs(later, key, {});
    expect(await expireFeedJobs(later, key, {})).toEqual(first);
    expect(await find(jobId)).toMatchObject({ state: "expired" });
    expect(await partsLeft(jobId)).toBe(0);
  });

  test("is for those with the right, of all its nodes, and of no buyer", async () => {
    const { jobId } = await open();
    const elsewhere = await givenNode(database, calendarId);
    const company = await givenCompany(database);
    const asking = [
      { actor: actorWith(["inventory.apply_feed"]), code: "FORBIDDEN", opening: "FORBIDDEN" },
      {
        actor: actorWith(RIGHTS, { nodeIds: [elsewhere.id] }),
        code: "NOT_FOUND",
        opening: "FORBIDDEN",
      },
      {
        actor: actorWith(RIGHTS, { companyId: company.id }),
        code: "FORBIDDEN",
        opening: "FORBIDDEN",
      },
    ];
    for (const { actor, code, opening } of asking) {
      const by = ctxOf(database, actor);
      await expect(openFeedJob(by, newId(), { source })).rejects.toMatchObject({ code: opening });
      const part = { jobId, number: 1, rows: [rowOf(sku, 1)] };
      await expect(addFeedPart(by, newId(), part)).rejects.toMatchObject({ code });
      await expect(finishFeedJob(by, newId(), { jobId })).rejects.toMatchObject({ code });
      await expect(dismissFeedJob(by, newId(), { jobId })).rejects.toMatchObject({ code });
    }
    const settling = {
      jobId,
      state: "done",
      runId: null,
      fileHash: null,
      shape: null,
      reason: null,
    };
    const powerless = ctxOf(database, actorWith(RIGHTS));
    await expect(
      settleFeedJob(powerless, newId(), { ...settling, state: "done" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(expireFeedJobs(powerless, newId(), {})).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await find(jobId)).toMatchObject({ state: "open", received: { parts: 0 } });
    await expect(openFeedJob(ctx(), newId(), { source: "NOBODY" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const asOf = new Date(TUESDAY.getTime() + 3_600_000).toISOString();
    await expect(open({ asOf })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("a file", () => {
  const file = () =>
    [
      "Item No;Lager;Menge;Bemerkung",
      `${sku.code};${node.code};7;`,
      `X-1;${node.code};3;"a; b"`,
      `${other.code};${node.code};3.5;`,
      `1.23E+12;${node.code};1;`,
    ].join("\r\n");
  const mapping = { "stock.sku": "Item No", "stock.node": "Lager", "stock.onHand": "Menge" };

  test("is shown as it was understood, and its columns are remembered", async () => {
    const jobId = await upload(gzipSync(`\ufeff${file()}`));
    const first = await inspectFeedFile(ctx(), { jobId });
    expect(first).toMatchObject({
      format: { encoding: "utf-8", delimiter: ";" },
      isRemembered: false,
      mapping: { "stock.node": { value: node.code } },
      takenBefore: null,
    });
    expect(first.columns[1]).toEqual({
      name: "Lager",
      samples: [node.code, node.code, node.code],
    });
    await finish(jobId, { mapping });
    await work();
    const again = await upload(gzipSync(`\ufeff${file()}`));
    const { runId } = await find(jobId);
    expect(await inspectFeedFile(ctx(), { jobId: again })).toMatchObject({
      isRemembered: true,
      mapping,
      takenBefore: { runId },
    });
    await finish(again, { mapping });
    await work();
    expect(await find(again)).toMatchObject({ run: { rows: { changed: 0 } } });
  });

  test("is checked without moving anything; repairs count where they were made", async () => {
    const jobId = await upload(file());
    const before = await checkFeedFile(ctx(), { jobId, mapping });
    expect(before).toMatchObject({
      rows: { read: 4, changed: 1, rejected: 3 },
      rejections: { sku_unknown: 1, quantity_not_whole: 1, identifier_scientific: 1 },
      changes: [{ sku: sku.code, node: node.code, before: 9, after: 7, isZeroed: false }],
      isHeld: false,
    });
    expect(before.faults).toMatchObject([
      { row: 3, reason: "sku_unknown", field: "sku", found: "X-1" },
      {
        row: 4,
        field: "onHand",
        sentence: 'Row 4, "Menge": expected a whole number, found 3.5.',
      },
      { row: 5, reason: "identifier_scientific" },
    ]);
    const repairs = { sku: { "X-1": other.code }, onHand: { "4": "2" } };
    const after = await checkFeedFile(ctx(), { jobId, mapping, repairs });
    // The row whose SKU was put right comes first, so that the other contradicts it.
    expect(after).toMatchObject({
      rows: { changed: 2, rejected: 2 },
      rejections: { row_twice: 1 },
    });
    expect(await onHand()).toBe(9);
    expect((await listFeedRuns(ctx(), { source: [source] })).rows).toEqual([]);

    await finish(jobId, { mapping, repairs });
    await work();
    const { run } = await find(jobId);
    expect(run).toMatchObject({ rows: after.rows });
    expect([await onHand(), await onHand(other)]).toEqual([7, 3]);
    const { csv } = await listFeedRejections(ctx(), { runId: run?.id ?? "" });
    expect(csv.split("\r\n").slice(0, 2)).toEqual([
      "row,reason,error,Item No,Lager,Menge,Bemerkung",
      `4,row_twice,"an earlier row is about the same SKU and node, with another quantity",${other.code},${node.code},3.5,`,
    ]);
  });

  test("a full one shows what it would empty, and that it has to be confirmed", async () => {
    const jobId = await upload(file(), { mode: "full" });
    expect(await checkFeedFile(ctx(), { jobId, mapping })).toMatchObject({
      zeroed: 0,
      filled: 2,
      isHeld: false,
    });
    const short = await upload(`Item No;Lager;Menge\n${sku.code};${node.code};9`, { mode: "full" });
    expect(await checkFeedFile(ctx(), { jobId: short, mapping })).toMatchObject({
      zeroed: 1,
      isHeld: true,
      guardPercent: 20,
      changes: [{ sku: other.code, before: 4, after: 0, isZeroed: true }],
    });
    expect(await listFeedJobs(ctx(), { limit: 2 })).toMatchObject([{ id: short }, { id: jobId }]);
  });

  test("that cannot be read fails for good and says why; rows are no file", async () => {
    const broken = await upload(`sku,node,on_hand\n"${sku.code},${node.code},1`);
    await finish(broken, { mapping: {} });
    await work();
    expect(await find(broken)).toMatchObject({ state: "failed", runId: null });
    expect((await find(broken)).reason).toContain("never closed");
    const { jobId } = await open();
    const bytes = Buffer.from("sku").toString("base64");
    await expect(addFeedPart(ctx(), newId(), { jobId, number: 1, bytes })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(inspectFeedFile(ctx(), { jobId })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });
});
