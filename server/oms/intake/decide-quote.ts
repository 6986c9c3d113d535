import type { RelationKind } from "../catalog/types";
import type { Fault } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { decideOrderPromise } from "../orders/decide";
import type { PromiseState } from "../orders/types";
import { kitParts } from "./decide-kit";
import type { Finding } from "./decide-severity";
import type { LineWaiting } from "./decide-waits";
import type { OrderableSku, ResolvedLine } from "./types";

export type QuotedPart = {
  readonly quantity: number;
  /** Null: nobody knows yet where these units will come from. */
  readonly nodeName: string | null;
  readonly shipDate: LocalDate | null;
  readonly deliveryDate: LocalDate | null;
  readonly state: PromiseState;
  /** It leaves with the next shipment to its address, and alone on the day that it has. */
  readonly ridesAlong?: boolean;
};

export type QuotedLine = {
  readonly key: string;
  readonly faults: readonly Omit<Fault, "field">[];
  /** What was noticed of it and put right; none of that keeps it from being ordered. */
  readonly findings: readonly Finding[];
  readonly sku: Pick<
    OrderableSku,
    "id" | "code" | "name" | "baseUnit" | "packMultiple" | "minQuantity"
  > | null;
  readonly unitPriceE4: number | null;
  readonly lineTotal: number | null;
  /** Units, or kits, that this channel could sell now, over all its nodes. */
  readonly availableNow: number | null;
  /** Set while the SKU, or a part of the kit, is not out: the line is a pre-order until that day. */
  readonly preorder: { readonly comesOutOn: LocalDate } | null;
  readonly parts: readonly QuotedPart[];
  readonly promiseDate: LocalDate | null;
  readonly promiseState: PromiseState;
  readonly sentence: string | null;
  /** Units, or kits, that nobody has and that would not wait, and why; null: none. */
  readonly cancelled: { readonly quantity: number; readonly because: string } | null;
  /** What a kit is made of, and what there is of each; none for a SKU that is no kit. */
  readonly components: readonly QuotedComponent[];
  /** Set when another SKU ships than was asked for. */
  readonly replacement: { readonly asked: QuotedUnits; readonly ships: QuotedUnits } | null;
  /** What could ship instead of the units that cannot, the first choice first. */
  readonly offers: readonly QuotedOffer[];
};

export type QuotedUnits = {
  readonly code: string;
  readonly name: string;
  readonly quantity: number;
};

/** Units of another SKU that could ship now instead of units of a line that cannot. */
export type QuotedOffer = {
  readonly kind: RelationKind;
  readonly sku: NonNullable<QuotedLine["sku"]>;
  readonly quantity: number;
  /** Units of the line that they stand in for. */
  readonly insteadOf: number;
  readonly shipDate: LocalDate | null;
  readonly deliveryDate: LocalDate | null;
  readonly unitPriceE4: number;
  /** What all of it costs more than what was asked for, in minor units; negative: less. */
  readonly moreMinor: number;
};

export type QuotedComponent = {
  readonly code: string;
  readonly name: string;
  readonly baseUnit: string;
  readonly perKit: number;
  /** Units that the asked kits take. */
  readonly quantity: number;
  readonly availableNow: number;
  readonly promiseDate: LocalDate | null;
  readonly promiseState: PromiseState;
};

/** What one line to be sourced gets: for a kit there is one per component. */
export type StockedAnswer = Pick<
  QuotedLine,
  "parts" | "promiseDate" | "promiseState" | "sentence"
> & {
  readonly line: ResolvedLine;
  readonly availableNow: number;
  readonly waiting: LineWaiting | undefined;
};

/** The answers for the lines that an asked line became, as one answer for the asked line. */
export function quotedFace(
  answers: readonly StockedAnswer[],
): Omit<
  QuotedLine,
  "key" | "faults" | "findings" | "sku" | "availableNow" | "preorder" | "offers"
> {
  const [first] = answers;
  if (first === undefined) {
    return { ...NO_ANSWER, components: [], replacement: null };
  }
  const { line, availableNow: _, waiting: __, ...answer } = first;
  const { kit } = line;
  const cancelled = cancelledOf(answers);
  if (kit === null) {
    return {
      ...answer,
      unitPriceE4: line.unitPriceE4,
      lineTotal: line.lineTotal,
      cancelled,
      components: [],
      replacement: line.asked && {
        asked: { ...facet(line.asked.sku), quantity: line.asked.quantity },
        ships: { ...facet(line.sku), quantity: line.quantity },
      },
    };
  }
  const promise = decideOrderPromise(
    answers.map(({ promiseDate, promiseState }) => ({ date: promiseDate, state: promiseState })),
  );
  const isUndated = answers.some(({ promiseDate }) => promiseDate === null);
  const last = answers.reduce((a, b) => ((b.promiseDate ?? "9") > (a.promiseDate ?? "9") ? b : a));
  return {
    unitPriceE4: kit.unitPriceE4,
    lineTotal: kit.lineTotal,
    cancelled,
    parts: kitParts(
      kit.quantity - (cancelled?.quantity ?? 0),
      answers.map(({ line: own, parts }) => ({
        perKit: own.quantity / kit.quantity,
        parts,
      })),
    ),
    promiseDate: isUndated ? null : promise.date,
    promiseState: promise.state,
    sentence: last.sentence && `${last.line.sku.code}: ${last.sentence}`,
    components: answers.map(quotedComponent),
    replacement: null,
  };
}

const facet = ({ code, name }: Pick<OrderableSku, "code" | "name">) => ({ code, name });
/** Of a kit as many are cancelled as there are too few whole ones. */
function cancelledOf(answers: readonly StockedAnswer[]): QuotedLine["cancelled"] {
  const kits = answers.map(({ line, waiting }) => ({
    quantity: Math.ceil(
      ((waiting?.cancelled ?? 0) * (line.kit?.quantity ?? line.quantity)) / line.quantity,
    ),
    because: waiting?.because ?? "no node has them",
  }));
  const most = kits.reduce((a, b) => (b.quantity > a.quantity ? b : a), NONE);
  return most.quantity === 0 ? null : most;
}

const NONE = { quantity: 0, because: "" };

const NO_ANSWER = {
  cancelled: null,
  unitPriceE4: null,
  lineTotal: null,
  parts: [],
  promiseDate: null,
  promiseState: "unknown",
  sentence: null,
} as const;

const quotedComponent = ({ line, availableNow, promiseDate, promiseState }: StockedAnswer) => ({
  code: line.sku.code,
  name: line.sku.name,
  baseUnit: line.sku.baseUnit,
  perKit: line.quantity / (line.kit?.quantity ?? 1),
  quantity: line.quantity,
  availableNow,
  promiseDate,
  promiseState,
});
