import type { RawSql, RawTx } from "@/db/client";
import { RaceLost } from "@/server/shell/retry";
import type { LocalDate } from "../kernel/local-date";
import { processingOf } from "./decide-capacity";
import type {
  AreaReach,
  CarrierService,
  DayLimits,
  Disruption,
  Network,
  NetworkChannel,
  NetworkNode,
  NodeMeasure,
  ProcessingMode,
  ServiceSwitch,
  WorkCalendar,
} from "./types";

/** One per database: tests open several in one process. */
const cached = new WeakMap<object, Network>();

/**
 * The network as this transaction sees it. Triggers count every change of the tables it is made
 * of, so a copy is served for as long as that count stands still.
 *
 * @param owner whose copy it is: the connection, for which the transaction runs
 */
export async function readNetwork(owner: object, sql: RawSql | RawTx): Promise<Network> {
  const [row] = await sql<{ version: number }[]>`
    select version from reference_version where name = 'network'`;
  return networkAt(owner, sql, row?.version ?? 0);
}

/** The network, for a caller who has just read the count of its changes with something else. */
export async function networkAt(
  owner: object,
  sql: RawSql | RawTx,
  version: number,
): Promise<Network> {
  const kept = cached.get(owner);
  if (kept?.version === version) {
    return kept;
  }
  const network = await loadNetwork(sql, version);
  cached.set(owner, network);
  return network;
}

/**
 * Keep the days on which some SKUs come out as they are until the transaction ends. Where pre-orders
 * are capped, nobody else uses the same rest meanwhile: what is counted after this is all that there is.
 * Locked after stock, before supply.
 *
 * @throws RaceLost when such a day changed after the network was read
 */
export async function lockComingOut(
  sql: RawTx,
  { comingOut }: Pick<Network, "comingOut">,
  skuIds: readonly string[],
): Promise<void> {
  const rows = await sql<{ id: string; day: LocalDate | null }[]>`
    select id, comes_out_on::text as day from sku where id = any(${[...skuIds]}::uuid[])
    order by id for key share`;
  if (rows.some(({ id, day }) => day !== (comingOut.get(id) ?? null))) {
    throw new RaceLost("the day on which a SKU comes out changed meanwhile");
  }
  const coming = rows.filter(({ day }) => day !== null).map(({ id }) => id);
  if (coming.length > 0) {
    await sql`
      select 1 from sku where id = any(${coming}::uuid[]) and preorder_limit is not null
      order by id for no key update`;
  }
}

async function loadNetwork(sql: RawSql | RawTx, version: number): Promise<Network> {
  const [calendars, nodes, services, channels, disruptions, coming] = await Promise.all([
    loadCalendars(sql),
    loadNodeRows(sql),
    loadServiceRows(sql),
    sql<(Omit<NetworkChannel, "buffers"> & { buffers: Record<string, number> | null })[]>`
      select c.id, c.code, c.name, c.kind,
        (select jsonb_object_agg(p.node_id, p.buffer_units) from channel_node p
          where p.channel_id = c.id) as buffers
      from channel c order by c.code`,
    loadDisruptions(sql),
    sql<{ id: string; day: LocalDate }[]>`
      select id, comes_out_on::text as day from sku where comes_out_on is not null`,
  ]);
  const never: WorkCalendar = { workingDays: 0, closures: new Set() };
  return {
    version,
    disruptions,
    comingOut: new Map(coming.map(({ id, day }) => [id, day])),
    nodes: nodes.map((row) => nodeOf(row, calendars.get(row.calendarId) ?? never)),
    services: new Map(
      services.map(({ calendarId, ...service }) => [
        service.code,
        { ...service, calendar: calendars.get(calendarId) ?? never },
      ]),
    ),
    channels: new Map(
      channels.map(({ buffers, ...channel }) => [
        channel.code,
        { ...channel, buffers: new Map(Object.entries(buffers ?? {})) },
      ]),
    ),
  };
}

function nodeOf(row: NodeRow, days: WorkCalendar): NetworkNode {
  const { latitude, longitude, timeZone, calendarId: _, cutOffs, switches, ...rest } = row;
  const { processingDays, processingMode, ...node } = rest;
  const measure = row.measure && {
    ...row.measure,
    measuredAt: new Date(row.measure.measuredAt),
  };
  return {
    ...node,
    measure,
    point: { latitude, longitude },
    serviceSwitches: new Map(
      Object.entries(switches ?? {}).map(([code, { isOn, reason, endsAt }]) => [
        code,
        { isOn, reason, endsAt: endsAt === null ? null : new Date(endsAt) },
      ]),
    ),
    calendar: {
      ...days,
      timeZone,
      cutOffs: cutOffs ?? {},
      processing: processingOf(processingMode, processingDays, measure),
    },
  };
}

async function loadCalendars(sql: RawSql | RawTx): Promise<Map<string, WorkCalendar>> {
  const rows = await sql<{ id: string; workingDays: number; closures: LocalDate[] }[]>`
    select c.id, c.working_days as "workingDays",
      array(select x.closed_on::text from calendar_closure x where x.calendar_id = c.id) as closures
    from calendar c`;
  return new Map(
    rows.map(({ id, workingDays, closures }) => [id, { workingDays, closures: new Set(closures) }]),
  );
}

type NodeRow = Omit<NetworkNode, "point" | "calendar" | "serviceSwitches" | "measure"> & {
  readonly latitude: number;
  readonly longitude: number;
  readonly timeZone: string;
  readonly calendarId: string;
  readonly processingDays: number;
  readonly processingMode: ProcessingMode;
  readonly dailyLimits: DayLimits;
  readonly cutOffs: Record<string, string> | null;
  readonly switches: Readonly<
    Record<string, Pick<ServiceSwitch, "isOn" | "reason"> & { readonly endsAt: string | null }>
  > | null;
  /** Instants inside of JSON come as text. */
  readonly measure: (Omit<NodeMeasure, "measuredAt"> & { readonly measuredAt: string }) | null;
};

const loadNodeRows = (sql: RawSql | RawTx) => sql<NodeRow[]>`
  select n.id, n.code, n.name, n.kind, n.country, n.region,
    n.postal_code as "postalCode", n.latitude, n.longitude,
    n.time_zone as "timeZone", n.calendar_id as "calendarId",
    n.processing_days as "processingDays", n.processing_mode as "processingMode",
    json_build_object('orders', n.daily_capacity_orders, 'lines', n.daily_capacity_lines,
      'units', n.daily_capacity_units) as "dailyLimits",
    n.handling_per_order as "handlingPerOrderMinor", n.handling_per_line as "handlingPerLineMinor",
    n.handling_per_unit as "handlingPerUnitMinor", n.priority, n.is_on as "isOn",
    n.off_reason as "offReason", n.off_until as "offUntil",
    (select jsonb_object_agg(c.service_code, to_char(c.local_time, 'HH24:MI')) from node_cut_off c
      where c.node_id = n.id) as "cutOffs",
    (select jsonb_object_agg(s.service_code, jsonb_build_object('isOn', s.is_on,
        'reason', s.reason, 'endsAt', s.ends_at)) from node_service s
      where s.node_id = n.id) as switches,
    (select jsonb_build_object('processingDays', m.processing_days, 'shipments', m.shipments,
        'unitsPerDay', m.units_per_day, 'openUnits', m.open_units, 'measuredAt', m.measured_at)
      from node_measure m where m.node_id = n.id) as measure
  from node n where n.retired_at is null order by n.priority, n.code`;

type DisruptionRow = Omit<Disruption, "scope"> & {
  readonly kind: Disruption["scope"]["kind"];
  readonly country: string | null;
  readonly region: string | null;
  readonly postalPrefix: string | null;
  readonly reach: AreaReach;
  readonly nodeId: string | null;
  readonly serviceCode: string | null;
  readonly carrier: string | null;
};

/** So long after its last day nothing that a disruption moved is still under way. */
const KEPT_DAYS = 120;

async function loadDisruptions(sql: RawSql | RawTx): Promise<Disruption[]> {
  const rows = await sql<DisruptionRow[]>`
    select id, scope as kind, country, region, postal_prefix as "postalPrefix", reach,
      node_id as "nodeId", service_code as "serviceCode", carrier, from_day::text as "from",
      until_day::text as "until", delay_days as "delayDays", reason
    from disruption where withdrawn_at is null and until_day > current_date - ${KEPT_DAYS}::int
    order by from_day, id`;
  return rows.map(disruptionOf);
}

/** A row as the planner reads it. */
export function disruptionOf(row: DisruptionRow): Disruption {
  const { id, from, until, delayDays, reason } = row;
  const { kind, country, region, postalPrefix, reach, nodeId, serviceCode, carrier } = row;
  const scope: Disruption["scope"] =
    kind === "area"
      ? { kind, country: country ?? "", region, postalPrefix, reach }
      : kind === "node"
        ? { kind, nodeId: nodeId ?? "" }
        : { kind, serviceCode, carrier };
  return { id, scope, from, until, delayDays, reason };
}

const loadServiceRows = (sql: RawSql | RawTx) => sql<
  (Omit<CarrierService, "calendar"> & { calendarId: string })[]
>`
  select s.code, s.name, s.carrier, s.tariff, s.calendar_id as "calendarId",
    ${limitsOf(sql)} as limits, s.retired_at is not null as "isRetired"
  from carrier_service s order by s.code`;

/** What a service (`s`) does not take. */
export const limitsOf = (sql: RawSql | RawTx) => sql`
  jsonb_build_object('refusesResidential', s.refuses_residential, 'refusesPostBox',
    s.refuses_post_box, 'fromGrams', s.from_grams, 'upToGrams', s.up_to_grams)`;

/** The ship-to of an order (`o`), as far as price, days and what a service takes depend on it. */
export const laneOfOrder = (sql: RawSql | RawTx) => sql`
  jsonb_build_object('country', o.ship_to ->> 'country', 'point', o.ship_to -> 'point',
    'region', o.ship_to ->> 'region', 'postalCode', o.ship_to ->> 'postalCode',
    'address1', o.ship_to ->> 'address1', 'address2', o.ship_to ->> 'address2',
    'isResidential', coalesce((o.ship_to ->> 'isResidential')::boolean, false))`;
