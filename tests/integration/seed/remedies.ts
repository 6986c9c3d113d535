import type { Connection } from "@/db/client";
import { ctxAt } from "@/db/seed/play-orders";
import { handOver, makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { receiveSupply } from "@/server/oms/allocation/commands/receive-supply";
import { serveWaiting } from "@/server/oms/allocation/commands/serve-waiting";
import { reportJobDone } from "@/server/oms/exceptions/commands/report-job-done";
import type { ExceptionType } from "@/server/oms/exceptions/types";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { finishPacking } from "@/server/oms/fulfillment/commands/finish-packing";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { pickLine } from "@/server/oms/fulfillment/commands/pick-line";
import { recordTrackingEvent } from "@/server/oms/fulfillment/commands/record-tracking-event";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import type { TrackingStatus } from "@/server/oms/fulfillment/types";
import { discardParked } from "@/server/oms/intake/commands/discard-parked";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { systemActor } from "@/server/shell/actor";
import type { Ctx } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";

/** An open exception of the demo, with what its remedy needs to know. */
export type Trouble = {
  readonly id: string;
  readonly type: ExceptionType;
  readonly sentence: string;
  readonly orderId: string | null;
  readonly nodeId: string | null;
  readonly skuId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

const people = systemActor("People of the demo");

/**
 * What somebody does about the cause of an exception of each kind, in the world and not at the desk: that
 * the exception closes itself afterwards is what a test asks.
 */
export class Remedies {
  readonly #database: Connection;
  readonly #now: Date;
  readonly #ctx: Ctx;

  constructor(database: Connection, now: Date) {
    this.#database = database;
    this.#now = now;
    this.#ctx = ctxAt(database, people, now);
  }

  async apply(trouble: Trouble): Promise<void> {
    const { type, orderId, nodeId, skuId, detail } = trouble;
    const key = newId<string>();
    const { parkedId } = detail;
    if (typeof parkedId === "string") {
      await discardParked(this.#ctx, key, { parkedId, version: 1, reason: "They sent another" });
      return;
    }
    switch (type) {
      case "address_invalid":
      case "credit_hold": {
        const input = { orderId: orderId ?? "", holdId: String(detail.holdId), reason: "Asked" };
        await releaseHold(this.#ctx, key, input);
        return;
      }
      case "order_stuck":
      case "unfillable":
      case "promise_at_risk":
      case "promise_missed":
        await this.#endOrder(orderId ?? "");
        return;
      case "carrier_missed_pickup":
      case "in_transit_stalled":
        await this.#scan(String(detail.shipmentId), "in_transit");
        return;
      case "delivery_failed":
        await this.#scan(String(detail.shipmentId), "delivered");
        return;
      case "cutoff_missed":
      case "pack_mismatch":
        await this.#ship(String(detail.workNumber));
        return;
      case "label_failed":
        await makeLabels(this.#ctx, key, { shipmentId: String(detail.shipmentId) });
        return;
      case "supplier_no_ack":
        await acceptFulfillmentOrder(this.#ctx, key, {
          fulfillmentOrderId: await this.#workId(String(detail.workNumber)),
        });
        return;
      case "supply_late":
        await receiveSupply(this.#ctx, key, {
          inboundSupplyId: String(detail.inboundSupplyId),
          quantity: Number(detail.openUnits),
        });
        return;
      case "oversold":
        await this.#count(skuId ?? "", nodeId ?? "", Number(detail.allocated));
        return;
      case "inventory_short":
      case "node_rejected":
        await this.#find(skuId ?? (await this.#skuId(String(detail.sku))));
        return;
      case "integration_failed":
        await reportJobDone(this.#ctx, key, { jobId: Number(detail.jobId) });
        return;
      default:
        throw new Error(`Nobody knows how to take the cause of ${type} away`);
    }
  }

  /** What a node works on leaves, all that left arrives, the rest is not wanted any more. */
  async #endOrder(orderId: string): Promise<void> {
    const work = await this.#database.sql<{ number: string }[]>`
      select number from fulfillment_order
      where order_id = ${orderId} and state in ('open', 'accepted', 'picking', 'packed')`;
    for (const { number } of work) {
      await this.#ship(number);
    }
    const [order] = await this.#database.sql<{ open: number }[]>`
      select sum(l.ordered - l.cancelled - l.shipped)::int as open
      from sales_order o join order_line l on l.order_id = o.id
      where o.id = ${orderId} group by o.id`;
    const shipments = await this.#database.sql<{ id: string }[]>`
      select id from shipment where order_id = ${orderId} and state = 'shipped'`;
    for (const { id } of shipments) {
      await this.#scan(id, "delivered");
    }
    if ((order?.open ?? 0) > 0) {
      const reason = "The customer needs it no more";
      await cancelOrder(this.#ctx, newId(), { orderId, reason });
    }
  }

  async #scan(shipmentId: string, status: TrackingStatus): Promise<void> {
    const parcels = await this.#database.sql<{ trackingNumber: string }[]>`
      select tracking_number as "trackingNumber" from package
      where shipment_id = ${shipmentId} and delivered_at is null`;
    for (const { trackingNumber } of parcels) {
      await recordTrackingEvent(this.#ctx, newId(), {
        trackingNumber,
        status,
        occurredAt: this.#now,
        place: "",
        description: "",
        source: "carrier",
        externalId: newId(),
      });
    }
  }

  async #workId(number: string): Promise<string> {
    const [work] = await this.#database.sql<{ id: string }[]>`
      select id from fulfillment_order where number = ${number}`;
    return work?.id ?? "";
  }

  /** From wherever it stands: the rest is picked and packed, and the van takes it. */
  async #ship(number: string): Promise<void> {
    const fulfillmentOrderId = await this.#workId(number);
    const state = await this.#stateOf(fulfillmentOrderId);
    if (state === "open") {
      await acceptFulfillmentOrder(this.#ctx, newId(), { fulfillmentOrderId });
    }
    if (state === "open" || state === "accepted") {
      await startPicking(this.#ctx, newId(), { fulfillmentOrderId });
    }
    if (state !== "packed") {
      await this.#pack(fulfillmentOrderId);
    }
    const [shipment] = await this.#database.sql<{ id: string; state: string }[]>`
      select id, state from shipment where fulfillment_order_id = ${fulfillmentOrderId}`;
    const shipmentId = shipment?.id ?? "";
    if (shipment?.state === "draft") {
      await makeLabels(this.#ctx, newId(), { shipmentId });
    }
    await handOver(this.#ctx, newId(), { shipmentId });
  }

  async #stateOf(fulfillmentOrderId: string): Promise<string | undefined> {
    const [work] = await this.#database.sql<{ state: string }[]>`
      select state from fulfillment_order where id = ${fulfillmentOrderId}`;
    return work?.state;
  }

  async #pack(fulfillmentOrderId: string): Promise<void> {
    const lines = await this.#database.sql<
      { id: string; sku: string; toPick: number; toPack: number }[]
    >`
      select l.id, s.code as sku, l.quantity - l.rejected - l.picked as "toPick",
        l.quantity - l.rejected - l.packed as "toPack"
      from fulfillment_order_line l join sku s on s.id = l.sku_id
      where l.fulfillment_order_id = ${fulfillmentOrderId} order by l.id`;
    for (const { id, toPick } of lines.filter((line) => line.toPick > 0)) {
      const input = { fulfillmentOrderId, fulfillmentOrderLineId: id, quantity: toPick };
      await pickLine(this.#ctx, newId(), input);
    }
    const open = lines.filter(({ toPack }) => toPack > 0);
    if (open.length > 0) {
      const { packageId } = await openPackage(this.#ctx, newId(), { fulfillmentOrderId });
      for (const { sku, toPack } of open) {
        await packItem(this.#ctx, newId(), { packageId, code: sku, quantity: toPack });
      }
    }
    await finishPacking(this.#ctx, newId(), { fulfillmentOrderId });
  }

  async #skuId(code: string): Promise<string> {
    const [sku] = await this.#database.sql<{ id: string }[]>`
      select id from sku where code = ${code}`;
    return sku?.id ?? "";
  }

  async #count(skuId: string, nodeId: string, counted: number): Promise<void> {
    await countStock(this.#ctx, newId(), { skuId, nodeId, counted, reason: "Found again" });
  }

  /** So many turn up that nobody has to wait, at a node that has refused none of them. */
  async #find(skuId: string): Promise<void> {
    const [node] = await this.#database.sql<{ id: string; onHand: number }[]>`
      select n.id, coalesce(l.on_hand, 0) as "onHand" from node n
      left join stock_level l on l.node_id = n.id and l.sku_id = ${skuId} and l.status = 'sellable'
      where n.code = 'DFW'`;
    await this.#count(skuId, node?.id ?? "", (node?.onHand ?? 0) + 10_000);
    const orders = await this.#database.sql<{ id: string }[]>`
      select distinct order_id as id from order_line where sku_id = ${skuId} and backordered > 0`;
    for (const { id } of orders) {
      await serveWaiting(this.#ctx, newId(), { orderId: id, skuId });
    }
  }
}
