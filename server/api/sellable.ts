import { sendSellable } from "@/server/oms/inventory/commands/send-sellable";
import { listSellable, sellableCsv } from "@/server/oms/inventory/queries-sellable";
import { parseInput } from "@/server/shell/command";
import { restRoute } from "./rest";

/**
 * Export what a channel may sell: `?channel=webshop&since=41&format=csv`. The first page of each
 * export brings what the channel was told up to date; `after` goes on with it.
 */
export const tellSellable = restRoute(async ({ ctx, url: { searchParams }, idempotencyKey }) => {
  const input = parseInput(listSellable.spec.input, {
    channelCode: searchParams.get("channel") ?? "",
    since: Number(searchParams.get("since") ?? 0),
    ...(searchParams.has("after") && { after: searchParams.get("after") }),
  });
  if (input.after !== undefined) {
    return { status: 200, body: await listSellable(ctx, input) };
  }
  const sent = await sendSellable(ctx, idempotencyKey, { channelCode: input.channelCode });
  if (searchParams.get("format") !== "csv") {
    return { status: 200, body: { ...sent, ...(await listSellable(ctx, input)) } };
  }
  const parts: string[] = [];
  for await (const part of sellableCsv((after) => listSellable(ctx, { ...input, after }))) {
    parts.push(part);
  }
  const headers = { "content-type": "text/csv; charset=utf-8", "x-sellable-run": String(sent.run) };
  return { status: 200, headers, text: parts.join("") };
});
