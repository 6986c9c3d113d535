import { restRoute } from "@/server/api/rest";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { listRelations } from "@/server/oms/catalog/queries-relations";
import { setRelationsInput } from "@/server/oms/catalog/schema";
import { parseInput } from "@/server/shell/command";

/** What may ship instead of what: all of it, or what concerns `?sku=`. */
export const GET = restRoute(async ({ ctx, url }) => {
  const sku = url.searchParams.get("sku");
  const relations = await listRelations(ctx, sku === null ? {} : { sku });
  return { status: 200, body: { relations } };
});

/** Make relations, or replace those between the same SKUs: all of them or none. */
export const POST = restRoute(async ({ ctx, body, idempotencyKey }) => ({
  status: 200,
  body: await setRelations(ctx, idempotencyKey, parseInput(setRelationsInput, body)),
}));
