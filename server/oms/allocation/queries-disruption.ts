import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { LocalDate } from "../kernel/local-date";
import { keepsNode } from "../network/decide-disruption";
import { disruptionPreviewInput } from "../network/schema";
import { disruptionOf, readNetwork } from "../network/store";
import type { Disruption, Network } from "../network/types";
import { decideMoves, type PlannedRow, readPlanned } from "./store-disrupted";

/** What a disruption would do to what is planned, before it is saved. */
export type DisruptionPreview = {
  /** Open orders with a date that moves. */
  readonly orders: number;
  /** Of them, those whose promise to the customer moves. */
  readonly promises: number;
  /** Most days that a promise moves, later (> 0) or earlier (< 0). */
  readonly mostDays: number;
  /** Names of the nodes that it keeps, because they stand in its area. */
  readonly nodes: readonly string[];
};

/**
 * How many open orders a disruption would concern, and how many promises it would move: by the very
 * reckoning that moves them.
 */
export const previewDisruption = defineQuery({
  name: "network.preview_disruption",
  input: disruptionPreviewInput.safeExtend({ disruptionId: z.uuid().nullable() }),
  wall: "staff",
  run: async ({ sql, now }, { disruptionId, scope, ...facts }): Promise<DisruptionPreview> => {
    const network = await readNetwork(sql, sql);
    const draft = disruptionOf({ ...facts, kind: scope, id: disruptionId ?? "", reason: "" });
    const others = network.disruptions.filter(({ id }) => id !== disruptionId);
    const planned = await readPlanned(sql, null);
    const asIs = datesOf(planned, network, now);
    const then = datesOf(planned, { ...network, disruptions: [...others, draft] }, now);
    const moves = planned.flatMap(({ id, orderId }) => {
      const [before, after] = [asIs.get(id), then.get(id)];
      const isSame = before?.ship === after?.ship && before?.delivery === after?.delivery;
      return isSame || after === undefined ? [] : [{ id, orderId, delivery: after.delivery }];
    });
    const orderIds = [...new Set(moves.map(({ orderId }) => orderId))];
    const [told] = await sql<{ promises: number; mostDays: number }[]>`
      with moved as (
        select * from jsonb_to_recordset(${sql.typed(
          moves.map(({ id, delivery }) => ({ id, delivery })),
          3802,
        )}::jsonb) as m(id uuid, delivery date)),
      lines as (
        select l.order_id, case when l.backordered > coalesce(sum(a.quantity)
            filter (where a.state = 'promised'), 0) then l.current_promise end as own,
          max(coalesce(m.delivery, a.delivery_date)) as promise
        from order_line l left join allocation a on a.order_line_id = l.id
          and a.state in ('promised', 'allocated', 'released', 'consumed')
        left join moved m on m.id = a.id
        where l.order_id = any(${orderIds}::uuid[]) and l.ordered > l.cancelled group by l.id),
      after as (
        select order_id, max(greatest(own, promise)) as promise from lines group by order_id)
      select count(*)::int as promises,
        coalesce((array_agg(a.promise - o.current_promise
          order by abs(a.promise - o.current_promise) desc))[1], 0)::int as "mostDays"
      from after a join sales_order o on o.id = a.order_id
      where a.promise <> o.current_promise`;
    return {
      orders: orderIds.length,
      promises: told?.promises ?? 0,
      mostDays: told?.mostDays ?? 0,
      nodes: nodesInside(network, draft),
    };
  },
});

const nodesInside = ({ nodes }: Network, draft: Disruption): string[] =>
  draft.scope.kind === "area"
    ? nodes.filter((node) => keepsNode(draft, node)).map(({ name }) => name)
    : [];

type Dates = { readonly ship: LocalDate; readonly delivery: LocalDate };

/** The dates that everything planned would have by the disruptions of a network. */
function datesOf(
  planned: readonly PlannedRow[],
  network: Network,
  now: Date,
): ReadonlyMap<string, Dates> {
  const dates = new Map<string, Dates>(
    planned.map((row) => [row.id, { ship: row.shipDate, delivery: row.deliveryDate }]),
  );
  for (const { row, ship, delivery } of decideMoves(planned, network, now)) {
    dates.set(row.id, { ship, delivery });
  }
  return dates;
}
