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
    from node where id = ${nodeId} and retired_at is null for no key update`;
  if (node === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such node, or it was retired", { nodeId });
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

/** @throws INVALID_INPUT when no calendar has the code */
export async function findCalendarId(sql: RawTx, code: string): Promise<string> {
  const [found] = await sql<{ id: string }[]>`
    select id from calendar where upper(code) = upper(${code})`;
  if (found === undefined) {
    const message = `There is no calendar ${code}`;
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "calendarCode", code: "unknown", message }],
    });
  }
  return found.id;
}

type CutOff = { readonly serviceCode: string; readonly localTime: string };

/**
 * Write down all services that a node offers, each with its cut-off; what is not named is not
 * offered any more. A retired service stays as it was there, for when it is brought back.
 *
 * @throws INVALID_INPUT naming the services that do not exist, or were retired
 */
export async function writeCutOffs(
  sql: RawTx,
  nodeId: string,
  cutOffs: readonly CutOff[],
): Promise<void> {
  const codes = cutOffs.map(({ serviceCode }) => serviceCode);
  const known = await sql<{ code: string }[]>`
    select code from carrier_service where code = any(${codes}::text[]) and retired_at is null`;
  requireAll(
    codes,
    known.map(({ code }) => code),
    (at) => `cutOffs.${at}.serviceCode`,
    "service",
  );
  await sql`
    delete from node_cut_off o using carrier_service s
    where o.node_id = ${nodeId} and s.code = o.service_code and s.retired_at is null
      and s.code <> all(${codes}::text[])`;
  await sql`
    insert into node_cut_off (node_id, service_code, local_time)
    select ${nodeId}, c.code, c.at::time
    from unnest(${codes}::text[], ${cutOffs.map((one) => one.localTime)}::text[]) as c(code, at)
    on conflict (node_id, service_code) do update set local_time = excluded.local_time`;
}

type SoldBy = { readonly channelCode: string; readonly bufferUnits: number };

/**
 * Write down all channels that sell from a node, each with the units it leaves there; one that is not
 * named sells from it no more.
 *
 * @throws INVALID_INPUT naming the channels that do not exist
 */
export async function writeChannels(
  sql: RawTx,
  nodeId: string,
  channels: readonly SoldBy[],
): Promise<void> {
  const codes = channels.map(({ channelCode }) => channelCode);
  const known = await sql<{ code: string }[]>`
    select code from channel where code = any(${codes}::text[])`;
  requireAll(
    codes,
    known.map(({ code }) => code),
    (at) => `channels.${at}.channelCode`,
    "channel",
  );
  await sql`
    delete from channel_node p using channel c
    where p.node_id = ${nodeId} and c.id = p.channel_id and c.code <> all(${codes}::text[])`;
  await sql`
    insert into channel_node (channel_id, node_id, buffer_units)
    select c.id, ${nodeId}, p.units
    from unnest(${codes}::text[], ${channels.map((one) => one.bufferUnits)}::int[]) as p(code, units)
    join channel c on c.code = p.code
    on conflict (channel_id, node_id) do update set buffer_units = excluded.buffer_units`;
}

/** @throws INVALID_INPUT with each word of `asked` that is not known, at its field */
export function requireAll(
  asked: readonly string[],
  known: readonly string[],
  fieldOf: (at: number) => string,
  noun: string,
): void {
  const faults = asked.flatMap((word, at) =>
    known.includes(word)
      ? []
      : [{ field: fieldOf(at), code: "unknown", message: `There is no ${noun} ${word}` }],
  );
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "Some fields are not right", { faults });
  }
}
