import { type SQL, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  char,
  check,
  customType,
  date,
  integer,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { LocalDate } from "@/server/oms/kernel/local-date";

/** The words that columns are made of, so that a kind of fact has one type in every table. */

/** Key made by the caller as UUIDv7: sorts by time of making. */
export const id = <Id extends string>() => uuid().$type<Id>().primaryKey();

export const ref = <Id extends string>() => uuid().$type<Id>();

/** A moment, to the millisecond, with its zone settled. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: "date" });

/** When the database wrote the row: for the record, never for a decision. */
export const recordedAt = () => instant().notNull().defaultNow();

/** A day in the calendar of the place it belongs to. */
export const localDate = () => date({ mode: "string" }).$type<LocalDate>();

/** Integer minor units of the row's currency. */
export const money = () => bigint({ mode: "number" });

export const currency = () => char({ length: 3 });

/**
 * Price of one base unit in ten-thousandths of the currency's major unit. The column is named by
 * hand: the casing rule would write `…_e_4`.
 */
export const unitPriceE4 = (name: `${string}_e4`) => bigint(name, { mode: "number" });

/** Whole base units of a SKU. */
export const units = () => integer();

/** The database's own number of a transaction, as text; it never begins anew. */
export const transactionId = customType<{ data: string }>({ dataType: () => "xid8" });

/** CHECK that a text column holds one of `words`: `text({ enum })` alone writes no constraint. */
export const oneOf = (name: string, column: AnyPgColumn, words: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(", "))})`);

export const atLeast = (
  name: string,
  column: AnyPgColumn,
  least: number,
): ReturnType<typeof check> => check(name, sql`${column} >= ${sql.raw(String(least))}`);

export const holds = (name: string, condition: SQL) => check(name, condition);
