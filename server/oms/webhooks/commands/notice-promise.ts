import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { insertMessages, readSubscriptions } from "../store";

/** Tell subscribers that the promise of an order moved, if it is of their channel and their SKUs. */
export const noticePromise = defineCommand({
  name: "webhooks.notice_promise",
  input: z.object({
    orderId: z.uuid(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
  wall: "staff",
  run: async (env, { orderId, before, after }) => {
    const { sql } = env;
    const subscriptions = (await readSubscriptions(sql)).filter(({ eventTypes }) =>
      eventTypes.includes("promise.changed"),
    );
    const [order] = await sql<
      { number: string; channel: string; externalRef: string | null; skuIds: string[] }[]
    >`
      select o.number, c.code as channel, o.external_ref as "externalRef",
        array(select distinct sku_id from order_line where order_id = o.id) as "skuIds"
      from sales_order o join channel c on c.id = o.channel_id where o.id = ${orderId}`;
    if (order === undefined) {
      return { messages: 0 };
    }
    const concerned = subscriptions.filter(
      ({ channelCode, skuIds }) =>
        (channelCode === null || channelCode === order.channel) &&
        (skuIds.length === 0 || skuIds.some((skuId) => order.skuIds.includes(skuId))),
    );
    await insertMessages(
      env,
      concerned.map(({ id }) => ({
        subscriptionId: id,
        type: "promise.changed",
        subject: `order ${order.number}`,
        data: {
          order: order.number,
          externalRef: order.externalRef,
          channel: order.channel,
          promise: after,
          previous: before,
        },
      })),
    );
    return { messages: concerned.length };
  },
});
