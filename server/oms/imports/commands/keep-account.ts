import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import type { Decimal } from "../../kernel/decimal";
import { type LineAccount, openTally } from "../decide-report";
import type { Refusal, SettledRow, TableRow } from "../types";
import { recordRejections } from "./record-rejections";

/** A line that was not taken (or not wholly), for a file of what is to be put right. */
export type RejectedLine = { readonly row: TableRow; readonly refusal: Refusal };

export type AccountOptions = {
  readonly runId: string;
  readonly header: readonly string[];
  readonly onRejected: (line: RejectedLine) => void;
};

/** The account of a run's lines: counts each, and keeps what was rejected. */
export type Account = {
  readonly settle: (rows: readonly SettledRow[]) => Promise<void>;
  /** Of an accepted line, a part that was not: kept with its reason, its value counted apart. */
  readonly settleRemainder: (
    row: TableRow,
    name: string,
    refusal: Refusal,
    value: Decimal,
  ) => Promise<void>;
  readonly noteCurrency: (currency: string) => void;
  readonly close: () => Promise<LineAccount>;
};

const BATCH_ROWS = 1_000;

export function openAccount(ctx: Ctx, options: AccountOptions): Account {
  const tally = openTally();
  let waiting: RejectedLine[] = [];
  const flush = async () => {
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) {
      const rejections = lines.map((line) => rejectionOf(line, options.header));
      await recordRejections(ctx, newId(), { runId: options.runId, rejections });
    }
  };
  const reject = async (line: RejectedLine) => {
    options.onRejected(line);
    waiting.push(line);
    if (waiting.length >= BATCH_ROWS) {
      await flush();
    }
  };
  return {
    settle: async (rows) => {
      for (const settled of rows) {
        tally.count(settled);
        if (settled.outcome.outcome === "rejected") {
          await reject({ row: settled.row, refusal: settled.outcome });
        }
      }
    },
    settleRemainder: async (row, name, refusal, value) => {
      tally.moveToRejected(name, refusal.reason, value);
      await reject({ row, refusal });
    },
    noteCurrency: tally.noteCurrency,
    close: async () => {
      await flush();
      return tally.account();
    },
  };
}

function rejectionOf({ row, refusal }: RejectedLine, header: readonly string[]) {
  const { reason, field, message } = refusal;
  const cells = row.cells.map((cell, at) => [header[at] ?? `column ${at + 1}`, postable(cell)]);
  return { rowNumber: row.number, reason, field, message, raw: Object.fromEntries(cells) };
}

/** Postgres holds every character but one. */
const postable = (text: string) => text.replaceAll("\u0000", "\ufffd");
