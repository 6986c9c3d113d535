import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { LocalDate } from "../kernel/local-date";
import type { LateLine } from "./decide-promise";
import { decideRisks, type RiskFinding, riskTypes, type WorkFinding } from "./decide-risk";

/**
 * What threatens the promises of some orders, line by line, as the detectors of the exception desk
 * found it last: how long there still is, and why.
 */
export const findRisks = defineQuery({
  name: "exceptions.find_risks",
  input: z.object({ orderIds: z.array(z.uuid()).max(500) }),
  wall: "staff",
  run: async ({ sql, now }, { orderIds }) => {
    const rows = await sql<Row[]>`
      select e.order_id as "orderId",
        case when e.type = 'promise_missed' or e.type = 'promise_at_risk'
          then e.detail -> 'lines' end as lines,
        w.work, w.node, w.service, w.state, w."leavesAt", w."lineNumbers"
      from exception e
      left join lateral (
        select f.number as work, n.name as node, f.service_code as service, f.state,
          (f.ship_by + coalesce(c.local_time, '24:00'::time))::timestamp at time zone n.time_zone
            as "leavesAt",
          array(select l.line_number from fulfillment_order_line p
            join order_line l on l.id = p.order_line_id
            where p.fulfillment_order_id = f.id and p.quantity > p.rejected
            order by l.line_number) as "lineNumbers"
        from fulfillment_order f join node n on n.id = f.node_id
        left join node_cut_off c on c.node_id = f.node_id and c.service_code = f.service_code
        where e.cause_key = 'work:' || f.id and f.order_id = e.order_id
          and f.state in ('open', 'accepted', 'picking', 'packed')) w on true
      where e.closed_at is null and e.order_id = any(${orderIds}::uuid[])
        and e.type = any(${[...riskTypes]}::text[])`;
    const findings = rows.flatMap((row): RiskFinding[] => {
      const { orderId, lines } = row;
      if (lines !== null) {
        return [{ kind: "promise", orderId, lines }];
      }
      return row.work === null ? [] : [{ ...row, kind: "work" }];
    });
    return decideRisks(findings, now, now.toISOString().slice(0, 10) as LocalDate);
  },
});

/** Work has no lines in its detail, and promises have no work. */
type Row =
  | { readonly orderId: string; readonly lines: readonly LateLine[]; readonly work: null }
  | { readonly orderId: string; readonly lines: null; readonly work: null }
  | (Omit<WorkFinding, "kind"> & { readonly lines: null });
