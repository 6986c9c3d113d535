import { importRestrictions } from "@/server/oms/orders/commands/import-restrictions";
import { listRestrictions } from "@/server/oms/orders/queries-restrictions";
import { importRestrictionsInput } from "@/server/oms/orders/schema";
import { parseInput } from "@/server/shell/command";
import { restRoute } from "./rest";

/** Every restriction of sale. */
export const tellRestrictions = restRoute(async ({ ctx }) => ({
  status: 200,
  body: { restrictions: await listRestrictions(ctx, {}) },
}));

/** Make and change restrictions by their references, all or nothing. */
export const takeRestrictions = restRoute(async ({ ctx, body, idempotencyKey }) => ({
  status: 200,
  body: await importRestrictions(ctx, idempotencyKey, parseInput(importRestrictionsInput, body)),
}));
