import { restRoute } from "@/server/api/rest";
import { availability } from "@/server/oms/inventory/queries-availability";

/** What a channel may sell of some SKUs now: `?sku=A,B&channel=api`. */
export const GET = restRoute(async ({ ctx, url }) => ({
  status: 200,
  body: await availability(ctx, {
    channelCode: url.searchParams.get("channel") ?? "api",
    skus: (url.searchParams.get("sku") ?? "").split(",").filter((sku) => sku !== ""),
  }),
}));
