import { addDays, type LocalDate, laterDate } from "../kernel/local-date";
import { addWorkingDays, decideDeliveryDate, isWorkingDay } from "./decide";
import { localClock, minutesOf } from "./decide-clock";
import { decideOff } from "./decide-off";
import type {
  CarrierService,
  DateStep,
  Disruption,
  LanePlace,
  Network,
  NetworkNode,
  WorkCalendar,
} from "./types";

/** What stands in the way of shipments from one node, by one service, to one place. */
export type Stops = {
  readonly node: readonly Stop[];
  readonly service: readonly Stop[];
  readonly area: readonly Stop[];
};

type Stop = Pick<Disruption, "from" | "until" | "delayDays" | "reason"> & {
  /** Of an area that the node is in as well: what left in its days was delayed there already. */
  readonly isAtOrigin?: boolean;
};

export const NO_STOPS: Stops = { node: [], service: [], area: [] };

/** Nothing waits longer than this for disruptions that follow one another. */
const WAITS_MAX = 50;

/**
 * The disruptions that concern a shipment: of its node or of the area that it stands in, of its service
 * or carrier, of the area it goes to. A node that is off until a known moment is stopped like by a disruption until then.
 */
export function stopsFor(
  network: Pick<Network, "disruptions">,
  at: {
    readonly node: NetworkNode;
    readonly service: CarrierService;
    readonly to: LanePlace;
    /** Null: what is off does not count, as where the caller asks for it otherwise. */
    readonly now: Date | null;
  },
): Stops {
  const off = at.now === null ? [] : offStop(at.node, at.service.code, at.now);
  if (network.disruptions.length === 0 && off.length === 0) {
    return NO_STOPS;
  }
  const stops: { node: Stop[]; service: Stop[]; area: Stop[] } = {
    node: [],
    service: [],
    area: [],
  };
  for (const disruption of network.disruptions) {
    const { isOrigin, isDestination, isService } = concerns(disruption, at);
    if (isOrigin) {
      stops.node.push(disruption);
    }
    if (isService) {
      stops.service.push(disruption);
    }
    if (isDestination) {
      stops.area.push(isOrigin ? { ...disruption, isAtOrigin: true } : disruption);
    }
  }
  return { ...stops, node: [...stops.node, ...off] };
}

function offStop(node: NetworkNode, serviceCode: string, now: Date): Stop[] {
  const off = decideOff(node, serviceCode, now);
  if (off === null || off.until === null) {
    return [];
  }
  const { timeZone, cutOffs } = node.calendar;
  const resumes = localClock(off.until, timeZone);
  const isTooLate = resumes.minutes >= minutesOf(cutOffs[serviceCode] ?? "24:00");
  return [
    {
      from: localClock(now, timeZone).date,
      until: isTooLate ? resumes.date : addDays(resumes.date, -1),
      delayDays: null,
      reason: off.reason ?? "Off",
    },
  ];
}

const folded = (text: string | null | undefined) => (text ?? "").replaceAll(" ", "").toUpperCase();

type Shipment = {
  readonly node: Pick<NetworkNode, "id" | "country" | "region" | "postalCode">;
  readonly service: Pick<CarrierService, "code" | "carrier">;
  readonly to: LanePlace;
};

type Concerns = {
  readonly isOrigin: boolean;
  readonly isDestination: boolean;
  readonly isService: boolean;
};

/** At which ends a disruption keeps shipments from a node, by a service, to a place. */
export function concerns(
  disruption: Pick<Disruption, "scope">,
  { node, service, to }: Shipment,
): Concerns {
  const { scope } = disruption;
  return {
    isOrigin: keepsNode(disruption, node),
    isDestination: scope.kind === "area" && scope.reach !== "origins" && isInside(scope, to),
    isService:
      scope.kind === "service" &&
      (scope.serviceCode === null
        ? scope.carrier === service.carrier
        : scope.serviceCode === service.code),
  };
}

/** Whether a disruption keeps what a node ships: by its name, or because it stands in the area. */
export const keepsNode = ({ scope }: Pick<Disruption, "scope">, node: Shipment["node"]): boolean =>
  scope.kind === "node"
    ? scope.nodeId === node.id
    : scope.kind === "area" && scope.reach !== "destinations" && isInside(scope, node);

type Area = Extract<Disruption["scope"], { kind: "area" }>;

/** Whether a place lies in an area: its country, its region and the beginning of its postal code. */
const isInside = (
  { country, region, postalPrefix }: Omit<Area, "kind" | "reach">,
  place: Pick<LanePlace, "country" | "region" | "postalCode">,
): boolean =>
  folded(country) === folded(place.country) &&
  (region === null || folded(region) === folded(place.region)) &&
  (postalPrefix === null || folded(place.postalCode).startsWith(folded(postalPrefix)));

const covers = (stop: Stop, day: LocalDate) => stop.from <= day && day <= stop.until;
const isExcluding = ({ delayDays }: Stop) => delayDays === null;

/** Of delays that overlap in one place the longest counts: they are the same trouble. */
const longest = (stops: readonly Stop[]) =>
  stops.reduce<Stop | null>(
    (most, stop) => ((stop.delayDays ?? 0) > (most?.delayDays ?? 0) ? stop : most),
    null,
  );

export type Postponed = { readonly date: LocalDate; readonly steps: readonly DateStep[] };

/** The first working day from `day` on that no stop covers. */
function past(calendar: WorkCalendar, day: LocalDate, stops: readonly Stop[]): Postponed {
  const steps: DateStep[] = [];
  let date = day;
  for (let waits = 0; waits < WAITS_MAX; waits += 1) {
    const stop = stops.filter(isExcluding).find((one) => covers(one, date));
    if (stop === undefined) {
      break;
    }
    const next = addWorkingDays(calendar, addDays(stop.until, 1), 0);
    if (next === null) {
      break;
    }
    steps.push({ rule: "disrupted", date, until: stop.until, why: stop.reason });
    date = next;
  }
  return { date, steps };
}

function delayed(calendar: WorkCalendar, date: LocalDate, stops: readonly Stop[]): Postponed {
  const stop = longest(stops.filter((one) => !isExcluding(one)));
  const later = stop && addWorkingDays(calendar, date, stop.delayDays ?? 0);
  return stop === null || later === null
    ? { date, steps: [] }
    : {
        date: later,
        steps: [{ rule: "delayed", date: later, days: stop.delayDays ?? 0, why: stop.reason }],
      };
}

/**
 * When a node ships that would ship on `day`: later by the longest delay of those that cover the
 * day, and on no day on which it is stopped. `day` stays where nothing covers it.
 */
export function postponeShip(calendar: WorkCalendar, day: LocalDate, { node }: Stops): Postponed {
  const slow = delayed(
    calendar,
    day,
    node.filter((stop) => covers(stop, day)),
  );
  const stopped = past(calendar, slow.date, node);
  return { date: stopped.date, steps: [...slow.steps, ...stopped.steps] };
}

/**
 * When a carrier delivers that would deliver on `delivery` what leaves on `ship`: later by the
 * longest delay of its service while it is under way, by the longest of the area on that day, and on
 * no day on which the area is shut. A delay of an area that holds both ends counts once: for what left
 * there in its days it is in `ship` already.
 */
export function postponeDelivery(
  calendar: WorkCalendar,
  ship: LocalDate,
  delivery: LocalDate,
  { service, area }: Stops,
): Postponed {
  const underWay = delayed(
    calendar,
    delivery,
    service.filter((stop) => stop.from <= delivery && ship <= stop.until),
  );
  const there = delayed(
    calendar,
    underWay.date,
    area.filter((stop) => covers(stop, underWay.date) && !(stop.isAtOrigin && ship >= stop.from)),
  );
  const open = past(calendar, there.date, area);
  return { date: open.date, steps: [...underWay.steps, ...there.steps, ...open.steps] };
}

/** A service that neither collects nor moves on the days on which it is stopped. */
export function stoppedService(service: CarrierService, { service: stops }: Stops): CarrierService {
  const shut = stops.filter(isExcluding);
  if (shut.length === 0) {
    return service;
  }
  const closures = new Set(service.calendar.closures);
  for (const { from, until } of shut) {
    for (let day = from; day <= until; day = addDays(day, 1)) {
      closures.add(day);
    }
  }
  return { ...service, calendar: { ...service.calendar, closures } };
}

export type PlannedDates = { readonly shipDate: LocalDate; readonly deliveryDate: LocalDate };

/**
 * The dates of something that is planned already, under the disruptions of now: worked out from the
 * dates it would have without any, so that they come back when a disruption is withdrawn. Days that
 * are over do not come back: then it is the first working day from today on, if that is sooner than
 * what stands.
 *
 * @param base the dates without any disruption
 * @param stands the dates as they are planned now
 * @param today in the node's calendar
 */
export function decideDisrupted(plan: {
  readonly base: PlannedDates;
  readonly stands: PlannedDates;
  readonly node: NetworkNode;
  readonly service: CarrierService;
  readonly zone: string;
  readonly stops: Stops;
  readonly today: LocalDate;
}): PlannedDates {
  const { base, stands, node, stops, today } = plan;
  const wanted = postponeShip(node.calendar, base.shipDate, stops).date;
  const shipDate = wanted >= today ? wanted : soonest(plan, wanted);
  const service = stoppedService(plan.service, stops);
  const isMoved = shipDate !== base.shipDate || service !== plan.service;
  const delivery = isMoved ? decideDeliveryDate({ shipDate, service, zone: plan.zone }) : null;
  if (delivery !== null && !delivery.ok) {
    return stands;
  }
  // What was promised later than the tariff of now says stays that late.
  const plain =
    delivery === null
      ? base.deliveryDate
      : laterDate(base.deliveryDate, delivery.value.deliveryDate);
  const { date } = postponeDelivery(service.calendar, shipDate, plain, stops);
  return { shipDate, deliveryDate: date };
}

function soonest(
  {
    stands,
    node,
    stops,
    today,
  }: { stands: PlannedDates; node: NetworkNode; stops: Stops; today: LocalDate },
  wanted: LocalDate,
): LocalDate {
  if (stands.shipDate <= wanted) {
    return wanted;
  }
  const first = isWorkingDay(node.calendar, today)
    ? today
    : (addWorkingDays(node.calendar, today, 0) ?? stands.shipDate);
  const free = past(node.calendar, first, stops.node).date;
  return free < stands.shipDate ? free : stands.shipDate;
}
