import { type Decimal, multiply, parseDecimal, toScaled } from "../kernel/decimal";
import type { LocalDate } from "../kernel/local-date";
import { QUANTITY_MAX } from "../kernel/quantity";
import { type DraftBackorders, draftBackorders } from "../orders/schema";
import type { FieldReader } from "./decide-mapping";
import type { RuleTest } from "./decide-rule";
import { type OrderField, orderFields } from "./schema";
import type {
  CheckedRow,
  ImportMode,
  Refusal,
  RowHeader,
  RowLine,
  RowLocation,
  TableRow,
} from "./types";

export type RowSettings = {
  readonly mode: ImportMode;
  readonly decimal: "." | ",";
  readonly columns: number;
  /** Orders placed after it are not history. */
  readonly now: Date;
};

type Reader = FieldReader<OrderField>;

/** What a spreadsheet makes of a long number: 1.23E+12. The digits it left out are gone. */
const SCIENTIFIC = /^\d(?:[.,]\d+)?E\+\d+$/i;
const PRICE_E4_MAX = 1_000_000_000_000;
const HEADER_FIELDS = orderFields.filter((field) => !field.startsWith("line."));
/** Of a file that names none. */
const DEFAULT_CURRENCY = "USD";

export type RowCheck = (row: TableRow) => CheckedRow;

/**
 * Everything that can be said of a row by itself: is it a sale, does it take one back, did a rule
 * set it aside, or what is wrong with it. The same check serves a rehearsal and the real run.
 *
 * Faults are looked for after the rules, so that a rule may give a name to what would be one.
 */
export function openRowCheck(reader: Reader, rules: RuleTest, settings: RowSettings): RowCheck {
  const headerAt = reader.columnsOf(HEADER_FIELDS);
  // The lines of an order mostly follow each other and say the same of it.
  let last: { readonly cells: readonly string[]; readonly head: RowHeader } | null = null;
  const headOf = (check: Check): RowHeader => {
    const { cells } = check.row;
    if (last !== null && headerAt.every((at) => last?.cells[at] === cells[at])) {
      return last.head;
    }
    const head = readHeader(check);
    last = check.first === null ? { cells, head } : null;
    return head;
  };
  return (row) => {
    const { number, cells } = row;
    if (cells.length !== settings.columns) {
      const message = `expected ${settings.columns} columns, found ${cells.length}`;
      return refused(row, null, fault("column_count", null, `Row ${number}: ${message}.`));
    }
    const check: Check = { row, reader, settings, first: null };
    const quantity = numberIn(check, "line.quantity");
    const price = netPrice(check);
    const value = quantity !== null && price !== null ? multiply(quantity, price) : null;
    const rule = rules(cells);
    if (rule?.outcome === "reject") {
      const message = `Row ${number}: ${rule.message ?? `set aside by the rule ${rule.name}`}.`;
      return refused(row, value, fault(rule.name, null, message), false);
    }
    const kind = rule?.outcome === "cancel" ? "cancellation" : "sale";
    const head = headOf(check);
    const line = readLine(check, quantity, price, kind);
    return check.first === null
      ? { number, cells, value, kind, name: rule?.name ?? kind, head, line }
      : refused(row, value, check.first);
  };
}

/** A row being looked at, with the first thing that was found to be wrong. */
type Check = {
  readonly row: TableRow;
  readonly reader: Reader;
  readonly settings: RowSettings;
  first: Refusal | null;
};

const fault = (reason: string, field: string | null, message: string): Refusal => ({
  reason,
  field,
  message,
});

const refused = (
  { number, cells }: TableRow,
  value: Decimal | null,
  refusal: Refusal,
  isFault = true,
): CheckedRow => ({ number, cells, value, kind: "refused", isFault, refusal });

// Functions of a check instead of closures over it: this runs for every cell of a file.

function say(check: Check, reason: string, field: OrderField, problem: string): void {
  const name = check.reader.nameOf(field);
  check.first ??= fault(reason, field, `Row ${check.row.number}, "${name}": ${problem}.`);
}

function textIn(check: Check, field: OrderField): string {
  const { reader, row } = check;
  const value = reader.read(row.cells, field);
  if (value === null) {
    const found = shown(reader.column(row.cells, reader.nameOf(field)));
    say(check, "value_unknown", field, `the mapping does not know "${found}"`);
  }
  return value ?? "";
}

const numberIn = ({ reader, row, settings }: Check, field: OrderField): Decimal | null =>
  parseDecimal(reader.read(row.cells, field) ?? "", settings.decimal);

/** @param reason what to call its absence; null when it may be absent */
function identifierIn(check: Check, field: OrderField, reason: string | null): string {
  const value = textIn(check, field);
  if (value === "" && reason !== null) {
    say(check, reason, field, "expected a value, found none");
  }
  if (value.includes("+") && SCIENTIFIC.test(value)) {
    const problem = `${value} is a number that a spreadsheet shortened; format the column as text and export again`;
    say(check, "identifier_scientific", field, problem);
  }
  return value;
}

function dateIn(check: Check, field: OrderField): LocalDate | null {
  const text = textIn(check, field);
  const date = text === "" ? null : check.reader.dates(field).readDate(text);
  return checkDate(check, field, text, date);
}

function instantIn(check: Check, field: OrderField): Date | null {
  const text = textIn(check, field);
  const instant = text === "" ? null : check.reader.dates(field).readInstant(text);
  return checkDate(check, field, text, instant);
}

function checkDate<Value>(
  check: Check,
  field: OrderField,
  text: string,
  value: Value | null,
): Value | null {
  if (value === null && text !== "") {
    const { format } = check.reader.dates(field);
    say(check, "date_invalid", field, `expected ${format}, found ${shown(text)}`);
  }
  return value;
}

/** Price of a unit after the line's discount, a share of 1. Null: not given, or not a number. */
function netPrice(check: Check): Decimal | null {
  const price = numberIn(check, "line.unitPrice");
  if (price === null || !check.reader.isMapped("line.discount")) {
    return price;
  }
  const discount = numberIn(check, "line.discount");
  if (discount === null) {
    return null;
  }
  const one = 10n ** BigInt(discount.scale);
  return multiply(price, { digits: one - discount.digits, scale: discount.scale });
}

function readHeader(check: Check): RowHeader {
  const placedAt = instantIn(check, "order.placedAt");
  if (check.settings.mode === "history") {
    if (placedAt === null && textIn(check, "order.placedAt") === "") {
      say(check, "date_missing", "order.placedAt", "expected the day of the order, found none");
    }
    if (placedAt !== null && placedAt > check.settings.now) {
      say(check, "date_in_future", "order.placedAt", "history cannot lie in the future");
    }
  }
  const currency = textIn(check, "order.currency").toUpperCase() || DEFAULT_CURRENCY;
  if (!/^[A-Z]{3}$/.test(currency)) {
    say(check, "currency_invalid", "order.currency", `expected a code like EUR, found ${currency}`);
  }
  const companyCode = identifierIn(check, "company.code", "customer_missing");
  return {
    reference: identifierIn(check, "order.reference", "reference_missing"),
    placedAt,
    currency,
    customerPo: identifierIn(check, "order.customerPo", null) || null,
    requestedDate: dateIn(check, "order.requestedDate"),
    backorders: readBackorders(check),
    note: textIn(check, "order.note"),
    companyCode,
    companyName: textIn(check, "company.name") || companyCode,
    location: readLocation(check),
  };
}

function readBackorders(check: Check): DraftBackorders | null {
  const word = textIn(check, "order.backorders").toLowerCase();
  const chosen = draftBackorders.find((known) => known === word) ?? null;
  if (word !== "" && chosen === null) {
    const known = draftBackorders.join(", ");
    say(check, "policy_unknown", "order.backorders", `expected one of ${known}, found ${word}`);
  }
  return chosen;
}

function readLocation(check: Check): RowLocation | null {
  const country = textIn(check, "location.country");
  const code = identifierIn(check, "location.code", null);
  if (code === "" && country === "") {
    return null;
  }
  return {
    code: code || country,
    name: textIn(check, "location.name") || code || country,
    address1: textIn(check, "location.address1"),
    address2: textIn(check, "location.address2"),
    city: textIn(check, "location.city"),
    region: textIn(check, "location.region"),
    postalCode: textIn(check, "location.postalCode"),
    country,
  };
}

type Kind = "sale" | "cancellation";

function readLine(
  check: Check,
  quantity: Decimal | null,
  price: Decimal | null,
  kind: Kind,
): RowLine {
  return {
    sku: identifierIn(check, "line.sku", "sku_missing"),
    description: textIn(check, "line.description"),
    quantity: readQuantity(check, quantity, kind),
    unitPriceE4: readPrice(check, price),
    requestedDate: dateIn(check, "line.requestedDate"),
    number: textIn(check, "line.number") || null,
  };
}

/** Units above 0, also of a cancellation; 0 where something was said. */
function readQuantity(check: Check, given: Decimal | null, kind: Kind): number {
  const units = given === null ? null : toScaled(given, 0);
  const count = kind === "cancellation" ? -(units ?? 0) : (units ?? 0);
  if (count > 0 && count <= QUANTITY_MAX) {
    return count;
  }
  const text = textIn(check, "line.quantity");
  const [reason, expected] = quantityFault(text, given, kind);
  say(check, reason, "line.quantity", `expected ${expected}, found ${shown(text) || "none"}`);
  return 0;
}

function quantityFault(text: string, given: Decimal | null, kind: Kind): [string, string] {
  if (given === null) {
    return text === ""
      ? ["quantity_missing", "a quantity"]
      : ["quantity_not_a_number", "a whole number"];
  }
  if (given.digits === 0n) {
    return ["quantity_zero", "a quantity of at least 1"];
  }
  if (kind === "cancellation" && given.digits > 0n) {
    return ["quantity_not_negative", "a quantity below 0 on a cancellation"];
  }
  if (kind === "sale" && given.digits < 0n) {
    return ["quantity_negative", "a quantity of at least 1"];
  }
  return given.digits % 10n ** BigInt(given.scale) === 0n
    ? ["quantity_too_large", `at most ${QUANTITY_MAX}`]
    : ["quantity_not_whole", "whole units"];
}

/** In ten-thousandths; null only where the customer's price list is to decide. */
function readPrice(check: Check, price: Decimal | null): number | null {
  if (price === null) {
    sayNoPrice(check);
    return null;
  }
  const isNet = check.reader.isMapped("line.discount");
  const e4 = isNet ? roundedE4(price) : toScaled(price, 4);
  if (e4 !== null && e4 >= 0 && e4 <= PRICE_E4_MAX) {
    return e4;
  }
  const found = shown(textIn(check, "line.unitPrice"));
  const [reason, expected] =
    price.digits < 0n
      ? ["price_negative", "a price of 0 or more"]
      : e4 === null && price.scale > 4
        ? ["price_too_precise", "at most four decimals"]
        : ["price_too_large", "at most 100000000"];
  say(check, reason, "line.unitPrice", `expected ${expected}, found ${found}`);
  return 0;
}

function sayNoPrice(check: Check): void {
  const text = textIn(check, "line.unitPrice");
  if (text !== "" && numberIn(check, "line.unitPrice") !== null) {
    const found = shown(textIn(check, "line.discount")) || "none";
    const problem = `expected a share like 0.05, found ${found}`;
    say(check, "discount_not_a_number", "line.discount", problem);
  } else if (text !== "") {
    const problem = `expected a number like 12.50, found ${shown(text)}`;
    say(check, "price_not_a_number", "line.unitPrice", problem);
  } else if (check.settings.mode === "history") {
    say(check, "price_missing", "line.unitPrice", "expected the price of one unit, found none");
  }
}

/** Half up: a price net of a discount has more decimals than anybody invoices. */
function roundedE4({ digits, scale }: Decimal): number | null {
  if (scale <= 4) {
    return toScaled({ digits, scale }, 4);
  }
  const unit = 10n ** BigInt(scale - 4);
  return toScaled({ digits: (digits + unit / 2n) / unit, scale: 4 }, 4);
}

/** As it stands in the file, short enough for a sentence. */
const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
