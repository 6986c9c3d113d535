import { sum } from "../kernel/quantity";
import { joined } from "../sourcing/decide-phrases";
import { differs, type RunLine } from "./decide-run";
import type { GivenPart } from "./types";

/** What a line would get now, where that is not what was approved. */
export type Difference = {
  readonly number: string;
  readonly stockApproved: number;
  readonly stockNow: number;
  readonly supplyApproved: number;
  readonly supplyNow: number;
};

export type ApprovedLine = {
  readonly lineId: string;
  /** Of its order. */
  readonly number: string;
  readonly parts: readonly GivenPart[];
};

/** Orders that are named before the others are counted. */
const NAMED_MAX = 3;

/**
 * What a run would do otherwise now than when it was approved: lines with other units, lines that ask
 * no more, and lines that were not there.
 *
 * @param numberOf numbers of the orders by id
 */
export function decideDifferences(
  approved: readonly ApprovedLine[],
  lines: readonly RunLine[],
  numberOf: ReadonlyMap<string, string>,
): Difference[] {
  const now = new Map(lines.map((line) => [line.lineId, line]));
  const known = new Set(approved.map(({ lineId }) => lineId));
  return [
    ...approved
      .filter(({ lineId, parts }) => differs(parts, now.get(lineId)?.parts ?? []))
      .map(({ lineId, number, parts }) =>
        differenceOf(number, parts, now.get(lineId)?.parts ?? []),
      ),
    ...lines
      .filter(({ lineId, parts }) => !known.has(lineId) && parts.length > 0)
      .map(({ orderId, parts }) => differenceOf(numberOf.get(orderId) ?? "", [], parts)),
  ];
}

function differenceOf(
  number: string,
  before: readonly GivenPart[],
  after: readonly GivenPart[],
): Difference {
  const units = (parts: readonly GivenPart[], kind: GivenPart["kind"]) =>
    sum(parts.filter((part) => part.kind === kind).map((part) => part.units));
  return {
    number,
    stockApproved: units(before, "stock"),
    stockNow: units(after, "stock"),
    supplyApproved: units(before, "inbound"),
    supplyNow: units(after, "inbound"),
  };
}

/** `Stock or orders moved: SO-1 would get 35 instead of 20 from stock. Decide the run again`. */
export function differenceWords(moved: readonly Difference[]): string {
  const named = moved.slice(0, NAMED_MAX).map(wordsOf);
  const more = moved.length - named.length;
  const said = joined([...named, ...(more > 0 ? [`${more} more lines would change`] : [])]);
  return `Stock or orders moved: ${said}. Decide the run again`;
}

function wordsOf({ number, ...units }: Difference): string {
  const { stockApproved, stockNow, supplyApproved, supplyNow } = units;
  return stockApproved !== stockNow
    ? `${number} would get ${stockNow} instead of ${stockApproved} from stock`
    : supplyApproved !== supplyNow
      ? `${number} would get ${supplyNow} instead of ${supplyApproved} from supply`
      : `${number} would get its units from elsewhere`;
}
