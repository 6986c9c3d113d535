import { createNode } from "@/server/oms/network/commands/create-node";
import { createService } from "@/server/oms/network/commands/create-service";
import { listNodeStates } from "@/server/oms/network/queries-nodes";
import { listTariffs } from "@/server/oms/network/queries-services";
import { createNodeInput, createServiceInput } from "@/server/oms/network/schema";
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
