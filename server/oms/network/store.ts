import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import type { FreightTariff, Network, NetworkChannel, NetworkNode, WorkCalendar } from "./types";

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

async function loadNetwork(sql: RawSql | RawTx, version: number): Promise<Network> {
  const [calendars, nodes, services, channels] = await Promise.all([
    loadCalendars(sql),
    loadNodeRows(sql),
    loadServiceRows(sql),
    sql<(Omit<NetworkChannel, "buffers"> & { buffers: Record<string, number> | null })[]>`
      select c.id, c.code, c.name, c.kind,
        (select jsonb_object_agg(p.node_id, p.buffer_units) from channel_node p
          where p.channel_id = c.id) as buffers
      from channel c order by c.code`,
  ]);
  const never: WorkCalendar = { workingDays: 0, closures: new Set() };
  return {
    version,
    nodes: nodes.map(
      ({ latitude, longitude, timeZone, calendarId, processingDays, cutOffs, ...node }) => ({
        ...node,
        point: { latitude, longitude },
        calendar: {
          ...(calendars.get(calendarId) ?? never),
          timeZone,
          cutOffs: cutOffs ?? {},
          processing: { unit: "working_days", amount: processingDays },
        },
      }),
    ),
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

async function loadCalendars(sql: RawSql | RawTx): Promise<Map<string, WorkCalendar>> {
  const rows = await sql<{ id: string; workingDays: number; closures: LocalDate[] }[]>`
    select c.id, c.working_days as "workingDays",
      array(select x.closed_on::text from calendar_closure x where x.calendar_id = c.id) as closures
    from calendar c`;
  return new Map(
    rows.map(({ id, workingDays, closures }) => [id, { workingDays, closures: new Set(closures) }]),
  );
}

type NodeRow = Omit<NetworkNode, "point" | "calendar"> & {
  readonly latitude: number;
  readonly longitude: number;
  readonly timeZone: string;
  readonly calendarId: string;
  readonly processingDays: number;
  readonly cutOffs: Record<string, string> | null;
};

const loadNodeRows = (sql: RawSql | RawTx) => sql<NodeRow[]>`
  select n.id, n.code, n.name, n.kind, n.country, n.latitude, n.longitude,
    n.time_zone as "timeZone", n.calendar_id as "calendarId",
    n.processing_days as "processingDays", n.daily_capacity_lines as "dailyCapacityLines",
    n.handling_per_order as "handlingPerOrderMinor", n.handling_per_line as "handlingPerLineMinor",
    n.handling_per_unit as "handlingPerUnitMinor", n.priority, n.is_on as "isOn",
    n.off_reason as "offReason", n.off_until as "offUntil",
    (select jsonb_object_agg(c.service_code, to_char(c.local_time, 'HH24:MI')) from node_cut_off c
      where c.node_id = n.id) as "cutOffs"
  from node n order by n.priority, n.code`;

const loadServiceRows = (sql: RawSql | RawTx) => sql<
  { code: string; name: string; carrier: string; tariff: FreightTariff; calendarId: string }[]
>`
  select code, name, carrier, tariff, calendar_id as "calendarId" from carrier_service order by code`;

/** Order lines already planned per node and day, from `from` on, for nodes that have a limit. */
export async function readCapacityUsed(
  sql: RawSql | RawTx,
  nodeIds: readonly string[],
  from: LocalDate,
): Promise<Map<string, Map<LocalDate, number>>> {
  const used = new Map(nodeIds.map((id) => [id, new Map<LocalDate, number>()]));
  if (nodeIds.length === 0) {
    return used;
  }
  const rows = await sql<{ nodeId: string; day: LocalDate; linesUsed: number }[]>`
    select node_id as "nodeId", day, lines_used as "linesUsed" from node_capacity_day
    where node_id = any(${[...nodeIds]}::uuid[]) and day >= ${from}`;
  for (const { nodeId, day, linesUsed } of rows) {
    used.get(nodeId)?.set(day, linesUsed);
  }
  return used;
}

export type CapacityUse = {
  readonly nodeId: string;
  readonly day: LocalDate;
  /** Lines planned (> 0) or given back (< 0). */
  readonly lines: number;
};

/**
 * Count lines into the days of their nodes, of those that have a limit. Called last in a transaction, since these rows are
 * the hottest of all and stay locked until the commit.
 *
 * @returns false when a day would pass its node's limit: the caller plans again
 */
export async function fillCapacity(sql: RawTx, uses: readonly CapacityUse[]): Promise<boolean> {
  const totals = new Map<string, { node_id: string; day: LocalDate; lines: number }>();
  for (const { nodeId, day, lines } of uses) {
    const key = `${nodeId} ${day}`;
    const total = totals.get(key) ?? { node_id: nodeId, day, lines: 0 };
    total.lines += lines;
    totals.set(key, total);
  }
  const rows = [...totals.values()].filter((row) => row.lines !== 0);
  if (rows.length === 0) {
    return true;
  }
  const over = await sql`
    with uses as (
      select u.* from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
        as u(node_id uuid, day date, lines int)
      join node n on n.id = u.node_id and n.daily_capacity_lines is not null),
    written as (
      insert into node_capacity_day as c (node_id, day, lines_used)
      select node_id, day, greatest(lines, 0) from uses order by node_id, day
      on conflict (node_id, day) do update set lines_used = greatest(c.lines_used +
        (select u.lines from uses u where u.node_id = c.node_id and u.day = c.day), 0)
      returning node_id, day, lines_used)
    select 1 from written w join node n on n.id = w.node_id
    join uses u on u.node_id = w.node_id and u.day = w.day
    where u.lines > 0 and w.lines_used > n.daily_capacity_lines`;
  return over.length === 0;
}
