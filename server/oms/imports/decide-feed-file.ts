import { quoted, readFeedRow } from "../inventory/decide-feed";
import type { FeedRow } from "../inventory/types";
import type { FieldReader } from "./decide-mapping";
import type { InventoryField } from "./schema";
import type { Table, TableRow } from "./types";

/** Columns without which no row of a feed can be read. */
export const FEED_REQUIRED = ["stock.node", "stock.sku", "stock.onHand"] as const;

/** What a person put right: a name wherever it stands, a quantity in its row. */
export type FeedRepairs = {
  /** What the file calls a SKU → what is meant. */
  readonly sku: Readonly<Record<string, string>>;
  readonly node: Readonly<Record<string, string>>;
  /** By row number. */
  readonly onHand: Readonly<Record<string, string>>;
};

export const NO_REPAIRS: FeedRepairs = { sku: {}, node: {}, onHand: {} };

type FeedReaderOptions = {
  readonly repairs: FeedRepairs;
  /** Keep each row as it came, so that a rejected one can be given back in its own columns. */
  readonly keepsRaw: boolean;
};

const own = (repairs: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(repairs, key) ? repairs[key] : undefined;

/** Reads the rows of a file as rows of a feed; the columns are as its mapping says. */
export function openFeedReader(
  { header, format }: Pick<Table, "header" | "format">,
  reader: FieldReader<InventoryField>,
  { repairs, keepsRaw }: FeedReaderOptions,
): (row: TableRow) => FeedRow {
  const columns = header.length;
  return ({ number, cells }) => {
    const isWhole = cells.length === columns;
    const raw = keepsRaw ? rawLine(cells, columns) : isWhole ? null : cells.join(format.delimiter);
    const [sku, node] = [reader.read(cells, "stock.sku"), reader.read(cells, "stock.node")];
    const onHand = own(repairs.onHand, String(number)) ?? reader.read(cells, "stock.onHand");
    const row = readFeedRow(
      number,
      {
        sku: own(repairs.sku, sku ?? "") ?? sku ?? "",
        node: own(repairs.node, node ?? "") ?? node ?? "",
        onHand: onHand ?? "",
      },
      raw,
    );
    return cells.length > columns ? { ...row, onHand: null, fault: "row_broken", raw } : row;
  };
}

/** A row as CSV, with a cell for each column of the header at least. */
const rawLine = (cells: readonly string[], columns: number): string =>
  Array.from({ length: Math.max(columns, cells.length) }, (_, at) => quoted(cells[at] ?? "")).join(
    ",",
  );

export const isBlank = ({ cells }: TableRow): boolean => !cells.some((cell) => cell.trim() !== "");

/** Rows of one moment, in the order of the file. */
export type MomentRows = { readonly asOf: Date; readonly rows: FeedRow[] };

/**
 * Puts rows under the moment at which each was counted; moments come in the order in which the file
 * first names them. A row without a moment that has passed is told of under the first one, as broken.
 */
export function openMoments(reader: FieldReader<InventoryField>, now: Date) {
  const moments = new Map<number, MomentRows>();
  const strays: FeedRow[] = [];
  const dates = reader.dates("stock.asOf");
  // A date stands in hundreds of rows, and reading it costs more than all else in them.
  const read = new Map<string, Date | null>();
  return {
    add: (row: FeedRow, cells: readonly string[]): void => {
      const text = reader.read(cells, "stock.asOf") ?? "";
      const known = read.get(text);
      const asOf = known === undefined ? dates.readInstant(text) : known;
      read.set(text, asOf);
      if (asOf === null || asOf.getTime() > now.getTime()) {
        strays.push({ ...row, onHand: null, fault: row.fault ?? "moment_invalid" });
        return;
      }
      const moment = moments.get(asOf.getTime());
      if (moment === undefined) {
        moments.set(asOf.getTime(), { asOf, rows: [row] });
      } else {
        moment.rows.push(row);
      }
    },
    all: (): readonly MomentRows[] => {
      const [first = { asOf: now, rows: [] }, ...others] = moments.values();
      return first.rows.length + strays.length === 0
        ? []
        : [{ ...first, rows: [...first.rows, ...strays] }, ...others];
    },
  };
}
