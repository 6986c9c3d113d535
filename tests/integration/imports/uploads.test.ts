import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addUploadPart } from "@/server/oms/imports/commands/add-upload-part";
import { dismissUpload } from "@/server/oms/imports/commands/dismiss-upload";
import { expireUploads } from "@/server/oms/imports/commands/expire-uploads";
import { finishUpload } from "@/server/oms/imports/commands/finish-upload";
import { openUpload } from "@/server/oms/imports/commands/open-upload";
import { settleUpload } from "@/server/oms/imports/commands/settle-upload";
import { undoRun } from "@/server/oms/imports/commands/undo-run";
import { findRun } from "@/server/oms/imports/queries-runs";
import {
  checkUpload,
  findUpload,
  inspectUpload,
  listUploads,
} from "@/server/oms/imports/queries-upload";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  fixedClock,
  givenCompany,
  givenNetwork,
  TUESDAY,
  unique,
} from "../../support/factories";
import { tell } from "../notifications/telling";

let database: TestDatabase;
let known: string;
let fresh: string;
beforeAll(async () => {
  database = await openDatabase({ max: 6 });
  await givenNetwork(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  const { id } = await givenCompany(database);
  const [row] = await database.sql<{ code: string }[]>`
    update company set name = 'Old name', phone = '1' where id = ${id} returning code`;
  known = row?.code ?? "";
  fresh = unique("NEW");
});

const ctx = () => ctxOf(database);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const open = async (parts: number, fileName = "customers.csv") =>
  (await openUpload(ctx(), randomUUID(), { kind: "customers", fileName, parts })).uploadId;
const send = (uploadId: string, number: number, text: string, as = ctx(), key = randomUUID()) =>
  addUploadPart(as, key, { uploadId, number, bytes: base64(text) });
/** As another house names its columns. */
const COLUMNS = {
  "company.code": "Kunde",
  "company.name": "Firma",
  "location.residential": "Privat",
};
const given = async (...rows: string[]) => {
  const uploadId = await open(1);
  await send(uploadId, 1, ["Kunde;Firma;Privat", ...rows].join("\n"));
  return uploadId;
};
const finish = (uploadId: string, repairs: Repairs = [], as = ctx(), key = randomUUID()) =>
  finishUpload(as, key, { uploadId, columns: COLUMNS, repairs });
type Repairs = { row: number; column: string; text: string }[];
const nameOf = async (code: string) => {
  const [row] = await database.sql<{ name: string }[]>`
    select name from company where code = ${code}`;
  return row?.name;
};
const runs = async () => {
  const [row] = await database.sql<
    { runs: number }[]
  >`select count(*)::int as runs from import_run`;
  return row?.runs;
};

describe("a file that a person looks at", () => {
  test("is understood, checked with what is wrong and what would change, and nothing is written", async () => {
    const uploadId = await given(`${known};New name;`, `${fresh};Fresh Ltd;maybe`);
    const before = await runs();
    expect(await inspectUpload(ctx(), { uploadId })).toMatchObject({
      format: { delimiter: ";" },
      columns: [{ name: "Kunde" }, { name: "Firma", samples: ["New name", "Fresh Ltd"] }, {}],
      isRemembered: false,
    });
    const input = { uploadId, columns: COLUMNS };
    const check = await checkUpload(ctx(), input);
    expect(check).toMatchObject({ read: 2, updated: 1, created: 0, rejected: 1 });
    expect(check.unfit).toEqual([
      {
        row: 3,
        reason: "not_yes_or_no",
        sentence: 'Row 3, "Privat": write yes or no, not maybe.',
        column: "Privat",
        found: "maybe",
      },
    ]);
    expect(check.changes).toMatchObject([
      { kind: "company", name: known, before: { name: "Old name" }, after: { name: "New name" } },
    ]);
    const mended = { ...input, repairs: [{ row: 3, column: "Privat", text: "no" }] };
    expect(await checkUpload(ctx(), mended)).toMatchObject({ created: 1, updated: 1, rejected: 0 });
    expect(await nameOf(known)).toBe("Old name");
    expect(await nameOf(fresh)).toBeUndefined();
    expect(await runs()).toBe(before);
  });

  test("is imported as it was mended by who said so, once, and its columns are known next time", async () => {
    const uploadId = await given(`${known};New name;`, `${fresh};Fresh Ltd;maybe`, `;Nobody;`);
    const key = randomUUID();
    const repairs = [{ row: 3, column: "Privat", text: "no" }];
    const answer = { uploadId, state: "queued" };
    expect(await Promise.all([1, 2].map(() => finish(uploadId, repairs, ctx(), key)))).toEqual([
      answer,
      answer,
    ]);
    expect((await listUploads(ctx(), {})).map(({ id }) => id)).toContain(uploadId);
    await tell(database);
    expect(await nameOf(known)).toBe("New name");
    expect(await nameOf(fresh)).toBe("Fresh Ltd");
    const { state, runId } = await findUpload(ctx(), { uploadId });
    expect(state).toBe("done");
    const run = await findRun(ctx(), { runId: runId ?? "" });
    expect(run).toMatchObject({ name: "customers.csv", created: 1, updated: 1, rejected: 1 });
    const [settled] = await database.sql`
      select count(*)::int as parts from import_upload_part where upload_id = ${uploadId}`;
    expect(settled).toEqual({ parts: 0 });

    const again = await given(`${known};New name;`);
    expect(await inspectUpload(ctx(), { uploadId: again })).toMatchObject({
      isRemembered: true,
      chosen: COLUMNS,
    });
    await undoRun(ctx(), randomUUID(), { runId: runId ?? "", reason: "the wrong file" });
    expect(await nameOf(known)).toBe("Old name");
    expect(await nameOf(fresh)).toBeUndefined();
  });

  test("is refused when a column is not there, and says so where the import is looked for", async () => {
    const uploadId = await given(`${known};New name;`);
    const columns = { ...COLUMNS, "company.phone": "Telefon" };
    await expect(checkUpload(ctx(), { uploadId, columns })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(
      checkUpload(ctx(), { uploadId, columns: { ...COLUMNS, "company.shoe": "Kunde" } }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await finishUpload(ctx(), randomUUID(), { uploadId, columns });
    await tell(database);
    expect(await findUpload(ctx(), { uploadId })).toMatchObject({
      state: "failed",
      reason: "The mapping does not fit the file",
      runId: null,
    });
    expect(await nameOf(known)).toBe("Old name");
  });
});

describe("a file that comes in parts", () => {
  test("may come in any order and twice, but not otherwise, and counts once it is whole", async () => {
    const uploadId = await open(2);
    await send(uploadId, 2, `\n${known};New name;`);
    await expect(inspectUpload(ctx(), { uploadId })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await expect(finish(uploadId)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await expect(send(uploadId, 2, "other")).rejects.toMatchObject({ code: "DUPLICATE" });
    await expect(send(uploadId, 3, "more")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const first = "Kunde;Firma;Privat";
    await Promise.all([send(uploadId, 1, first), send(uploadId, 1, first)]);
    expect(await checkUpload(ctx(), { uploadId, columns: COLUMNS })).toMatchObject({ updated: 1 });
  });

  test("is finished or dismissed, not both", async () => {
    const uploadId = await given(`${known};New name;`);
    const tries = await Promise.allSettled([
      finish(uploadId),
      dismissUpload(ctx(), randomUUID(), { uploadId }),
    ]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(send(uploadId, 1, "late")).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
  });

  test("is given up when nothing is heard of it for a day", async () => {
    const [left, queued] = [await given(`${known};A;`), await given(`${known};B;`)];
    await finish(queued);
    const later = new Date(TUESDAY.getTime() + 25 * 3_600_000);
    const tomorrow = { ...ctx(), clock: fixedClock(later) };
    await expireUploads(tomorrow, randomUUID(), {});
    expect(await findUpload(ctx(), { uploadId: left })).toMatchObject({ state: "expired" });
    expect(await findUpload(ctx(), { uploadId: queued })).toMatchObject({ state: "queued" });
    await tell(database);
  });
});

test("a file is settled once: who comes second finds it settled", async () => {
  const uploadId = await given(`${known};New name;`);
  const settle = (state: "done" | "failed") => ({
    ...{ uploadId, state, runId: null, fileHash: null, shape: null, reason: "no file" },
  });
  await expect(settleUpload(ctx(), randomUUID(), settle("failed"))).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
  });
  await finish(uploadId);
  const tries = await Promise.allSettled(
    [1, 2].map(() => settleUpload(ctx(), randomUUID(), settle("failed"))),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await tell(database);
  expect(await nameOf(known)).toBe("Old name");
});

test("who has no right, or only a company of their own, sends and looks at nothing", async () => {
  const uploadId = await given(`${known};New name;`);
  const nobody = ctxOf(database, actorWith([]));
  const names = ["open_upload", "add_upload_part", "finish_upload", "dismiss_upload"];
  const buyer = ctxOf(
    database,
    actorWith(
      [...names, "settle_upload", "expire_uploads", "check_upload"].map(
        (name) => `imports.${name}`,
      ),
      { companyId: randomUUID() },
    ),
  );
  const refused = { code: "FORBIDDEN" };
  for (const as of [nobody, buyer]) {
    const input = { kind: "customers" as const, fileName: "x.csv", parts: 1 };
    await expect(openUpload(as, randomUUID(), input)).rejects.toMatchObject(refused);
    await expect(send(uploadId, 1, "x", as)).rejects.toMatchObject(refused);
    await expect(finish(uploadId, [], as)).rejects.toMatchObject(refused);
    await expect(dismissUpload(as, randomUUID(), { uploadId })).rejects.toMatchObject(refused);
    await expect(expireUploads(as, randomUUID(), {})).rejects.toMatchObject(refused);
    await expect(checkUpload(as, { uploadId, columns: COLUMNS })).rejects.toMatchObject(refused);
  }
  expect(await findUpload(ctx(), { uploadId })).toMatchObject({ state: "open", received: 1 });
});
