import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { localClock } from "../network/decide-clock";
import { laneOfOrder, readNetwork } from "../network/store";
import type { LanePlace } from "../network/types";
import type { FulfillmentOrderState } from "./machine";
import { shipmentInput } from "./schema";
import type { LabelRequest, ParcelToLabel } from "./types";

type Row = {
  readonly number: string;
  readonly workState: FulfillmentOrderState;
  readonly carrier: string;
  readonly serviceCode: string;
  readonly trackingPrefix: string;
  readonly nodeId: string;
  readonly to: LanePlace;
};

/** What a carrier is told of a shipment, read before it is asked. */
export const findLabelRequest = defineQuery({
  name: "fulfillment.find_label_request",
  input: shipmentInput,
  wall: { of: ({ shipmentId }) => ({ shipmentId }) },
  run: async ({ sql, now }, { shipmentId }) => {
    const [[row], parcels, network] = await Promise.all([
      sql<Row[]>`
        select s.number, f.state as "workState", s.carrier, s.service_code as "serviceCode",
          c.tracking_prefix as "trackingPrefix", s.node_id as "nodeId",
          ${laneOfOrder(sql)} as "to"
        from shipment s join sales_order o on o.id = s.order_id
        join fulfillment_order f on f.id = s.fulfillment_order_id
        join carrier_service c on c.code = s.service_code
        where s.id = ${shipmentId}`,
      sql<(ParcelToLabel & { trackingNumber: string | null })[]>`
        select id as "packageId", sscc, grams, tracking_number as "trackingNumber" from package
        where shipment_id = ${shipmentId} order by package_number`,
      readNetwork(sql, sql),
    ]);
    const node = network.nodes.find(({ id }) => id === row?.nodeId);
    const service = network.services.get(row?.serviceCode ?? "");
    if (row === undefined || node === undefined || service === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such shipment", { shipmentId });
    }
    const request: LabelRequest = {
      reference: row.number,
      service,
      trackingPrefix: row.trackingPrefix,
      from: { country: node.country, point: node.point },
      to: row.to,
      shipOn: localClock(now, node.calendar.timeZone).date,
      parcels: parcels.map(({ packageId, sscc, grams }) => ({ packageId, sscc, grams })),
    };
    const trackingNumbers = parcels.flatMap(({ trackingNumber }) => trackingNumber ?? []);
    return {
      request,
      number: row.number,
      carrier: row.carrier,
      isPacked: row.workState === "packed" || row.workState === "shipped",
      trackingNumbers,
    };
  },
});
