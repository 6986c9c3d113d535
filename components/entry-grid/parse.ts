import { formatQuantity } from "@/components/format";
import type { EntryUnit } from "./types";

/**
 * What people type and paste, turned into codes and whole quantities. Pure. Identifiers stay text:
 * leading zeros are kept, nothing is read as a number that was meant as a code.
 */

export type ParsedQuantity =
  | { ok: true; quantity: number; unit: EntryUnit | null }
  | { ok: false; message: string };

/** The most units one line can hold, as the server counts; more is a typing mistake. */
export const MAX_QUANTITY = 10_000_000;

/** Short forms people use at the phone. Dozen and gross count the same for every product. */
const SAME_UNIT: readonly (readonly string[])[] = [
  ["ea", "each", "unit", "piece", "pc", "pcs"],
  ["cs", "case", "ca"],
  ["bx", "box"],
  ["pk", "pack"],
  ["ct", "carton", "ctn"],
  ["pl", "pallet", "plt"],
  ["pr", "pair"],
];
const COUNTED: readonly EntryUnit[] = [
  { code: "dz", label: "dozen", factor: 12 },
  { code: "gr", label: "gross", factor: 144 },
];

function unitNames(unit: EntryUnit): string[] {
  const own = [unit.code, unit.label].map((name) => name.toLowerCase());
  const related = SAME_UNIT.filter((names) => names.some((name) => own.includes(name))).flat();
  const names = [...own, ...related];
  return names.flatMap((name) => [name, `${name}s`, `${name}es`]);
}

function findUnit(word: string, units: readonly EntryUnit[]): EntryUnit | undefined {
  const known = word.toLowerCase();
  return [...units, ...COUNTED].find((unit) => unitNames(unit).includes(known));
}

const QUANTITY = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\s*([a-z]+)?\.?$/i;

/**
 * `12`, `1,200`, `2 case`, `1.5cs`, `1gr` → whole base units. Fractions count exactly: 1.5 cases of
 * 12 are 18, 1.3 are refused.
 */
export function parseQuantity(text: string, units: readonly EntryUnit[] = []): ParsedQuantity {
  const trimmed = text.trim();
  if (trimmed === "") {
    return { ok: false, message: "Quantity is missing" };
  }
  const match = QUANTITY.exec(trimmed);
  if (!match) {
    return { ok: false, message: `“${trimmed}” is not a quantity; write 12 or 2 case` };
  }
  const [, whole = "", fraction = "", word] = match;
  const unit = word ? findUnit(word, units) : null;
  if (unit === undefined) {
    const known = units.map((one) => one.label).join(", ");
    return { ok: false, message: `Not sold by “${word}”${known ? `; use ${known}` : ""}` };
  }
  const digits = BigInt(whole.replaceAll(",", "") + fraction) * BigInt(unit?.factor ?? 1);
  const scale = 10n ** BigInt(fraction.length);
  if (digits % scale !== 0n) {
    return { ok: false, message: `${trimmed} is not a whole number of units` };
  }
  const quantity = digits / scale;
  if (quantity < 1n) {
    return { ok: false, message: "Quantity must be 1 or more" };
  }
  if (quantity > BigInt(MAX_QUANTITY)) {
    return { ok: false, message: `Quantity is above ${formatQuantity(MAX_QUANTITY)}` };
  }
  return { ok: true, quantity: Number(quantity), unit };
}

const PREFIX = /^\s*(\d[\d.,]*\s*[a-z]{0,8})\s*\*\s*(\S.*)$/i;

/** `12*ABC-100` → 12 of ABC-100. Anything else is a code as it stands. */
export function splitPrefix(text: string): { code: string; quantityText: string | null } {
  const match = PREFIX.exec(text);
  return match?.[1] && match[2]
    ? { code: match[2].trim(), quantityText: match[1].trim() }
    : { code: text.trim(), quantityText: null };
}

/** Does it look like a number of something someone ordered, not like words to search for? */
export function looksLikeIdentifier(text: string): boolean {
  return /^\S*\d\S*$/.test(text.trim());
}

export type PastedRow = { code: string; quantityText: string; note: string };

type Delimiter = "\t" | ";" | "," | " ";

/** Splits one line, quotes respected. */
function splitCells(line: string, delimiter: Delimiter): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quoted && char === '"' && line.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"' && (quoted || cell.trim() === "")) {
      quoted = !quoted;
    } else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else {
      cell += char;
    }
  }
  cells.push(cell.trim());
  return cells;
}

function delimiterOf(lines: readonly string[]): Delimiter {
  const holds = (mark: string) => lines.filter((line) => line.includes(mark)).length;
  if (holds("\t") > 0) {
    return "\t";
  }
  const half = lines.length / 2;
  if (holds(";") >= half) {
    return ";";
  }
  return holds(",") >= half ? "," : " ";
}

const CODE_HEAD = /^(sku|item|part|product|article|code|material|gtin|upc|ean|barcode)\b/i;
const QUANTITY_HEAD = /^(qty|quantity|order(ed)? q|units?|pieces|amount|count)/i;
const NOTE_HEAD = /^(note|comment|remark|instruction)/i;

type Columns = { code: number; quantity: number; note: number };

/** A first row of headings names its columns; it is not counted as a line. */
function headingsOf(cells: readonly string[]): Columns | null {
  const at = (pattern: RegExp) => cells.findIndex((cell) => pattern.test(cell));
  const code = at(CODE_HEAD);
  const quantity = at(QUANTITY_HEAD);
  const headed = code >= 0 && (cells.length === 1 || quantity >= 0);
  return headed && !cells.some((cell) => /^\d/.test(cell))
    ? { code, quantity, note: at(NOTE_HEAD) }
    : null;
}

const isQuantity = (text: string): boolean => QUANTITY.test(text);
/** Eight digits and more are a GTIN, never a quantity. */
const isCount = (text: string): boolean =>
  isQuantity(text) && text.replaceAll(/\D/g, "").length < 8;

function fromCells(cells: readonly string[]): PastedRow {
  const [first = "", ...others] = cells;
  const second = others[0] ?? "";
  if (isCount(first) && second !== "" && !isCount(second)) {
    return { code: second, quantityText: first, note: others.slice(1).join(" ").trim() };
  }
  const at = others.findIndex(isCount);
  if (at < 0) {
    const prefixed = splitPrefix(first);
    return {
      code: prefixed.code,
      quantityText: prefixed.quantityText ?? (second || "1"),
      note: "",
    };
  }
  return {
    code: first,
    quantityText: others[at] ?? "1",
    note: others
      .slice(at + 1)
      .join(" ")
      .trim(),
  };
}

const TRAILING = /^(\S+)(?:\s.*?)??\s+[x×*]?\s*(\d[\d.,]*(?:\s*[a-z]+)?)$/i;
const LEADING = /^(\d[\d.,]*(?:\s*(?:[a-z]{2,8}))?)\s*(?:[x×*]|\s)\s*(\S+)$/i;

function fromWords(line: string): PastedRow {
  const prefixed = splitPrefix(line);
  if (prefixed.quantityText) {
    return { code: prefixed.code, quantityText: prefixed.quantityText, note: "" };
  }
  const leading = LEADING.exec(line);
  if (leading?.[1] && leading[2] && isCount(leading[1]) && !isCount(leading[2])) {
    return { code: leading[2], quantityText: leading[1], note: "" };
  }
  const trailing = TRAILING.exec(line);
  if (trailing?.[1] && trailing[2]) {
    return { code: trailing[1], quantityText: trailing[2], note: "" };
  }
  return { code: line, quantityText: "1", note: "" };
}

/** "ABC-100, ABC-200, ABC-300" on one line is three codes. */
function isCodeList(cells: readonly string[]): boolean {
  return (
    cells.length > 2 && cells.every((cell) => cell !== "" && !isCount(cell) && !/\s/.test(cell))
  );
}

/**
 * Rows from a spreadsheet, a CSV or plain text, one for every line that is not empty: as many come
 * out as went in. The quantity stays text, because its unit is known only with the product.
 */
export function parsePaste(text: string): PastedRow[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
  const delimiter = delimiterOf(lines);
  if (delimiter === " ") {
    const head = headingsOf(splitCells(lines[0]?.trim().replaceAll(/\s+/g, " ") ?? "", " "));
    return lines.slice(head ? 1 : 0).map((line) => fromWords(line.trim()));
  }
  const rows = lines.map((line) => splitCells(line, delimiter));
  const head = headingsOf(rows[0] ?? []);
  const data = head ? rows.slice(1) : rows;
  return data.flatMap((cells) => {
    if (head) {
      const cell = (at: number) => (at < 0 ? "" : (cells[at] ?? ""));
      return [
        { code: cell(head.code), quantityText: cell(head.quantity) || "1", note: cell(head.note) },
      ];
    }
    return isCodeList(cells) && delimiter !== "\t"
      ? cells.map((code) => ({ code, quantityText: "1", note: "" }))
      : [fromCells(cells)];
  });
}
