import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import type { PlannedDates } from "../network/decide-disruption";
import type { InboundOffer } from "../sourcing/types";
import type { AllocationState } from "./machine";

export type NewAllocation = {
  readonly id: string;
  readonly orderId: string;
  readonly orderLineId: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly state: AllocationState;
  readonly inboundSupplyId: string | null;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  /** The dates without the disruptions that moved them; unset: none did. */
  readonly undisrupted?: PlannedDates;
  readonly serviceCode: string;
  readonly decisionId: string | null;
  /** The run that gives them, where it is no decision about the order by itself. */
  readonly runId?: string;
  /** A person chose the node. */
  readonly isByHand?: boolean;
  /** Units that had to wait: they leave on their day, or with the next shipment before it. */
  readonly isRemainder?: boolean;
};

/** Write hard holds. Counters of stock and supply are the caller's, in the same transaction. */
export async function insertAllocations(
  sql: RawTx,
  allocations: readonly NewAllocation[],
  now: Date,
): Promise<void> {
  if (allocations.length === 0) {
    return;
  }
  const rows = allocations.map((a) => ({
    id: a.id,
    order_id: a.orderId,
    order_line_id: a.orderLineId,
    sku_id: a.skuId,
    node_id: a.nodeId,
    quantity: a.quantity,
    state: a.state,
    inbound_supply_id: a.inboundSupplyId,
    ship_date: a.shipDate,
    delivery_date: a.deliveryDate,
    service_code: a.serviceCode,
    decision_id: a.decisionId,
    run_id: a.runId ?? null,
    undisrupted_ship_date: a.undisrupted?.shipDate,
    undisrupted_delivery_date: a.undisrupted?.deliveryDate,
    is_by_hand: a.isByHand ?? false,
    is_remainder: a.isRemainder ?? false,
  }));
  await sql`
    insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
      inbound_supply_id, ship_date, delivery_date, service_code, decision_id, run_id,
      undisrupted_ship_date, undisrupted_delivery_date, is_by_hand, is_remainder, created_at)
    select r.*, ${now}::timestamptz
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, order_id uuid,
      order_line_id uuid, sku_id uuid, node_id uuid, quantity int, state text,
      inbound_supply_id uuid, ship_date date, delivery_date date, service_code text,
      decision_id uuid, run_id uuid, undisrupted_ship_date date, undisrupted_delivery_date date,
      is_by_hand boolean, is_remainder boolean)`;
}

/** Inbound supply as rows: what is still free of each, from which day on it can be picked. */
export type InboundRow = Pick<
  InboundOffer,
  "inboundSupplyId" | "nodeId" | "skuId" | "availableDate" | "confidencePercent"
> & { freeUnits: number };

/** The open supply of some SKUs as it stands, unlocked: for quotes. */
export const readInbound = (sql: RawSql | RawTx, skuIds: readonly string[]) => sql<InboundRow[]>`
  select id as "inboundSupplyId", node_id as "nodeId", sku_id as "skuId",
    (eta + dock_to_stock_days)::text as "availableDate", confidence as "confidencePercent",
    greatest(quantity - received - pegged, 0) as "freeUnits"
  from inbound_supply
  where sku_id = any(${[...skuIds]}::uuid[]) and status = 'open'`;

/**
 * The open supply of some SKUs, locked for pegging, in the one order that all commands keep:
 * after stock, by id.
 */
export async function lockInbound(sql: RawTx, skuIds: readonly string[]): Promise<InboundRow[]> {
  await sql`
    select 1 from inbound_supply
    where sku_id = any(${[...skuIds]}::uuid[]) and status = 'open' order by id for no key update`;
  return readInbound(sql, skuIds);
}

export type Peg = { readonly inboundSupplyId: string; readonly units: number };

/** Count pegs into their supplies, or back out with negative units. */
export async function movePegs(sql: RawTx, pegs: readonly Peg[]): Promise<void> {
  if (pegs.length === 0) {
    return;
  }
  const rows = pegs.map(({ inboundSupplyId, units }) => ({ id: inboundSupplyId, units }));
  await sql`
    update inbound_supply s set pegged = s.pegged + p.units
    from (select id, sum(units)::int as units
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, units int)
      group by id order by id) p
    where s.id = p.id`;
}
