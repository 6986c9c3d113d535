import { backorderPolicies } from "../catalog/types";
import { type Decimal, parseDecimal, toScaled } from "../kernel/decimal";
import { isLocalDate, type LocalDate } from "../kernel/local-date";
import { QUANTITY_MAX } from "../kernel/quantity";
import type { BackorderWish } from "../orders/decide-backorders";
import type { FieldReader } from "./decide-mapping";
import type { CustomerField, InventoryField } from "./schema";
import type { CatalogField } from "./schema-skus";
import type { Refusal, TableRow } from "./types";

/** What a row of master data says, or what is wrong with it. */
export type ItemCheck<Item> =
  | { readonly ok: true; readonly item: Item; readonly key: string }
  | { readonly ok: false; readonly refusal: Refusal };

export type StockItem = {
  readonly node: string;
  readonly sku: string;
  readonly onHand: number;
  /** Null: left as it is. So with all that may be null below. */
  readonly bin: string | null;
};

export type SkuItem = {
  readonly code: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly category: string | null;
  readonly grams: number | null;
  readonly packMultiple: number | null;
  readonly minQuantity: number | null;
  readonly listPriceE4: number | null;
  readonly gtin: string | null;
  readonly backorders: BackorderWish | null;
  /** Units at or below which it is low. */
  readonly lowStock: number | null;
  /** Day on which it comes out, and how many may be pre-ordered until then. */
  readonly comingOut: {
    readonly comesOutOn: LocalDate;
    readonly preorderLimit: number | null;
  } | null;
};

export type CustomerItem = {
  readonly code: string;
  readonly name: string | null;
  readonly currency: string | null;
  readonly phone: string | null;
  readonly backorders: BackorderWish | null;
  /** Code of the node that the ship-to prefers; of the company, where the row has no ship-to. */
  readonly preferredNode: string | null;
  readonly location: {
    readonly code: string;
    readonly name: string | null;
    readonly address1: string | null;
    readonly address2: string | null;
    readonly city: string | null;
    readonly region: string | null;
    readonly postalCode: string | null;
    readonly country: string | null;
    readonly isResidential: boolean | null;
  } | null;
};

export type ItemSettings = { readonly decimal: "." | ","; readonly columns: number };

export type Cells<Field extends string> = {
  readonly text: (field: Field) => string;
  readonly optional: (field: Field) => string | null;
  readonly identifier: (field: Field) => string;
  readonly count: (field: Field, least: number) => number | null;
  readonly priceE4: (field: Field) => number | null;
  readonly yesNo: (field: Field) => boolean | null;
  /** An amount in hundredths, as minor units are. */
  readonly minor: (field: Field) => number | null;
  /** Degrees: a number with any decimals. */
  readonly degrees: (field: Field) => number | null;
  /** Say what is wrong with a cell. */
  readonly say: (reason: string, field: Field, problem: string) => void;
  readonly backorders: (policy: Field, limit: Field, days: Field) => BackorderWish | null;
};

/** A row of an inventory file: what a node has of a SKU. */
export const checkStockItem = (
  row: TableRow,
  reader: FieldReader<InventoryField>,
  settings: ItemSettings,
): ItemCheck<StockItem> =>
  checkItem(row, reader, settings, (cells) => {
    const node = cells.identifier("stock.node");
    const sku = cells.identifier("stock.sku");
    const onHand = cells.text("stock.onHand") === "" ? null : cells.count("stock.onHand", 0);
    const item = { node, sku, onHand: onHand ?? 0, bin: cells.optional("stock.bin") };
    return { item, key: `${node} ${sku}`, missing: onHand === null ? "stock.onHand" : null };
  });

/** A row of a catalog file: a SKU. */
export const checkSkuItem = (
  row: TableRow,
  reader: FieldReader<CatalogField>,
  settings: ItemSettings,
): ItemCheck<SkuItem> =>
  checkItem(row, reader, settings, (cells) => {
    const code = cells.identifier("sku.code");
    const item = {
      code,
      name: cells.optional("sku.name"),
      description: cells.optional("sku.description"),
      category: cells.optional("sku.category"),
      grams: cells.count("sku.grams", 0),
      packMultiple: cells.count("sku.packMultiple", 1),
      minQuantity: cells.count("sku.minQuantity", 1),
      listPriceE4: cells.priceE4("sku.listPrice"),
      gtin: cells.optional("sku.gtin") === null ? null : cells.identifier("sku.gtin"),
      backorders: cells.backorders("sku.backorders", "sku.backorderLimit", "sku.backorderDays"),
      lowStock: cells.count("sku.lowStock", 1),
      comingOut: comingOut(cells),
    };
    return { item, key: code, missing: null };
  });

/** When it comes out; a file that names no day leaves that as it is. */
function comingOut(cells: Cells<CatalogField>): SkuItem["comingOut"] {
  const comesOutOn = cells.optional("sku.comesOutOn");
  const preorderLimit = cells.count("sku.preorderLimit", 0);
  if (comesOutOn === null) {
    return null;
  }
  if (!isLocalDate(comesOutOn)) {
    cells.say("date_invalid", "sku.comesOutOn", `write a day as YYYY-MM-DD, not ${comesOutOn}`);
    return null;
  }
  return { comesOutOn, preorderLimit };
}

/** A row of a customer file: a company, and one of its ship-tos where the file has any. */
export const checkCustomerItem = (
  row: TableRow,
  reader: FieldReader<CustomerField>,
  settings: ItemSettings,
): ItemCheck<CustomerItem> =>
  checkItem(row, reader, settings, (cells) => {
    const code = cells.identifier("company.code");
    const locationCode = cells.optional("location.code");
    const location = {
      code: locationCode ?? "MAIN",
      name: cells.optional("location.name"),
      address1: cells.optional("location.address1"),
      address2: cells.optional("location.address2"),
      city: cells.optional("location.city"),
      region: cells.optional("location.region"),
      postalCode: cells.optional("location.postalCode"),
      country: cells.optional("location.country"),
      isResidential: cells.yesNo("location.residential"),
    };
    const hasLocation = locationCode !== null || location.country !== null;
    const currency = cells.optional("company.currency")?.toUpperCase() ?? null;
    if (currency !== null && !/^[A-Z]{3}$/.test(currency)) {
      cells.say(
        "currency_invalid",
        "company.currency",
        `expected three letters, found ${currency}`,
      );
    }
    const item = {
      code,
      name: cells.optional("company.name"),
      currency,
      phone: cells.optional("company.phone"),
      backorders: cells.backorders(
        "company.backorders",
        "company.backorderLimit",
        "company.backorderDays",
      ),
      preferredNode: cells.optional("company.preferredNode"),
      location: hasLocation ? location : null,
    };
    return { item, key: `${code} ${location.code}`, missing: null };
  });

const YES = ["yes", "y", "true", "1"];
const NO = ["no", "n", "false", "0"];

/** Read a row: its item, or the first thing that is wrong with it. */
export function checkItem<Field extends string, Item>(
  row: TableRow,
  reader: FieldReader<Field>,
  { decimal, columns }: ItemSettings,
  read: (cells: Cells<Field>) => { item: Item; key: string; missing: Field | null },
): ItemCheck<Item> {
  const faults: Refusal[] = [];
  const say = (reason: string, field: Field, problem: string) => {
    const message = `Row ${row.number}, "${reader.nameOf(field)}": ${problem}.`;
    faults.push({ reason, field, message });
  };
  if (row.cells.length !== columns) {
    const message = `Row ${row.number}: expected ${columns} columns, found ${row.cells.length}.`;
    return { ok: false, refusal: { reason: "column_count", field: null, message } };
  }
  const text = (field: Field) => {
    const value = reader.read(row.cells, field);
    if (value === null) {
      say("value_unknown", field, "the mapping does not know what stands there");
    }
    return value ?? "";
  };
  const number = (field: Field, scale: number, least: number): number | null => {
    const value = text(field);
    if (value === "") {
      return null;
    }
    const given: Decimal | null = parseDecimal(value, decimal);
    const scaled = given === null ? null : toScaled(given, scale);
    if (scaled === null || scaled < least * 10 ** scale || scaled > QUANTITY_MAX * 10 ** scale) {
      const decimals = scale === 2 ? "two" : "four";
      const expected =
        scale === 0 ? "a whole number" : `a number with at most ${decimals} decimals`;
      say("number_invalid", field, `expected ${expected} of at least ${least}, found ${value}`);
    }
    return scaled;
  };
  const { item, key, missing } = read({
    text,
    optional: (field) => text(field) || null,
    identifier: (field) => {
      const value = text(field);
      if (value === "") {
        say("value_missing", field, "expected a value, found none");
      }
      if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(value)) {
        say("identifier_scientific", field, `${value} is a number that a spreadsheet shortened`);
      }
      return value;
    },
    count: (field, least) => number(field, 0, least),
    priceE4: (field) => number(field, 4, 0),
    say,
    minor: (field) => number(field, 2, 0),
    degrees: (field) => {
      const value = text(field);
      const given = value === "" ? null : parseDecimal(value, decimal);
      if (value !== "" && given === null) {
        say("number_invalid", field, `expected degrees, as 39.53, found ${value}`);
      }
      return given && Number(given.digits) / 10 ** given.scale;
    },
    yesNo: (field) => {
      const word = text(field).toLowerCase();
      if (word !== "" && !YES.includes(word) && !NO.includes(word)) {
        say("not_yes_or_no", field, `write yes or no, not ${word}`);
      }
      return word === "" ? null : YES.includes(word);
    },
    backorders: (policyField, limitField, daysField) => {
      const word = text(policyField).toLowerCase();
      const policy = backorderPolicies.find((known) => known === word);
      if (word === "") {
        return null;
      }
      const [limit, days] = [number(limitField, 0, 1), number(daysField, 0, 0)];
      if (policy === undefined) {
        say("policy_unknown", policyField, `use one of ${backorderPolicies.join(", ")}`);
      } else if (policy === "cap" && limit === null && days === null) {
        say("value_missing", limitField, "a cap names units, days or both");
      }
      return policy === undefined
        ? null
        : { policy, ...(policy === "cap" ? { limit, days } : { limit: null, days: null }) };
    },
  });
  if (missing !== null) {
    say("value_missing", missing, "expected a value, found none");
  }
  const [first] = faults;
  return first === undefined
    ? { ok: true, item, key: key.toUpperCase() }
    : { ok: false, refusal: first };
}
