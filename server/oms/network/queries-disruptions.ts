import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import type { LocalDate } from "../kernel/local-date";
import type { AreaReach, disruptionScopes } from "./types";

export type DisruptionListRow = {
  readonly id: string;
  readonly scope: (typeof disruptionScopes)[number];
  readonly country: string | null;
  readonly region: string | null;
  readonly postalPrefix: string | null;
  readonly reach: AreaReach;
  readonly nodeId: string | null;
  readonly node: string | null;
  readonly serviceCode: string | null;
  readonly service: string | null;
  readonly carrier: string | null;
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly delayDays: number | null;
  readonly reason: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly withdrawnAt: Date | null;
};

/** What keeps shipments now and later, then what is over or was withdrawn, the newest first. */
export const listDisruptions = defineQuery({
  name: "network.list_disruptions",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<DisruptionListRow[]>`
    select d.id, d.scope, d.country, d.region, d.postal_prefix as "postalPrefix",
      d.reach,
      d.node_id as "nodeId", n.name as node, d.service_code as "serviceCode", s.name as service,
      d.carrier, d.from_day::text as "from", d.until_day::text as "until",
      d.delay_days as "delayDays", d.reason, d.opened_by as "openedBy", d.opened_at as "openedAt",
      d.withdrawn_at as "withdrawnAt"
    from disruption d left join node n on n.id = d.node_id
    left join carrier_service s on s.code = d.service_code
    order by d.withdrawn_at is not null, d.until_day desc, d.id desc limit ${PAGE_MAX}`,
});
