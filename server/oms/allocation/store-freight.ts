import type { RawSql, RawTx } from "@/db/client";
import type { LocalDate } from "../kernel/local-date";
import { decideLane, rateShipment } from "../network/decide-freight";
import { laneOfOrder } from "../network/store";
import type { LanePlace, Network } from "../network/types";

type Row = {
  readonly orderId: string;
  readonly nodeId: string;
  readonly shipDate: LocalDate;
  readonly serviceCode: string;
  readonly units: number;
  readonly grams: number;
  readonly shipTo: LanePlace;
};

/** What is still to leave of an order in one go, and what that costs. */
export type ComingParcel = Pick<Row, "orderId" | "shipDate" | "units"> & {
  /** By the carriers' tariffs, in minor units; 0 where no tariff goes there. */
  readonly freightMinor: number;
};

/** What is still to leave of some orders, as they stand in this transaction. */
export async function readComing(
  sql: RawSql | RawTx,
  network: Network,
  orderIds: readonly string[],
): Promise<ComingParcel[]> {
  const rows = await sql<Row[]>`
    select a.order_id as "orderId", a.node_id as "nodeId", a.ship_date::text as "shipDate",
      a.service_code as "serviceCode", sum(a.quantity)::int as units,
      sum(a.quantity * s.grams)::int as grams,
      ${laneOfOrder(sql)} as "shipTo"
    from allocation a join sku s on s.id = a.sku_id join sales_order o on o.id = a.order_id
    where a.order_id = any(${[...orderIds]}::uuid[])
      and a.state in ('promised', 'allocated', 'released')
    group by a.order_id, o.id, a.node_id, a.ship_date, a.service_code
    order by a.ship_date, a.node_id, a.service_code`;
  return rows.map((row) => ({
    orderId: row.orderId,
    shipDate: row.shipDate,
    units: row.units,
    freightMinor: freightOf(row, network),
  }));
}

function freightOf({ nodeId, serviceCode, shipTo, grams }: Row, network: Network): number {
  const service = network.services.get(serviceCode);
  const node = network.nodes.find(({ id }) => id === nodeId);
  const lane = service && node && decideLane(service.tariff, placeOf(node), shipTo);
  return service && lane?.ok ? rateShipment(service.tariff, lane.value, grams).totalMinor : 0;
}

const placeOf = ({ country, point }: LanePlace): LanePlace => ({ country, point });
