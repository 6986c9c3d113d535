import type { RawSql, RawTx } from "@/db/client";
import type { ExceptionType } from "../exceptions/types";
import { fitsPlaybook } from "./decide-playbook";
import type { PlaybookConditions, PlaybookFacts, PlaybookMode, ResolutionKind } from "./types";

export type Playbook = {
  readonly playbookId: string;
  readonly version: number;
  readonly name: string;
  readonly type: ExceptionType;
  readonly conditions: PlaybookConditions;
  readonly kind: ResolutionKind;
  readonly mode: PlaybookMode;
  readonly isOn: boolean;
};

/** The versions that stand, the oldest rule first: of two that fit, it decides. */
export const readPlaybooks = (sql: RawSql | RawTx) => sql<Playbook[]>`
  select playbook_id as "playbookId", version, name, type, conditions, kind, mode,
    is_on as "isOn"
  from exception_playbook where retired_at is null order by playbook_id`;

/** Open exceptions of a type that are awake and that nobody has in hand. */
export const readFacts = (
  sql: RawSql | RawTx,
  type: ExceptionType,
  now: Date,
  exceptionId: string | null = null,
) => sql<PlaybookFacts[]>`
  select e.id, e.sentence, e.severity, c.tier, n.code as node,
    extract(epoch from ${now}::timestamptz - e.opened_at)::float8 / 60 as "openMinutes",
    (select sum((l.ordered - l.cancelled - l.delivered) * l.unit_price_e4 / 100)::bigint
      from order_line l where l.order_id = e.order_id
        and (e.order_line_id is null or l.id = e.order_line_id)) as "stakeMinor"
  from exception e
  left join sales_order o on o.id = e.order_id left join company c on c.id = o.company_id
  left join node n on n.id = e.node_id
  where e.type = ${type} and e.closed_at is null and coalesce(e.snoozed_until <= ${now}, true)
    and case when ${exceptionId}::uuid is null then e.owner_id is null else e.id = ${exceptionId} end
  order by e.opened_at, e.id limit 500`;

/** Which of them a rule is for. */
export async function readFitting(
  sql: RawSql | RawTx,
  { type, conditions }: Pick<Playbook, "type" | "conditions">,
  now: Date,
): Promise<PlaybookFacts[]> {
  return (await readFacts(sql, type, now)).filter((facts) => fitsPlaybook(conditions, facts));
}
