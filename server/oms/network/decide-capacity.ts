import type { LocalDate } from "../kernel/local-date";
import { addWorkingDays, isWorkingDay } from "./decide";
import type {
  DayLimits,
  DayWork,
  NetworkNode,
  NodeMeasure,
  Processing,
  ProcessingMode,
  WorkCalendar,
} from "./types";

/** With fewer shipments than so a median says more about chance than about the node. */
export const MEASURED_SHIPMENTS_MIN = 5;

const HOURS_PER_DAY = 24;

/** The days that promises count with: the measured ones where they are asked for and known. */
export const processingOf = (
  mode: ProcessingMode,
  configuredDays: number,
  measure: Pick<NodeMeasure, "processingDays"> | null,
): Processing => ({
  unit: "working_days",
  amount: mode === "measured" ? (measure?.processingDays ?? configuredDays) : configuredDays,
});

/** Whether a node has a limit by any measure: days of others are not counted. */
export const isLimited = ({ dailyLimits: { orders, lines, units } }: NetworkNode): boolean =>
  orders !== null || lines !== null || units !== null;

/** Whether a node can ship anything at all by its limits. */
export const takesWork = ({ dailyLimits: { orders, lines, units } }: NetworkNode): boolean =>
  orders !== 0 && lines !== 0 && units !== 0;

/** What is left of a day; by a measure without a limit there is always room. */
export const workLeft = (limits: DayLimits, used: DayWork): DayWork => ({
  orders: leftOf(limits.orders, used.orders),
  lines: leftOf(limits.lines, used.lines),
  units: leftOf(limits.units, used.units),
});

/** What a day must have room for; more than a whole day can hold wants an empty one. */
export const needOf = (limits: DayLimits, work: DayWork): DayWork => ({
  orders: atMost(work.orders, limits.orders),
  lines: atMost(work.lines, limits.lines),
  units: atMost(work.units, limits.units),
});

/** How much of a day's room is taken, by what is taken most of it: whole percent, 0 without a limit. */
export const percentUsed = (limits: DayLimits, used: DayWork): number =>
  Math.max(
    0,
    ...(["orders", "lines", "units"] as const).map((unit) => {
      const limit = limits[unit];
      return limit === null || limit === 0
        ? 0
        : Math.min(100, Math.round((100 * used[unit]) / limit));
    }),
  );

export const NO_WORK: DayWork = { orders: 0, lines: 0, units: 0 };

/** How full a day is by one measure; without any limit, by lines. */
export type DayLoad = {
  readonly measure: keyof DayWork;
  readonly used: number;
  readonly max: number | null;
};

/** A day by each measure with a limit, the fullest first. */
export function loadsOf(limits: DayLimits, used: DayWork): DayLoad[] {
  const measures = ["orders", "lines", "units"] as const;
  return measures
    .flatMap((measure) => {
      const max = limits[measure];
      return max === null ? [] : [{ measure, used: used[measure], max }];
    })
    .sort((a, b) => fullness(b) - fullness(a));
}

/** The limit that a day comes up against first. */
export const decideLoad = (limits: DayLimits, used: DayWork): DayLoad =>
  loadsOf(limits, used)[0] ?? { measure: "lines", used: used.lines, max: null };

const fullness = ({ used, max }: { readonly used: number; readonly max: number }) =>
  max === 0 ? Number.POSITIVE_INFINITY : used / max;

const leftOf = (limit: number | null, used: number) =>
  limit === null ? Number.POSITIVE_INFINITY : Math.max(0, limit - used);

const atMost = (work: number, limit: number | null) =>
  limit === null ? work : Math.min(work, limit);

/** A shipment by the days on which its node was given the work, and shipped it. */
export type WorkSpan = { readonly releasedOn: LocalDate; readonly shippedOn: LocalDate };

/**
 * How many working days a node takes from release to shipping: the median, the upper of two middle
 * ones, since a promise that is kept half the time is none.
 *
 * @returns null with fewer than `MEASURED_SHIPMENTS_MIN` shipments
 */
export function decideMeasuredDays(
  calendar: WorkCalendar,
  spans: readonly WorkSpan[],
): number | null {
  if (spans.length < MEASURED_SHIPMENTS_MIN) {
    return null;
  }
  const days = spans
    .map(({ releasedOn, shippedOn }) => workingDaysBetween(calendar, releasedOn, shippedOn))
    .sort((a, b) => a - b);
  return days[Math.floor(days.length / 2)] ?? null;
}

/** Working days after `from` up to `to`: 0 when both lie on one day, or `to` before `from`. */
export function workingDaysBetween(calendar: WorkCalendar, from: LocalDate, to: LocalDate): number {
  let days = 0;
  let day = addWorkingDays(calendar, from, 0);
  while (day !== null && day < to) {
    day = addWorkingDays(calendar, day, 1);
    days += day !== null && day <= to ? 1 : 0;
  }
  return days;
}

/** Working days in a span of days, both ends included. */
export function countWorkingDays(calendar: WorkCalendar, days: readonly LocalDate[]): number {
  return days.filter((day) => isWorkingDay(calendar, day)).length;
}

/**
 * Hours that a node needs for the work it was given, at the pace of late, a working day counting 24
 * as in its processing time: a fact that routing may compare nodes by.
 *
 * @returns null when it was not measured, or ships nothing and has work
 */
export function backlogHours({ measure }: Pick<NetworkNode, "measure">): number | null {
  if (measure === null) {
    return null;
  }
  if (measure.openUnits === 0) {
    return 0;
  }
  return measure.unitsPerDay > 0
    ? Math.round((measure.openUnits / measure.unitsPerDay) * HOURS_PER_DAY * 10) / 10
    : null;
}
