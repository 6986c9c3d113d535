import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { addDays, type LocalDate } from "../../kernel/local-date";
import { countWorkingDays, decideMeasuredDays, type WorkSpan } from "../decide-capacity";
import { localClock } from "../decide-clock";
import { readNetwork } from "../store";

type Row = {
  readonly nodeId: string;
  readonly overDays: number;
  readonly openUnits: number;
  readonly shippedUnits: number;
  readonly spans: readonly WorkSpan[];
};

/**
 * Measure how nodes work: the days from release to shipping, what they ship in a working day, and
 * what they were given and have not shipped. Written only where it differs from what is known, so
 * that nobody reads the network again for nothing.
 */
export const measureNodes = defineCommand({
  name: "network.measure_nodes",
  input: z.object({}),
  wall: "staff",
  run: async ({ owner, sql, now }) => {
    const network = await readNetwork(owner, sql);
    const rows = await sql<Row[]>`
      select n.id as "nodeId", n.measured_over_days as "overDays",
        (select coalesce(sum(l.quantity - l.rejected - l.shipped), 0)::int
          from fulfillment_order f join fulfillment_order_line l on l.fulfillment_order_id = f.id
          where f.node_id = n.id and f.state in ('open', 'accepted', 'picking', 'packed', 'on_hold'))
          as "openUnits",
        shipped.units as "shippedUnits", shipped.spans
      from node n cross join lateral (
        select coalesce(sum(w.units), 0)::int as units, coalesce(jsonb_agg(jsonb_build_object(
            'releasedOn', (f.released_at at time zone n.time_zone)::date,
            'shippedOn', (w.at at time zone n.time_zone)::date)), '[]') as spans
        from (
          select s.fulfillment_order_id as id, max(s.shipped_at) as at,
            (select coalesce(sum(l.shipped), 0) from fulfillment_order_line l
              where l.fulfillment_order_id = s.fulfillment_order_id) as units
          from shipment s
          where s.node_id = n.id
            and s.shipped_at > ${now}::timestamptz - make_interval(days => n.measured_over_days)
          group by s.fulfillment_order_id) w
        join fulfillment_order f on f.id = w.id) shipped
      order by n.id`;
    const measured = rows.flatMap((row) => {
      const node = network.nodes.find(({ id }) => id === row.nodeId);
      if (node === undefined) {
        return [];
      }
      const today = localClock(now, node.calendar.timeZone).date;
      const days = Array.from(
        { length: row.overDays },
        (_, back): LocalDate => addDays(today, -back),
      );
      const working = Math.max(1, countWorkingDays(node.calendar, days));
      return [
        {
          node_id: row.nodeId,
          processing_days: decideMeasuredDays(node.calendar, row.spans),
          shipments: row.spans.length,
          units_per_day: Math.round((row.shippedUnits / working) * 10) / 10,
          open_units: row.openUnits,
        },
      ];
    });
    const changed = measured.filter((row) => {
      const known = network.nodes.find(({ id }) => id === row.node_id)?.measure;
      return (
        known?.processingDays !== row.processing_days ||
        known.shipments !== row.shipments ||
        known.unitsPerDay !== row.units_per_day ||
        known.openUnits !== row.open_units
      );
    });
    if (changed.length === 0) {
      return { measured: 0 };
    }
    await sql`
      insert into node_measure (node_id, measured_at, processing_days, shipments,
        units_per_day, open_units)
      select r.node_id, ${now}::timestamptz, r.processing_days, r.shipments, r.units_per_day,
        r.open_units
      from jsonb_to_recordset(${sql.typed(changed, 3802)}::jsonb) as r(node_id uuid,
        processing_days int, shipments int, units_per_day float8, open_units int)
      order by r.node_id
      on conflict (node_id) do update set measured_at = excluded.measured_at,
        processing_days = excluded.processing_days, shipments = excluded.shipments,
        units_per_day = excluded.units_per_day, open_units = excluded.open_units`;
    return { measured: changed.length };
  },
});
