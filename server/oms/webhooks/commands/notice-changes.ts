import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { decideAnswer, type SkuAvailability } from "../../inventory/decide-answer";
import { answerAll } from "../../inventory/decide-answers";
import { decideLowPoint, NO_LOW_POINTS } from "../../inventory/decide-low";
import { readStockOf, withComponents } from "../../inventory/store-availability";
import { readClaims } from "../../inventory/store-claims";
import { readLowPoints } from "../../inventory/store-low";
import { readTaken } from "../../inventory/store-quota";
import { readRuleBook } from "../../inventory/store-rules";
import { present } from "../../kernel/assert";
import type { LocalDate } from "../../kernel/local-date";
import { networkAt } from "../../network/store";
import type { NetworkChannel } from "../../network/types";
import { anyoneAt } from "../../scarcity/decide-claims";
import { decideAvailabilityEvents } from "../decide";
import { insertMessages, type NewMessage, readSubscriptions, type Subscription } from "../store";
import {
  keepWatch,
  lockWatch,
  readMoved,
  readTold,
  type SkuKey,
  skuChunks,
  type Told,
  writeTold,
} from "../store-changes";

/** SKUs held in memory at a time, whatever the size of the catalogue. */
const CHUNK = 500;

/**
 * Tell subscribers what changed of what their channels may sell: each number that may have moved is
 * worked out by the formula of every answer and compared with what the subscriber was last told, so
 * that only changes leave, each once and in their order. A subscription that is new, or whose scope
 * changed, is told nothing of how things stand: it reads that where it likes.
 */
export const noticeChanges = defineCommand({
  name: "webhooks.notice_changes",
  input: z.object({}),
  wall: "staff",
  run: async (env) => {
    const { sql, now } = env;
    const watch = await lockWatch(sql);
    if (watch === null) {
      return { looked: 0, messages: 0 };
    }
    const look = await readMoved(sql, watch, now);
    const all = (await readSubscriptions(sql)).filter(({ eventTypes }) =>
      eventTypes.some((type) => type.startsWith("availability.")),
    );
    const fresh = all.filter(({ baselineAt }) => baselineAt === null);
    const known = all.filter(({ baselineAt }) => baselineAt !== null);
    const count = { looked: 0, messages: 0 };
    const tell = async (
      subscriptions: readonly Subscription[],
      skuIds: readonly string[] | null,
    ) => {
      if (subscriptions.length > 0 && (skuIds === null || skuIds.length > 0)) {
        for await (const chunk of skuChunks(sql, skuIds, CHUNK)) {
          count.looked += chunk.length;
          count.messages += await compare(env, subscriptions, chunk);
        }
      }
    };
    await tell(known, look.isWide ? null : look.skuIds);
    await tell(fresh, null);
    await sql`
      update webhook_subscription set baseline_at = ${now}
      where id = any(${fresh.map(({ id }) => id)}::uuid[])`;
    await keepWatch(sql, look, now);
    return count;
  },
});

async function compare(
  env: CommandEnv,
  subscriptions: readonly Subscription[],
  chunk: readonly SkuKey[],
): Promise<number> {
  const { sql, now } = env;
  const skuIds = chunk.map(({ id }) => id);
  const told = await readTold(
    sql,
    subscriptions.map(({ id }) => id),
    skuIds,
  );
  const before = new Map(told.map((each) => [keyOf(each), each.quantity]));
  const answers = await answersFor(env, subscriptions, chunk);
  const points = await readLowPoints(sql, skuIds);
  const messages: NewMessage[] = [];
  const changed: Told[] = [];
  for (const subscription of subscriptions) {
    for (const { channel, bySku } of answers) {
      if ((subscription.channelCode ?? channel.code) !== channel.code) {
        continue;
      }
      for (const { id: skuId, code } of chunk) {
        const quantity = bySku.get(skuId);
        const isAsked = subscription.skuIds.length === 0 || subscription.skuIds.includes(skuId);
        const at = { subscriptionId: subscription.id, channelId: channel.id, skuId };
        const last = before.get(keyOf(at)) ?? null;
        if (quantity !== undefined && isAsked && last !== quantity) {
          changed.push({ ...at, quantity });
          const lowAt =
            subscription.lowThreshold ??
            decideLowPoint(points.get(skuId) ?? NO_LOW_POINTS, channel.code);
          messages.push(...messagesOf(subscription, { channel, sku: code, last, quantity, lowAt }));
        }
      }
    }
  }
  await writeTold(sql, changed, now);
  await insertMessages(env, messages);
  return messages.length;
}

const keyOf = ({ subscriptionId, channelId, skuId }: Omit<Told, "quantity">) =>
  `${subscriptionId} ${channelId} ${skuId}`;

function messagesOf(
  { id, eventTypes, baselineAt }: Subscription,
  number: {
    readonly channel: NetworkChannel;
    readonly sku: string;
    readonly last: number | null;
    readonly quantity: number;
    /** What the subscription says, or else the SKU's own low-stock point. */
    readonly lowAt: number | null;
  },
): NewMessage[] {
  if (baselineAt === null) {
    return [];
  }
  const { channel, sku, last, quantity, lowAt } = number;
  return decideAvailabilityEvents(last, quantity, lowAt)
    .filter((type) => eventTypes.includes(type))
    .map((type) => ({
      subscriptionId: id,
      type,
      subject: `${channel.code} ${sku}`,
      data: {
        channel: channel.code,
        sku,
        available: quantity,
        previous: last,
        ...(type === "availability.low" && { threshold: lowAt }),
      },
    }));
}

/** What each channel that somebody listens to may sell of some SKUs. */
async function answersFor(
  { sql, owner, now }: CommandEnv,
  subscriptions: readonly Subscription[],
  chunk: readonly SkuKey[],
) {
  const codes = chunk.map(({ code }) => code.toUpperCase());
  const read = await withComponents((ask) => readStockOf(sql, ask), { codes, now });
  const network = await networkAt(owner, sql, read.version);
  const rules = await readRuleBook(owner, sql, read.version, now);
  const facts = read.skus.map((each) => present(each, "a SKU that was just listed"));
  const stockIds = [...facts, ...read.components.values()].map(({ stock }) => stock.skuId);
  const taken = await readTaken(sql, rules, stockIds, now);
  const claims = await readClaims({ owner, sql, now }, read.version, stockIds);
  const today = now.toISOString().slice(0, 10) as LocalDate;
  const isAll = subscriptions.some(({ channelCode }) => channelCode === null);
  const asked = new Set(subscriptions.map(({ channelCode }) => channelCode));
  const channels = [...network.channels.values()].filter(({ code }) => isAll || asked.has(code));
  return channels.map((channel) => {
    const grounds = { network, channel, rules, taken, claims, asker: anyoneAt(channel, today) };
    const answers: SkuAvailability[] = answerAll(facts, read.components, (each) =>
      decideAnswer(each, grounds, { breakdown: false, later: null }),
    );
    return {
      channel,
      bySku: new Map(chunk.map(({ id }, at) => [id, answers[at]?.available ?? 0])),
    };
  });
}
