import type { RawSql, RawTx } from "@/db/client";
import type { SkuId } from "../kernel/ids";
import { heldUnits } from "./store-stock";

/** A component of a kit with what each node can give of it, as the stock screens count it. */
export type KitComponentStock = {
  readonly kitSkuId: string;
  readonly skuId: SkuId;
  readonly code: string;
  readonly name: string;
  readonly baseUnit: string;
  readonly perKit: number;
  /** Units that no order, no reservation and no safety stock holds, over all nodes; none before it is out. */
  readonly available: number;
  readonly cells: readonly { readonly nodeId: string; readonly available: number }[];
};

/** The components of some kits in their order, each with its sellable stock. */
export const readKitStock = (
  sql: RawSql | RawTx,
  kitSkuIds: readonly string[],
  now: Date,
): PromiseLike<KitComponentStock[]> => sql<KitComponentStock[]>`
  select k.kit_sku_id as "kitSkuId", c.id as "skuId", c.code, c.name, c.base_unit as "baseUnit",
    k.quantity as "perKit", t.available, t.cells
  from kit_component k join sku c on c.id = k.component_sku_id
  cross join lateral (
    select coalesce(sum(f.units), 0)::int as available,
      coalesce(json_agg(json_build_object('nodeId', l.node_id, 'available', f.units)),
        '[]'::json) as cells
    from stock_level l cross join lateral (
      select case when c.comes_out_on is null
        then greatest(l.on_hand - l.allocated - ${heldUnits(sql, now)} - l.safety_stock, 0)::int
        else 0 end as units) f
    where l.sku_id = c.id and l.status = 'sellable') t
  where k.kit_sku_id = any(${[...kitSkuIds]}::uuid[])
  order by k.kit_sku_id, k.position`;

/** The kits that a SKU is a component of. */
export const readKitsOf = (sql: RawSql | RawTx, componentSkuId: string) => sql<
  { code: string; name: string; perKit: number }[]
>`
  select s.code, s.name, k.quantity as "perKit"
  from kit_component k join sku s on s.id = k.kit_sku_id
  where k.component_sku_id = ${componentSkuId} order by s.code`;

/** A SKU as the making of a kit looks at it. */
export type KitCandidate = {
  readonly id: SkuId;
  readonly code: string;
  readonly isKit: boolean;
  /** The first kit it is a component of. */
  readonly partOf: string | null;
  /** It has stock, supply on its way, orders in hand, or a day on which it comes out, under its own code. */
  readonly isInUse: boolean;
};

/**
 * Lock some SKUs by their codes, in the order of their ids, and say of each what keeps it from being
 * a kit or a component. Whoever makes a kit locks it with all its components, so that of two that
 * would nest the second one sees the first.
 */
export async function lockKitCandidates(
  sql: RawTx,
  codes: readonly string[],
): Promise<Map<string, KitCandidate>> {
  const upper = codes.map((code) => code.toUpperCase());
  await sql`
    select 1 from sku where upper(code) = any(${upper}::text[]) order by id for no key update`;
  const rows = await sql<KitCandidate[]>`
    select s.id, s.code,
      exists (select 1 from kit_component k where k.kit_sku_id = s.id) as "isKit",
      (select p.code from kit_component k join sku p on p.id = k.kit_sku_id
        where k.component_sku_id = s.id order by p.code limit 1) as "partOf",
      exists (select 1 from stock_level l
          where l.sku_id = s.id and (l.on_hand > 0 or l.allocated > 0))
        or exists (select 1 from inbound_supply i where i.sku_id = s.id and i.status = 'open')
        or exists (select 1 from order_line o
          where o.sku_id = s.id and o.allocated + o.backordered + o.released > 0)
        or s.comes_out_on is not null as "isInUse"
    from sku s where upper(s.code) = any(${upper}::text[])`;
  return new Map(rows.map((row) => [row.code.toUpperCase(), row]));
}

/** Make a SKU the kit of these components, in this order; without any it is no kit any more. */
export async function writeKit(
  sql: RawTx,
  kitSkuId: SkuId,
  components: readonly { readonly skuId: SkuId; readonly quantity: number }[],
): Promise<void> {
  await sql`delete from kit_component where kit_sku_id = ${kitSkuId}`;
  await sql`
    insert into kit_component (kit_sku_id, component_sku_id, quantity, position)
    select ${kitSkuId}, c.sku_id, c.quantity, c.position
    from unnest(${components.map(({ skuId }) => skuId)}::uuid[],
      ${components.map(({ quantity }) => quantity)}::int[]) with ordinality
      as c(sku_id, quantity, position)`;
}
