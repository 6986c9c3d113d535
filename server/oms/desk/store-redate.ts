import type { CommandEnv } from "@/server/shell/command";
import { changeInbound } from "../allocation/commands/change-inbound";
import { redateAllocations } from "../allocation/store-redate";
import { DomainError } from "../kernel/errors";
import { addDays, type LocalDate } from "../kernel/local-date";
import { decideLane } from "../network/decide-freight";
import { refusesAddress } from "../network/decide-service";
import { laneOfOrder, readNetwork } from "../network/store";
import type { LanePlace } from "../network/types";
import { refreshOrders } from "../orders/store";
import type { OrderMeasure, Subject } from "./types";

/** Supply without a word is expected so many days from now, parcels without one so many. */
const SUPPLY_DAYS = 5;
const PARCEL_DAYS = 2;

/** Give what an exception is about the date that it has now, so that its customer knows it. */
export async function giveNewDate(
  env: CommandEnv,
  subject: Subject,
  today: LocalDate,
): Promise<string> {
  const { inboundSupplyId, shipmentId, workId, orderId, type } = subject;
  if (inboundSupplyId !== null) {
    const eta = addDays(today, SUPPLY_DAYS);
    const reason = "Expected later, said at the exception desk";
    await changeInbound.within(env, { inboundSupplyId, eta, reason });
    return `expected on ${eta}`;
  }
  if (shipmentId !== null && type !== "label_failed") {
    const day = addDays(today, PARCEL_DAYS);
    await expectParcels(env, shipmentId, day);
    return `expected on ${day}`;
  }
  if (orderId !== null) {
    const isWork = workId !== null && type !== "node_rejected" && type !== "pick_short";
    await redateOrder(env, orderId, isWork ? workId : null);
  }
  return "";
}

/** The parcels of a shipment come on another day than the carrier said. */
async function expectParcels(
  { sql }: CommandEnv,
  shipmentId: string,
  day: LocalDate,
): Promise<void> {
  await sql`update shipment set estimated_delivery = ${day}
    where id = ${shipmentId} and state = 'shipped'`;
  await sql`
    update allocation a set delivery_date = ${day}
    from shipment s where s.id = ${shipmentId} and a.fulfillment_order_id = s.fulfillment_order_id
      and a.state = 'consumed'`;
}

/**
 * New days for an order's units by today's calendars and capacity; work that a node has in hand moves
 * with them. Units pegged to supply that is overdue keep theirs: nobody knows when it comes.
 */
async function redateOrder(env: CommandEnv, orderId: string, workId: string | null): Promise<void> {
  const { sql, now } = env;
  const rows = await sql<{ id: string }[]>`
    select a.id from allocation a join node n on n.id = a.node_id
    left join inbound_supply s on s.id = a.inbound_supply_id
    where a.order_id = ${orderId} and a.state in ('allocated', 'released', 'promised')
      and (${workId}::uuid is null or a.fulfillment_order_id = ${workId})
      and (a.state <> 'promised'
        or s.eta >= (${now}::timestamptz at time zone n.time_zone)::date)
    order by a.id`;
  await redateAllocations(
    env,
    rows.map(({ id }) => id),
  );
  await moveWork(env, orderId);
}

/** Work orders leave on the day of the last of their units. */
const moveWork = ({ sql }: CommandEnv, orderId: string) => sql`
  update fulfillment_order f set ship_by = d.day
  from (select fulfillment_order_id, max(ship_date) as day from allocation
    where order_id = ${orderId} and state = 'released' group by 1) d
  where f.id = d.fulfillment_order_id and f.ship_by <> d.day
    and f.state in ('open', 'accepted', 'picking', 'packed')`;

/**
 * Send units that have no label yet by the service that brings them earliest: those of a work order, or
 * all of an order. The price is in the consequence.
 *
 * @throws STALE when no service is faster, or when it does not go there from every place
 */
export async function expedite(env: CommandEnv, subject: Subject): Promise<string> {
  const { sql, owner } = env;
  const { orderId, workId } = subject;
  if (orderId === null) {
    throw new DomainError("STALE", "No order is behind it");
  }
  const [order] = await sql<{ serviceCode: string }[]>`
    select coalesce((select service_code from fulfillment_order where id = ${workId}),
      service_code) as "serviceCode" from sales_order where id = ${orderId}`;
  const network = await readNetwork(owner, sql);
  const current = order && network.services.get(order.serviceCode);
  const [fastest] = [...network.services.values()]
    .filter(
      (service) =>
        !service.isRetired && current !== undefined && transitOf(service) < transitOf(current),
    )
    .toSorted((a, b) => transitOf(a) - transitOf(b) || (a.code < b.code ? -1 : 1));
  if (fastest === undefined) {
    throw new DomainError("STALE", "No service is faster than the one it has");
  }
  const changed = await sql<{ nodeId: string; shipTo: LanePlace }[]>`
    update allocation a set service_code = ${fastest.code}
    from sales_order o
    where o.id = ${orderId} and a.order_id = o.id
      and (${workId}::uuid is null or a.fulfillment_order_id = ${workId})
      and (a.state in ('allocated', 'promised') or (a.state = 'released' and not exists (
        select from shipment s where s.fulfillment_order_id = a.fulfillment_order_id
          and s.state not in ('draft', 'voided'))))
    returning a.node_id as "nodeId", ${laneOfOrder(sql)} as "shipTo"`;
  const goesFrom = ({ nodeId, shipTo }: { nodeId: string; shipTo: LanePlace }) => {
    const node = network.nodes.find(({ id }) => id === nodeId);
    const offers = node !== undefined && fastest.code in node.calendar.cutOffs;
    const takes = refusesAddress(fastest, shipTo) === null;
    return offers && takes && decideLane(fastest.tariff, node, shipTo).ok;
  };
  if (changed.length === 0 || !changed.every(goesFrom)) {
    throw new DomainError("STALE", `${fastest.name} does not bring it from there`);
  }
  await changeWork(env, orderId, workId, fastest);
  await redateOrder(env, orderId, workId);
  env.emit({
    type: "sales_order.expedited",
    subject: { kind: "sales_order", id: orderId },
    orderId,
    payload: { service: fastest.name, before: current?.name ?? null },
  });
  return `by ${fastest.name}`;
}

/** Work orders and drafts of shipments follow; the order itself when all of it does. */
async function changeWork(
  { sql }: CommandEnv,
  orderId: string,
  workId: string | null,
  service: { readonly code: string; readonly carrier: string },
): Promise<void> {
  if (workId === null) {
    await sql`update sales_order set service_code = ${service.code} where id = ${orderId}`;
  }
  await sql`
    update fulfillment_order f set service_code = ${service.code}
    where f.order_id = ${orderId} and (${workId}::uuid is null or f.id = ${workId})
      and f.state in ('open', 'accepted', 'picking', 'packed')
      and not exists (select from shipment s where s.fulfillment_order_id = f.id
        and s.state not in ('draft', 'voided'))`;
  await sql`
    update shipment set service_code = ${service.code}, carrier = ${service.carrier}
    where order_id = ${orderId} and state = 'draft'
      and (${workId}::uuid is null or fulfillment_order_id = ${workId})`;
}

/** Days in transit over the farthest zone: what tells services apart. */
const transitOf = ({
  tariff,
}: {
  readonly tariff: { readonly within: readonly { readonly transitDays: number }[] };
}) => Math.max(0, ...tariff.within.map(({ transitDays }) => transitDays));

/** Derive what follows from the new facts, and tell of each promise that moved. */
export async function tellMoved(
  env: CommandEnv,
  before: readonly OrderMeasure[],
  why: string,
): Promise<void> {
  const { sql, now, emit } = env;
  const ids = before.map(({ orderId }) => orderId);
  await refreshOrders(sql, ids, now);
  const after = await sql<
    { id: string; number: string; promise: LocalDate | null; told: boolean }[]
  >`
    select id, number, current_promise::text as promise from sales_order
    where id = any(${ids}::uuid[]) order by id`;
  for (const { id, number, promise } of after) {
    const was = before.find(({ orderId }) => orderId === id)?.promise ?? null;
    if (promise !== null && promise !== was) {
      emit({
        type: "sales_order.promise_changed",
        subject: { kind: "sales_order", id },
        orderId: id,
        reason: why,
        payload: { number, before: was, after: promise, why },
      });
    }
  }
}
