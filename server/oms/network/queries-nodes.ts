import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { isWorkingDay } from "./decide";
import { backlogHours, type DayLoad, loadsOf, NO_WORK } from "./decide-capacity";
import { localClock, timeOf } from "./decide-clock";
import { decideOff, type Off } from "./decide-off";
import { readNetwork } from "./store";
import { readCapacityUsed } from "./store-capacity";
import type { DayWork, Network, NetworkNode, NodeFacts, NodeKind, NodeMeasure } from "./types";

export type NodeServiceState = {
  readonly code: string;
  readonly name: string;
  /** On the node's clock; null: it does not offer the service. */
  readonly cutOff: string | null;
  /** Why it does not ship by it now. */
  readonly off: Off | null;
  /** What is set for the service alone, and why. */
  readonly isSet: "on" | "off" | null;
  readonly setReason: string | null;
  readonly setUntil: Date | null;
};

export type NodeState = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly timeZone: string;
  readonly today: LocalDate;
  readonly localTime: string;
  readonly isWorking: boolean;
  readonly off: Off | null;
  readonly services: readonly NodeServiceState[];
  readonly processingDays: number;
  readonly measure: NodeMeasure | null;
  readonly backlogHours: number | null;
  /** Of today, the fullest measure first; empty: the node has no limit. */
  readonly loads: readonly DayLoad[];
  readonly usedToday: DayWork;
  /** Orders with units planned here that the node was not given yet. */
  readonly waitingOrders: number;
};

/** Every node as it stands now: its clock, what it is off for, how full its day is, what waits. */
export const listNodeStates = defineQuery({
  name: "network.list_node_states",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql, now, actor }) => {
    const network = await readNetwork(sql, sql);
    return describeNodes(sql, network, isMine(network, actor.nodeIds), now);
  },
});

const isMine = ({ nodes }: Network, nodeIds: readonly string[] | null) =>
  nodes.filter(({ id }) => nodeIds === null || nodeIds.includes(id));

async function describeNodes(
  sql: RawSql,
  network: Network,
  nodes: readonly NetworkNode[],
  now: Date,
): Promise<NodeState[]> {
  const clocks = new Map(nodes.map(({ id, calendar }) => [id, localClock(now, calendar.timeZone)]));
  const earliest = [...clocks.values()].map(({ date }) => date).sort()[0];
  const ids = nodes.map(({ id }) => id);
  const [used, waiting] = await Promise.all([
    earliest === undefined ? new Map() : readCapacityUsed(sql, ids, earliest),
    sql<{ nodeId: string; orders: number }[]>`
      select node_id as "nodeId", count(distinct order_id)::int as orders from allocation
      where node_id = any(${ids}::uuid[]) and state in ('promised', 'allocated') group by node_id`,
  ]);
  return nodes.map((node): NodeState => {
    const clock = clocks.get(node.id) ?? localClock(now, node.calendar.timeZone);
    const usedToday: DayWork = used.get(node.id)?.get(clock.date) ?? NO_WORK;
    return {
      id: node.id,
      code: node.code,
      name: node.name,
      kind: node.kind,
      timeZone: node.calendar.timeZone,
      today: clock.date,
      localTime: timeOf(clock.minutes),
      isWorking: isWorkingDay(node.calendar, clock.date),
      off: decideOff({ ...node, serviceSwitches: new Map() }, "", now),
      services: describeServices(node, network, now),
      processingDays: node.calendar.processing.amount,
      measure: node.measure,
      backlogHours: backlogHours(node),
      loads: loadsOf(node.dailyLimits, usedToday),
      usedToday,
      waitingOrders: waiting.find((row) => row.nodeId === node.id)?.orders ?? 0,
    };
  });
}

const describeServices = (
  node: NetworkNode,
  { services }: Network,
  now: Date,
): NodeServiceState[] =>
  [...services.values()]
    .filter(({ isRetired }) => !isRetired)
    .map(({ code, name }) => {
      const own = node.serviceSwitches.get(code);
      const isLive = own !== undefined && (own.endsAt === null || own.endsAt > now);
      return {
        code,
        name,
        cutOff: node.calendar.cutOffs[code] ?? null,
        off: decideOff(node, code, now),
        isSet: isLive ? (own.isOn ? "on" : "off") : null,
        setReason: isLive ? own.reason : null,
        setUntil: isLive ? own.endsAt : null,
      };
    });

export type NetworkEventRow = {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string | null;
  readonly payload: unknown;
};

/** What happened to a thing of the network, the newest first. */
export const readEvents = (sql: RawSql, subjectId: string) => sql<NetworkEventRow[]>`
  select id, type, occurred_at as at, actor_name as actor, reason, payload from event
  where subject_id = ${subjectId} order by id desc limit ${PAGE_MAX}`;

/** How the days ahead fill up: what is planned per day that anything is planned for. */
export type DayAhead = { readonly day: LocalDate; readonly work: DayWork };

const DAYS_AHEAD = 10;

/** A channel, and what it leaves at a node; null: it does not sell from it. */
export type SoldBy = {
  readonly code: string;
  readonly name: string;
  readonly bufferUnits: number | null;
};

/**
 * One node: how it stands, its facts as people edit them, the days ahead, what happened to it.
 *
 * @throws NOT_FOUND
 */
export const findNode = defineQuery({
  name: "network.find_node",
  input: z.object({ code: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql, now, actor }, { code }) => {
    const network = await readNetwork(sql, sql);
    const node = isMine(network, actor.nodeIds).find((one) => one.code === code);
    if (node === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such node", { code });
    }
    const { date } = localClock(now, node.calendar.timeZone);
    const [[state], [facts], channels, used, events] = await Promise.all([
      describeNodes(sql, network, [node], now),
      sql<(NodeFacts & { calendar: string })[]>`
        select n.code, n.name, kind, address1, city, region, postal_code as "postalCode", country,
          latitude, longitude, time_zone as "timeZone", calendar_id as "calendarId", priority,
          handling_per_order as "handlingPerOrder", handling_per_line as "handlingPerLine",
          handling_per_unit as "handlingPerUnit", daily_capacity_orders as orders,
          daily_capacity_lines as lines, daily_capacity_units as units,
          processing_days as "processingDays", processing_mode as "processingMode",
          measured_over_days as "measuredOverDays", c.name as calendar
        from node n join calendar c on c.id = n.calendar_id where n.id = ${node.id}`,
      sql<SoldBy[]>`
        select c.code, c.name, p.buffer_units as "bufferUnits" from channel c
        left join channel_node p on p.channel_id = c.id and p.node_id = ${node.id}
        order by c.name, c.code`,
      readCapacityUsed(sql, [node.id], date),
      readEvents(sql, node.id),
    ]);
    if (state === undefined || facts === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such node", { code });
    }
    const days = [...(used.get(node.id) ?? [])]
      .map(([day, work]): DayAhead => ({ day, work }))
      .sort((a, b) => (a.day < b.day ? -1 : 1))
      .slice(0, DAYS_AHEAD);
    return { state, facts, channels, days, limits: node.dailyLimits, events };
  },
});

export type RetiredNode = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly retiredAt: Date;
  readonly reason: string | null;
};

/** Nodes that ship no more, those that were retired last first, with why. */
export const listRetiredNodes = defineQuery({
  name: "network.list_retired_nodes",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<RetiredNode[]>`
    select id, code, name, kind, retired_at as "retiredAt",
      (select e.reason from event e where e.subject_id = n.id and e.type = 'node.retired'
        order by e.id desc limit 1) as reason
    from node n where retired_at is not null order by retired_at desc, code limit ${PAGE_MAX}`,
});
