import type { RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { NodeFacts } from "./types";

/**
 * Lock a node for editing: one at a time. Who plans meanwhile reads it as it was.
 *
 * @throws NOT_FOUND
 */
export async function lockNode(sql: RawTx, nodeId: string): Promise<NodeFacts> {
  const [node] = await sql<NodeFacts[]>`
    select code, name, kind, address1, city, region, postal_code as "postalCode", country,
      latitude, longitude, time_zone as "timeZone", calendar_id as "calendarId", priority,
      handling_per_order as "handlingPerOrder", handling_per_line as "handlingPerLine",
      handling_per_unit as "handlingPerUnit", daily_capacity_orders as orders,
      daily_capacity_lines as lines, daily_capacity_units as units,
      processing_days as "processingDays", processing_mode as "processingMode",
      measured_over_days as "measuredOverDays"
    from node where id = ${nodeId} for no key update`;
  if (node === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such node", { nodeId });
  }
  return node;
}

/** @throws INVALID_INPUT when there is no such calendar */
export async function requireCalendar(sql: RawTx, calendarId: string): Promise<void> {
  const found = await sql`select 1 from calendar where id = ${calendarId}`;
  if (found.length === 0) {
    const message = "There is no such calendar";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "calendarId", code: "unknown", message }],
    });
  }
}
