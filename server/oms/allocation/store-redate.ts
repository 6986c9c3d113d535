import type { CommandEnv } from "@/server/shell/command";
import { StockBook } from "../inventory/decide-book";
import { NO_RULES } from "../inventory/decide-rules";
import type { SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { isLimited } from "../network/decide-capacity";
import type { PlannedDates } from "../network/decide-disruption";
import { laneOfOrder, readNetwork } from "../network/store";
import { fillCapacity, readCapacityUsed } from "../network/store-capacity";
import type { LanePlace } from "../network/types";
import { CandidateBook } from "../sourcing/decide-candidates";

type DatedRow = {
  readonly id: string;
  readonly orderId: string;
  readonly nodeId: string;
  readonly skuId: SkuId;
  readonly quantity: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
  readonly serviceCode: string;
  readonly channelCode: string;
  readonly shipAfter: LocalDate | null;
  readonly shipTo: LanePlace;
  /** First day on which units may leave: pegged ones, and those that wait for the next shipment. */
  readonly availableDate: LocalDate | null;
};

/**
 * Work out ship and delivery dates of allocations anew, after their supply came or moved, and
 * move their lines to the new days of capacity. A day may be overfilled by units that are already
 * promised: a promise is not broken for a day's plan.
 *
 * @returns orders of which a date moved
 */
export async function redateAllocations(
  env: CommandEnv,
  allocationIds: readonly string[],
): Promise<string[]> {
  if (allocationIds.length === 0) {
    return [];
  }
  const { sql, now } = env;
  const network = await readNetwork(env.owner, sql);
  const today = now.toISOString().slice(0, 10) as LocalDate;
  const rows = await sql<DatedRow[]>`
    select a.id, a.order_id as "orderId", a.node_id as "nodeId", a.sku_id as "skuId", a.quantity,
      a.ship_date::text as "shipDate", a.delivery_date::text as "deliveryDate",
      a.service_code as "serviceCode", c.code as "channelCode", o.ship_after::text as "shipAfter",
      ${laneOfOrder(sql)}
        as "shipTo",
      case when a.state = 'promised' then greatest(s.eta + s.dock_to_stock_days, g.comes_out_on)
          + case when o.ship_policy = 'with_next' and l.kit_group is null then k.remainder_days
            else 0 end
        when a.is_remainder then ${today}::date + k.remainder_days end::text as "availableDate"
    from allocation a join sales_order o on o.id = a.order_id
    join order_line l on l.id = a.order_line_id join company k on k.id = o.company_id
    join channel c on c.id = o.channel_id join sku g on g.id = a.sku_id
    left join inbound_supply s on s.id = a.inbound_supply_id
    where a.id = any(${[...allocationIds]}::uuid[]) order by a.id`;
  const counted = network.nodes.filter(isLimited);
  const capacityUsed = await readCapacityUsed(
    sql,
    counted.map((node) => node.id),
    today,
  );
  const book = new CandidateBook({
    network,
    stock: new StockBook([], NO_RULES, network),
    capacityUsed,
    now,
  });
  const moved = rows.flatMap((row) => {
    const node = network.nodes.find(({ id }) => id === row.nodeId);
    const slot = node && book.slotFor(node, demandOf(row), row.availableDate);
    if (!slot?.ok || (slot.shipDate === row.shipDate && slot.deliveryDate === row.deliveryDate)) {
      return [];
    }
    const { shipDate: ship, deliveryDate: delivery, undisrupted } = slot;
    return [{ row, ship, delivery, undisrupted }];
  });
  await writeDates(env, moved);
  return [...new Set(moved.map(({ row }) => row.orderId))];
}

const demandOf = (row: DatedRow) => ({
  shipTo: row.shipTo,
  serviceCode: row.serviceCode,
  channelCode: row.channelCode,
  skuIds: [row.skuId],
  linesNeeded: 1,
  unitsNeeded: row.quantity,
  shipAfter: row.shipAfter,
  excludedNodeIds: new Map(),
});

/** Dates that an allocation takes, and what they would be without disruptions. */
export type Moved = {
  readonly row: Pick<DatedRow, "id" | "nodeId" | "quantity" | "shipDate">;
  readonly ship: LocalDate;
  readonly delivery: LocalDate;
  readonly undisrupted: PlannedDates | null;
};

/** Write new dates of allocations, and move their work to the new days: the last lock. */
export async function writeDates({ sql }: CommandEnv, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) {
    return;
  }
  const rows = moved.map(({ row, ship, delivery, undisrupted }) => ({
    id: row.id,
    ship,
    delivery,
    plain_ship: undisrupted?.shipDate,
    plain_delivery: undisrupted?.deliveryDate,
  }));
  await sql`
    update allocation a set ship_date = d.ship, delivery_date = d.delivery,
      undisrupted_ship_date = d.plain_ship, undisrupted_delivery_date = d.plain_delivery
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as d(id uuid, ship date,
      delivery date, plain_ship date, plain_delivery date)
    where a.id = d.id`;
  await fillCapacity(
    sql,
    moved.flatMap(({ row, ship }) => [
      { nodeId: row.nodeId, day: row.shipDate, lines: -1, units: -row.quantity },
      { nodeId: row.nodeId, day: ship, lines: 1, units: row.quantity },
    ]),
  );
}
