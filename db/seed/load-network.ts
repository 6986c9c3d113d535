import type { Tx } from "@/db/client";
import {
  calendar,
  calendarClosure,
  carrierService,
  channel,
  channelNode,
  node,
  nodeCutOff,
  postalArea,
} from "@/db/schema";
import type { CalendarId, ChannelId, NodeId } from "@/server/oms/kernel/ids";
import { localDate } from "@/server/oms/kernel/local-date";
import type { channelKinds } from "@/server/oms/orders/types";
import { DEMO_SERVICES } from "./carriers";
import { demoId } from "./demo-id";
import { inChunks } from "./in-chunks";
import { DEMO_NODES, type DemoNode } from "./nodes";
import { readTable } from "./tables";

export const nodeIdOf = (code: string): NodeId => demoId("node", code);
export const channelIdOf = (code: string): ChannelId => demoId("channel", code);

/** Orders from before the go-live come from here, so that imported files stay apart from them. */
export const HISTORY_CHANNEL = "erp-history";

/** Channels of the demo, each with the units that the store keeps for its own customers. */
const CHANNELS: readonly {
  code: string;
  kind: (typeof channelKinds)[number];
  name: string;
  storeBuffer: number | null;
}[] = [
  { code: "portal", kind: "portal", name: "Ordering portal", storeBuffer: 2 },
  { code: "phone", kind: "phone", name: "Phone desk", storeBuffer: 1 },
  { code: "csv", kind: "csv", name: "File import", storeBuffer: 3 },
  { code: "api", kind: "api", name: "API", storeBuffer: 3 },
  { code: HISTORY_CHANNEL, kind: "csv", name: "Orders from before the go-live", storeBuffer: null },
];

/** Holidays on which carriers rest too; on the others they drive. */
const CARRIER_HOLIDAYS = new Set([
  "New Year's Day",
  "Memorial Day",
  "Independence Day",
  "Labor Day",
  "Thanksgiving Day",
  "Christmas Day",
]);

/** Bit 0 = Monday. */
const daysMask = (isoWeekdays: readonly number[]): number =>
  isoWeekdays.reduce((mask, day) => mask | (1 << (day - 1)), 0);

type Closure = { closedOn: string; name: string };

function holidays(country: string, subdivision: string): Closure[] {
  const byDay = new Map<string, string>();
  for (const row of readTable("holidays")) {
    const applies =
      row.text("country") === country && ["", subdivision].includes(row.text("subdivision"));
    if (applies) {
      byDay.set(row.text("date"), row.text("name"));
    }
  }
  return [...byDay].map(([closedOn, name]) => ({ closedOn, name }));
}

const carrierHolidays = (): Closure[] =>
  holidays("US", "").filter(({ name }) => CARRIER_HOLIDAYS.has(name));

async function loadCalendar(
  tx: Tx,
  code: string,
  name: string,
  workingDays: number,
  closures: readonly Closure[],
): Promise<CalendarId> {
  const id = demoId<CalendarId>("calendar", code);
  await tx.insert(calendar).values({ id, code, name, workingDays });
  await inChunks(closures, (some) =>
    tx
      .insert(calendarClosure)
      .values(some.map((c) => ({ calendarId: id, closedOn: localDate(c.closedOn), name: c.name }))),
  );
  return id;
}

async function loadNode(tx: Tx, from: DemoNode): Promise<void> {
  const calendarId = await loadCalendar(
    tx,
    `NODE-${from.code}`,
    from.name,
    daysMask(from.workingDays),
    holidays(from.country, from.holidaySubdivision),
  );
  await tx.insert(node).values({
    id: nodeIdOf(from.code),
    code: from.code,
    name: from.name,
    kind: from.kind,
    address1: from.line1,
    city: from.city,
    region: from.region,
    postalCode: from.postcode,
    country: from.country,
    latitude: from.lat,
    longitude: from.lon,
    timeZone: from.timeZone,
    calendarId,
    processingDays: from.processingDays,
    dailyCapacityLines: from.dailyLineCapacity,
    handlingPerOrder: from.handlingPerOrderMinor,
    handlingPerLine: from.handlingPerLineMinor,
    handlingPerUnit: from.handlingPerUnitMinor,
    priority: from.priority,
  });
  await tx.insert(nodeCutOff).values(
    Object.entries(from.cutOffs).map(([serviceCode, localTime]) => ({
      nodeId: nodeIdOf(from.code),
      serviceCode,
      localTime,
    })),
  );
}

/** Carriers, nodes with their calendars and cut-offs, channels with their pools, postal areas. */
export async function loadNetwork(tx: Tx): Promise<void> {
  const weekdays = daysMask([1, 2, 3, 4, 5]);
  const carriers = await loadCalendar(tx, "CARRIER", "Carriers", weekdays, carrierHolidays());
  const six = daysMask([1, 2, 3, 4, 5, 6]);
  const saturday = await loadCalendar(
    tx,
    "CARRIER-SATURDAY",
    "Carriers with Saturday delivery",
    six,
    carrierHolidays(),
  );
  await tx.insert(carrierService).values(
    DEMO_SERVICES.map(({ code, name, carrier, trackingPrefix, tariff, limits }) => ({
      code,
      name,
      carrier,
      trackingPrefix,
      tariff,
      ...limits,
      calendarId: code === "overnight" ? saturday : carriers,
    })),
  );
  for (const one of DEMO_NODES) {
    await loadNode(tx, one);
  }

  await tx
    .insert(channel)
    .values(CHANNELS.map(({ code, name, kind }) => ({ id: channelIdOf(code), code, name, kind })));
  await tx.insert(channelNode).values(
    CHANNELS.flatMap(({ code, storeBuffer }) =>
      DEMO_NODES.filter(({ kind }) => kind !== "store" || storeBuffer !== null).map((one) => ({
        channelId: channelIdOf(code),
        nodeId: nodeIdOf(one.code),
        bufferUnits: one.kind === "store" ? (storeBuffer ?? 0) : 0,
      })),
    ),
  );
  await inChunks(readTable("centroids"), (some) =>
    tx.insert(postalArea).values(
      some.map((row) => ({
        country: row.text("country"),
        prefix: row.text("prefix"),
        latitude: Number(row.text("lat")),
        longitude: Number(row.text("lon")),
      })),
    ),
  );
}
