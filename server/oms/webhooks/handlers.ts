import { z } from "zod";
import type { Connection } from "@/db/client";
import type { Ctx } from "@/server/shell/command";
import type { Handler } from "@/server/shell/handler";
import { logOf } from "@/server/shell/log";
import { newId } from "@/server/shell/new-id";
import { noticePromise } from "./commands/notice-promise";
import { recordDelivery } from "./commands/record-delivery";
import { readDue, takeDue } from "./store";
import { mayHaveChanged } from "./store-changes";
import { isToSeal, LOST_KEY, openSecret } from "./store-secret";
import type { WebhookSender } from "./types";

const log = logOf("webhooks");

const promiseMoved = z.object({ before: z.string().nullable(), after: z.string().nullable() });

/** Puts a moved promise into the queues of those who asked for it. */
export const tellSubscribersOfPromise: Handler = {
  name: "webhooks.tell_promise_changed",
  run: async ({ ctx, key }, { orderId, payload }) => {
    const moved = promiseMoved.safeParse(payload);
    if (orderId !== null && moved.success) {
      await noticePromise(ctx, key("notice"), { orderId, ...moved.data });
    }
  },
};

/** A cheap look: whether `webhooks.notice_changes` has something to do. */
export const hasNews = ({ sql }: Connection, now: Date): Promise<boolean> =>
  mayHaveChanged(sql, now);

/** A cheap look: whether `webhooks.seal_secrets` has something to do. */
export async function hasUnsealed({ sql }: Connection): Promise<boolean> {
  const rows = await sql`select 1 from webhook_subscription where ${isToSeal(sql)} limit 1`;
  return rows.length > 0;
}

/** Subscriptions that this process is sending to, by the database they are of. */
const busy = new WeakMap<Connection, Set<string>>();

/**
 * Send what is due, each subscription's in its own order and by itself, so that a receiver that
 * does not answer keeps nobody else waiting. Nothing is sent inside a transaction.
 *
 * @returns the sending that was begun; who only has to begin it need not wait
 */
export async function deliverDue(ctx: Ctx, send: WebhookSender): Promise<Promise<void>[]> {
  const { database, clock } = ctx;
  const sending = busy.get(database) ?? new Set<string>();
  busy.set(database, sending);
  const due = await readDue(database.sql, clock.now());
  return due
    .filter(({ id }) => !sending.has(id))
    .map(({ id }) => {
      sending.add(id);
      return drain(ctx, send, id)
        .catch((error: unknown) => log.error({ error, subscription: id }, "sending broke off"))
        .finally(() => sending.delete(id));
    });
}

async function drain(ctx: Ctx, send: WebhookSender, subscriptionId: string): Promise<void> {
  const { database, clock } = ctx;
  for (;;) {
    const message = await takeDue(database.sql, subscriptionId, clock.now());
    if (message === null) {
      return;
    }
    const { id, attempt, url, body, sealed } = message;
    const secrets = sealed.flatMap((kept) => openSecret(kept, subscriptionId) ?? []);
    const outcome =
      secrets.length === 0
        ? { status: null, error: `Not sent: ${LOST_KEY}`, response: "", tookMs: 0 }
        : await send({ url, id: `msg_${id}`, at: clock.now(), body, secrets });
    const chance = Math.random();
    await recordDelivery(ctx, newId(), { messageId: id, attempt, chance, outcome });
  }
}
