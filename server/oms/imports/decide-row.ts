import { type Decimal, multiply, parseDecimal, toScaled } from "../kernel/decimal";
import type { LocalDate } from "../kernel/local-date";
import { QUANTITY_MAX } from "../kernel/quantity";
import type { FieldReader } from "./decide-mapping";
import type { RuleTest } from "./decide-rule";
import type { OrderField } from "./schema";
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

/**
 * Everything that can be said of a row by itself: is it a sale, does it take one back, did a rule
 * set it aside, or what is wrong with it. The same function serves a rehearsal and the real run.
 *
 * Faults are looked for after the rules, so that a rule may give a name to what would be one.
 */
export function checkRow(
  row: TableRow,
  reader: Reader,
  rules: RuleTest,
  settings: RowSettings,
): CheckedRow {
  if (row.cells.length !== settings.columns) {
    const message = `expected ${settings.columns} columns, found ${row.cells.length}`;
    return refused(row, null, fault("column_count", null, `Row ${row.number}: ${message}.`));
  }
  const check = openCheck(row, reader, settings);
  const quantity = check.number("line.quantity");
  const price = netPrice(check);
  const value = quantity !== null && price !== null ? multiply(quantity, price) : null;
  const rule = rules(row.cells);
  if (rule?.outcome === "reject") {
    const message = `Row ${row.number}: ${rule.message ?? `set aside by the rule ${rule.name}`}.`;
    return refused(row, value, fault(rule.name, null, message), false);
  }
  const kind = rule?.outcome === "cancel" ? "cancellation" : "sale";
  const head = readHeader(check);
  const line = readLine(check, quantity, price, kind);
  const [first] = check.faults;
  return first === undefined
    ? { ...row, value, kind, name: rule?.name ?? kind, head, line }
    : refused(row, value, first);
}

type Check = {
  readonly faults: Refusal[];
  readonly settings: RowSettings;
  readonly isMapped: (field: OrderField) => boolean;
  readonly text: (field: OrderField) => string;
  readonly needed: (field: OrderField, reason: string) => string;
  readonly identifier: (field: OrderField, reason: string | null) => string;
  readonly number: (field: OrderField) => Decimal | null;
  readonly date: (field: OrderField) => LocalDate | null;
  readonly instant: (field: OrderField) => Date | null;
  readonly say: (reason: string, field: OrderField, problem: string) => void;
};

const fault = (reason: string, field: string | null, message: string): Refusal => ({
  reason,
  field,
  message,
});

const refused = (
  row: TableRow,
  value: Decimal | null,
  refusal: Refusal,
  isFault = true,
): CheckedRow => ({ ...row, value, kind: "refused", isFault, refusal });

/** Cell by cell, with the first thing that is wrong kept in the words of a person. */
function openCheck(row: TableRow, reader: Reader, settings: RowSettings): Check {
  const faults: Refusal[] = [];
  const say = (reason: string, field: OrderField, problem: string) => {
    faults.push(fault(reason, field, `Row ${row.number}, "${reader.nameOf(field)}": ${problem}.`));
  };
  const text = (field: OrderField): string => {
    const value = reader.read(row.cells, field);
    if (value === null) {
      const shown = reader.column(row.cells, reader.nameOf(field));
      say("value_unknown", field, `the mapping does not know "${shown}"`);
    }
    return value ?? "";
  };
  const needed = (field: OrderField, reason: string): string => {
    const value = text(field);
    if (value === "") {
      say(reason, field, "expected a value, found none");
    }
    return value;
  };
  const dated = <Value>(field: OrderField, read: (value: string) => Value | null): Value | null => {
    const value = text(field);
    const found = value === "" ? null : read(value);
    if (value !== "" && found === null) {
      say("date_invalid", field, `expected ${reader.dates(field).format}, found ${shown(value)}`);
    }
    return found;
  };
  return {
    faults,
    settings,
    isMapped: reader.isMapped,
    say,
    text,
    needed,
    identifier: (field, reason) => {
      const value = reason === null ? text(field) : needed(field, reason);
      if (SCIENTIFIC.test(value)) {
        const problem = `${value} is a number that a spreadsheet shortened; format the column as text and export again`;
        say("identifier_scientific", field, problem);
      }
      return value;
    },
    number: (field) => parseDecimal(reader.read(row.cells, field) ?? "", settings.decimal),
    date: (field) => dated(field, (value) => reader.dates(field).readDate(value)),
    instant: (field) => dated(field, (value) => reader.dates(field).readInstant(value)),
  };
}

/** Price of a unit after the line's discount, a share of 1. Null: not given, or not a number. */
function netPrice(check: Check): Decimal | null {
  const price = check.number("line.unitPrice");
  if (price === null || !check.isMapped("line.discount")) {
    return price;
  }
  const discount = check.number("line.discount");
  if (discount === null) {
    return null;
  }
  const one = 10n ** BigInt(discount.scale);
  return multiply(price, { digits: one - discount.digits, scale: discount.scale });
}

function readHeader(check: Check): RowHeader {
  const placedAt = check.instant("order.placedAt");
  if (check.settings.mode === "history") {
    if (placedAt === null && check.text("order.placedAt") === "") {
      check.say("date_missing", "order.placedAt", "expected the day of the order, found none");
    }
    if (placedAt !== null && placedAt > check.settings.now) {
      check.say("date_in_future", "order.placedAt", "history cannot lie in the future");
    }
  }
  const currency = check.text("order.currency").toUpperCase() || "USD";
  if (!/^[A-Z]{3}$/.test(currency)) {
    check.say("currency_invalid", "order.currency", `expected a code like EUR, found ${currency}`);
  }
  const companyCode = check.identifier("company.code", "customer_missing");
  return {
    reference: check.identifier("order.reference", "reference_missing"),
    placedAt,
    currency,
    customerPo: check.identifier("order.customerPo", null) || null,
    requestedDate: check.date("order.requestedDate"),
    note: check.text("order.note"),
    companyCode,
    companyName: check.text("company.name") || companyCode,
    location: readLocation(check),
  };
}

function readLocation(check: Check): RowLocation | null {
  const country = check.text("location.country");
  const code = check.identifier("location.code", null);
  if (code === "" && country === "") {
    return null;
  }
  return {
    code: code || country,
    name: check.text("location.name") || code || country,
    address1: check.text("location.address1"),
    address2: check.text("location.address2"),
    city: check.text("location.city"),
    region: check.text("location.region"),
    postalCode: check.text("location.postalCode"),
    country,
  };
}

function readLine(
  check: Check,
  quantity: Decimal | null,
  price: Decimal | null,
  kind: "sale" | "cancellation",
): RowLine {
  const sku = check.identifier("line.sku", "sku_missing");
  return {
    sku,
    description: check.text("line.description"),
    quantity: readQuantity(check, quantity, kind),
    unitPriceE4: readPrice(check, price),
    requestedDate: check.date("line.requestedDate"),
    number: check.text("line.number") || null,
  };
}

function readQuantity(check: Check, given: Decimal | null, kind: "sale" | "cancellation"): number {
  const text = check.text("line.quantity");
  const say = (reason: string, expected: string) => {
    check.say(reason, "line.quantity", `expected ${expected}, found ${shown(text)}`);
    return 0;
  };
  if (given === null) {
    return text === ""
      ? say("quantity_missing", "a quantity")
      : say("quantity_not_a_number", "a whole number");
  }
  const units = toScaled(given, 0);
  if (given.digits === 0n) {
    return say("quantity_zero", "a quantity of at least 1");
  }
  if (kind === "cancellation" && given.digits > 0n) {
    return say("quantity_not_negative", "a quantity below 0 on a cancellation");
  }
  if (kind === "sale" && given.digits < 0n) {
    return say("quantity_negative", "a quantity of at least 1");
  }
  if (units === null && given.digits % 10n ** BigInt(given.scale) !== 0n) {
    return say("quantity_not_whole", "whole units");
  }
  const count = Math.abs(units ?? Number.POSITIVE_INFINITY);
  return count > QUANTITY_MAX ? say("quantity_too_large", `at most ${QUANTITY_MAX}`) : count;
}

/** Null only where the customer's price list is to decide. */
function readPrice(check: Check, price: Decimal | null): number | null {
  const field = "line.unitPrice";
  const text = check.text(field);
  if (price === null) {
    const isDiscount = check.number(field) !== null;
    if (isDiscount) {
      check.say("discount_not_a_number", "line.discount", "expected a share like 0.05");
    } else if (text !== "") {
      check.say("price_not_a_number", field, `expected a number like 12.50, found ${shown(text)}`);
    } else if (check.settings.mode === "history") {
      check.say("price_missing", field, "expected the price of one unit, found none");
    }
    return null;
  }
  if (price.digits < 0n) {
    check.say("price_negative", field, `expected a price of 0 or more, found ${shown(text)}`);
    return 0;
  }
  const e4 = check.isMapped("line.discount") ? roundedE4(price) : toScaled(price, 4);
  if (e4 === null) {
    const reason = price.scale > 4 ? "price_too_precise" : "price_too_large";
    check.say(reason, field, `expected at most four decimals, found ${shown(text)}`);
    return 0;
  }
  if (e4 > PRICE_E4_MAX) {
    check.say("price_too_large", field, `expected at most 100000000, found ${shown(text)}`);
  }
  return e4;
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
