import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { detectDecimal } from "../decide-format";
import {
  checkCustomerItem,
  checkSkuItem,
  checkStockItem,
  type ItemCheck,
  type ItemSettings,
} from "../decide-item";
import {
  bindMapping,
  type FieldReader,
  type LookupTables,
  suggestMapping,
} from "../decide-mapping";
import { checkNodeItem } from "../decide-node-item";
import type { LineAccount } from "../decide-report";
import { openRules } from "../decide-rule";
import { customerFields, type FieldSource, inventoryFields, type RowRule } from "../schema";
import { nodeFields } from "../schema-nodes";
import { catalogFields } from "../schema-skus";
import type { ItemAnswer, LineOutcome, SettledRow, Table, TableRow } from "../types";
import { rehearse } from "./book-orders";
import { finishRun } from "./finish-run";
import { type Account, openAccount, type RejectedLine } from "./keep-account";
import { setCustomers } from "./set-customers";
import { refusedNode, setNode } from "./set-node";
import { setSkus } from "./set-skus";
import { setStock } from "./set-stock";
import { startRun } from "./start-run";

/** How rows of one kind are read, and who takes them. */
type ItemKind<Field extends string, Item> = {
  readonly kind: "inventory" | "catalog" | "customers" | "nodes";
  readonly fields: readonly Field[];
  readonly required: readonly Field[];
  readonly numbers: readonly Field[];
  readonly check: (
    row: TableRow,
    reader: FieldReader<Field>,
    settings: ItemSettings,
  ) => ItemCheck<Item>;
  readonly write: (
    ctx: Ctx,
    run: { readonly runId: string; readonly fileName: string },
    items: readonly Item[],
  ) => Promise<readonly ItemAnswer[]>;
};

export type ImportItemsOptions<Field extends string> = {
  readonly table: Table;
  readonly mapping: { readonly [F in Field]?: FieldSource | undefined } & {
    readonly decimal?: "." | "," | undefined;
    readonly rules: readonly RowRule[];
  };
  readonly lookups: LookupTables;
  readonly isDryRun: boolean;
  readonly onProgress: (progress: { readonly done: number; readonly of: number }) => void;
  readonly onRejected: (line: RejectedLine) => void;
};

export type ItemsReport = Omit<LineAccount, "value" | "unvalued"> & {
  readonly runId: string;
  readonly file: { readonly name: string; readonly hash: string; readonly blankRows: number };
  readonly rows: { readonly created: number; readonly updated: number; readonly unchanged: number };
  readonly isDryRun: boolean;
  readonly seconds: number;
};

const BATCH_ROWS = 1_000;

/**
 * Read a file of master data or stock to its end: every row is made, changed, left as it is, merged
 * with an equal one, or rejected with a reason.
 */
const importer =
  <Field extends string, Item>(kind: ItemKind<Field, Item>) =>
  async (ctx: Ctx, options: ImportItemsOptions<Field>): Promise<ItemsReport> => {
    const startedMs = performance.now();
    const { table, isDryRun } = options;
    const reader = bindReader(kind, options);
    const figures = await sampleNumbers(table, reader, kind.numbers);
    const decimal = options.mapping.decimal ?? detectDecimal(figures);
    const { runId } = await startRun(ctx, newId(), {
      kind: kind.kind,
      fileName: table.name,
      fileHash: table.hash,
      columns: [...table.header],
      mode: "set",
      isDryRun,
    });
    const account = openAccount(ctx, { runId, header: table.header, ...options });
    const run = { runId, fileName: table.name };
    const settings = { decimal, columns: table.header.length };
    const job = { kind, options, reader, settings, account, run };
    const counts = await (isDryRun ? rehearse(ctx, (dry) => take(dry, job)) : take(ctx, job));
    const { value: _, unvalued: __, ...lines } = await account.close();
    const report: ItemsReport = {
      runId,
      ...lines,
      file: { name: table.name, hash: table.hash, blankRows: counts.blank },
      rows: counts.rows,
      isDryRun,
      seconds: Math.round(performance.now() - startedMs) / 1_000,
    };
    await finishRun(ctx, newId(), { runId, report: JSON.parse(JSON.stringify(report)) });
    return report;
  };

export const importInventory = importer({
  kind: "inventory",
  fields: inventoryFields,
  required: ["stock.node", "stock.sku", "stock.onHand"],
  numbers: [],
  check: checkStockItem,
  write: async (ctx, run, items) =>
    (await setStock(ctx, newId(), { ...run, items: [...items] })).answers,
});

export const importCatalog = importer({
  kind: "catalog",
  fields: catalogFields,
  required: ["sku.code"],
  numbers: ["sku.listPrice"],
  check: checkSkuItem,
  write: async (ctx, { runId }, items) =>
    (await setSkus(ctx, newId(), { runId, items: [...items] })).answers,
});

export const importCustomers = importer({
  kind: "customers",
  fields: customerFields,
  required: ["company.code"],
  numbers: [],
  check: checkCustomerItem,
  write: async (ctx, { runId }, items) =>
    (await setCustomers(ctx, newId(), { runId, items: [...items] })).answers,
});

/** Each node in a transaction of its own: one that is refused leaves nothing. */
export const importNodes = importer({
  kind: "nodes",
  fields: nodeFields,
  required: ["node.code"],
  numbers: ["node.handlingPerOrder", "node.handlingPerLine", "node.latitude"],
  check: checkNodeItem,
  write: async (ctx, { fileName }, items) => {
    const answers: ItemAnswer[] = [];
    for (const item of items) {
      answers.push(await setNode(ctx, newId(), { ...item, fileName }).catch(refusedNode));
    }
    return answers;
  },
});

function bindReader<Field extends string, Item>(
  { fields, required }: ItemKind<Field, Item>,
  { mapping, table, lookups }: ImportItemsOptions<Field>,
): FieldReader<Field> {
  const isMapped = fields.some((field) => mapping[field] !== undefined);
  const sources = isMapped ? mapping : suggestMapping(fields, table.header);
  const bound = bindMapping(sources, table.header, fields, required, lookups);
  if (!bound.ok) {
    const faults = bound.error;
    throw new DomainError("INVALID_INPUT", "The mapping does not fit the file", { faults });
  }
  return bound.value;
}

const FIGURES_MAX = 1_000;

async function sampleNumbers<Field extends string>(
  table: Table,
  reader: FieldReader<Field>,
  fields: readonly Field[],
): Promise<string[]> {
  const figures: string[] = [];
  for await (const rows of table.rows()) {
    for (const { cells } of rows) {
      figures.push(...fields.map((field) => reader.read(cells, field) ?? ""));
    }
    if (figures.length >= FIGURES_MAX || fields.length === 0) {
      break;
    }
  }
  return figures;
}

type ItemJob<Field extends string, Item> = {
  readonly kind: ItemKind<Field, Item>;
  readonly options: ImportItemsOptions<Field>;
  readonly reader: FieldReader<Field>;
  readonly settings: ItemSettings;
  readonly account: Account;
  readonly run: { readonly runId: string; readonly fileName: string };
};

type Waiting<Item> = { readonly row: TableRow; readonly item: Item };

async function take<Field extends string, Item>(ctx: Ctx, job: ItemJob<Field, Item>) {
  const { kind, options, reader, settings, account, run } = job;
  const rules = openRules(options.mapping.rules, reader, kind.fields, settings.decimal);
  const first = new Map<string, TableRow>();
  const rows = { created: 0, updated: 0, unchanged: 0 };
  let batch: Waiting<Item>[] = [];
  let done = 0;
  let blank = 0;
  const flush = async () => {
    const waiting = batch;
    batch = [];
    const answers = await kind.write(
      ctx,
      run,
      waiting.map(({ item }) => item),
    );
    await account.settle(
      waiting.map(({ row }, at) => {
        const answer = answers[at];
        if (answer !== undefined && answer.kind !== "refused") {
          rows[answer.kind] += 1;
        }
        return settled(row, outcomeOf(row, answer));
      }),
    );
  };
  for await (const some of options.table.rows()) {
    for (const row of some) {
      if (row.cells.every((cell) => cell.trim() === "")) {
        blank += 1;
        continue;
      }
      done += 1;
      const rule = rules(row.cells);
      const checked = kind.check(row, reader, settings);
      const early =
        rule?.outcome === "reject" ? setAside(row, rule) : earlyOutcome(row, checked, first);
      if (early !== null) {
        await account.settle([settled(row, early)]);
      } else if (checked.ok) {
        batch.push({ row, item: checked.item });
      }
      if (batch.length === BATCH_ROWS) {
        await flush();
      }
    }
    options.onProgress({ done, of: done });
  }
  if (batch.length > 0) {
    await flush();
  }
  return { rows, blank };
}

const settled = (row: TableRow, outcome: LineOutcome): SettledRow => ({
  row: { ...row, value: null },
  outcome,
});

const setAside = (row: TableRow, { name, message }: RowRule): LineOutcome => ({
  outcome: "rejected",
  reason: name,
  field: null,
  message: `Row ${row.number}: ${message ?? `set aside by the rule ${name}`}.`,
});

/** What can be said of a row before anybody is asked: faulty, or said before in this file. */
function earlyOutcome<Item>(
  row: TableRow,
  checked: ItemCheck<Item>,
  first: Map<string, TableRow>,
): LineOutcome | null {
  if (!checked.ok) {
    return { outcome: "rejected", ...checked.refusal };
  }
  const twin = first.get(checked.key);
  if (twin === undefined) {
    first.set(checked.key, row);
    return null;
  }
  if (twin.cells.every((cell, at) => cell === row.cells[at])) {
    return { outcome: "merged", name: "repeated_line" };
  }
  const message = `Row ${row.number}: row ${twin.number} is about the same, with other content.`;
  return { outcome: "rejected", reason: "row_twice", field: null, message };
}

function outcomeOf(row: TableRow, answer: ItemAnswer | undefined): LineOutcome {
  if (answer === undefined || answer.kind === "refused") {
    const { reason, field, problem } = answer ?? {
      reason: "no_answer",
      field: null,
      problem: "no answer came",
    };
    return { outcome: "rejected", reason, field, message: `Row ${row.number}: ${problem}.` };
  }
  return { outcome: "accepted", name: answer.kind };
}
