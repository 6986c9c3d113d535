import type { ReactNode } from "react";
import type { PromiseChipProps } from "@/components/signature/promise-chip";

/** A unit a quantity may be typed in: a case of 12 is `factor: 12` base units. */
export type EntryUnit = { code: string; label: string; factor: number };

export type EntryProduct = {
  skuId: string;
  /** The seller's code, shown after a match whatever was typed. */
  code: string;
  name: string;
  /** The customer's own part number, when that is what matched. */
  alias?: string | undefined;
  baseUnit: string;
  /** The base unit first. */
  units: readonly EntryUnit[];
  /** Quantities must be a multiple, and at least the minimum, in base units. */
  packMultiple: number;
  minimum: number;
};

export type EntrySuggestion = { product: EntryProduct; detail?: string | undefined };

/** A component of a kit: units that the line takes, and units that there are. */
export type KitComponentView = {
  code: string;
  name: string;
  baseUnit: string;
  quantity: number;
  availableNow: number;
  promiseDate: string | null;
  promiseState: PromiseChipProps["state"];
};

/** What the server says about one line. Money in minor units, prices in ten-thousandths. */
export type LineQuote = {
  currency: string;
  unitPriceE4: number | null;
  lineTotalMinor: number | null;
  /** Of the asked quantity, in base units. */
  availableNow: number;
  /** What of it ships later, and when. */
  later: readonly { quantity: number; promise: PromiseChipProps }[];
  /** The product is not out yet: "Pre-order, ships from Tue 12 Jan 2027". */
  preorder?: string | undefined;
  /** What of it nobody has and would not wait, and why. */
  cancelled?: { quantity: number; because: string } | null;
  /** When what is available now arrives. */
  promise?: PromiseChipProps | undefined;
  /** What a kit is made of. */
  components?: readonly KitComponentView[];
  /** What could ship now instead of what cannot, the first choice first. */
  offers?: readonly LineOffer[];
  /** Another SKU ships: "30 × FR-Y ship instead of it". */
  replacement?: string | undefined;
  /** What keeps the line from being ordered: "Discontinued; successor BK-M82S-42". */
  error?: string | undefined;
  /** What the person should know but may order anyway: "Rounded up to 24, a full case". */
  warning?: string | undefined;
};

/** Units of another product that could ship now instead of some of a line. */
export type LineOffer = {
  product: EntryProduct;
  quantity: number;
  /** Units of the line that it stands in for. */
  insteadOf: number;
  /** When it leaves and what it costs: "can leave today, same price". */
  terms: string;
};

export type QuoteRequest = {
  lineId: string;
  version: number;
  skuId: string;
  quantity: number;
};

/** Answers carry the version of the line they were asked for; older ones are dropped. */
export type QuoteResult = { lineId: string; version: number; quote: LineQuote };

export type EntryLine = {
  id: string;
  /** What was typed or pasted. */
  text: string;
  product: EntryProduct | null;
  /** As typed; `quantity` is what it means in base units, null when it means nothing. */
  quantityText: string;
  quantity: number | null;
  note: string;
  /** The product in whose place it was taken; null for one that was asked for. */
  insteadOf: string | null;
  /** Grows with every change of product or quantity. */
  version: number;
  lookup: "idle" | "pending" | "unknown" | "failed";
  quote: LineQuote | null;
  /** The version that `quote` answers; while it is behind, a newer answer is on its way. */
  quotedVersion: number;
};

export type GridSnapshot = {
  /** Lines with something on them, in order; the waiting blank line is not among them. */
  lines: readonly EntryLine[];
  /** Lines that can be ordered: known product, whole quantity, no error. */
  ready: readonly EntryLine[];
  /** Lines that someone must look at. */
  faulty: readonly EntryLine[];
  /** Nothing is being looked up or quoted. */
  settled: boolean;
  totalMinor: number;
  currency: string | null;
};

/** read = added + merged + unknown. Unknown codes stay in the grid as red lines. */
export type PasteReport = {
  read: number;
  added: number;
  merged: number;
  unknown: number;
  /** Why nothing was taken at all: the stated limit. */
  refused?: string | undefined;
};

export type EntryGridHandle = {
  /** Adds lines as if pasted: a reorder, a list, "add all". */
  add: (
    lines: readonly { code: string; quantity: number; note?: string }[],
  ) => Promise<PasteReport>;
  /** A spreadsheet range, a CSV file's text, or "SKU quantity" lines. */
  paste: (text: string) => Promise<PasteReport>;
  /** Waits for every lookup and quote, then says what is there. */
  settle: () => Promise<GridSnapshot>;
  clear: () => void;
  focus: () => void;
  /** Brings the keyboard to the first cell that stands against ordering; false when none does. */
  focusFault: () => boolean;
};

export type EntryGridProps = {
  /** Names the grid: "Order lines". */
  label: string;
  /** The EXACT product of an identifier (SKU, customer part number, GTIN), or null. Never fuzzy. */
  resolveSku: (query: string) => Promise<EntryProduct | null>;
  /** Many identifiers at once, for paste; same order, null where unknown. */
  resolveMany?: (queries: readonly string[]) => Promise<readonly (EntryProduct | null)[]>;
  /** Likely products for words or a beginning; shown as a list, chosen by hand only. */
  suggest: (query: string, signal: AbortSignal) => Promise<readonly EntrySuggestion[]>;
  /** Price and promise of all changed lines together. */
  quote: (lines: readonly QuoteRequest[]) => Promise<readonly QuoteResult[]>;
  /** Changes when what quotes depend on changes (ship-to, wanted date): all lines are asked again. */
  quoteKey?: string;
  onChange?: (snapshot: GridSnapshot) => void;
  /** Ctrl+Enter. */
  onSubmit?: (snapshot: GridSnapshot) => void;
  /** Tab on the line that waits: the lines are done, whatever stands between here and the rest. */
  onLeave?: () => void;
  /** Lines as they were typed before, in any unit. */
  initial?: readonly {
    code: string;
    quantityText: string;
    note?: string;
    insteadOf?: string | null;
  }[];
  /** Stated, and refused loudly beyond. */
  maxLines?: number;
  size?: "staff" | "portal";
  /** Reader's today, for dates. */
  today: string;
  /** More in a line's last cell: override price, substitutes. */
  lineActions?: (line: EntryLine) => ReactNode;
  ref?: React.Ref<EntryGridHandle>;
};
