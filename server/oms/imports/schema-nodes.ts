import { z } from "zod";
import { nodeKinds } from "../network/types";

export const nodeFields = [
  "node.code",
  "node.name",
  "node.kind",
  "node.address1",
  "node.city",
  "node.region",
  "node.postalCode",
  "node.country",
  "node.latitude",
  "node.longitude",
  "node.timeZone",
  /** Code of a calendar. */
  "node.calendar",
  "node.priority",
  /** In the major unit, as 1.25. */
  "node.handlingPerOrder",
  "node.handlingPerLine",
  "node.handlingPerUnit",
  /** Most that leave in a day. */
  "node.dailyOrders",
  "node.dailyLines",
  "node.dailyUnits",
  "node.processingDays",
  /** All services with their cut-offs: `ground 16:00, express 17:00`. */
  "node.cutOffs",
  /** All channels that sell from it, each with the units it leaves there: `portal 0, api 5`. */
  "node.channels",
] as const;
export type NodeField = (typeof nodeFields)[number];

const text = z.string().nullable();
const count = z.int().nullable();

export const setNodeInput = z.strictObject({
  /** Written as the reason of what is changed. */
  fileName: z.string(),
  code: z.string(),
  /** What the file says; null: it stays as it is. */
  facts: z.strictObject({
    name: text,
    kind: z.enum(nodeKinds).nullable(),
    address1: text,
    city: text,
    region: text,
    postalCode: text,
    country: text,
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    timeZone: text,
    calendarCode: text,
    priority: count,
    handlingPerOrder: count,
    handlingPerLine: count,
    handlingPerUnit: count,
    orders: count,
    lines: count,
    units: count,
    processingDays: count,
  }),
  cutOffs: z.array(z.strictObject({ serviceCode: z.string(), localTime: z.string() })).nullable(),
  channels: z.array(z.strictObject({ channelCode: z.string(), bufferUnits: z.int() })).nullable(),
});
