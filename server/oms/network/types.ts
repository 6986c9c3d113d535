import type { LocalDate } from "../kernel/local-date";

export const nodeKinds = ["warehouse", "store", "third_party", "dropship_supplier"] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** A time of day where it is read, "HH:MM" (seconds, as Postgres writes them, are ignored). */
export type LocalTime = string;

/** Days on which someone works: the weekly pattern less the closures. */
export type WorkCalendar = {
  /** Bit 0 = Monday … bit 6 = Sunday. */
  readonly workingDays: number;
  readonly closures: ReadonlySet<LocalDate>;
};

/** From the moment work can begin to the moment it may be handed over. */
export type Processing =
  | { readonly unit: "working_days"; readonly amount: number }
  | { readonly unit: "hours"; readonly amount: number };

/** All that a node's clock and calendar say about when it can ship. */
export type NodeCalendar = WorkCalendar & {
  /** IANA name, as "America/Denver". */
  readonly timeZone: string;
  /** Services that the node offers, each with the latest local time that still leaves that day. */
  readonly cutOffs: Readonly<Record<string, LocalTime>>;
  readonly processing: Processing;
};

export const processingModes = ["configured", "measured"] as const;
export type ProcessingMode = (typeof processingModes)[number];

/** What leaves a node on a day, by each of the measures that a limit may be set on. */
export type DayWork = {
  readonly orders: number;
  readonly lines: number;
  readonly units: number;
};

/** Most that may leave a node in a day; null: no limit by that measure. */
export type DayLimits = { readonly [Measure in keyof DayWork]: number | null };

/** What a node can still take on a day; a day that is not named is empty. */
export type CapacityLeft = ReadonlyMap<LocalDate, DayWork>;

/** A service that is on or off at a node by itself. */
export type ServiceSwitch = {
  readonly isOn: boolean;
  readonly reason: string;
  /** From this moment on the node itself decides again; null: until somebody ends it. */
  readonly endsAt: Date | null;
};

/** What a node's shipments of late say of how it works. */
export type NodeMeasure = {
  /** Median of working days from release to shipping; null: too few shipments to say. */
  readonly processingDays: number | null;
  readonly shipments: number;
  /** Units shipped per working day. */
  readonly unitsPerDay: number;
  /** Units that the node was given and has not shipped. */
  readonly openUnits: number;
  readonly measuredAt: Date;
};

/** What a shipment of a zone costs up to a weight. */
export type WeightBreak = {
  /** It holds up to so many grams, inclusive; null = any weight. */
  readonly upToGrams: number | null;
  /** Charge of a shipment, before its weight. */
  readonly baseMinor: number;
  /** Charge of a kilogram in thousandths of a minor unit: 85 cents a kilogram = 85 000. */
  readonly perKgMilliMinor: number;
  /** The least that base and weight come to, before surcharges. */
  readonly minimumMinor: number;
  /** Weight is charged in whole steps of so many grams, rounded up; 1 = to the gram. */
  readonly stepGrams: number;
};

/** The prices of a tariff to here, by this band of distance. */
export type ZoneRate = {
  readonly code: string;
  /** The zone reaches so far from the node, inclusive; null = any distance. */
  readonly upToMiles: number | null;
  /** Working days of the carrier from handing over to delivery. */
  readonly transitDays: number;
  /** By rising weight, at least one; the last holds for any weight. */
  readonly breaks: readonly WeightBreak[];
};

/** Places whose postal codes begin with these characters, spaces and hyphens left out. */
export type PostalArea = { readonly country: string; readonly prefix: string };

export type Surcharge = {
  readonly code: string;
  readonly name: string;
  /** Codes of the zones where it is charged; null = all. */
  readonly zones: readonly string[] | null;
  /** Places to which it is charged, as remote areas; null = everywhere. */
  readonly areas: readonly PostalArea[] | null;
  /** Charged only where somebody lives; unset: to any address. */
  readonly residentialOnly?: boolean;
  readonly flatMinor: number;
  /** Of the weight that is charged, rounded up to the steps of its break. */
  readonly perKgMilliMinor: number;
  /** Hundredths of a percent of the zone's base and weight charge, as for fuel: 12.5 % = 1 250. */
  readonly basisPoints: number;
};

/**
 * What a service charges, as data: base and weight by the zone and its weight break, at least the
 * minimum of the break and that of the tariff, and surcharges on top.
 */
export type FreightTariff = {
  readonly currency: string;
  /** Countries between which goods move as within one; each group is served by `within`. */
  readonly countryGroups: readonly (readonly string[])[];
  /** By rising distance, for lanes inside a group; empty = not served. */
  readonly within: readonly ZoneRate[];
  /** By rising distance, for lanes that leave a group; empty = not served. */
  readonly across: readonly ZoneRate[];
  /** The least that base and weight of any shipment come to, before surcharges. */
  readonly minimumMinor: number;
  /** A shipment is charged as if it reached the next break where that is cheaper. */
  readonly takesNextBreak: boolean;
  readonly surcharges: readonly Surcharge[];
};

/** What a service does not take. */
export type ServiceLimits = {
  readonly refusesResidential: boolean;
  /** Post-office boxes without a street. */
  readonly refusesPostBox: boolean;
  /** Least weight of an order as a whole, in grams; null: any. */
  readonly fromGrams: number | null;
  /** Most weight of an order as a whole, in grams; null: any. */
  readonly upToGrams: number | null;
};

/** The service of orders that name none. */
export const USUAL_SERVICE = "ground";

/** A carrier's service. Its calendar says when it collects, moves and delivers. */
export type CarrierService = {
  readonly code: string;
  readonly name: string;
  readonly carrier: string;
  readonly calendar: WorkCalendar;
  readonly tariff: FreightTariff;
  readonly limits: ServiceLimits;
  /** New orders may not ask for it; those that are placed keep it. */
  readonly isRetired: boolean;
};

export type GeoPoint = { readonly latitude: number; readonly longitude: number };

/** An end of a lane. A ship-to whose postal code is not known has no point. */
export type LanePlace = {
  readonly country: string;
  readonly point: GeoPoint | null;
  readonly region?: string | null;
  readonly postalCode?: string | null;
  /** Of a ship-to: the lines of its street. */
  readonly address1?: string | null;
  readonly address2?: string | null;
  /** Somebody lives there; unset: a place of business. */
  readonly isResidential?: boolean | null;
};

export const disruptionScopes = ["area", "node", "service"] as const;

/** Whom a disruption of an area keeps: who is supplied there, who ships from there, or both. */
export const areaReaches = ["destinations", "origins", "both"] as const;
export type AreaReach = (typeof areaReaches)[number];

/** Something that keeps shipments for some days, and what it does to them. */
export type Disruption = {
  readonly id: string;
  readonly scope:
    | {
        readonly kind: "area";
        readonly country: string;
        readonly region: string | null;
        readonly postalPrefix: string | null;
        readonly reach: AreaReach;
      }
    | { readonly kind: "node"; readonly nodeId: string }
    /** One service, or all of a carrier. */
    | {
        readonly kind: "service";
        readonly serviceCode: string | null;
        readonly carrier: string | null;
      };
  /** First and last day, in the calendar of the place it keeps. */
  readonly from: LocalDate;
  readonly until: LocalDate;
  /** Working days more; null: nothing leaves, moves or is delivered on these days. */
  readonly delayDays: number | null;
  readonly reason: string;
};

/** Fixed, and per gram that is charged, in millionths of a minor unit. */
export type ChargeMicro = readonly [fixedMicro: number, microPerGram: number];

/** `weight`: base and weight as the break says. Else what the shipment is lifted or lowered to. */
export type RateRule = "weight" | "minimum" | "next_break";

/** A part of a price within which it is a fixed part and one in proportion to the charged weight. */
export type RatePiece = {
  /** It holds up to so many grams, inclusive, from where the one before it ends; null = any weight. */
  readonly upToGrams: number | null;
  /** Weight is charged in whole steps of so many grams, rounded up. */
  readonly stepGrams: number;
  readonly rule: RateRule;
  /** End of the break that it is a part of. */
  readonly breakUpToGrams: number | null;
  /** Base and weight, then each surcharge of the rate. */
  readonly charges: readonly ChargeMicro[];
  /** The sums of the charges. */
  readonly fixedMicro: number;
  readonly microPerGram: number;
};

/**
 * The price of a lane compiled to integers, in millionths of a minor unit, so that sums are exact;
 * `toMinor` rounds once per shipment. One piece with steps of a gram: fixed + per gram × grams.
 */
export type LaneRate = {
  readonly zone: string;
  readonly surcharges: readonly { readonly code: string; readonly name: string }[];
  /** By rising weight, at least one; the last holds for any weight. */
  readonly pieces: readonly RatePiece[];
};

export type Lane = {
  readonly zone: ZoneRate;
  readonly rate: LaneRate;
  /** Great-circle miles, whole; null when an end has no point (the farthest zone is then assumed). */
  readonly miles: number | null;
  readonly isCrossBorder: boolean;
};

/** One step of how a date came about, in the order in which they were taken. */
export type DateStep =
  | {
      readonly rule: "order_time";
      readonly date: LocalDate;
      readonly time: LocalTime;
      readonly timeZone: string;
    }
  | { readonly rule: "supply_expected"; readonly date: LocalDate }
  | { readonly rule: "node_closed"; readonly date: LocalDate; readonly why: ClosedReason }
  | { readonly rule: "cut_off_missed"; readonly date: LocalDate; readonly cutOff: LocalTime }
  | {
      readonly rule: "processing";
      readonly date: LocalDate;
      readonly amount: number;
      readonly unit: Processing["unit"];
    }
  | { readonly rule: "capacity_full"; readonly date: LocalDate }
  | {
      readonly rule: "disrupted";
      readonly date: LocalDate;
      readonly until: LocalDate;
      readonly why: string;
    }
  | {
      readonly rule: "delayed";
      readonly date: LocalDate;
      readonly days: number;
      readonly why: string;
    }
  | { readonly rule: "ships"; readonly date: LocalDate }
  | { readonly rule: "carrier_closed"; readonly date: LocalDate; readonly why: ClosedReason }
  | {
      readonly rule: "transit";
      readonly date: LocalDate;
      readonly days: number;
      readonly zone: string;
    }
  | { readonly rule: "delivers"; readonly date: LocalDate };

export type ClosedReason = "weekly_rest" | "closure";

export type ShipDate = { readonly shipDate: LocalDate; readonly steps: readonly DateStep[] };
export type DeliveryDate = {
  readonly deliveryDate: LocalDate;
  readonly steps: readonly DateStep[];
};

export type NoShipDate =
  | { readonly code: "SERVICE_NOT_OFFERED"; readonly service: string }
  | { readonly code: "NO_WORKING_SLOT"; readonly searchedDays: number };
export type NoDeliveryDate =
  | { readonly code: "ZONE_NOT_SERVED"; readonly zone: string }
  | { readonly code: "NO_WORKING_SLOT"; readonly searchedDays: number };
export type LaneNotServed = {
  readonly code: "LANE_NOT_SERVED";
  readonly from: string;
  readonly to: string;
};

export type NetworkNode = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly country: string;
  readonly region: string;
  readonly postalCode: string;
  readonly point: GeoPoint;
  readonly calendar: NodeCalendar;
  readonly dailyLimits: DayLimits;
  readonly handlingPerOrderMinor: number;
  readonly handlingPerLineMinor: number;
  readonly handlingPerUnitMinor: number;
  readonly priority: number;
  readonly isOn: boolean;
  readonly offReason: string | null;
  readonly offUntil: Date | null;
  /** By the code of the service; a service that is not named follows the node. */
  readonly serviceSwitches: ReadonlyMap<string, ServiceSwitch>;
  readonly measure: NodeMeasure | null;
};

export type NetworkChannel = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  /** Units left at each node of the channel's pool; a node that is not named is not in it. */
  readonly buffers: ReadonlyMap<string, number>;
};

/** Nodes, services and channels as they are: the reference data that every promise needs. */
export type Network = {
  readonly version: number;
  readonly nodes: readonly NetworkNode[];
  readonly services: ReadonlyMap<string, CarrierService>;
  readonly channels: ReadonlyMap<string, NetworkChannel>;
  /** Those that were not withdrawn, also those that are over: what they moved stays moved. */
  readonly disruptions: readonly Disruption[];
  /** By SKU that is not out yet: the day before which no node lets a unit of it leave. */
  readonly comingOut: ReadonlyMap<string, LocalDate>;
};

/** A node as people edit it. */
export type NodeFacts = {
  readonly code: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly address1: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly timeZone: string;
  readonly calendarId: string;
  readonly priority: number;
  readonly handlingPerOrder: number;
  readonly handlingPerLine: number;
  readonly handlingPerUnit: number;
  readonly orders: number | null;
  readonly lines: number | null;
  readonly units: number | null;
  readonly processingDays: number;
  readonly processingMode: ProcessingMode;
  readonly measuredOverDays: number;
};
