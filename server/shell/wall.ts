import type { RawSql, RawTx } from "@/db/client";
import { DomainError } from "@/server/oms/kernel/errors";
import type { Actor } from "./actor";

/** What a request is about, by one of its names. */
export type Subject =
  | { readonly companyId: string }
  | { readonly companyLocationId: string }
  | { readonly orderId: string }
  | { readonly orderNumber: string }
  | { readonly orderDraftId: string }
  | { readonly nodeId: string }
  | { readonly inboundSupplyId: string }
  | { readonly incomingTransferId: string }
  | { readonly outgoingTransferId: string }
  | { readonly fulfillmentOrderId: string }
  | { readonly fulfillmentOrderNumber: string }
  | { readonly shipmentId: string }
  | { readonly shipmentNumber: string }
  | { readonly trackingNumber: string }
  | { readonly packageId: string };

/**
 * Which side of the wall a command or query stands on.
 *
 * - `public`: needs no account
 * - `staff`: never for somebody of a buyer company
 * - `company`: for one company: the buyer's own, or the `companyId` that staff names in the input
 * - `of`: about a subject that must be of the buyer's company and at the warehouse user's nodes
 */
export type Wall<Input> =
  | "public"
  | "staff"
  | "company"
  | { readonly of: (input: Input) => Subject };

type Owner = { readonly companyId: string | null; readonly nodeId: string | null };

/**
 * The one place where the wall is checked.
 *
 * @returns the company the request is confined to; null when it is not confined
 * @throws FORBIDDEN when the door is not for this kind of actor; NOT_FOUND for what is another's,
 *   in the same words as for what does not exist
 */
export async function passWall<Input>(
  sql: RawSql | RawTx,
  actor: Actor,
  wall: Wall<Input>,
  input: Input,
): Promise<string | null> {
  if (wall === "public") {
    return actor.companyId;
  }
  if (wall === "staff") {
    if (actor.companyId !== null) {
      throw new DomainError("FORBIDDEN", "This is not open to buyers");
    }
    return null;
  }
  if (wall === "company") {
    return companyOf(actor, input);
  }
  if (actor.companyId === null && actor.nodeIds === null) {
    return null;
  }
  const subject = wall.of(input);
  const owner = await findOwner(sql, subject);
  const isForeignCompany = actor.companyId !== null && owner?.companyId !== actor.companyId;
  const isForeignNode =
    actor.nodeIds !== null &&
    owner !== null &&
    owner.nodeId !== null &&
    !actor.nodeIds.includes(owner.nodeId);
  if (owner === null || isForeignCompany || isForeignNode) {
    throw new DomainError("NOT_FOUND", "There is nothing here by that name", { ...subject });
  }
  return actor.companyId;
}

function companyOf(actor: Actor, input: unknown): string | null {
  const named =
    typeof input === "object" &&
    input !== null &&
    "companyId" in input &&
    typeof input.companyId === "string"
      ? input.companyId
      : null;
  if (actor.companyId === null) {
    return named;
  }
  if (named !== null && named !== actor.companyId) {
    const message = "There is no such company";
    throw new DomainError("NOT_FOUND", message, {
      companyId: named,
      faults: [{ field: "companyId", code: "company_unknown", message }],
    });
  }
  return actor.companyId;
}

async function findOwner(sql: RawSql | RawTx, subject: Subject): Promise<Owner | null> {
  const [owner] = await ownerRows(sql, subject);
  return owner ?? null;
}

function ownerRows(sql: RawSql | RawTx, subject: Subject) {
  if ("companyId" in subject) {
    return sql<Owner[]>`select id as "companyId", null::uuid as "nodeId" from company
      where id = ${subject.companyId}`;
  }
  if ("companyLocationId" in subject) {
    return sql<Owner[]>`select company_id as "companyId", null::uuid as "nodeId"
      from company_location where id = ${subject.companyLocationId}`;
  }
  if ("orderId" in subject) {
    return sql<Owner[]>`select company_id as "companyId", null::uuid as "nodeId"
      from sales_order where id = ${subject.orderId}`;
  }
  if ("orderNumber" in subject) {
    return sql<Owner[]>`select company_id as "companyId", null::uuid as "nodeId"
      from sales_order where number = ${subject.orderNumber}`;
  }
  if ("orderDraftId" in subject) {
    return sql<Owner[]>`select company_id as "companyId", null::uuid as "nodeId"
      from order_draft where id = ${subject.orderDraftId}`;
  }
  if ("nodeId" in subject) {
    return sql<Owner[]>`select null::uuid as "companyId", id as "nodeId" from node
      where id = ${subject.nodeId}`;
  }
  if ("inboundSupplyId" in subject) {
    return sql<Owner[]>`select null::uuid as "companyId", node_id as "nodeId" from inbound_supply
      where id = ${subject.inboundSupplyId}`;
  }
  if ("incomingTransferId" in subject) {
    return sql<Owner[]>`select null::uuid as "companyId", to_node_id as "nodeId"
      from stock_transfer where id = ${subject.incomingTransferId}`;
  }
  if ("outgoingTransferId" in subject) {
    return sql<Owner[]>`select null::uuid as "companyId", from_node_id as "nodeId"
      from stock_transfer where id = ${subject.outgoingTransferId}`;
  }
  if ("fulfillmentOrderId" in subject) {
    return sql<Owner[]>`select o.company_id as "companyId", f.node_id as "nodeId"
      from fulfillment_order f join sales_order o on o.id = f.order_id
      where f.id = ${subject.fulfillmentOrderId}`;
  }
  if ("fulfillmentOrderNumber" in subject) {
    return sql<Owner[]>`select o.company_id as "companyId", f.node_id as "nodeId"
      from fulfillment_order f join sales_order o on o.id = f.order_id
      where f.number = ${subject.fulfillmentOrderNumber}`;
  }
  if ("shipmentNumber" in subject) {
    return sql<Owner[]>`select o.company_id as "companyId", s.node_id as "nodeId"
      from shipment s join sales_order o on o.id = s.order_id
      where s.number = ${subject.shipmentNumber}`;
  }
  if ("trackingNumber" in subject) {
    return sql<Owner[]>`select o.company_id as "companyId", s.node_id as "nodeId"
      from package p join shipment s on s.id = p.shipment_id
      join sales_order o on o.id = s.order_id
      where upper(p.tracking_number) = upper(${subject.trackingNumber})`;
  }
  if ("shipmentId" in subject) {
    return sql<Owner[]>`select o.company_id as "companyId", s.node_id as "nodeId"
      from shipment s join sales_order o on o.id = s.order_id where s.id = ${subject.shipmentId}`;
  }
  return sql<Owner[]>`select o.company_id as "companyId", s.node_id as "nodeId"
    from package p join shipment s on s.id = p.shipment_id join sales_order o on o.id = s.order_id
    where p.id = ${subject.packageId}`;
}
