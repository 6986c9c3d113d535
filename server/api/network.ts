import { createNode } from "@/server/oms/network/commands/create-node";
import { createService } from "@/server/oms/network/commands/create-service";
import { restoreService } from "@/server/oms/network/commands/restore-service";
import { retireService } from "@/server/oms/network/commands/retire-service";
import { listNodeStates } from "@/server/oms/network/queries-nodes";
import { findServiceUse, listTariffs } from "@/server/oms/network/queries-services";
import {
  createNodeInput,
  createServiceInput,
  serviceReasonInput,
} from "@/server/oms/network/schema";
import { parseInput } from "@/server/shell/command";
import { restRoute } from "./rest";

/** The nodes that the key may see, as they stand. */
export const tellNodes = restRoute(async ({ ctx }) => ({
  status: 200,
  body: { nodes: await listNodeStates(ctx, {}) },
}));

/** Open a node. */
export const openNode = restRoute(async ({ ctx, body, idempotencyKey }) => ({
  status: 201,
  body: await createNode(ctx, idempotencyKey, parseInput(createNodeInput, body)),
}));

/** The carriers' services with all that they charge. */
export const tellServices = restRoute(async ({ ctx }) => ({
  status: 200,
  body: { services: await listTariffs(ctx, {}) },
}));

/** Open a carrier's service. */
export const openService = restRoute(async ({ ctx, body, idempotencyKey }) => ({
  status: 201,
  body: await createService(ctx, idempotencyKey, parseInput(createServiceInput, body)),
}));

const fields = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null ? { ...body } : {};

/** `/api/v1/carrier-services/{code}/{action}` */
const codeOf = (url: URL): string => decodeURIComponent(url.pathname.split("/")[4] ?? "");

/** What a service is used for, before it is retired. */
export const tellServiceUse = restRoute(async ({ ctx, url }) => ({
  status: 200,
  body: await findServiceUse(ctx, { code: codeOf(url) }),
}));

/** Offer a service no more: `{ "reason": … }`. */
export const endService = restRoute(async ({ ctx, url, body, idempotencyKey }) => {
  const input = parseInput(serviceReasonInput, { ...fields(body), code: codeOf(url) });
  return { status: 200, body: await retireService(ctx, idempotencyKey, input) };
});

/** Offer a retired service again: `{ "reason": … }`. */
export const reviveService = restRoute(async ({ ctx, url, body, idempotencyKey }) => {
  const input = parseInput(serviceReasonInput, { ...fields(body), code: codeOf(url) });
  return { status: 200, body: await restoreService(ctx, idempotencyKey, input) };
});
