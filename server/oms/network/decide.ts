import {
  type EpochDay,
  fromEpochDay,
  type LocalDate,
  toEpochDay,
  weekdayOf,
} from "../kernel/local-date";
import { err, ok, type Result } from "../kernel/result";
import { localClock, minutesOf, timeOf } from "./decide-clock";
import type {
  CapacityLeft,
  CarrierService,
  ClosedReason,
  DateStep,
  DayWork,
  DeliveryDate,
  NoDeliveryDate,
  NodeCalendar,
  NoShipDate,
  ShipDate,
  WorkCalendar,
} from "./types";

/** A calendar without a working day in this time has none that matters. */
const HORIZON_DAYS = 400;
const MINUTES_PER_DAY = 1_440;

export type ShipDateInput = {
  readonly now: Date;
  /** When the units are there to be picked; null = on hand. Past days count as on hand. */
  readonly supplyDate: LocalDate | null;
  readonly node: NodeCalendar;
  /** Code of the carrier's service; the node's cut-off for it applies. */
  readonly service: string;
  readonly capacityLeft: CapacityLeft | null;
  /** What the day must still have room for. */
  readonly needed: DayWork;
  /** From a day on which it could ship, to the one on which it does; unset: the same. */
  readonly postpone?: (day: LocalDate) => {
    readonly date: LocalDate;
    readonly steps: readonly DateStep[];
  };
};

/**
 * When a node hands the units to the carrier.
 *
 * Work begins at the later of now and the supply date, on a working day. Processing in working
 * days counts from the first day whose cut-off was met; processing in hours runs on the clock (24
 * hours = one working day) and the cut-off is asked at its end. A day without capacity is passed
 * over. All in the node's time zone; the cut-off minute itself is too late.
 *
 * @fails SERVICE_NOT_OFFERED when the node has no cut-off for the service; NO_WORKING_SLOT when no
 *   day within 400 has work and room
 */
export function decideShipDate(input: ShipDateInput): Result<ShipDate, NoShipDate> {
  const { node, service, capacityLeft } = input;
  const cutOff = node.cutOffs[service];
  if (cutOff === undefined) {
    return err({ code: "SERVICE_NOT_OFFERED", service });
  }

  const clock = localClock(input.now, node.timeZone);
  const steps: DateStep[] = [
    {
      rule: "order_time",
      date: clock.date,
      time: timeOf(clock.minutes),
      timeZone: node.timeZone,
    },
  ];
  const walk = new CalendarWalk(node, "node_closed", steps);
  walk.start(clock.date, clock.minutes);
  if (input.supplyDate !== null && input.supplyDate > clock.date) {
    walk.start(input.supplyDate, 0);
    steps.push({ rule: "supply_expected", date: input.supplyDate });
  }
  walk.toWorkingDay();
  if (node.processing.unit === "hours") {
    walk.processHours(node.processing.amount);
    walk.passCutOff(cutOff);
  } else {
    walk.passCutOff(cutOff);
    walk.processDays(node.processing.amount);
  }
  const later = walk.isLost ? undefined : input.postpone?.(walk.date);
  if (later !== undefined && later.date !== walk.date) {
    steps.push(...later.steps);
    walk.start(later.date, 0);
  }
  walk.toFreeDay(capacityLeft, input.needed);
  if (walk.isLost) {
    return err({ code: "NO_WORKING_SLOT", searchedDays: HORIZON_DAYS });
  }
  const shipDate = walk.date;
  steps.push({ rule: "ships", date: shipDate });
  return ok({ shipDate, steps });
}

export type DeliveryDateInput = {
  readonly shipDate: LocalDate;
  readonly service: CarrierService;
  /** Code of the zone, as `decideLane` found it. */
  readonly zone: string;
};

/**
 * When the carrier delivers: its first working day from the ship date on, plus the zone's transit
 * in its working days.
 *
 * @fails ZONE_NOT_SERVED when the tariff has no such zone; NO_WORKING_SLOT as for the ship date
 */
export function decideDeliveryDate(input: DeliveryDateInput): Result<DeliveryDate, NoDeliveryDate> {
  const { tariff, calendar } = input.service;
  const zone =
    tariff.within.find((rate) => rate.code === input.zone) ??
    tariff.across.find((rate) => rate.code === input.zone);
  if (zone === undefined) {
    return err({ code: "ZONE_NOT_SERVED", zone: input.zone });
  }

  const steps: DateStep[] = [];
  const walk = new CalendarWalk(calendar, "carrier_closed", steps);
  walk.start(input.shipDate, 0);
  walk.toWorkingDay();
  walk.advance(zone.transitDays);
  if (walk.isLost) {
    return err({ code: "NO_WORKING_SLOT", searchedDays: HORIZON_DAYS });
  }
  const deliveryDate = walk.date;
  steps.push(
    { rule: "transit", date: deliveryDate, days: zone.transitDays, zone: zone.code },
    { rule: "delivers", date: deliveryDate },
  );
  return ok({ deliveryDate, steps });
}

/** The day `days` working days after `from`, where a `from` that is no working day counts as the next one. */
export function addWorkingDays(
  calendar: WorkCalendar,
  from: LocalDate,
  days: number,
): LocalDate | null {
  const walk = new CalendarWalk(calendar, "node_closed", []);
  walk.start(from, 0);
  walk.toWorkingDay();
  walk.advance(days);
  return walk.isLost ? null : walk.date;
}

export const isWorkingDay = (calendar: WorkCalendar, date: LocalDate): boolean =>
  closedReason(calendar, toEpochDay(date)) === null;

function closedReason(calendar: WorkCalendar, day: EpochDay): ClosedReason | null {
  if (((calendar.workingDays >> weekdayOf(day)) & 1) === 0) {
    return "weekly_rest";
  }
  return calendar.closures.size > 0 && calendar.closures.has(fromEpochDay(day)) ? "closure" : null;
}

/** A position on a calendar that only moves forward and notes what moved it. */
class CalendarWalk {
  readonly #calendar: WorkCalendar;
  readonly #closedRule: "node_closed" | "carrier_closed";
  readonly #steps: DateStep[];
  #day: EpochDay = 0;
  #minutes = 0;
  /** No working day was found within the horizon: the position means nothing. */
  isLost = false;

  constructor(
    calendar: WorkCalendar,
    closedRule: "node_closed" | "carrier_closed",
    steps: DateStep[],
  ) {
    this.#calendar = calendar;
    this.#closedRule = closedRule;
    this.#steps = steps;
  }

  get date(): LocalDate {
    return fromEpochDay(this.#day);
  }

  start(date: LocalDate, minutes: number): void {
    this.#day = toEpochDay(date);
    this.#minutes = minutes;
  }

  /** To this day or the first working one after it, where work begins at midnight. */
  toWorkingDay(): void {
    for (let moved = 0; !this.isLost; moved += 1) {
      const why = closedReason(this.#calendar, this.#day);
      if (why === null) {
        return;
      }
      this.isLost = moved >= HORIZON_DAYS;
      this.#steps.push({ rule: this.#closedRule, date: this.date, why });
      this.#day += 1;
      this.#minutes = 0;
    }
  }

  /** Over `days` working days: the days of rest between them are part of the count's meaning. */
  advance(days: number): void {
    for (let counted = 0; counted < days && !this.isLost; counted += 1) {
      let moved = 0;
      do {
        this.#day += 1;
        moved += 1;
        this.isLost = moved > HORIZON_DAYS;
      } while (!this.isLost && closedReason(this.#calendar, this.#day) !== null);
    }
  }

  passCutOff(cutOff: string): void {
    if (!this.isLost && this.#minutes >= minutesOf(cutOff)) {
      this.#steps.push({ rule: "cut_off_missed", date: this.date, cutOff });
      this.#nextDay();
    }
  }

  processDays(days: number): void {
    if (days > 0 && !this.isLost) {
      this.advance(days);
      this.#minutes = 0;
      this.#steps.push({
        rule: "processing",
        date: this.date,
        amount: days,
        unit: "working_days",
      });
    }
  }

  processHours(hours: number): void {
    if (hours > 0 && !this.isLost) {
      const done = this.#minutes + hours * 60;
      this.advance(Math.floor(done / MINUTES_PER_DAY));
      this.#minutes = done % MINUTES_PER_DAY;
      this.#steps.push({ rule: "processing", date: this.date, amount: hours, unit: "hours" });
    }
  }

  toFreeDay(capacityLeft: CapacityLeft | null, needed: DayWork): void {
    for (let moved = 0; capacityLeft !== null && !this.isLost; moved += 1) {
      const left = capacityLeft.get(this.date);
      if (left === undefined || hasRoom(left, needed)) {
        return;
      }
      this.isLost = moved >= HORIZON_DAYS;
      this.#steps.push({ rule: "capacity_full", date: this.date });
      this.#nextDay();
    }
  }

  #nextDay(): void {
    this.#day += 1;
    this.#minutes = 0;
    this.toWorkingDay();
  }
}

const hasRoom = (left: DayWork, needed: DayWork) =>
  left.orders >= needed.orders && left.lines >= needed.lines && left.units >= needed.units;
