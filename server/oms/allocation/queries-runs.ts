import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { AllocationPolicy } from "../scarcity/types";
import { type ClassTotal, totalsOf } from "./decide-totals";
import type { AllocationRunState } from "./machine";
import type { ContestedLine } from "./queries-short";
import type { RunTrigger } from "./types";

const RUNS_MAX = 100;

export type RunRow = {
  readonly id: string;
  readonly number: string;
  readonly state: AllocationRunState;
  readonly trigger: RunTrigger;
  readonly policyVersion: number | null;
  readonly note: string;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly skus: readonly string[];
  readonly lines: number;
  readonly gain: number;
  readonly lose: number;
  readonly later: number;
};

/** The runs, the newest first. */
export const listRuns = defineQuery({
  name: "allocation.list_runs",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<RunRow[]> => sql<RunRow[]>`
    select r.id, r.number, r.state, r.trigger, r.policy_version as "policyVersion", r.note,
      coalesce(m.name, r.made_by) as "madeBy", r.made_at as "madeAt",
      coalesce(d.name, r.decided_by) as "decidedBy", r.decided_at as "decidedAt",
      r.decision_reason as "decisionReason",
      array(select s.code from allocation_run_sku k join sku s on s.id = k.sku_id
        where k.run_id = r.id order by s.code limit 5) as skus,
      l.lines, l.gain, l.lose, l.later
    from allocation_run r left join app_user m on m.id::text = r.made_by
    left join app_user d on d.id::text = r.decided_by
    cross join lateral (
      select count(*)::int as lines,
        count(*) filter (where stock_after > stock_before)::int as gain,
        count(*) filter (where stock_after < stock_before)::int as lose,
        count(*) filter (where date_after > date_before)::int as later
      from allocation_run_line where run_id = r.id) l
    order by r.made_at desc, r.id desc limit ${RUNS_MAX}`,
});

export type RunPage = Omit<RunRow, "skus" | "lines" | "gain" | "lose" | "later"> & {
  readonly version: number;
  readonly policy: AllocationPolicy;
  readonly lines: readonly ContestedLine[];
  readonly totals: readonly ClassTotal[];
};

/**
 * A run with what it does to each line.
 *
 * @throws NOT_FOUND
 */
export const findRun = defineQuery({
  name: "allocation.find_run",
  input: z.object({ number: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql }, { number }): Promise<RunPage> => {
    const [run] = await sql<Omit<RunPage, "lines" | "totals">[]>`
      select r.id, r.number, r.state, r.trigger, r.policy_version as "policyVersion", r.note,
        r.version, r.policy, coalesce(m.name, r.made_by) as "madeBy", r.made_at as "madeAt",
        coalesce(d.name, r.decided_by) as "decidedBy", r.decided_at as "decidedAt",
        r.decision_reason as "decisionReason"
      from allocation_run r left join app_user m on m.id::text = r.made_by
      left join app_user d on d.id::text = r.decided_by where r.number = ${number}`;
    if (run === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such run", { number });
    }
    const lines = await sql<ContestedLine[]>`
      select l.order_line_id as "lineId", o.number as "orderNumber", s.code as sku,
        c.name as company, c.tier, o.placed_at as "placedAt",
        coalesce(x.requested_date, o.requested_date)::text as wanted, l.rank,
        l.class_name as "className", l.asked, l.stock_before as "stockBefore",
        l.stock_after as "stockAfter", l.supply_before as "supplyBefore",
        l.supply_after as "supplyAfter", l.date_before::text as "dateBefore",
        l.date_after::text as "dateAfter", l.edited, l.edit_reason as "editReason", l.why
      from allocation_run_line l join sales_order o on o.id = l.order_id
        join order_line x on x.id = l.order_line_id join sku s on s.id = l.sku_id
        join company c on c.id = o.company_id
      where l.run_id = ${run.id} order by s.code, l.rank`;
    return { ...run, lines, totals: totalsOf(lines) };
  },
});
