import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { ReservationState } from "./machine";
import { releaseInput } from "./schema";
import type { ReservationOwner } from "./types";

export type OwnHold = {
  readonly sku: string;
  readonly node: string;
  readonly quantity: number;
  /** `expired` from the moment it has run out, whether or not that was written down. */
  readonly state: ReservationState;
  readonly expiresAt: Date;
};

/** What an owner holds, and what it lost by time and has not given up. */
export const findReservation = defineQuery({
  name: "inventory.find_reservation",
  input: releaseInput,
  wall: "company",
  run: async ({ sql, now, companyId }, { owner }) => {
    const lines = await sql<OwnHold[]>`
      select s.code as sku, n.code as node, r.quantity, r.expires_at as "expiresAt",
        case when r.expires_at > ${now} then r.state else 'expired' end as state
      from reservation r join sku s on s.id = r.sku_id join node n on n.id = r.node_id
      where r.owner_kind = ${owner.kind} and r.owner_ref = ${owner.ref}
        and r.state in ('active', 'expired')
        and (${companyId}::uuid is null or r.company_id = ${companyId})
      order by s.code, n.code`;
    const live = lines.filter(({ state }) => state === "active");
    const ends = live.map(({ expiresAt }) => expiresAt.getTime());
    return { expiresAt: ends.length === 0 ? null : new Date(Math.min(...ends)), lines };
  },
});

export type SkuHold = {
  readonly id: string;
  readonly owner: ReservationOwner;
  readonly ref: string;
  readonly company: string | null;
  readonly node: string;
  readonly channel: string;
  readonly quantity: number;
  readonly expiresAt: Date;
  readonly createdBy: string;
};

/** More holds of a SKU than this are counted, not shown. */
const HOLDS_MAX = 200;

/** Who holds units of a SKU now, at one node or all; those that end first stand first. */
export const listSkuReservations = defineQuery({
  name: "inventory.list_sku_reservations",
  input: z.object({ skuId: z.uuid(), nodeId: z.uuid().optional() }),
  wall: "staff",
  run: ({ sql, now }, { skuId, nodeId }) => sql<SkuHold[]>`
    select r.id, r.owner_kind as owner, r.owner_ref as ref, c.name as company, n.name as node,
      h.name as channel, r.quantity, r.expires_at as "expiresAt",
      coalesce(u.name, r.created_by) as "createdBy"
    from reservation r join node n on n.id = r.node_id join channel h on h.id = r.channel_id
    left join company c on c.id = r.company_id left join app_user u on u.id::text = r.created_by
    where r.sku_id = ${skuId} and r.state = 'active' and r.expires_at > ${now}
      and (${nodeId ?? null}::uuid is null or r.node_id = ${nodeId ?? null})
    order by r.expires_at, r.id limit ${HOLDS_MAX}`,
});
