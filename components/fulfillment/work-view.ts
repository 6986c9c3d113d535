import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";

type Outputs = inferRouterOutputs<AppRouter>["fulfillment"];

/** A work order as its page shows it. */
export type WorkView = Outputs["find"];
export type WorkLineView = WorkView["lines"][number];
export type ParcelView = WorkView["parcels"][number];
type BoardView = Outputs["board"];
export type BoardNodeView = BoardView["nodes"][number];
export type BoardCardView = BoardView["cards"][number];
export type ShipmentRowView = Outputs["shipments"]["rows"][number];
export type ShipmentView = Outputs["findShipment"];

/** What the reader may do here; a screen offers nothing that the server would refuse. */
export type FloorRights = {
  readonly canWork: boolean;
  readonly canTrack: boolean;
  readonly canConfirmDelivery: boolean;
};
