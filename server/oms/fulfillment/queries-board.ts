import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { isWorkingDay } from "../network/decide";
import { decideLoad, NO_WORK } from "../network/decide-capacity";
import { localClock, minutesOf, timeOf } from "../network/decide-clock";
import { readNetwork } from "../network/store";
import { readCapacityUsed } from "../network/store-capacity";
import type { DayWork, Network, NetworkNode } from "../network/types";
import { holdConcerns } from "./queries";
import { type BoardView, boardViews } from "./types";

/** States in which a work order waits for the floor, in the order of the work. */
export const boardStates = ["open", "accepted", "picking", "packed", "on_hold"] as const;
type BoardState = (typeof boardStates)[number];

/** Cards shown per state and node; the counts say how many there are. */
const CARDS_MAX = 60;

type Counts = {
  readonly nodeId: string;
  readonly state: BoardState;
  readonly orders: number;
  readonly late: number;
  readonly dueToday: number;
};

export type CutOff = {
  readonly serviceName: string;
  /** On the node's clock. */
  readonly localTime: string;
  readonly at: Date;
};

export type BoardCard = {
  readonly id: string;
  readonly number: string;
  readonly state: BoardState;
  readonly orderNumber: string;
  readonly companyName: string;
  readonly tier: string;
  readonly serviceName: string;
  readonly shipBy: LocalDate;
  readonly lines: number;
  readonly units: number;
  readonly picked: number;
  readonly packed: number;
  readonly isHeld: boolean;
  readonly hasLabels: boolean;
};

/**
 * The floor of every node that the actor may see, and the work of one of them.
 *
 * Times are the node's own: its day, its clock, the cut-offs still ahead today.
 */
export const listBoard = defineQuery({
  name: "fulfillment.list_board",
  input: z.object({
    nodeCode: z.string().trim().min(1).max(40).optional(),
    view: z.enum(boardViews).default("all"),
  }),
  wall: "staff",
  run: async ({ sql, now, actor }, { nodeCode, view }) => {
    const network = await readNetwork(sql, sql);
    const nodes = network.nodes.filter(
      ({ id }) => actor.nodeIds === null || actor.nodeIds.includes(id),
    );
    const chosen = nodeCode === undefined ? nodes[0] : nodes.find(({ code }) => code === nodeCode);
    if (nodeCode !== undefined && chosen === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such node", { nodeCode });
    }
    const [counts, used, shipped, cards] = await Promise.all([
      countWork(sql, nodes, now),
      readUsedToday(sql, nodes, now),
      countShippedToday(sql, nodes, now),
      chosen === undefined ? [] : readCards(sql, chosen, view, now),
    ]);
    return {
      now,
      chosen: chosen?.code ?? null,
      nodes: nodes.map((node) => ({
        ...describeNode(node, network, now),
        counts: boardStates.map((state) => {
          const row = counts.find((c) => c.nodeId === node.id && c.state === state);
          const { orders = 0, late = 0, dueToday = 0 } = row ?? {};
          return { state, orders, late, dueToday };
        }),
        late: total(counts, node, (c) => c.late),
        dueToday: total(counts, node, (c) => c.dueToday),
        shippedToday: shipped.get(node.id) ?? 0,
        capacity: decideLoad(node.dailyLimits, used.get(node.id) ?? NO_WORK),
      })),
      cards,
    };
  },
});

const total = (counts: readonly Counts[], node: NetworkNode, of: (counts: Counts) => number) =>
  counts.reduce((sum, row) => sum + (row.nodeId === node.id ? of(row) : 0), 0);

function describeNode(node: NetworkNode, { services }: Network, now: Date) {
  const { calendar } = node;
  const clock = localClock(now, calendar.timeZone);
  const isWorking = isWorkingDay(calendar, clock.date);
  const cutOffs = Object.entries(calendar.cutOffs)
    .map(([serviceCode, localTime]) => ({
      serviceName: services.get(serviceCode)?.name ?? serviceCode,
      localTime,
      ahead: minutesOf(localTime),
    }))
    .filter(({ ahead }) => isWorking && ahead > clock.minutes)
    .sort((a, b) => a.ahead - b.ahead)
    .map(({ serviceName, localTime, ahead }): CutOff => {
      const minute = Math.floor(now.getTime() / 60_000);
      return {
        serviceName,
        localTime,
        at: new Date((minute + ahead - clock.minutes) * 60_000),
      };
    });
  return {
    id: node.id,
    code: node.code,
    name: node.name,
    kind: node.kind,
    timeZone: calendar.timeZone,
    today: clock.date,
    localTime: timeOf(clock.minutes),
    isWorking,
    isOn: node.isOn || (node.offUntil !== null && node.offUntil <= now),
    offReason: node.offReason,
    cutOffs,
  };
}

async function countWork(
  sql: RawSql,
  nodes: readonly NetworkNode[],
  now: Date,
): Promise<readonly Counts[]> {
  const ids = nodes.map(({ id }) => id);
  const days = nodes.map(({ calendar }) => localClock(now, calendar.timeZone).date);
  return await sql<Counts[]>`
    select f.node_id as "nodeId", f.state, count(*)::int as orders,
      (count(*) filter (where f.ship_by < d.today))::int as late,
      (count(*) filter (where f.ship_by = d.today))::int as "dueToday"
    from fulfillment_order f
    join unnest(${ids}::uuid[], ${days}::date[]) as d(node_id, today) on d.node_id = f.node_id
    where f.state in ('open', 'accepted', 'picking', 'packed', 'on_hold')
    group by f.node_id, f.state`;
}

async function readUsedToday(
  sql: RawSql,
  nodes: readonly NetworkNode[],
  now: Date,
): Promise<Map<string, DayWork>> {
  const today = new Map(
    nodes.map(({ id, calendar }) => [id, localClock(now, calendar.timeZone).date]),
  );
  const earliest = [...today.values()].sort()[0];
  if (earliest === undefined) {
    return new Map();
  }
  const used = await readCapacityUsed(sql, [...today.keys()], earliest);
  return new Map([...today].map(([id, day]) => [id, used.get(id)?.get(day) ?? NO_WORK]));
}

async function countShippedToday(
  sql: RawSql,
  nodes: readonly NetworkNode[],
  now: Date,
): Promise<Map<string, number>> {
  const rows = await sql<{ nodeId: string; shipments: number }[]>`
    select s.node_id as "nodeId", count(*)::int as shipments
    from shipment s join node n on n.id = s.node_id
    where s.node_id = any(${nodes.map(({ id }) => id)}::uuid[])
      and s.shipped_at > ${now}::timestamptz - interval '1 day'
      and (s.shipped_at at time zone n.time_zone)::date
        = (${now}::timestamptz at time zone n.time_zone)::date
    group by s.node_id`;
  return new Map(rows.map(({ nodeId, shipments }) => [nodeId, shipments]));
}

/** The most urgent work of each state first. */
async function readCards(
  sql: RawSql,
  { id: nodeId, calendar }: NetworkNode,
  view: BoardView,
  now: Date,
): Promise<readonly BoardCard[]> {
  const today = localClock(now, calendar.timeZone).date;
  return await sql<BoardCard[]>`
    with work as (
      select f.*, row_number() over (partition by f.state order by f.ship_by, f.id) as place
      from fulfillment_order f
      where f.node_id = ${nodeId} and f.state in ('open', 'accepted', 'picking', 'packed', 'on_hold')
        and case ${view} when 'late' then f.ship_by < ${today}::date
          when 'due_today' then f.ship_by = ${today}::date else true end)
    select f.id, f.number, f.state, o.number as "orderNumber", c.name as "companyName", c.tier,
      v.name as "serviceName", f.ship_by as "shipBy",
      (o.hold_count > 0 and exists (select from hold h join hold_type t on t.code = h.type
        where h.order_id = f.order_id and ${holdConcerns(sql, sql`f.id`)})) as "isHeld", t.lines, t.units, t.picked, t.packed,
      exists (select 1 from shipment s
        where s.fulfillment_order_id = f.id and s.state in ('labelled', 'manifested')) as "hasLabels"
    from work f
    join sales_order o on o.id = f.order_id
    join company c on c.id = o.company_id
    join carrier_service v on v.code = f.service_code
    cross join lateral (
      select (count(*) filter (where quantity > rejected))::int as lines,
        sum(quantity - rejected)::int as units, sum(picked)::int as picked,
        sum(packed)::int as packed
      from fulfillment_order_line l where l.fulfillment_order_id = f.id) t
    where f.place <= ${CARDS_MAX}
    order by f.ship_by, f.id`;
}
