import { randomUUID } from "node:crypto";
import { eq, sql as text } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { latestMigration } from "@/db/migration-state";
import { mailMessage } from "@/db/schema";
import type { MailId } from "@/server/oms/kernel/ids";
import { openDatabase, type TestDatabase } from "@/tests/support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
  await database.sql`create table sample (id uuid primary key, at timestamptz(3), day date,
    money int8, payload jsonb, words text[], amount numeric)`;
});
afterAll(() => database.drop());

const at = new Date("2026-03-04T05:06:07.089Z");

function mail(id: string) {
  return {
    id: id as MailId,
    template: "sample",
    toAddress: "someone@example.test",
    subject: "A subject",
    html: "<p>",
    plainText: "",
    causeKey: id,
    provider: "mailbox",
    createdAt: at,
  };
}

test("hand-written SQL gets Dates, calendar dates as text and money as numbers", async () => {
  const id = randomUUID();
  await database.sql`insert into sample values (${id}, ${at}, ${"2026-03-29"},
    ${Number.MAX_SAFE_INTEGER}, ${database.sql.json({ a: [1, null] })}, ${["x", 'y"z']}, ${"1.50"})`;
  const [row] = await database.sql`select *, count(*) over () as rows from sample where id = ${id}`;
  expect(row).toEqual({
    id,
    at,
    day: "2026-03-29",
    money: Number.MAX_SAFE_INTEGER,
    payload: { a: [1, null] },
    words: ["x", 'y"z'],
    amount: "1.50",
    rows: 1,
  });
});

test("a number too large to be held exactly is an error, and the connection goes on", async () => {
  await expect(database.sql`select 9007199254740993::int8`).rejects.toThrow(RangeError);
  expect(await database.sql`select 1 as one`).toEqual([{ one: 1 }]);
});

test("NULL inside an array of dates, numbers or documents stays null", async () => {
  const [row] = await database.sql`select array[null, ${at}::timestamptz] as instants,
    array[1, null]::int8[] as numbers, array[null, '{"a":1}']::jsonb[] as documents`;
  expect(row).toEqual({ instants: [null, at], numbers: [1, null], documents: [null, { a: 1 }] });
});

test("Drizzle and SQL see each other's rows inside one transaction", async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  await inTransaction(database, async ({ tx, sql }) => {
    await tx.insert(mailMessage).values(mail(first));
    await sql`insert into mail_message ${sql({
      id: second,
      template: "sample",
      to_address: "x",
      subject: "s",
      html: "",
      plain_text: "",
      cause_key: second,
      provider: "mailbox",
      created_at: at,
    })}`;
    const seen = await sql`select created_at from mail_message where id = ${first}`;
    expect(seen).toEqual([{ created_at: at }]);
    const read = await tx
      .select()
      .from(mailMessage)
      .where(eq(mailMessage.id, second as MailId));
    expect(read[0]?.createdAt).toEqual(at);
  });
});

test("what fails rolls back in both", async () => {
  const id = randomUUID();
  const failing = inTransaction(database, async ({ tx, sql }) => {
    await tx.insert(mailMessage).values(mail(id));
    await sql`insert into sample (id) values (${id})`;
    throw new Error("refused");
  });
  await expect(failing).rejects.toThrow("refused");
  expect(await database.sql`select id from sample where id = ${id}`).toEqual([]);
  expect(await database.sql`select id from mail_message where id = ${id}`).toEqual([]);
});

test("Drizzle's own savepoint leaves the rest of the transaction standing", async () => {
  const id = randomUUID();
  await inTransaction(database, async ({ tx, sql }) => {
    await sql`insert into sample (id) values (${id})`;
    const inner = tx.transaction(async (savepoint) => {
      await savepoint.execute(text`delete from sample`);
      throw new Error("inner");
    });
    await expect(inner).rejects.toThrow("inner");
  });
  expect(await database.sql`select id from sample where id = ${id}`).toHaveLength(1);
});

test("a second migration changes nothing, and two at once take turns", async () => {
  const applied = await Promise.all([
    migrateDatabase(database.url, () => {}),
    migrateDatabase(database.url, () => {}),
  ]);
  expect(applied).toEqual([0, 0]);
});

test("a database of a newer version is refused and left alone", async () => {
  const newer = latestMigration + 1;
  await database.sql`insert into drizzle.__drizzle_migrations (hash, created_at)
    values ('newer', ${newer})`;
  await expect(migrateDatabase(database.url, () => {})).rejects.toThrow(/newer version/);
  await database.sql`delete from drizzle.__drizzle_migrations where created_at = ${newer}`;
});
