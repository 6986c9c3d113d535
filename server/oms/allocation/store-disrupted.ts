import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import { localClock } from "../network/decide-clock";
import { decideDisrupted, type PlannedDates, stopsFor } from "../network/decide-disruption";
import { decideLane } from "../network/decide-freight";
import { laneOfOrder } from "../network/store";
import type { LanePlace, Network } from "../network/types";

/** What is planned and has not left, as far as its dates may move. */
export type PlannedRow = {
  readonly id: string;
  readonly orderId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly serviceCode: string;
  readonly shipTo: LanePlace;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  readonly plainShipDate: LocalDate | null;
  readonly plainDeliveryDate: LocalDate | null;
};

/** Everything planned that has not left, of one order or of all. */
export const readPlanned = (sql: RawSql | RawTx, orderId: string | null) => sql<PlannedRow[]>`
  select a.id, a.order_id as "orderId", a.node_id as "nodeId", a.quantity,
    a.service_code as "serviceCode", a.ship_date::text as "shipDate",
    a.delivery_date::text as "deliveryDate", a.undisrupted_ship_date::text as "plainShipDate",
    a.undisrupted_delivery_date::text as "plainDeliveryDate",
    ${laneOfOrder(sql)} as "shipTo"
  from allocation a join sales_order o on o.id = a.order_id
  where a.state in ('promised', 'allocated', 'released')
    and (${orderId}::uuid is null or a.order_id = ${orderId})
  order by a.order_id, a.id`;

export type DateMove = {
  readonly row: PlannedRow;
  readonly ship: LocalDate;
  readonly delivery: LocalDate;
  readonly undisrupted: PlannedDates | null;
};

/** Which of these dates move, by the disruptions of a network and what is off in it. */
export function decideMoves(rows: readonly PlannedRow[], network: Network, now: Date): DateMove[] {
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  return rows.flatMap((row): DateMove[] => {
    const node = nodes.get(row.nodeId);
    const service = network.services.get(row.serviceCode);
    if (node === undefined || service === undefined) {
      return [];
    }
    const stands = { shipDate: row.shipDate, deliveryDate: row.deliveryDate };
    const base = {
      shipDate: row.plainShipDate ?? row.shipDate,
      deliveryDate: row.plainDeliveryDate ?? row.deliveryDate,
    };
    const stops = stopsFor(network, { node, service, to: row.shipTo, now });
    const isFree = stops.node.length + stops.service.length + stops.area.length === 0;
    if (isFree && row.plainShipDate === null) {
      return [];
    }
    const from = { country: node.country, point: node.point };
    const lane = decideLane(service.tariff, from, row.shipTo);
    if (!lane.ok) {
      return [];
    }
    const dates = decideDisrupted({
      base,
      stands,
      node,
      service,
      zone: lane.value.zone.code,
      stops,
      today: localClock(now, node.calendar.timeZone).date,
    });
    const { shipDate: ship, deliveryDate: delivery } = dates;
    const isMoved = ship !== base.shipDate || delivery !== base.deliveryDate;
    return ship === stands.shipDate && delivery === stands.deliveryDate
      ? []
      : [{ row, ship, delivery, undisrupted: isMoved ? base : null }];
  });
}
