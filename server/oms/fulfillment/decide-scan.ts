import { sum } from "../kernel/quantity";
import { err, ok, type Result } from "../kernel/result";

/** A line that a scan may be counted on. */
export type ScanLine = {
  readonly id: string;
  readonly skuId: string;
  readonly sku: string;
  readonly name: string;
  /** Units that this step still waits for. */
  readonly open: number;
};

/** The SKU behind a scanned code; null when no SKU is known by it. */
export type ScanMatch = {
  readonly skuId: string;
  readonly sku: string;
  readonly name: string;
} | null;

export type Scan = {
  /** The code as it was read. */
  readonly scanned: string;
  readonly match: ScanMatch;
  readonly quantity: number;
  readonly step: "pick" | "pack";
};

export type Taken = { readonly lineId: string; readonly quantity: number };

export type WrongCode = {
  readonly code: "WRONG_CODE";
  readonly fault: "unknown_code" | "not_in_work" | "too_many";
  readonly sentence: string;
  readonly scanned: string;
  readonly expected: readonly {
    readonly sku: string;
    readonly name: string;
    readonly open: number;
  }[];
};

/**
 * Which lines of a work order a scan counts on, in their order.
 *
 * @fails WRONG_CODE when nobody knows the code, when its SKU is not in this work, and when there
 *   are more units than the step waits for; the sentence says what was scanned and what is expected
 */
export function decideScan(scan: Scan, lines: readonly ScanLine[]): Result<Taken[], WrongCode> {
  const { match, quantity } = scan;
  const same = lines.filter((line) => line.skuId === match?.skuId);
  if (match === null || same.length === 0) {
    return err(wrongCode(scan, lines, match === null ? "unknown_code" : "not_in_work"));
  }
  if (sum(same.map((line) => line.open)) < quantity) {
    return err(wrongCode(scan, lines, "too_many"));
  }
  let left = quantity;
  const taken: Taken[] = [];
  for (const { id, open } of same) {
    const units = Math.min(open, left);
    if (units > 0) {
      taken.push({ lineId: id, quantity: units });
      left -= units;
    }
  }
  return ok(taken);
}

function wrongCode(scan: Scan, lines: readonly ScanLine[], fault: WrongCode["fault"]): WrongCode {
  const bySku = new Map<string, { sku: string; name: string; open: number }>();
  for (const { sku, name, open } of lines.filter((line) => line.open > 0)) {
    const known = bySku.get(sku) ?? { sku, name, open: 0 };
    known.open += open;
    bySku.set(sku, known);
  }
  const expected = [...bySku.values()];
  const sentence = `${refusal(scan, lines, fault)} ${expectation(expected, scan.step)}`;
  return { code: "WRONG_CODE", fault, sentence, scanned: scan.scanned, expected };
}

function refusal(scan: Scan, lines: readonly ScanLine[], fault: WrongCode["fault"]): string {
  const { scanned, match, quantity, step } = scan;
  const read = match === null || match.sku === scanned ? scanned : `${scanned} (${match.sku})`;
  switch (fault) {
    case "unknown_code":
      return `${read} was scanned, and no SKU has that code.`;
    case "not_in_work":
      return `${read} was scanned, ${match?.name ?? ""}: it is not in this work order.`;
    case "too_many": {
      const open = sum(lines.filter((line) => line.skuId === match?.skuId).map((l) => l.open));
      return `${quantity} × ${read} ${quantity === 1 ? "was" : "were"} scanned, and ${
        open === 0 ? "none is" : `only ${open} ${open === 1 ? "is" : "are"}`
      } left to ${step}.`;
    }
  }
}

/** At most so many SKUs are named; the rest is a count. */
const NAMED_MAX = 4;

function expectation(expected: WrongCode["expected"], step: Scan["step"]): string {
  if (expected.length === 0) {
    return step === "pack" ? "Everything picked is packed." : "Everything is picked.";
  }
  const named = expected.slice(0, NAMED_MAX).map(({ sku, open }) => `${open} × ${sku}`);
  const rest = expected.length - named.length;
  return `Expected: ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}
