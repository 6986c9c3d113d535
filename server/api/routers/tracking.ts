import { revokeTrackingLink } from "@/server/oms/notifications/commands/revoke-tracking-link";
import { findParcels } from "@/server/oms/notifications/queries";
import { mutation, publicQuery, router } from "../trpc";

export const trackingRouter = router({
  findParcels: publicQuery(findParcels),
  revokeLink: mutation(revokeTrackingLink),
});
