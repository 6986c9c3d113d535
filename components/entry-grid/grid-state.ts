import { looksLikeIdentifier, parseQuantity } from "./parse";
import type {
  EntryLine,
  EntryProduct,
  GridSnapshot,
  LineOffer,
  PasteReport,
  QuoteResult,
} from "./types";

/** The grid's state and everything that can happen to it. Pure: what is asked for comes back as actions. */
type Merge = { lineId: string; pasted: number };

export type GridState = {
  /** Always ends with a blank line. */
  lines: readonly EntryLine[];
  removed: { line: EntryLine; index: number } | null;
  report: PasteReport | null;
  /** What the last paste added to lines that were there, so that it can replace instead. */
  merges: readonly Merge[];
  replaced: boolean;
  quoteFailed: boolean;
};

/** The cells that can be typed in. */
export type EntryColumn = "code" | "quantity" | "note";

/** A code that was read and looked up, about to become a line. */
export type Arrival = {
  id: string;
  code: string;
  quantityText: string;
  note: string;
  product: EntryProduct | null;
  insteadOf?: string | null;
};

/** What happens to one line. */
type LineAction =
  | { type: "type_code"; id: string; text: string }
  | { type: "type_quantity"; id: string; text: string }
  | { type: "type_note"; id: string; text: string }
  | { type: "look_up"; id: string; text: string }
  | { type: "looked_up"; id: string; text: string; product: EntryProduct | null }
  | { type: "lookup_failed"; id: string; text: string }
  | { type: "choose"; id: string; product: EntryProduct }
  | { type: "restore"; id: string; line: EntryLine };

export type GridAction =
  | LineAction
  | { type: "remove"; id: string }
  /** Units of a line ship as another product; a new line with `newId` takes them, where some stay. */
  | { type: "take_offer"; id: string; offer: LineOffer; newId: string }
  | { type: "undo_remove" }
  | { type: "move"; id: string; by: 1 | -1 }
  | { type: "fill_down"; id: string; column: EntryColumn }
  | { type: "arrive"; arrivals: readonly Arrival[]; report: boolean }
  | { type: "refuse"; read: number; message: string }
  | { type: "replace_merged" }
  | { type: "dismiss_report" }
  | { type: "quoted"; results: readonly QuoteResult[] }
  | { type: "quote_failed" }
  | { type: "requote" }
  | { type: "clear" };

export function blankLine(id: string): EntryLine {
  return {
    id,
    text: "",
    product: null,
    quantityText: "",
    quantity: null,
    note: "",
    insteadOf: null,
    version: 0,
    lookup: "idle",
    quote: null,
    quotedVersion: -1,
  };
}

export function emptyGrid(firstId: string): GridState {
  return {
    lines: [blankLine(firstId)],
    removed: null,
    report: null,
    merges: [],
    replaced: false,
    quoteFailed: false,
  };
}

export function isBlank(line: EntryLine): boolean {
  return line.text === "" && line.quantityText === "" && line.note === "" && line.product === null;
}

/** The quantity in base units once the product, and with it its units, is known. */
function measured(line: EntryLine): EntryLine {
  const parsed = line.product ? parseQuantity(line.quantityText, line.product.units) : null;
  const quantity = parsed?.ok ? parsed.quantity : null;
  return quantity === line.quantity ? line : { ...line, quantity, version: line.version + 1 };
}

function withProduct(line: EntryLine, product: EntryProduct | null): EntryLine {
  if (!product) {
    return { ...line, product: null, lookup: "unknown", quote: null, quantity: null };
  }
  const least = Math.max(1, product.minimum, product.packMultiple);
  return measured({
    ...line,
    text: product.code,
    product,
    lookup: "idle",
    quote: line.product?.skuId === product.skuId ? line.quote : null,
    quantityText: line.quantityText.trim() || String(least),
    version: line.version + 1,
  });
}

/** What keeps this line from being ordered, in one sentence; null when nothing does. */
export function lineFault(line: EntryLine): string | null {
  if (line.lookup === "failed") {
    return "The lookup did not answer. Press Enter on the number to try again.";
  }
  if (line.lookup === "unknown") {
    const text = line.text.trim();
    return looksLikeIdentifier(text)
      ? `No product has the number “${text}”`
      : `“${text}” is not a product's number; choose one from the list`;
  }
  if (!line.product) {
    return line.text.trim() === "" && !isBlank(line) ? "The product is missing" : null;
  }
  const parsed = parseQuantity(line.quantityText, line.product.units);
  return parsed.ok ? (line.quote?.error ?? null) : parsed.message;
}

export function needsLookup(line: EntryLine): boolean {
  return line.product === null && line.text.trim() !== "" && line.lookup === "idle";
}

export function needsQuote(line: EntryLine): boolean {
  return line.product !== null && line.quantity !== null && line.quotedVersion !== line.version;
}

/** What may be taken instead of what is short; nothing while a newer answer is on its way. */
export const offersOf = (line: EntryLine): readonly LineOffer[] =>
  needsQuote(line) ? [] : (line.quote?.offers ?? []);

/** What the page around the grid may act on. */
export function snapshotOf(state: GridState): GridSnapshot {
  const lines = state.lines.filter((line) => !isBlank(line));
  const faulty = lines.filter((line) => lineFault(line) !== null);
  const ready = lines.filter((line) => line.quantity !== null && !faulty.includes(line));
  const waits = (line: EntryLine) =>
    line.lookup === "pending" || needsLookup(line) || (needsQuote(line) && !state.quoteFailed);
  return {
    lines,
    ready,
    faulty,
    settled: !lines.some(waits),
    totalMinor: ready.reduce((sum, line) => sum + (line.quote?.lineTotalMinor ?? 0), 0),
    currency: ready.find((line) => line.quote)?.quote?.currency ?? null,
  };
}

function change(
  state: GridState,
  id: string,
  edit: (line: EntryLine, index: number) => EntryLine,
): GridState {
  return {
    ...state,
    lines: state.lines.map((line, index) => (line.id === id ? edit(line, index) : line)),
  };
}

function arrive(state: GridState, arrivals: readonly Arrival[], report: boolean): GridState {
  const lines = state.lines.filter((line) => !isBlank(line));
  const before = new Set(lines.map((line) => line.id));
  const merges: Merge[] = [];
  let merged = 0;
  let unknown = 0;
  for (const arrival of arrivals) {
    const { product } = arrival;
    const insteadOf = arrival.insteadOf ?? null;
    const at = product
      ? lines.findIndex(
          (line) => line.product?.skuId === product.skuId && line.insteadOf === insteadOf,
        )
      : -1;
    const there = lines[at];
    const parsed = product ? parseQuantity(arrival.quantityText, product.units) : null;
    if (there?.quantity && parsed?.ok) {
      merged += 1;
      if (before.has(there.id)) {
        merges.push({ lineId: there.id, pasted: parsed.quantity });
      }
      lines[at] = measured({ ...there, quantityText: String(there.quantity + parsed.quantity) });
      continue;
    }
    unknown += product ? 0 : 1;
    const line = { ...blankLine(arrival.id), text: arrival.code, note: arrival.note, insteadOf };
    lines.push(withProduct({ ...line, quantityText: arrival.quantityText }, product));
  }
  // The blank line that waits stays the same one: someone may be in it.
  lines.push(...state.lines.slice(-1).filter(isBlank));
  const read = arrivals.length;
  const counts = { read, added: read - merged - unknown, merged, unknown };
  return report
    ? { ...state, lines, report: counts, merges, replaced: false }
    : { ...state, lines };
}

/** Lines that were there before the paste take the pasted quantity alone instead of the sum. */
function replaceMerged(state: GridState): GridState {
  const pasted = new Map<string, number>();
  for (const merge of state.merges) {
    pasted.set(merge.lineId, (pasted.get(merge.lineId) ?? 0) + merge.pasted);
  }
  const lines = state.lines.map((line) => {
    const quantity = pasted.get(line.id);
    return quantity ? measured({ ...line, quantityText: String(quantity) }) : line;
  });
  return { ...state, lines, replaced: true };
}

function move(state: GridState, id: string, by: 1 | -1): GridState {
  const from = state.lines.findIndex((line) => line.id === id);
  const line = state.lines[from];
  const other = state.lines[from + by];
  if (!line || !other || isBlank(line) || isBlank(other)) {
    return state;
  }
  const lines = [...state.lines];
  lines[from] = other;
  lines[from + by] = line;
  return { ...state, lines };
}

function fillDown(state: GridState, action: GridAction & { type: "fill_down" }): GridState {
  return change(state, action.id, (line, index) => {
    const above = state.lines[index - 1];
    if (!above) {
      return line;
    }
    if (action.column === "note") {
      return { ...line, note: above.note };
    }
    return action.column === "quantity"
      ? measured({ ...line, quantityText: above.quantityText })
      : withProduct({ ...line, text: above.text, insteadOf: above.insteadOf }, above.product);
  });
}

function quoted(state: GridState, results: readonly QuoteResult[]): GridState {
  const answers = new Map(results.map((result) => [result.lineId, result]));
  const lines = state.lines.map((line) => {
    const answer = answers.get(line.id);
    return answer && answer.version === line.version
      ? { ...line, quote: answer.quote, quotedVersion: answer.version }
      : line;
  });
  return { ...state, lines, quoteFailed: false };
}

function remove(state: GridState, id: string): GridState {
  const index = state.lines.findIndex((line) => line.id === id);
  const line = state.lines[index];
  if (!line || isBlank(line)) {
    return state;
  }
  return {
    ...state,
    lines: state.lines.filter((one) => one.id !== id),
    removed: { line, index },
  };
}

/** All of a line becomes the other product, or what cannot ship of it, on a line after it. */
function takeOffer(
  state: GridState,
  { id, offer, newId }: GridAction & { type: "take_offer" },
): GridState {
  const index = state.lines.findIndex((line) => line.id === id);
  const line = state.lines[index];
  if (line?.product == null || line.quantity === null) {
    return state;
  }
  const insteadOf = line.product.alias ?? line.product.code;
  const as = (target: EntryLine) =>
    withProduct({ ...target, insteadOf, quantityText: String(offer.quantity) }, offer.product);
  const rest = line.quantity - offer.insteadOf;
  const lines =
    rest <= 0
      ? state.lines.with(index, as({ ...line, quote: null }))
      : state.lines
          .with(index, measured({ ...line, quantityText: String(rest) }))
          .toSpliced(index + 1, 0, as(blankLine(newId)));
  return { ...state, lines, quoteFailed: false };
}

function undoRemove(state: GridState): GridState {
  if (!state.removed) {
    return state;
  }
  const { line, index } = state.removed;
  return { ...state, lines: state.lines.toSpliced(index, 0, line), removed: null };
}

/** What the actions on one line make of it. */
function edited(line: EntryLine, action: LineAction): EntryLine {
  // An answer about a text that has been changed since is about another product.
  const awaited = "text" in action && line.text === action.text && line.lookup === "pending";
  switch (action.type) {
    case "type_code":
      return action.text === line.text
        ? line
        : {
            ...line,
            text: action.text,
            product: null,
            quantity: null,
            quote: null,
            insteadOf: null,
            lookup: "idle",
          };
    case "type_quantity":
      return measured({ ...line, quantityText: action.text });
    case "type_note":
      return { ...line, note: action.text };
    case "look_up":
      return { ...line, lookup: "pending", text: action.text };
    case "looked_up":
      return awaited ? withProduct(line, action.product) : line;
    case "lookup_failed":
      return awaited ? { ...line, lookup: "failed" } : line;
    case "choose":
      return withProduct({ ...line, insteadOf: null }, action.product);
    case "restore":
      return { ...action.line, version: line.version + 1, quotedVersion: -1 };
  }
}

function requote(state: GridState): GridState {
  const lines = state.lines.map((line) =>
    line.product ? { ...line, version: line.version + 1 } : line,
  );
  return { ...state, lines, quoteFailed: false };
}

function refuse(state: GridState, read: number, refused: string): GridState {
  return { ...state, report: { read, added: 0, merged: 0, unknown: 0, refused }, merges: [] };
}

function step(state: GridState, action: GridAction): GridState {
  switch (action.type) {
    case "remove":
      return remove(state, action.id);
    case "take_offer":
      return takeOffer(state, action);
    case "undo_remove":
      return undoRemove(state);
    case "move":
      return move(state, action.id, action.by);
    case "fill_down":
      return fillDown(state, action);
    case "arrive":
      return arrive(state, action.arrivals, action.report);
    case "refuse":
      return refuse(state, action.read, action.message);
    case "replace_merged":
      return replaceMerged(state);
    case "dismiss_report":
      return { ...state, report: null, merges: [] };
    case "quoted":
      return quoted(state, action.results);
    case "quote_failed":
      return { ...state, quoteFailed: true };
    case "requote":
      return requote(state);
    case "clear":
      return { ...state, lines: [], removed: null, report: null, merges: [] };
    default:
      return {
        ...change(state, action.id, (line) => edited(line, action)),
        // Whoever goes on typing wants prices, and no longer the removed line.
        quoteFailed: false,
        removed: null,
      };
  }
}

/** Applies an action; a blank line always waits at the bottom, with the id handed in for it. */
export function reduceGrid(state: GridState, action: GridAction, nextId: () => string): GridState {
  const next = step(state, action);
  const last = next.lines.at(-1);
  return last && isBlank(last) ? next : { ...next, lines: [...next.lines, blankLine(nextId())] };
}
