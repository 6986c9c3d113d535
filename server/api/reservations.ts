import { extendReservation } from "@/server/oms/inventory/commands/extend-reservation";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { transferReservation } from "@/server/oms/inventory/commands/transfer-reservation";
import { findReservation } from "@/server/oms/inventory/queries-reservations";
import {
  extendInput,
  releaseInput,
  reserveInput,
  transferInput,
} from "@/server/oms/inventory/schema-reservation";
import { parseInput } from "@/server/shell/command";
import { restRoute } from "./rest";

/** `/api/v1/reservations/{kind}/{ref}/…` names the owner; the body says the rest. */
function ownedBody(url: URL, body: unknown): object {
  const [, , , , kind, ref] = url.pathname.split("/").map(decodeURIComponent);
  const named = typeof body === "object" && body !== null ? body : {};
  return { ...named, owner: { kind, ref } };
}

/** Hold units for a cart, a quote or an order. */
export const reserve = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const named = typeof body === "object" && body !== null ? { channelCode: "api", ...body } : body;
  const held = await reserveStock(ctx, idempotencyKey, parseInput(reserveInput, named));
  return { status: 201, body: held };
});

/** What an owner holds. */
export const tellReservation = restRoute(async ({ ctx, url }) => ({
  status: 200,
  body: await findReservation(ctx, parseInput(releaseInput, ownedBody(url, null))),
}));

/** Keep it for longer; what lapsed is taken up again, what is gone is told. */
export const extend = restRoute(async ({ ctx, url, body, idempotencyKey }) => ({
  status: 200,
  body: await extendReservation(ctx, idempotencyKey, parseInput(extendInput, ownedBody(url, body))),
}));

/** Give it up. */
export const release = restRoute(async ({ ctx, url, body, idempotencyKey }) => ({
  status: 200,
  body: await releaseReservation(
    ctx,
    idempotencyKey,
    parseInput(releaseInput, ownedBody(url, body)),
  ),
}));

/** Hold it at another node. */
export const transfer = restRoute(async ({ ctx, url, body, idempotencyKey }) => ({
  status: 200,
  body: await transferReservation(
    ctx,
    idempotencyKey,
    parseInput(transferInput, ownedBody(url, body)),
  ),
}));
