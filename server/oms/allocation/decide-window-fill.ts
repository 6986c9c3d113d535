import type { LocalDate } from "../kernel/local-date";
import type { DayWork } from "../network/types";
import type { PlannedPart } from "./decide-plan";
import type { DaysUsed } from "./decide-window-run";
import type { PassedOver, WindowRunPart } from "./types";

/** Units of an order that wait, and that stock which nobody holds can give it. */
export type WindowFill = {
  readonly orderId: string;
  readonly skuId: string;
  readonly number: string;
  readonly parts: readonly WindowRunPart[];
};

export type WindowFills = {
  readonly fills: readonly WindowFill[];
  /** Orders that wait for units which are there, and why they get none or not all of them. */
  readonly unfilled: readonly PassedOver[];
};

export type FillCase = {
  /** A hold keeps the order from stock. */
  readonly isHeld: boolean;
  /** No policy says who gets scarce stock: the oldest order is first. */
  readonly isFirstCome: boolean;
  /** Units from stock that the policy leaves it; null: all there is. */
  readonly left: number | null;
  /** Units that wait, and of them those that stock gives it. */
  readonly waiting: number;
  readonly given: number;
};

/** Why an order is not given all that it waits for, although there is some; null: it is. */
export function keptFromIt({ isHeld, isFirstCome, left, waiting, given }: FillCase): string | null {
  if (given >= waiting) {
    return null;
  }
  if (isHeld) {
    return "a hold keeps it from being given stock";
  }
  if (!isFirstCome && left !== null && left < waiting && given >= left) {
    return `the allocation policy leaves it ${left} of ${waiting} free units, an allocation run decides about the others`;
  }
  return given > 0
    ? null
    : "no node that may ship it has units left, after those who come before it";
}

/** The work of parts added to what is planned on the days of their nodes that are counted. */
export function addWork(daysUsed: DaysUsed, parts: readonly PlannedPart[]): DaysUsed {
  const added = new Map<string, Map<LocalDate, DayWork>>(
    [...daysUsed].map(([nodeId, days]) => [nodeId, new Map(days)]),
  );
  for (const { nodeId, shipDate, units } of parts) {
    const days = added.get(nodeId);
    const used = days?.get(shipDate) ?? { orders: 0, lines: 0, units: 0 };
    days?.set(shipDate, {
      orders: used.orders + 1,
      lines: used.lines + 1,
      units: used.units + units,
    });
  }
  return added;
}
