import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { type ExceptionRow, exceptionFilter, foundBy, rowOf } from "./queries";

export type ExceptionEventRow = {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly onBehalfOf: string | null;
  readonly reason: string | null;
  readonly payload: unknown;
};

/** A thing that the exception is about, with the number people know it by. */
export type Evidence = {
  readonly kind: "order" | "line" | "sku" | "node" | "work" | "shipment" | "supply" | "decision";
  readonly name: string;
  readonly detail: string;
};

const NO_FILTER = z.object(exceptionFilter).parse({});

/**
 * One exception whole: the row as the queue shows it, the facts it was opened with, what it is about
 * with each thing's own name, and all that happened to it.
 *
 * @throws NOT_FOUND
 */
export const findException = defineQuery({
  name: "exceptions.find_exception",
  input: z.object({ exceptionId: z.uuid() }),
  wall: "staff",
  run: async ({ sql, now, actor }, { exceptionId }) => {
    const [[row], events, evidence, [alike]] = await Promise.all([
      sql<(ExceptionRow & { readonly detail: Readonly<Record<string, unknown>> })[]>`
        select ${rowOf(sql, now, actor.id)}, e.detail ${foundBy(sql, NO_FILTER)}
          and e.id = ${exceptionId}`,
      sql<ExceptionEventRow[]>`
        select id, type, occurred_at as at, actor_name as actor, on_behalf_of as "onBehalfOf",
          reason, payload
        from event where subject_id = ${exceptionId} order by id desc limit 200`,
      sql<Evidence[]>`
        select 'order' as kind, o.number as name, c.name || ', ' || c.tier as detail
        from exception e join sales_order o on o.id = e.order_id
        join company c on c.id = o.company_id where e.id = ${exceptionId}
        union all
        select 'line', o.number, 'Line ' || l.line_number || ': ' || l.ordered || ' × ' || s.code
          || ', ' || l.backordered || ' waiting'
        from exception e join order_line l on l.id = e.order_line_id
        join sales_order o on o.id = l.order_id join sku s on s.id = l.sku_id
        where e.id = ${exceptionId}
        union all
        select 'sku', s.code, s.name from exception e join sku s on s.id = e.sku_id
        where e.id = ${exceptionId}
        union all
        select 'node', n.code, n.name from exception e join node n on n.id = e.node_id
        where e.id = ${exceptionId}
        union all
        select 'work', f.number, n.name || ', ' || replace(f.state, '_', ' ')
        from exception e join fulfillment_order f on f.number = e.detail ->> 'workNumber'
        join node n on n.id = f.node_id where e.id = ${exceptionId}
        union all
        select 'shipment', s.number, s.carrier || ', ' || s.state
        from exception e join shipment s on s.number = e.detail ->> 'shipmentNumber'
        where e.id = ${exceptionId}
        union all
        select 'supply', i.reference, i.quantity - i.received || ' of ' || i.quantity
          || ' to come, due ' || i.eta
        from exception e join inbound_supply i on i.id::text = e.detail ->> 'inboundSupplyId'
        where e.id = ${exceptionId}
        union all
        (select 'decision', o.number, d.sentence
        from exception e join sourcing_decision d on d.order_id = e.order_id
        join sales_order o on o.id = e.order_id
        where e.id = ${exceptionId} order by d.decided_at desc, d.id desc limit 1)`,
      sql<{ count: number }[]>`
        select count(*)::int as count from exception x join exception e on e.type = x.type
        where x.id = ${exceptionId} and e.id <> x.id and e.closed_at is null`,
    ]);
    if (row === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such exception", { exceptionId });
    }
    const { detail, ...exception } = row;
    return { exception, detail, events, evidence, alike: alike?.count ?? 0 };
  },
});
