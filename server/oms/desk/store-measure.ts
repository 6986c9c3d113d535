import type { CommandEnv } from "@/server/shell/command";
import type { LocalDate } from "../kernel/local-date";
import { decideLane, rateShipment } from "../network/decide-freight";
import { laneOfOrder, readNetwork } from "../network/store";
import type { LanePlace } from "../network/types";
import type { OrderMeasure } from "./types";

type Parcel = {
  readonly orderId: string;
  readonly nodeId: string;
  readonly shipDate: LocalDate;
  readonly serviceCode: string;
  readonly units: number;
  readonly grams: number;
  readonly shipTo: LanePlace;
};

type Row = Omit<OrderMeasure, "ships" | "freightMinor">;

/** Orders as they stand in this transaction: dates, what waits, what is cancelled, what it costs. */
export async function measureOrders(
  { sql, owner }: Pick<CommandEnv, "sql" | "owner">,
  orderIds: readonly string[],
): Promise<OrderMeasure[]> {
  const network = await readNetwork(owner, sql);
  const rows = await sql<Row[]>`
    select o.id as "orderId", o.current_promise::text as promise, o.currency,
      (select coalesce(sum(l.cancelled), 0)::int from order_line l where l.order_id = o.id) as cancelled,
      (select coalesce(sum(l.cancelled * l.unit_price_e4 / 100), 0)::bigint
        from order_line l where l.order_id = o.id) as "cancelledMinor",
      (select coalesce(sum(l.backordered), 0)::int from order_line l where l.order_id = o.id)
        - (select coalesce(sum(a.quantity), 0)::int from allocation a
          where a.order_id = o.id and a.state = 'promised') as waiting
    from sales_order o where o.id = any(${[...orderIds]}::uuid[]) order by o.id`;
  const parcels = await sql<Parcel[]>`
    select a.order_id as "orderId", a.node_id as "nodeId", a.ship_date::text as "shipDate",
      a.service_code as "serviceCode", sum(a.quantity)::int as units,
      sum(a.quantity * s.grams)::int as grams,
      ${laneOfOrder(sql)} as "shipTo"
    from allocation a join sku s on s.id = a.sku_id join sales_order o on o.id = a.order_id
    where a.order_id = any(${[...orderIds]}::uuid[])
      and a.state in ('promised', 'allocated', 'released')
    group by a.order_id, o.id, a.node_id, a.ship_date, a.service_code
    order by a.ship_date, a.node_id, a.service_code`;
  const freightOf = (parcel: Parcel): number => {
    const service = network.services.get(parcel.serviceCode);
    const node = network.nodes.find(({ id }) => id === parcel.nodeId);
    const lane = service && node && decideLane(service.tariff, placeOf(node), parcel.shipTo);
    return service && lane?.ok
      ? rateShipment(service.tariff, lane.value, parcel.grams).totalMinor
      : 0;
  };
  return rows.map((row) => {
    const own = parcels.filter(({ orderId }) => orderId === row.orderId);
    return {
      ...row,
      ships: own.map(({ shipDate: date, units }) => ({ date, units })),
      freightMinor: own.reduce((minor, parcel) => minor + freightOf(parcel), 0),
    };
  });
}

const placeOf = ({ country, point }: LanePlace): LanePlace => ({ country, point });
