import { QUANTITY_MAX } from "../kernel/quantity";
import { type FeedFault, type FeedRow, type FeedState, feedFaults } from "./types";

/** Where among a source's feeds one stands: its number, the moment it tells of, or both. */
export type FeedOrder = { readonly sequence: number | null; readonly asOf: Date | null };

/**
 * Whether what a feed says of a position is older than what the source said before. The same number
 * is the same feed, sent twice; the same moment may be two files of one count.
 */
export function isStale(feed: FeedOrder, known: FeedOrder): boolean {
  const isEarlierNumber =
    feed.sequence !== null && known.sequence !== null && feed.sequence <= known.sequence;
  const isEarlierMoment =
    feed.asOf !== null && known.asOf !== null && feed.asOf.getTime() < known.asOf.getTime();
  return isEarlierNumber || isEarlierMoment;
}

/** How far ahead of ours the clock of a source may go. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Whether a feed tells of the future: taken, it would make every feed until that moment look old. */
export const isOfFuture = (asOf: Date, now: Date): boolean =>
  asOf.getTime() > now.getTime() + CLOCK_SKEW_MS;

/** Whether a full feed would empty more of its scope than may go without a person. */
export const exceedsGuard = (zeroed: number, filled: number, guardPercent: number): boolean =>
  zeroed * 100 > filled * guardPercent;

export type FeedCounts = {
  readonly read: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly ignored: number;
  readonly merged: number;
  readonly rejected: number;
};

/** Rejected rows by what was wrong with them. */
export type FeedRejections = { readonly [F in FeedFault]?: number };

/** What was found of a row: nothing, a fault, older than what is known, said the same before. */
export type FeedVerdict = FeedFault | "stale" | "same" | null;

/**
 * The account of a feed's rows, which adds up.
 *
 * @param changed rows among the good ones that are not as it was
 */
export function accountOf(
  verdicts: ReadonlyMap<FeedVerdict, number>,
  changed: number,
): { readonly rows: FeedCounts; readonly rejections: FeedRejections } {
  const faults = feedFaults.flatMap((fault) => {
    const rows = verdicts.get(fault) ?? 0;
    return rows === 0 ? [] : [[fault, rows] as const];
  });
  const rows = {
    read: [...verdicts.values()].reduce((sum, each) => sum + each, 0),
    changed,
    unchanged: (verdicts.get(null) ?? 0) - changed,
    ignored: verdicts.get("stale") ?? 0,
    merged: verdicts.get("same") ?? 0,
    rejected: faults.reduce((sum, [, each]) => sum + each, 0),
  };
  return { rows, rejections: Object.fromEntries(faults) };
}

/** A feed whose every good row is older than what is known has done nothing. */
export const stateAfter = (rows: FeedCounts, zeroed: number): FeedState =>
  rows.ignored > 0 && rows.changed + rows.unchanged + zeroed === 0 ? "ignored" : "applied";

/** Digits that cannot be too many units. */
const SHORT_WHOLE = /^\d{1,7}$/;
const WHOLE = /^\+?(\d+)(?:\.0*)?$/;

/** Units as a file or a request writes them: `12`, also `12.000`, which ERPs like to write. */
function readUnits(given: string | number): number | FeedFault {
  const text = typeof given === "string" ? given.trim() : String(given);
  if (SHORT_WHOLE.test(text)) {
    return Number(text);
  }
  if (text === "") {
    return "quantity_missing";
  }
  const whole = WHOLE.exec(text)?.[1];
  if (whole === undefined) {
    return /^-\d+(\.0*)?$/.test(text) ? "quantity_negative" : "quantity_not_whole";
  }
  const units = Number(whole);
  return units > QUANTITY_MAX ? "quantity_too_large" : units;
}

/** Text as Postgres can hold it: every character but NUL, and no half ones. */
const storable = (text: string) =>
  PLAIN.test(text) ? text : text.replace(/\0|\p{Surrogate}/gu, "\ufffd");

/** What nearly every code is made of: most rows of a million need no closer look. */
const PLAIN = /^[ -~]*$/;

/** `1.23E+12` is what is left of a GTIN that a spreadsheet took for a number. */
function faultOfSku(code: string): FeedFault | null {
  if (code === "") {
    return "sku_missing";
  }
  return code.includes("+") && /^\d(?:[.,]\d+)?E\+\d+$/i.test(code)
    ? "identifier_scientific"
    : null;
}

/**
 * What one row of a feed says, or the first thing that is wrong with it.
 *
 * @param raw the row as it was sent, where its three values do not tell it
 */
export function readFeedRow(
  number: number,
  { sku, node, onHand }: { sku: string; node: string; onHand: string | number },
  raw: string | null = null,
): FeedRow {
  const skuCode = storable(sku.trim());
  const nodeCode = storable(node.trim());
  const units = readUnits(onHand);
  const ofSku = faultOfSku(skuCode);
  if (ofSku === null && nodeCode !== "" && typeof units === "number") {
    const said = raw === null ? null : storable(raw);
    return { number, sku: skuCode, node: nodeCode, onHand: units, fault: null, raw: said };
  }
  const ofQuantity = typeof units === "number" ? null : units;
  return {
    number,
    sku: skuCode,
    node: nodeCode,
    onHand: null,
    fault: ofSku ?? (nodeCode === "" ? "node_missing" : ofQuantity),
    raw: storable(raw ?? [sku, node, onHand].join(",")),
  };
}

/** The rows of a feed that is short enough to be held as a list. */
export const feedRowsOf = (
  rows: readonly {
    readonly sku: string;
    readonly node: string;
    readonly onHand: string | number;
  }[],
): FeedRow[] => rows.map((row, at) => readFeedRow(at + 1, row));

export type FeedField = "sku" | "node" | "onHand" | "asOf";

type FaultWords = { readonly field: FeedField | null; readonly problem: string };

/** Where a row is wrong and what is wrong with it, for whoever has to put it right. */
export const FEED_FAULTS: Readonly<Record<FeedFault, FaultWords>> = {
  row_broken: { field: null, problem: "the row has not the columns of the header" },
  sku_missing: { field: "sku", problem: "expected a SKU" },
  identifier_scientific: { field: "sku", problem: "a number that a spreadsheet shortened" },
  node_missing: { field: "node", problem: "expected a node" },
  quantity_missing: { field: "onHand", problem: "expected a quantity" },
  quantity_not_whole: { field: "onHand", problem: "expected a whole number" },
  quantity_negative: { field: "onHand", problem: "expected zero or more" },
  quantity_too_large: { field: "onHand", problem: "expected at most 10,000,000" },
  moment_invalid: { field: "asOf", problem: "the row names no moment that has passed" },
  sku_unknown: { field: "sku", problem: "no SKU has this code, alias or GTIN" },
  sku_is_kit: { field: "sku", problem: "a kit has no stock of its own; count its components" },
  node_unknown: { field: "node", problem: "no node has this code" },
  outside_scope: { field: "node", problem: "the source does not speak for this node" },
  row_twice: {
    field: null,
    problem: "an earlier row is about the same SKU and node, with another quantity",
  },
};

/** A cell as CSV writes it. */
export const quoted = (cell: string): string =>
  /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** A cell that a spreadsheet would run as a formula is shown as text. */
const harmless = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

export type RejectedFeedRow = {
  readonly rowNumber: number;
  readonly reason: FeedFault;
  readonly raw: string;
};

/** What is wrong with a row, for the person who has the file before them. */
export function faultSentence(
  { rowNumber, reason }: Omit<RejectedFeedRow, "raw">,
  found: { readonly column: string; readonly text: string } | null,
): string {
  const { problem } = FEED_FAULTS[reason];
  return found === null
    ? `Row ${rowNumber}: ${problem}.`
    : `Row ${rowNumber}, "${found.column}": ${problem}, found ${found.text === "" ? "nothing" : found.text}.`;
}

/**
 * Rejected rows of a file in its own columns, after what was wrong with each: repaired, it can be
 * uploaded as it is.
 *
 * @param rows with the row as CSV in `raw`
 */
export function rejectionsInColumns(
  header: readonly string[],
  rows: readonly RejectedFeedRow[],
): string {
  const lines = rows.map(({ rowNumber, reason, raw }) =>
    [String(rowNumber), reason, quoted(FEED_FAULTS[reason].problem), raw].join(","),
  );
  return `${[["row", "reason", "error", ...header.map(quoted)].join(","), ...lines].join("\r\n")}\r\n`;
}

/** Rejected rows as a file that a spreadsheet opens. */
export function rejectionsCsv(rows: readonly RejectedFeedRow[]): string {
  const lines = rows.map(({ rowNumber, reason, raw }) => {
    const { field, problem } = FEED_FAULTS[reason];
    return [String(rowNumber), reason, field ?? "", problem, harmless(raw)].map(quoted).join(",");
  });
  return `${["row,reason,field,problem,original", ...lines].join("\r\n")}\r\n`;
}
