import { restRoute } from "@/server/api/rest";
import { recordTrackingEvent } from "@/server/oms/fulfillment/commands/record-tracking-event";
import { trackingEventInput } from "@/server/oms/fulfillment/schema";
import { parseInput } from "@/server/shell/command";

/** A carrier or an integration tells where a parcel is; `source` is the key's name unless given. */
export const POST = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const said =
    typeof body === "object" && body !== null ? { source: ctx.actor.name, ...body } : body;
  const input = parseInput(trackingEventInput, said);
  const { trackingNumber, status, isNew } = await recordTrackingEvent(ctx, idempotencyKey, input);
  return { status: isNew ? 201 : 200, body: { trackingNumber, status, isNew } };
});
