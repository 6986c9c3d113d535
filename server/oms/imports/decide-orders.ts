import { QUANTITY_MAX, sum } from "../kernel/quantity";
import type {
  AssembledDocument,
  AssembledLine,
  AssembledOrder,
  CancellationLine,
  CheckedRow,
  LineOutcome,
  OrderFault,
  Refusal,
  RowHeader,
  RowLine,
  SettledRow,
  ValuedRow,
} from "./types";

type SaleRow = Extract<CheckedRow, { kind: "sale" }>;

/**
 * Make one order (and what it cancels) of all rows of one reference.
 *
 * An order goes in whole or not at all: with one faulty row, its other sales are rejected as
 * `order_incomplete`, so that the corrected file can be imported again. Rows that a rule set aside
 * are no faults.
 *
 * - rows of one SKU at one price become one line, their quantities summed (`same_sku`, or
 *   `duplicate_line` where the whole row is the same)
 * - a line number that comes twice with the same content is one line written twice: it counts once
 *   (`repeated_line`); with other content it is a fault
 *
 * @param rows in the order of the file
 */
export function assembleDocument(rows: readonly CheckedRow[]): AssembledDocument {
  const sales = rows.filter((row) => row.kind === "sale");
  const checked = rows.map((row) => {
    const refusal = row.kind === "sale" ? conflictOf(row, sales) : null;
    return refusal === null ? row : { ...row, kind: "refused" as const, isFault: true, refusal };
  });
  const refused = checked.filter((row) => row.kind === "refused");
  const settled = refused.map((row) => settle(row, { outcome: "rejected", ...row.refusal }));
  const good = checked.filter((row) => row.kind === "sale");
  const cancellations = cancellationsOf(checked);
  const [first] = good;
  const faulty = refused.find((row) => row.isFault);
  if (first === undefined) {
    return { order: null, cancellations, refused: settled };
  }
  if (faulty !== undefined) {
    const others = good.map((row) =>
      settle(row, incomplete(row, row.head.reference, faulty.number)),
    );
    return { order: null, cancellations, refused: [...settled, ...others] };
  }
  const lines = mergeLines(good);
  const tooMuch = lines.find((line) => line.quantity > QUANTITY_MAX);
  if (tooMuch !== undefined) {
    const refusal = {
      reason: "quantity_too_large",
      field: "line.quantity",
      message: `Order ${first.head.reference}: ${tooMuch.sku} adds up to ${tooMuch.quantity}, at most ${QUANTITY_MAX} can be ordered.`,
    };
    const all = good.map((row) => settle(row, { outcome: "rejected", ...refusal }));
    return { order: null, cancellations, refused: [...settled, ...all] };
  }
  return { order: { head: first.head, lines }, cancellations, refused: settled };
}

/** The order of time in which orders came; those without a time come last, as in the file. */
export const byTime = (a: Pick<RowHeader, "placedAt">, b: Pick<RowHeader, "placedAt">): number =>
  timeOf(a) - timeOf(b);

const timeOf = ({ placedAt }: Pick<RowHeader, "placedAt">): number =>
  placedAt === null ? Number.MAX_SAFE_INTEGER : Number(placedAt);

const settle = (row: ValuedRow, outcome: LineOutcome): SettledRow => ({ row, outcome });

function incomplete(row: ValuedRow, reference: string, faulty: number): LineOutcome {
  return {
    outcome: "rejected",
    reason: "order_incomplete",
    field: null,
    message: `Row ${row.number}: not booked, because row ${faulty} of the same order ${reference} has a fault.`,
  };
}

/** What a row says against the rows of its order before it. */
function conflictOf(row: SaleRow, sales: readonly SaleRow[]): Refusal | null {
  const [first] = sales;
  if (first === undefined || first === row) {
    return null;
  }
  const differing =
    row.head === first.head
      ? undefined
      : (["companyCode", "currency", "customerPo"] as const).find(
          (part) => normal(row.head[part]) !== normal(first.head[part]),
        );
  if (differing !== undefined) {
    const [here, there] = [row.head[differing], first.head[differing]];
    const message = `Row ${row.number}: order ${row.head.reference} has "${there}" in row ${first.number} and "${here}" here.`;
    return { reason: "order_conflict", field: HEADER_FIELDS[differing], message };
  }
  const { number } = row.line;
  const twin = number === null ? undefined : sales.find((other) => other.line.number === number);
  if (twin === undefined || twin === row || isSameRow(twin, row)) {
    return null;
  }
  const message = `Row ${row.number}: line ${number} of order ${row.head.reference} stands in row ${twin.number} already, with other content.`;
  return { reason: "line_number_twice", field: "line.number", message };
}

const HEADER_FIELDS = {
  companyCode: "company.code",
  currency: "order.currency",
  customerPo: "order.customerPo",
} as const satisfies Partial<Record<keyof RowHeader, string>>;

const normal = (text: string | null) => (text ?? "").toUpperCase();

const isSameRow = (a: ValuedRow, b: ValuedRow): boolean =>
  a.cells.every((cell, at) => cell === b.cells[at]);

type Growing = { line: RowLine; rows: { row: SaleRow; outcome: LineOutcome }[] };

function mergeLines(sales: readonly SaleRow[]): AssembledLine[] {
  const byKey = new Map<string, Growing>();
  for (const row of sales) {
    const { line } = row;
    const key = `${line.unitPriceE4} ${line.requestedDate ?? ""} ${line.sku.toUpperCase()}`;
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, { line, rows: [{ row, outcome: { outcome: "accepted", name: row.name } }] });
    } else {
      known.rows.push({ row, outcome: { outcome: "merged", name: mergeNameOf(row, known) } });
    }
  }
  return [...byKey.values()].map(({ line, rows }) => ({
    ...line,
    rows,
    quantity: sum(
      rows
        .filter(({ outcome }) => outcome.outcome !== "merged" || outcome.name !== "repeated_line")
        .map(({ row }) => row.line.quantity),
    ),
  }));
}

function mergeNameOf(
  row: SaleRow,
  known: Growing,
): "same_sku" | "duplicate_line" | "repeated_line" {
  const twin = known.rows.some((other) => isSameRow(other.row, row));
  if (!twin) {
    return "same_sku";
  }
  return row.line.number === null ? "duplicate_line" : "repeated_line";
}

/** Positions count all rows of the document, so that they do not move when a rule changes. */
function cancellationsOf(rows: readonly CheckedRow[]): CancellationLine[] {
  return rows.flatMap((row, at): CancellationLine[] =>
    row.kind === "cancellation"
      ? [
          {
            row,
            name: row.name,
            head: row.head,
            sku: row.line.sku,
            quantity: row.line.quantity,
            unitPriceE4: row.line.unitPriceE4 ?? 0,
            lineNumber: at + 1,
          },
        ]
      : [],
  );
}

/**
 * The outcomes of an order's rows when it could not be booked: each line's own fault, and
 * `order_incomplete` for the lines that nothing is wrong with.
 */
export function settleRefused(
  { head, lines }: AssembledOrder,
  faults: readonly OrderFault[],
): SettledRow[] {
  const whole = faults.find((fault) => fault.line === null);
  const faulty = faults.find((fault) => fault.line !== null);
  const faultyRow = lines[faulty?.line ?? 0]?.rows[0]?.row.number;
  return lines.flatMap(({ rows }, at) => {
    const own = faults.find((fault) => fault.line === at) ?? whole;
    return rows.map(({ row }) =>
      own === undefined
        ? settle(row, incomplete(row, head.reference, faultyRow ?? row.number))
        : settle(row, {
            outcome: "rejected",
            reason: own.reason,
            field: own.field,
            message: `Row ${row.number}: ${own.problem}.`,
          }),
    );
  });
}
