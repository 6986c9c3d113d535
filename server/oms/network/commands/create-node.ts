import type { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { createNodeInput } from "../schema";
import { findCalendarId, writeChannels, writeCutOffs } from "../store-edit";
import { findPostalPoint } from "../store-postal";
import type { GeoPoint } from "../types";

type Request = z.output<typeof createNodeInput>;

/**
 * Open a node: what it is and where, by which clock and calendar it works, what it can do in a day,
 * which services it offers until when, and which channels sell from it. It is on, and has no stock:
 * the next order asks it as soon as some comes in.
 *
 * Without a position it stands where its postal code is.
 *
 * @throws DUPLICATE when a node has the code, also a retired one; INVALID_INPUT naming what does not
 *   exist, or when the postal code's place is not known
 */
export const createNode = defineCommand({
  name: "network.create_node",
  input: createNodeInput,
  wall: "staff",
  run: async ({ sql, now, emit }, request) => {
    const { code, name, kind, cutOffs, channels } = request;
    const calendarId = await findCalendarId(sql, request.calendarCode);
    const point = await requirePoint(sql, request);
    const nodeId = newId(now.getTime());
    const made = await sql`
      insert into node (id, code, name, kind, address1, city, region, postal_code, country, latitude,
        longitude, time_zone, calendar_id, processing_days, daily_capacity_orders,
        daily_capacity_lines, daily_capacity_units, handling_per_order, handling_per_line,
        handling_per_unit, priority)
      values (${nodeId}, ${code}, ${name}, ${kind}, ${request.address1}, ${request.city},
        ${request.region}, ${request.postalCode}, ${request.country}, ${point.latitude},
        ${point.longitude}, ${request.timeZone}, ${calendarId}, ${request.processingDays},
        ${request.orders}, ${request.lines}, ${request.units}, ${request.handlingPerOrder},
        ${request.handlingPerLine}, ${request.handlingPerUnit}, ${request.priority})
      on conflict (code) do nothing returning 1`;
    if (made.length === 0) {
      const message = `There is a node ${code} already, or was one`;
      throw new DomainError("DUPLICATE", message, {
        faults: [{ field: "code", code: "taken", message }],
      });
    }
    await writeCutOffs(sql, nodeId, cutOffs);
    await writeChannels(sql, nodeId, channels);
    emit({
      type: "node.created",
      subject: { kind: "node", id: nodeId },
      reason: request.reason,
      payload: { node: name, code, kind, services: cutOffs.length, channels: channels.length },
    });
    return { nodeId, code, ...point };
  },
});

async function requirePoint(
  sql: RawTx,
  { latitude, longitude, country, postalCode }: Request,
): Promise<GeoPoint> {
  if (latitude !== null && longitude !== null) {
    return { latitude, longitude };
  }
  const known = await findPostalPoint(sql, country, postalCode);
  if (known === null) {
    const message = `Where ${country} ${postalCode} is, is not known: write latitude and longitude`;
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "latitude", code: "place_unknown", message }],
    });
  }
  return { latitude: known.latitude, longitude: known.longitude };
}
