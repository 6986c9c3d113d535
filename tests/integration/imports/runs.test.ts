import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { finishRun } from "@/server/oms/imports/commands/finish-run";
import { makeMasters } from "@/server/oms/imports/commands/make-masters";
import { recordRejections } from "@/server/oms/imports/commands/record-rejections";
import { startRun } from "@/server/oms/imports/commands/start-run";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, unique } from "../../support/factories";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.drop());

const file = {
  kind: "orders",
  fileName: "orders.csv",
  fileHash: "abc",
  mode: "open",
  isDryRun: false,
} as const;

test("a run is opened once per key, keeps what it did not take, and ends with its report", async () => {
  const ctx = ctxOf(database);
  const key = randomUUID();
  const { runId } = await startRun(ctx, key, file);
  expect(await startRun(ctx, key, file)).toEqual({ runId });
  const rejection = {
    rowNumber: 7,
    reason: "sku_unknown",
    field: "line.sku",
    message: "Row 7: no such SKU",
    raw: { StockCode: "X" },
  };
  await recordRejections(ctx, randomUUID(), { runId, rejections: [rejection] });
  await finishRun(ctx, randomUUID(), { runId, report: { read: 1, rejected: 1 } });
  const [run] = await database.sql`
    select finished_at is not null as ended, report from import_run where id = ${runId}`;
  const kept = await database.sql`
    select row_number, reason, message from import_rejection where import_run_id = ${runId}`;
  expect(run).toEqual({ ended: true, report: { read: 1, rejected: 1 } });
  expect(kept).toEqual([{ row_number: 7, reason: "sku_unknown", message: "Row 7: no such SKU" }]);
});

test("what a file names and nobody knows is made once, and marked", async () => {
  const code = unique("NEW");
  const input = { skus: [{ code, name: "A thing" }], companies: [] };
  await makeMasters(ctxOf(database), randomUUID(), input);
  await makeMasters(ctxOf(database), randomUUID(), input);
  const made = await database.sql`select is_imported from sku where code = ${code}`;
  expect(made).toEqual([{ is_imported: true }]);
});

test("without the right no run is opened", async () => {
  await expect(startRun(ctxOf(database, actorWith([])), randomUUID(), file)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
