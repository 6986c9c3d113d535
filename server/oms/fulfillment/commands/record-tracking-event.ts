import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { trackingEventInput } from "../schema";
import { lockShipment } from "../store-shipping";
import { followParcel, insertTrackingEvent, parcelByTracking } from "../store-tracking";

/**
 * A carrier, an integration or a person says where a parcel is. The same event of the same source
 * counts once, whatever its key; one that arrives late changes nothing of what came after it.
 */
export const recordTrackingEvent = defineCommand({
  name: "fulfillment.record_tracking_event",
  input: trackingEventInput,
  wall: { of: ({ trackingNumber }) => ({ trackingNumber }) },
  run: async (env, { trackingNumber, externalId, ...said }) => {
    requirePast(said.occurredAt, env.now);
    const { packageId, shipmentId } = await parcelByTracking(env.sql, trackingNumber);
    const held = await lockShipment(env.sql, shipmentId);
    const event = { ...said, packageId, externalId: externalId ?? null };
    const isNew = await insertTrackingEvent(env, event);
    const [parcel] = await env.sql<{ status: string }[]>`
      select tracking_status as status from package where id = ${packageId}`;
    const status = isNew ? await followParcel(env, held, event) : (parcel?.status ?? said.status);
    return {
      trackingNumber,
      status,
      isNew,
      sentence: isNew
        ? `${trackingNumber}: ${said.status.replaceAll("_", " ")} was recorded`
        : `${trackingNumber}: this event was known already`,
    };
  },
});

/** Clocks of senders go wrong by hours, never by more than a day. */
const AHEAD_MAX_MS = 24 * 3_600_000;

function requirePast(occurredAt: Date, now: Date): void {
  if (occurredAt.getTime() > now.getTime() + AHEAD_MAX_MS) {
    const message = "The time of the event is more than a day ahead";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "occurredAt", code: "too_big", message }],
    });
  }
}
