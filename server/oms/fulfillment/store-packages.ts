import type { RawTx } from "@/db/client";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../kernel/errors";
import type { Result } from "../kernel/result";
import { codeSpellings, ssccOf } from "./decide-codes";
import type { ScanMatch, Taken, WrongCode } from "./decide-scan";
import type { ShipmentState } from "./machine";
import type { Work } from "./store";

export type PackedItem = {
  readonly packageId: string;
  readonly lineId: string;
  readonly orderLineId: string;
  readonly skuId: string;
  readonly quantity: number;
};

export type OpenPackage = {
  readonly id: string;
  readonly shipmentId: string;
  readonly shipmentState: ShipmentState;
  readonly packageNumber: number;
  readonly sscc: string;
};

/** The work order that a parcel belongs to: what is locked before the parcel is touched. */
export async function workOfPackage(sql: RawTx, packageId: string): Promise<string> {
  const [row] = await sql<{ workId: string }[]>`
    select s.fulfillment_order_id as "workId"
    from package p join shipment s on s.id = p.shipment_id where p.id = ${packageId}`;
  if (row === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such parcel", { packageId });
  }
  return row.workId;
}

/** The parcels of a locked work order that is being packed, in their order. */
export async function readPackages(sql: RawTx, work: Work): Promise<OpenPackage[]> {
  return await sql<OpenPackage[]>`
    select p.id, p.shipment_id as "shipmentId", s.state as "shipmentState",
      p.package_number as "packageNumber", p.sscc
    from package p join shipment s on s.id = p.shipment_id
    where s.fulfillment_order_id = ${work.id} and s.state <> 'voided'
    order by p.package_number`;
}

export async function readPackedItems(sql: RawTx, work: Work): Promise<PackedItem[]> {
  return await sql<PackedItem[]>`
    select i.package_id as "packageId", i.fulfillment_order_line_id as "lineId",
      i.order_line_id as "orderLineId", i.sku_id as "skuId", i.quantity
    from package_item i join package p on p.id = i.package_id
    join shipment s on s.id = p.shipment_id
    where s.fulfillment_order_id = ${work.id} and s.state <> 'voided'`;
}

/** The shipment that a work order is packed into: a draft until its labels are made. */
export async function draftShipmentOf(sql: RawTx, work: Work, now: Date): Promise<string> {
  const [draft] = await sql<{ id: string }[]>`
    select id from shipment where fulfillment_order_id = ${work.id} and state = 'draft'`;
  if (draft !== undefined) {
    return draft.id;
  }
  const id = newId<string>();
  await sql`
    insert into shipment (id, number, fulfillment_order_id, order_id, node_id, state, carrier,
      service_code, currency, created_at)
    select ${id}, 'SH-' || nextval('shipment_number'), ${work.id}, ${work.orderId}, ${work.nodeId},
      'draft', c.carrier, c.code, ${work.currency}, ${now}
    from carrier_service c where c.code = ${work.serviceCode}`;
  return id;
}

/** A new, empty parcel at the end of a draft shipment. */
export async function insertPackage(sql: RawTx, shipmentId: string): Promise<OpenPackage> {
  const [serial] = await sql<{ serial: number; packageNumber: number }[]>`
    select nextval('package_serial') as serial,
      (select coalesce(max(package_number), 0) + 1 from package
        where shipment_id = ${shipmentId})::int as "packageNumber"`;
  const { serial: number, packageNumber } = serial ?? { serial: 0, packageNumber: 0 };
  const opened = { id: newId<string>(), sscc: ssccOf(number), packageNumber };
  await sql`
    insert into package (id, shipment_id, package_number, sscc)
    values (${opened.id}, ${shipmentId}, ${packageNumber}, ${opened.sscc})`;
  return { ...opened, shipmentId, shipmentState: "draft" };
}

/** Put units into a parcel, or with a negative quantity take them out; its weight follows. */
export async function changeContents(
  sql: RawTx,
  packageId: string,
  changes: readonly Omit<PackedItem, "packageId">[],
): Promise<void> {
  const rows = sql.typed(
    changes.map(({ lineId, orderLineId, skuId, quantity }) => ({
      line_id: lineId,
      order_line_id: orderLineId,
      sku_id: skuId,
      quantity,
    })),
    3802,
  );
  await sql`
    insert into package_item as i (package_id, fulfillment_order_line_id, order_line_id, sku_id,
      quantity)
    select ${packageId}, line_id, order_line_id, sku_id, quantity
    from jsonb_to_recordset(${rows}::jsonb)
      as c(line_id uuid, order_line_id uuid, sku_id uuid, quantity int)
    where quantity > 0
    on conflict (package_id, fulfillment_order_line_id)
      do update set quantity = i.quantity + excluded.quantity`;
  await sql`
    with taken as (
      select line_id, -quantity as quantity from jsonb_to_recordset(${rows}::jsonb)
        as c(line_id uuid, quantity int) where quantity < 0),
    emptied as (
      delete from package_item i using taken t
      where i.package_id = ${packageId} and i.fulfillment_order_line_id = t.line_id
        and i.quantity = t.quantity)
    update package_item i set quantity = i.quantity - t.quantity from taken t
    where i.package_id = ${packageId} and i.fulfillment_order_line_id = t.line_id
      and i.quantity > t.quantity`;
  await sql`
    update package p set grams = coalesce((
      select sum(i.quantity * s.grams) from package_item i join sku s on s.id = i.sku_id
      where i.package_id = p.id), 0)
    where p.id = ${packageId}`;
}

/** Number the parcels of a shipment 1, 2, … without gaps, in their order. */
export async function renumberPackages(sql: RawTx, shipmentId: string): Promise<void> {
  // In two steps, since each number must be free before it is taken.
  await sql`update package set package_number = -package_number where shipment_id = ${shipmentId}`;
  await sql`
    update package p set package_number = n.place
    from (select id, row_number() over (order by -package_number) as place
      from package where shipment_id = ${shipmentId}) n
    where n.id = p.id`;
}

/**
 * The SKU that a code names: its own code, a GTIN, an older code, or the customer's part number.
 * A SKU's own code goes before any alias.
 */
export async function findScanned(sql: RawTx, work: Work, scanned: string): Promise<ScanMatch> {
  const spellings = codeSpellings(scanned);
  const [match] = await sql<{ skuId: string; sku: string; name: string }[]>`
    select s.id as "skuId", s.code as sku, s.name
    from (
      select id as sku_id, 0 as place from sku where upper(code) = any(${spellings}::text[])
      union all
      select sku_id, case when company_id is null then 2 else 1 end from sku_alias
      where upper(code) = any(${spellings}::text[])
        and (company_id is null or company_id = ${work.companyId})) found
    join sku s on s.id = found.sku_id
    order by found.place, s.code limit 1`;
  return match ?? null;
}

/** @throws WRONG_CODE with what was scanned and what is expected instead */
export function orRefuseScan(decided: Result<Taken[], WrongCode>): Taken[] {
  if (!decided.ok) {
    const { code, sentence, ...details } = decided.error;
    throw new DomainError(code, sentence, details);
  }
  return decided.value;
}
