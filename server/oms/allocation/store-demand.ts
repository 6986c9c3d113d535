import type { RawSql, RawTx } from "@/db/client";
import { stillRefuses } from "../inventory/store-refusals";
import { present } from "../kernel/assert";
import type { OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { laneOfOrder } from "../network/store";
import type { LanePlace } from "../network/types";
import type { ShipPolicy } from "../orders/types";
import { readOrderFacts } from "../sourcing/store-facts";
import type { Exclusion } from "../sourcing/types";
import type { LineAbout } from "../sourcing/types-route";
import type { DemandOrder } from "./decide-plan";

export type OpenLine = {
  readonly orderLineId: string;
  /** Units to place anew, all of them in the line's backordered bucket and not pegged. */
  readonly quantity: number;
  /** Units that it may take from stock; not named: all. */
  readonly stockMax?: number;
};

type OrderRow = {
  readonly number: string;
  readonly shipPolicy: ShipPolicy;
  readonly serviceCode: string;
  readonly shipAfter: LocalDate | null;
  readonly channelCode: string;
  readonly shipTo: LanePlace;
  readonly currentPromise: LocalDate | null;
  readonly remainderDays: number;
};

type LineRow = {
  readonly lineId: OrderLineId;
  readonly lineNumber: number;
  readonly skuId: SkuId;
  readonly skuCode: string;
  readonly packMultiple: number;
  readonly gramsPerUnit: number;
  readonly leadTimeDays: number;
  readonly requestedDate: LocalDate | null;
  readonly about: LineAbout;
};

/**
 * The open units of an order as a demand on the network, the nodes that refused them before
 * excluded with the reason they gave.
 *
 * @param excludedNodeIds nodes that must not be asked now
 */
export async function readDemand(
  sql: RawSql | RawTx,
  orderId: string,
  open: readonly OpenLine[],
  excludedNodeIds: readonly string[],
): Promise<{ readonly order: OrderRow; readonly demand: DemandOrder }> {
  const lineIds = open.map((line) => line.orderLineId);
  const [[row], [routed], lines, refusals] = await Promise.all([
    sql<OrderRow[]>`
      select o.number, o.ship_policy as "shipPolicy", o.service_code as "serviceCode",
        o.ship_after::text as "shipAfter", c.code as "channelCode",
        ${laneOfOrder(sql)}
          as "shipTo", o.current_promise::text as "currentPromise",
        k.remainder_days as "remainderDays"
      from sales_order o join channel c on c.id = o.channel_id
        join company k on k.id = o.company_id where o.id = ${orderId}`,
    readOrderFacts(sql, { orderIds: [orderId] }),
    sql<LineRow[]>`
      select l.id as "lineId", l.line_number as "lineNumber", l.sku_id as "skuId",
        s.code as "skuCode", s.pack_multiple as "packMultiple", s.grams as "gramsPerUnit",
        s.lead_time_days as "leadTimeDays", l.requested_date::text as "requestedDate",
        json_build_object('category', s.category, 'kit', l.kit_group::text,
          'unitValueMinor', l.line_total::float8 / l.ordered) as about
      from order_line l join sku s on s.id = l.sku_id
      where l.id = any(${lineIds}::uuid[]) order by l.line_number`,
    sql<{ nodeId: string; reason: string | null; isOfShelf: boolean }[]>`
      select distinct on (a.node_id) a.node_id as "nodeId", a.reason,
        a.shelf_refused_after is not null as "isOfShelf"
      from allocation a
      where a.order_line_id = any(${lineIds}::uuid[]) and ${stillRefuses(sql, sql`a`)}
      order by a.node_id, a.shelf_refused_after is not null, a.created_at desc`,
  ]);
  const order = present(row, "the order of open units exists");
  const excluded = new Map<string, Exclusion>(
    refusals.map(({ nodeId, reason, isOfShelf }) => [
      nodeId,
      { code: "rejected", note: reason, ...(isOfShelf && { isOfShelf }) },
    ]),
  );
  for (const nodeId of excludedNodeIds) {
    if (!excluded.has(nodeId)) {
      excluded.set(nodeId, { code: "rejected", note: null });
    }
  }
  const unitsOf = new Map(open.map((line) => [line.orderLineId, line.quantity]));
  return {
    order,
    demand: {
      ...order,
      lines: lines.map((line) => ({ ...line, quantity: unitsOf.get(line.lineId) ?? 0 })),
      excludedNodeIds: excluded,
      facts: present(routed, "an order with open lines has facts").facts,
    },
  };
}
