import type { Finding } from "../intake/decide-severity";
import type { Decimal } from "../kernel/decimal";
import type { LocalDate } from "../kernel/local-date";
import type { DraftBackorders } from "../orders/schema";

export const importModes = ["open", "history"] as const;
export type ImportMode = (typeof importModes)[number];

/** What an import may make when a file names it and nobody knows it. */
export const creatables = ["skus", "companies"] as const;
export type Creatable = (typeof creatables)[number];

export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof encodings)[number];

export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** One record of a file. Rows are numbered as a spreadsheet shows them: the header is row 1. */
export type TableRow = { readonly number: number; readonly cells: readonly string[] };

/** How a file was read, as detected or as the mapping says. */
export type TableFormat = { readonly encoding: Encoding; readonly delimiter: Delimiter };

/** A file with a header and rows that can be read as often as need be, a few at a time. */
export type Table = {
  readonly name: string;
  /** SHA-256 of the unpacked bytes. */
  readonly hash: string;
  readonly format: TableFormat;
  readonly header: readonly string[];
  /** Blank ones as well, from the first on at each call. */
  readonly rows: () => AsyncIterable<readonly TableRow[]>;
};

/** Why a line was not taken: where it is wrong, and what would be right. */
export type Refusal = {
  /** A word to count by: `quantity_not_whole`, or the name of a rule. */
  readonly reason: string;
  /** The target field, as in `line.quantity`; null when it is the whole row. */
  readonly field: string | null;
  readonly message: string;
};

/** What became of one data line. Every line has exactly one. */
export type LineOutcome =
  | { readonly outcome: "accepted"; readonly name: string }
  | { readonly outcome: "merged"; readonly name: "same_sku" | "duplicate_line" | "repeated_line" }
  | ({ readonly outcome: "rejected" } & Refusal);

/** A line with the money that it stands for; null when its figures cannot be read. */
export type ValuedRow = TableRow & { readonly value: Decimal | null };

/** A ship-to as a file tells it. */
export type RowLocation = {
  readonly code: string;
  readonly name: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

/** What a row says about its order. */
export type RowHeader = {
  readonly reference: string;
  readonly placedAt: Date | null;
  readonly currency: string;
  readonly customerPo: string | null;
  readonly requestedDate: LocalDate | null;
  /** What becomes of what is not there; null: what was agreed with customer and SKU. */
  readonly backorders: DraftBackorders | null;
  readonly note: string;
  readonly companyCode: string;
  readonly companyName: string;
  /** Null: the company's default location. */
  readonly location: RowLocation | null;
};

export type RowLine = {
  /** As the file writes it, without blanks around it. */
  readonly sku: string;
  readonly description: string;
  readonly quantity: number;
  /** Null: by the company's price list. */
  readonly unitPriceE4: number | null;
  readonly requestedDate: LocalDate | null;
  /** The line's own number within its order, where the file has one. */
  readonly number: string | null;
};

/** A row after all that can be said of it alone. */
export type CheckedRow = ValuedRow &
  (
    | {
        readonly kind: "sale";
        readonly name: string;
        readonly head: RowHeader;
        readonly line: RowLine;
      }
    | {
        readonly kind: "cancellation";
        readonly name: string;
        readonly head: RowHeader;
        readonly line: RowLine;
      }
    /** `isFault`: something is wrong, so that its order cannot go in; else a rule set it aside. */
    | { readonly kind: "refused"; readonly isFault: boolean; readonly refusal: Refusal }
  );

/** A line of an order to book, with all rows that it was made of. */
export type AssembledLine = RowLine & { readonly rows: readonly SettledRow[] };

/** A row with the outcome it has once its order goes in. */
export type SettledRow = { readonly row: ValuedRow; readonly outcome: LineOutcome };

export type AssembledOrder = {
  readonly head: RowHeader;
  readonly lines: readonly AssembledLine[];
};

/** A row that takes back units of an earlier sale. */
export type CancellationLine = {
  readonly row: ValuedRow;
  readonly name: string;
  readonly head: RowHeader;
  readonly sku: string;
  /** Units to take back, above 0. */
  readonly quantity: number;
  readonly unitPriceE4: number;
  /** 1, 2, … within its document: the natural key together with the reference. */
  readonly lineNumber: number;
};

/** All rows of one reference, settled as far as the file alone can settle them. */
export type AssembledDocument = {
  readonly order: AssembledOrder | null;
  readonly cancellations: readonly CancellationLine[];
  readonly refused: readonly SettledRow[];
};

/** What is wrong with an order that could not be booked; `line` counts from 0. */
export type OrderFault = {
  readonly line: number | null;
  readonly reason: string;
  /** Target field, as in `line.sku`. */
  readonly field: string | null;
  readonly problem: string;
};

export type OrderAnswer =
  | {
      readonly kind: "created" | "unchanged";
      /** What was noticed of it and put right; none keeps it from being taken. */
      readonly findings?: readonly Finding[];
    }
  | { readonly kind: "refused"; readonly faults: readonly OrderFault[] };

/** An order with the fingerprint of what its file says of it. */
export type HashedOrder = AssembledOrder & { readonly sourceHash: string };

/** Books orders; one answer per order. */
export type Booker = (orders: readonly HashedOrder[]) => Promise<readonly OrderAnswer[]>;

/** How often something was noticed or put right in the orders of a file, by its code. */
export type Noticed = {
  readonly warnings: Readonly<Record<string, number>>;
  readonly corrected: Readonly<Record<string, number>>;
};

/** Counts of an import of orders, beside the account of its lines. */
export type OrderCounts = {
  readonly created: number;
  /** Orders of earlier imports that cancellations of this file reduced. */
  readonly updated: number;
  readonly unchanged: number;
};

/** What became of a row of master data. */
export type ItemAnswer =
  | { readonly kind: "created" | "updated" | "unchanged" }
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly field: string;
      readonly problem: string;
    };
