import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import type { InboundKind } from "../inventory/types";
import type { KnownSupply, WantedSupply } from "./decide-supply";

/** Where a named supply arrives, and whether it is known; null where a name is unknown. */
export type SupplyPlace = {
  readonly nodeId: string | null;
  readonly skuId: string | null;
  readonly isKit: boolean;
  readonly supplyId: string | null;
};

type Named = { readonly reference: string; readonly nodeCode: string; readonly sku: string };

/**
 * What these supplies name, in their order. A node that is retired or beyond the actor's reach is unknown;
 * of several supplies of one number the open one counts, then the newest.
 */
export async function readSupplyPlaces(
  sql: RawTx,
  named: readonly Named[],
  nodeIds: readonly string[] | null,
): Promise<SupplyPlace[]> {
  const rows = named.map(({ reference, nodeCode, sku }, at) => ({ at, reference, nodeCode, sku }));
  return sql<SupplyPlace[]>`
    select n.id as "nodeId", s.id as "skuId",
      exists (select from kit_component k where k.kit_sku_id = s.id) as "isKit",
      (select i.id from inbound_supply i where i.node_id = n.id and i.sku_id = s.id
        and upper(i.reference) = upper(r.reference) and i.kind <> 'transfer'
        order by (i.status = 'open') desc, i.id desc limit 1) as "supplyId"
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
      as r(at int, reference text, "nodeCode" text, sku text)
    left join node n on upper(n.code) = upper(r."nodeCode") and n.retired_at is null
      and (${nodeIds === null ? null : [...nodeIds]}::uuid[] is null
        or n.id = any(${nodeIds === null ? [] : [...nodeIds]}::uuid[]))
    left join sku s on upper(s.code) = upper(r.sku)
    order by r.at`;
}

export type StoredSupply = KnownSupply & { readonly id: string };

/** Supplies as they stand, locked, those that are over among them. */
export const lockSupplies = (sql: RawTx, ids: readonly string[]) => sql<StoredSupply[]>`
  select id, reference, supplier, quantity, received, pegged, eta::text,
    dock_to_stock_days as "dockToStockDays", confidence, status = 'open' as "isOpen"
  from inbound_supply where id = any(${[...ids]}::uuid[]) order by id for no key update`;

export async function openSupply(
  { sql, now }: CommandEnv,
  wanted: WantedSupply & { readonly kind: InboundKind },
  { nodeId, skuId }: SupplyPlace,
): Promise<string> {
  const id = newId<string>(now.getTime());
  await sql`
    insert into inbound_supply (id, kind, reference, supplier, node_id, sku_id, quantity, eta,
      original_eta, dock_to_stock_days, confidence, created_at)
    values (${id}, ${wanted.kind}, ${wanted.reference}, ${wanted.supplier}, ${nodeId}, ${skuId},
      ${wanted.quantity}, ${wanted.eta}, ${wanted.eta}, ${wanted.dockToStockDays},
      ${wanted.confidence}, ${now})`;
  return id;
}

/** What comes no more keeps the units and the day that it had; they say what was meant to come. */
export async function changeSupply(
  { sql }: CommandEnv,
  wanted: WantedSupply,
  { id }: StoredSupply,
  isOver: boolean,
): Promise<string> {
  await (isOver
    ? sql`
        update inbound_supply
        set status = case when received > 0 then 'received' else 'cancelled' end where id = ${id}`
    : sql`
        update inbound_supply set status = 'open', supplier = ${wanted.supplier},
          quantity = ${wanted.quantity}, eta = ${wanted.eta},
          dock_to_stock_days = ${wanted.dockToStockDays}, confidence = ${wanted.confidence}
        where id = ${id}`);
  return id;
}
