import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { readActivePolicy } from "../scarcity/store-policy";
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
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly approvalReason: string | null;
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
      coalesce(p.name, r.approved_by) as "approvedBy", r.approved_at as "approvedAt",
      r.approval_reason as "approvalReason", coalesce(d.name, r.decided_by) as "decidedBy",
      r.decided_at as "decidedAt", r.decision_reason as "decisionReason",
      array(select s.code from allocation_run_sku k join sku s on s.id = k.sku_id
        where k.run_id = r.id order by s.code limit 5) as skus,
      l.lines, l.gain, l.lose, l.later
    from allocation_run r left join app_user m on m.id::text = r.made_by
    left join app_user p on p.id::text = r.approved_by
    left join app_user d on d.id::text = r.decided_by
    cross join lateral (
      select count(*)::int as lines,
        count(*) filter (where stock_after > stock_before)::int as gain,
        count(*) filter (where stock_after < stock_before)::int as lose,
        count(*) filter (where date_after > date_before)::int as later
      from allocation_run_line where run_id = r.id) l
    order by r.made_at desc, r.id desc limit ${RUNS_MAX}`,
});

/** A step of a run's life, as its document tells it. */
export type RunStep = {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string | null;
  /** The order whose line was given units by hand, and how many; null: the hand was taken away. */
  readonly orderNumber: string | null;
  readonly units: number | null;
};

export type RunPage = Omit<RunRow, "skus" | "lines" | "gain" | "lose" | "later"> & {
  readonly version: number;
  /** Id of who approved it. */
  readonly approverId: string | null;
  /** The active policy asks for somebody else to apply it. */
  readonly isAppliedByAnother: boolean;
  /** All that happened to it, newest first. */
  readonly trail: readonly RunStep[];
  readonly policy: AllocationPolicy;
  readonly lines: readonly ContestedLine[];
  readonly totals: readonly ClassTotal[];
};

/**
 * A run with what it does to each line, and who did what to it.
 *
 * @throws NOT_FOUND
 */
export const findRun = defineQuery({
  name: "allocation.find_run",
  input: z.object({ number: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql }, { number }): Promise<RunPage> => {
    const [run] = await sql<Omit<RunPage, "lines" | "totals" | "trail" | "isAppliedByAnother">[]>`
      select r.id, r.number, r.state, r.trigger, r.policy_version as "policyVersion", r.note,
        r.version, r.policy, coalesce(m.name, r.made_by) as "madeBy", r.made_at as "madeAt",
        coalesce(p.name, r.approved_by) as "approvedBy", r.approved_at as "approvedAt",
        r.approval_reason as "approvalReason", r.approved_by as "approverId",
        coalesce(d.name, r.decided_by) as "decidedBy", r.decided_at as "decidedAt",
        r.decision_reason as "decisionReason"
      from allocation_run r left join app_user m on m.id::text = r.made_by
      left join app_user p on p.id::text = r.approved_by
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
    const trail = await sql<RunStep[]>`
      select e.id, e.type, e.occurred_at as at, e.actor_name as actor, e.reason,
        o.number as "orderNumber", (e.payload ->> 'units')::int as units
      from event e
      left join order_line l on l.id = (e.payload ->> 'orderLineId')::uuid
      left join sales_order o on o.id = l.order_id
      where e.subject_id = ${run.id} order by e.id desc`;
    const { policy } = await readActivePolicy(sql);
    return {
      ...run,
      isAppliedByAnother: policy.isAppliedByAnother === true,
      trail,
      lines,
      totals: totalsOf(lines),
    };
  },
});

/** What the latest run that was applied decided of a line that it knew. */
export type LineRun = {
  readonly orderLineId: string;
  readonly lineNumber: number;
  readonly run: string;
  readonly appliedAt: Date;
  /** `12 of 40 from stock: Gold first, then Everyone else by fair share 38 %`. */
  readonly why: string;
  /** Of those who gave units by hand. */
  readonly editReason: string | null;
};

/** Why each line of an order has what it has of scarce stock: what runs decided, line by line. */
export const findLineRuns = defineQuery({
  name: "allocation.find_line_runs",
  input: z.object({ orderNumber: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: ({ sql }, { orderNumber }): Promise<LineRun[]> => sql<LineRun[]>`
    select distinct on (l.line_number) r.order_line_id as "orderLineId",
      l.line_number as "lineNumber", a.number as run, a.decided_at as "appliedAt", r.why,
      r.edit_reason as "editReason"
    from sales_order o join order_line l on l.order_id = o.id
      join allocation_run_line r on r.order_line_id = l.id
      join allocation_run a on a.id = r.run_id and a.state = 'applied'
    where upper(o.number) = upper(${orderNumber})
    order by l.line_number, a.decided_at desc, a.id desc`,
});
