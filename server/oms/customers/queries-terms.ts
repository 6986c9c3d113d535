import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { SubstitutionPolicy } from "../catalog/types";

export type ListedSubstitution = {
  readonly code: string;
  readonly name: string;
  readonly substitution: SubstitutionPolicy;
};

export type ListedPreference = {
  readonly code: string;
  readonly name: string;
  /** Code of the ship-to; null: what holds for all of the company's that name none. */
  readonly location: string | null;
  readonly city: string;
  readonly region: string;
  readonly node: string;
  readonly nodeName: string;
  /** Why nothing ships from there now; null: it does. */
  readonly ignored: "retired" | "off" | null;
};

const LISTED_MAX = 500;

/** Companies that take other SKUs otherwise than by being offered them. */
export const listSubstitution = defineQuery({
  name: "customers.list_substitution",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ListedSubstitution[]> => sql<ListedSubstitution[]>`
    select code, name, substitution from company where substitution <> 'ask'
    order by name, code limit ${LISTED_MAX}`,
});

/** Companies whose buyers may ship to addresses that are not in their address books. */
export const listOneTimeShipTo = defineQuery({
  name: "customers.list_one_time_ship_to",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<{ code: string; name: string }[]>`
    select code, name from company where allows_one_time_ship_to
    order by name, code limit ${LISTED_MAX}`,
});

/** Companies and ship-tos that prefer a node, and whether it ships at all. */
export const listPreferredNodes = defineQuery({
  name: "customers.list_preferred_nodes",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ListedPreference[]> => sql<ListedPreference[]>`
    select c.code, c.name, p.location, p.city, p.region, n.code as node, n.name as "nodeName",
      case when n.retired_at is not null then 'retired' when not n.is_on then 'off' end as ignored
    from (
      select id as company_id, preferred_node_id, null as location, '' as city, '' as region
      from company where preferred_node_id is not null
      union all
      select company_id, preferred_node_id, code, city, region
      from company_location where preferred_node_id is not null) p
    join company c on c.id = p.company_id
    join node n on n.id = p.preferred_node_id
    order by c.name, c.code, p.location nulls first limit ${LISTED_MAX}`,
});
