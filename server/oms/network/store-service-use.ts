import type { RawSql, RawTx } from "@/db/client";
import { present } from "../kernel/assert";
import type { ServiceUse } from "./decide-retire-service";
import { USUAL_SERVICE } from "./types";

/** What a service is used for now. */
export async function readServiceUse(
  sql: RawSql | RawTx,
  code: string,
  now: Date,
): Promise<ServiceUse> {
  const [use] = await sql<Omit<ServiceUse, "isUsual">[]>`
    select
      array(select n.name from node n join node_cut_off o on o.node_id = n.id
        where n.retired_at is null and o.service_code = ${code} and not exists (
          select from node_cut_off x join carrier_service s on s.code = x.service_code
          where x.node_id = n.id and x.service_code <> ${code} and s.retired_at is null)
        order by n.name) as "onlyAt",
      (select count(*)::int from node n join node_cut_off o on o.node_id = n.id
        where n.retired_at is null and o.service_code = ${code}) as nodes,
      (select count(*)::int from sales_order where service_code = ${code}
        and status in ('draft', 'submitted', 'pending_approval', 'confirmed', 'in_fulfillment'))
        as orders,
      (select count(*)::int from order_draft where content ->> 'serviceCode' = ${code}
        and placed_order_id is null) as drafts,
      array(select s ->> 'name' from sourcing_profile p, jsonb_array_elements(p.strategies) s
        where p.status = 'active' and jsonb_path_exists(s, '$.** ? (@.fact == "service"
          && @.values[*] == $code)', jsonb_build_object('code', ${code}::text))) as strategies,
      (select count(*)::int from disruption where service_code = ${code} and withdrawn_at is null
        and until_day >= (${now}::timestamptz at time zone 'UTC')::date) as disruptions`;
  return { ...present(use, "a row of counts"), isUsual: code === USUAL_SERVICE };
}
