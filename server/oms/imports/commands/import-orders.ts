import { type Ctx, requireRight } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { detectDecimal } from "../decide-format";
import {
  bindMapping,
  type FieldReader,
  type LookupTables,
  suggestMapping,
} from "../decide-mapping";
import { assembleDocument, byTime, settleRefused } from "../decide-orders";
import type { LineAccount } from "../decide-report";
import { openRowCheck, type RowSettings } from "../decide-row";
import { openRules } from "../decide-rule";
import { type OrderField, type OrderMapping, orderFields } from "../schema";
import type {
  AssembledDocument,
  Booker,
  CancellationLine,
  CheckedRow,
  Creatable,
  HashedOrder,
  ImportMode,
  Noticed,
  OrderCounts,
  Table,
  TableRow,
} from "../types";
import {
  type BookerOptions,
  hashOrder,
  openHistoryBooker,
  openPlacingBooker,
  rehearse,
} from "./book-orders";
import { type CancellationSummary, cancelSales } from "./cancel-sales";
import { finishRun } from "./finish-run";
import { type Account, openAccount, type RejectedLine } from "./keep-account";
import { openChannel } from "./open-channel";
import { startRun } from "./start-run";

export type ImportOrdersOptions = {
  readonly table: Table;
  readonly mapping: OrderMapping;
  readonly lookups: LookupTables;
  readonly mode: ImportMode;
  /** Null: the mapping's channel, or the one of imported files. */
  readonly channel: string | null;
  readonly create: ReadonlySet<Creatable>;
  readonly isDryRun: boolean;
  readonly onProgress: (progress: { readonly done: number; readonly of: number }) => void;
  readonly onRejected: (line: RejectedLine) => void;
};

export type OrdersReport = LineAccount & {
  readonly runId: string;
  readonly file: {
    readonly name: string;
    readonly hash: string;
    readonly encoding: string;
    readonly delimiter: string;
    readonly decimal: string;
    readonly blankRows: number;
  };
  readonly mode: ImportMode;
  readonly channel: string;
  readonly isDryRun: boolean;
  readonly orders: OrderCounts;
  readonly noticed: Noticed;
  /** Lines that took units back from a sale in this run. */
  readonly cancellations: number;
  /** Lines that had done so in an earlier run. */
  readonly cancellationsUnchanged: number;
  /** Lines of which only a part had a sale to take back. */
  readonly cancellationRemainders: CancellationSummary["remainders"];
  readonly created: { readonly skus: number; readonly companies: number };
  readonly seconds: number;
};

/** The channel of files that name none. */
const OWN_CHANNEL = "CSV";
const BATCH_LINES = 2_000;
/** As many as one intake takes at a time. */
const BATCH_ORDERS_OPEN = 100;

/**
 * Read a file of orders to its end: every data line ends as accepted, merged or rejected, and their
 * numbers and values add up to the file.
 *
 * The file is read twice. The first time finds where each order ends, so that an order is complete
 * when it is booked, wherever its lines stand; the second time checks and books, a batch in a
 * transaction, so that memory does not grow with the file and a run that is killed leaves whole
 * orders, which the next run finds and leaves as they are.
 *
 * A rehearsal of history does all of it and undoes it. A rehearsal of open orders does so hundred by
 * hundred, so that it does not hold the stock while it runs.
 *
 * @throws INVALID_INPUT with one fault per column or field of the mapping that does not fit the file
 */
export async function importOrders(ctx: Ctx, options: ImportOrdersOptions): Promise<OrdersReport> {
  requireRight(ctx.actor, "imports.import_orders");
  const startedMs = performance.now();
  const { table, mode, isDryRun } = options;
  const reader = bindReader(options);
  await requireChannel(ctx, options);
  const scan = await scanTable(table, reader);
  const decimal = options.mapping.decimal ?? detectDecimal(scan.figures);
  const { runId } = await startRun(ctx, newId(), {
    kind: "orders",
    fileName: table.name,
    fileHash: table.hash,
    columns: [...table.header],
    mode,
    isDryRun,
  });
  const account = openAccount(ctx, { runId, header: table.header, onRejected: options.onRejected });
  const settings = { mode, decimal, columns: table.header.length, now: ctx.clock.now() };
  const job: Job = { options, reader, scan, runId, settings, account, made: newMade() };
  const isRehearsal = mode === "history" && isDryRun;
  const result = await (mode === "open"
    ? bookOpen(ctx, job)
    : isRehearsal
      ? rehearse(ctx, (rehearsal) => bookPast(rehearsal, job))
      : bookPast(ctx, job));
  const report: OrdersReport = {
    runId,
    ...(await account.close()),
    ...result,
    created: { skus: job.made.skus.size, companies: job.made.companies.size },
    file: {
      name: table.name,
      hash: table.hash,
      ...table.format,
      decimal,
      blankRows: scan.blankRows,
    },
    mode,
    channel: channelOf(options).code,
    isDryRun,
    seconds: Math.round(performance.now() - startedMs) / 1_000,
  };
  await finishRun(ctx, newId(), { runId, report: JSON.parse(JSON.stringify(report)) });
  return report;
}

type Scan = {
  /** Row number of the last line of each reference. */
  readonly lastRow: ReadonlyMap<string, number>;
  readonly dataRows: number;
  readonly blankRows: number;
  /** Some of the file's quantities and prices. */
  readonly figures: readonly string[];
};

type Job = {
  readonly options: ImportOrdersOptions;
  readonly reader: FieldReader<OrderField>;
  readonly scan: Scan;
  readonly runId: string;
  readonly settings: RowSettings;
  readonly account: Account;
  readonly made: { readonly skus: Set<string>; readonly companies: Set<string> };
};

type Result = Pick<
  OrdersReport,
  "orders" | "noticed" | "cancellations" | "cancellationsUnchanged" | "cancellationRemainders"
>;

const newMade = (): Job["made"] => ({ skus: new Set(), companies: new Set() });

function bindReader({ table, mapping, lookups, mode }: ImportOrdersOptions) {
  const isMapped = orderFields.some((field) => mapping[field] !== undefined);
  const sources = isMapped ? mapping : suggestMapping(orderFields, table.header);
  const required: OrderField[] = ["order.reference", "company.code", "line.sku", "line.quantity"];
  if (mode === "history") {
    required.push("order.placedAt", "line.unitPrice");
  }
  const bound = bindMapping(sources, table.header, orderFields, required, lookups);
  if (!bound.ok) {
    throw new DomainError("INVALID_INPUT", "The mapping does not fit the file", {
      faults: bound.error,
    });
  }
  return bound.value;
}

const isBlank = (row: TableRow) => row.cells.every((cell) => cell.trim() === "");

const FIGURES_MAX = 2_000;

async function scanTable(table: Table, reader: FieldReader<OrderField>): Promise<Scan> {
  const lastRow = new Map<string, number>();
  const figures: string[] = [];
  let dataRows = 0;
  let blankRows = 0;
  for await (const rows of table.rows()) {
    for (const row of rows) {
      if (isBlank(row)) {
        blankRows += 1;
        continue;
      }
      dataRows += 1;
      lastRow.set(referenceOf(row, reader), row.number);
      if (figures.length < FIGURES_MAX) {
        figures.push(reader.read(row.cells, "line.quantity") ?? "");
        figures.push(reader.read(row.cells, "line.unitPrice") ?? "");
      }
    }
  }
  return { lastRow, dataRows, blankRows, figures };
}

/** Rows without a reference belong together with nothing. */
const referenceOf = (row: TableRow, reader: FieldReader<OrderField>): string =>
  reader.read(row.cells, "order.reference") || `\u0000${row.number}`;

/** Each reference's rows as soon as the last of them was read. */
async function* readDocuments(job: Job): AsyncGenerator<AssembledDocument> {
  const { options, reader, scan, settings } = job;
  const { rules } = options.mapping;
  const check = openRowCheck(
    reader,
    openRules(rules, reader, orderFields, settings.decimal),
    settings,
  );
  const open = new Map<string, CheckedRow[]>();
  let done = 0;
  for await (const rows of options.table.rows()) {
    for (const row of rows) {
      if (isBlank(row)) {
        continue;
      }
      done += 1;
      const reference = referenceOf(row, reader);
      const known = open.get(reference) ?? [];
      known.push(check(row));
      open.set(reference, known);
      if (scan.lastRow.get(reference) === row.number) {
        open.delete(reference);
        yield assembleDocument(known);
      }
    }
    options.onProgress({ done, of: scan.dataRows });
  }
}

const channelOf = ({ channel, mapping }: ImportOrdersOptions): BookerOptions["channel"] => {
  const code = channel ?? mapping.channel ?? OWN_CHANNEL;
  return { code, makeAs: code.toUpperCase() === OWN_CHANNEL ? "csv" : null };
};

/** A channel that is not there is told before a long file is read. */
async function requireChannel(ctx: Ctx, options: ImportOrdersOptions): Promise<void> {
  const channel = channelOf(options);
  if (channel.makeAs === null) {
    await openChannel(ctx, newId(), channel);
  }
}

const bookerOptionsOf = ({ options, runId, made }: Job): BookerOptions => ({
  runId,
  fileName: options.table.name,
  channel: channelOf(options),
  create: options.create,
  onMade: ({ skus, companies }) => {
    for (const code of skus) {
      made.skus.add(code);
    }
    for (const code of companies) {
      made.companies.add(code);
    }
  },
});

async function bookPast(ctx: Ctx, job: Job): Promise<Result> {
  const { channelId } = await openChannel(ctx, newId(), channelOf(job.options));
  const booker = await openHistoryBooker(ctx, bookerOptionsOf(job));
  const counts = newCounts();
  const cancellations: CancellationLine[] = [];
  const documents = readDocuments(job);
  let batch = await nextBatch(documents, job.account, cancellations);
  while (batch.length > 0) {
    // The next batch is read while the database works on this one.
    [, batch] = await Promise.all([
      bookBatch(booker, batch, job.account, counts),
      nextBatch(documents, job.account, cancellations),
    ]);
  }
  const run = { runId: job.runId, channelId };
  const summary = await cancelSales(ctx, run, cancellations, job.account);
  return resultOf(counts, summary);
}

/** Whole orders of some thousand lines; none when the file is at its end. */
async function nextBatch(
  documents: AsyncGenerator<AssembledDocument>,
  account: Account,
  cancellations: CancellationLine[],
): Promise<HashedOrder[]> {
  const batch: HashedOrder[] = [];
  let lines = 0;
  while (lines < BATCH_LINES) {
    const { value, done } = await documents.next();
    if (done === true) {
      break;
    }
    await account.settle(value.refused);
    cancellations.push(...value.cancellations);
    if (value.order !== null) {
      batch.push({ ...value.order, sourceHash: hashOrder(value.order) });
      lines += value.order.lines.length;
    }
  }
  return batch;
}

async function bookOpen(ctx: Ctx, job: Job): Promise<Result> {
  const counts = newCounts();
  const orders: HashedOrder[] = [];
  for await (const { order, refused, cancellations } of readDocuments(job)) {
    await job.account.settle(refused);
    await job.account.settle(cancellations.map(notInOpen));
    if (order !== null) {
      orders.push({ ...order, sourceHash: hashOrder(order) });
    }
  }
  orders.sort((a, b) => byTime(a.head, b.head));
  const booker = openPlacingBooker(ctx, bookerOptionsOf(job));
  const rehearsed: Booker = (batch) =>
    rehearse(ctx, (rehearsal) => openPlacingBooker(rehearsal, bookerOptionsOf(job))(batch));
  for (let from = 0; from < orders.length; from += BATCH_ORDERS_OPEN) {
    const batch = orders.slice(from, from + BATCH_ORDERS_OPEN);
    await bookBatch(job.options.isDryRun ? rehearsed : booker, batch, job.account, counts);
    job.options.onProgress({ done: from + batch.length, of: orders.length });
  }
  return resultOf(counts, {
    applied: 0,
    unchanged: 0,
    remainders: { lines: 0, units: 0 },
    ordersUpdated: 0,
  });
}

type Counts = {
  created: number;
  unchanged: number;
  readonly noticed: Record<keyof Noticed, Record<string, number>>;
};

const newCounts = (): Counts => ({
  created: 0,
  unchanged: 0,
  noticed: { warnings: {}, corrected: {} },
});

const resultOf = (counts: Counts, summary: CancellationSummary): Result => ({
  orders: { created: counts.created, updated: summary.ordersUpdated, unchanged: counts.unchanged },
  noticed: counts.noticed,
  cancellations: summary.applied,
  cancellationsUnchanged: summary.unchanged,
  cancellationRemainders: summary.remainders,
});

const notInOpen = ({ row }: CancellationLine) => ({
  row,
  outcome: {
    outcome: "rejected" as const,
    reason: "cancellation_not_open",
    field: null,
    message: `Row ${row.number}: cancellations are applied to history only; an open order is cancelled in the order itself.`,
  },
});

async function bookBatch(
  booker: Booker,
  orders: readonly HashedOrder[],
  account: Account,
  counts: Counts,
): Promise<void> {
  const answers = orders.length === 0 ? [] : await booker(orders);
  for (const [at, order] of orders.entries()) {
    account.noteCurrency(order.head.currency);
    const answer = answers[at];
    if (answer === undefined || answer.kind === "refused") {
      await account.settle(settleRefused(order, answer?.faults ?? []));
    } else {
      counts[answer.kind] += 1;
      for (const { code, severity } of answer.findings ?? []) {
        const kind = counts.noticed[severity === "corrected" ? "corrected" : "warnings"];
        kind[code] = (kind[code] ?? 0) + 1;
      }
      await account.settle(order.lines.flatMap((line) => line.rows));
    }
  }
}
