import { z } from "zod";
import type { Handler, HandlerEnv, StoredEvent } from "@/server/shell/handler";
import { newId } from "@/server/shell/new-id";
import { reviewConsent } from "../backorders/commands/review-consent";
import { consentToken, readOpenConsent } from "../backorders/store-consent";
import { readOpenSubstitute } from "../backorders/store-substitute";
import type { OpenConsent } from "../backorders/types";
import { present } from "../kernel/assert";
import type { LocalDate } from "../kernel/local-date";
import { creditReasons } from "../orders/types";
import { noteUnsent } from "./commands/note-unsent";
import { queueMail } from "./commands/queue-mail";
import { recordDelivery } from "./commands/record-delivery";
import {
  decideApprovalNeeded,
  decideCancelled,
  decideChanged,
  decideConfirmation,
  decideCreditMemo,
  decideDelivered,
  decidePromiseChanged,
  decideShipmentSent,
  decideSubstituteOffered,
} from "./decide-letter";
import { itemsToCome } from "./decide-to-come";
import {
  isOvertaken,
  type Recipient,
  readApprovers,
  readMailOf,
  readOrderFacts,
  readRecipient,
  readSpendingLimit,
  readToldPromise,
} from "./store";
import { trackingPathFor } from "./tracking-token";
import type { Letter, LetterAbout, LetterQuestion, OrderFacts } from "./types";

/** A backlog older than this is not told any more: the news would be wrong by now. */
const NEWS_DAYS = 7;

/** The question that a mail asks, and the date that it names. */
type AskedByMail = { readonly consentId: string; readonly proposed: string };

type Writer = (order: OrderFacts, about: LetterAbout) => Letter;

/** Placed: the buyer gets the confirmation; when somebody has to approve it, they are asked. */
export const tellPlaced: Handler = {
  name: "notifications.tell_placed",
  run: async (env, event) => {
    const order = await newsOf(env, event);
    if (order === null) {
      return;
    }
    if (order.status === "pending_approval") {
      await tellCustomer(env, order, `received:${order.orderId}`, decideConfirmation);
      await askApprovers(env, order);
    } else {
      await tellCustomer(env, order, `confirmed:${order.orderId}`, decideConfirmation);
    }
  },
};

/** Approved: the confirmation with the dates as they are now. */
export const tellApproved: Handler = {
  name: "notifications.tell_approved",
  run: async (env, event) => {
    const order = await newsOf(env, event);
    if (order !== null) {
      await tellCustomer(env, order, `confirmed:${order.orderId}`, decideConfirmation);
    }
  },
};

export const tellRejected: Handler = {
  name: "notifications.tell_rejected",
  run: (env, event) => tellEnded(env, event, "not_approved"),
};

export const tellCancelled: Handler = {
  name: "notifications.tell_cancelled",
  run: (env, event) => tellEnded(env, event, "cancelled"),
};

const endedPayload = z.object({ cancelAfter: z.string() });

/**
 * Why an approver declined is a word between colleagues; why we cancelled is our own, but for the day
 * that the customer named.
 */
function reasonOf(event: StoredEvent, why: "cancelled" | "not_approved"): string | null {
  if (why === "not_approved") {
    return event.reason;
  }
  const ended = endedPayload.safeParse(event.payload).data;
  return ended === undefined
    ? null
    : `It was to be cancelled when it had not left by ${ended.cancelAfter}`;
}

/** What ended with its cancel-after day is not asked about any more. */
async function withdrawQuestion({ ctx, key }: HandlerEnv, event: StoredEvent): Promise<void> {
  if (event.orderId !== null && endedPayload.safeParse(event.payload).success) {
    await reviewConsent(ctx, key("consent"), { orderId: event.orderId });
  }
}

async function tellEnded(
  env: HandlerEnv,
  event: StoredEvent,
  why: "cancelled" | "not_approved",
): Promise<void> {
  const order = await newsOf(env, event);
  await withdrawQuestion(env, event);
  if (order !== null) {
    await tellCustomer(env, order, `${why}:${order.orderId}`, (facts, about) =>
      decideCancelled(facts, why, reasonOf(event, why), about),
    );
  }
}

/** Shipped: one mail per shipment, with its parcels and what still comes. */
export const tellShipped: Handler = {
  name: "notifications.tell_shipped",
  run: async (env, event) => {
    const order = await newsOf(env, event);
    if (order !== null) {
      await tellCustomer(env, order, `shipped:${event.subjectId}`, (facts, about) =>
        decideShipmentSent(facts, event.subjectId, about),
      );
    }
  },
};

export const tellDelivered: Handler = {
  name: "notifications.tell_delivered",
  run: async (env, event) => {
    const order = await newsOf(env, event);
    if (order !== null) {
      const parcel = order.parcels.find((each) => each.shipmentId === event.subjectId);
      const deliveredOn = dayOf(parcel?.deliveredAt ?? event.occurredAt, parcel?.timeZone);
      await tellCustomer(env, order, `delivered:${event.subjectId}`, (facts, about) =>
        decideDelivered(facts, event.subjectId, deliveredOn, about),
      );
    }
  },
};

const changedPayload = z.object({
  /** None where it was no person's change: a cancel-after day that went by. */
  changeId: z.string().optional(),
  sentences: z.array(z.string()),
  valueBefore: z.number(),
  valueAfter: z.number(),
});

/** Changed: what changed and what the order is now. One that ended by it is told as cancelled. */
export const tellChanged: Handler = {
  name: "notifications.tell_changed",
  run: async (env, event) => {
    const order = await newsOf(env, event);
    await withdrawQuestion(env, event);
    if (order === null || order.status === "cancelled") {
      return;
    }
    const { changeId, sentences, valueBefore, valueAfter } = changedPayload.parse(event.payload);
    await tellCustomer(env, order, `changed:${changeId ?? event.id}`, (facts, about) =>
      decideChanged(facts, { changes: sentences, valueBefore, valueAfter }, about),
    );
  },
};

const memoPayload = z.object({
  number: z.string(),
  reverses: z.string().optional(),
  reason: z.enum(creditReasons),
  amountMinor: z.number(),
});

/** Credited, or a credit was taken back: one mail per memo. */
export const tellCredited: Handler = {
  name: "notifications.tell_credited",
  run: async (env, event) => {
    const order = await newsOf(env, event);
    if (order === null) {
      return;
    }
    const { number, reverses, reason, amountMinor } = memoPayload.parse(event.payload);
    const memo = { number, reverses: reverses ?? null, reason, amount: amountMinor };
    await tellCustomer(env, order, `credit:${event.subjectId}`, (facts, about) =>
      decideCreditMemo(facts, { ...memo, note: event.reason ?? "" }, about),
    );
  },
};

const promisePayload = z.object({
  trigger: z.string().optional(),
  isInChange: z.boolean().optional(),
});

/**
 * New dates, of the order or only of some of its lines: of several changes in a row only the last is
 * told, for it says them all, and none when it undid the others before they were told. Dates that moved
 * because the order was changed stand in the mail of that change. What slipped beyond a cap is dealt with
 * and the question whether a later date is accepted is brought in line first, so that one mail says the
 * date and asks. A line whose order arrives when it did is told of only with a question.
 */
export const tellPromiseChanged: Handler = {
  name: "notifications.tell_promise_changed",
  run: async (env, event) => {
    const { sql } = env.ctx.database;
    const moved = await newsOf(env, event);
    if (moved === null) {
      return;
    }
    await reviewConsent(env.ctx, env.key("consent"), { orderId: moved.orderId });
    const order = await newsOf(env, event);
    const { trigger, isInChange } = promisePayload.safeParse(event.payload).data ?? {};
    if (order === null || trigger === "order_changed" || isInChange) {
      return;
    }
    const open = await readOpenConsent(sql, order.orderId);
    const causeKey = `promise:${event.id}`;
    // A mail that was written and could not be handed over is the news all the same.
    if ((await readMailOf(sql, causeKey)) === null) {
      if (itemsToCome(order).length === 0 || (await isOvertaken(sql, event))) {
        return;
      }
      const isAsked = open !== null && open.told !== open.proposed;
      if (!isAsked && (await readToldPromise(sql, order.orderId)) === order.promise) {
        return;
      }
    }
    const asks = open && { consentId: open.id, proposed: open.proposed };
    await tellCustomer(
      env,
      order,
      causeKey,
      (facts, about) => decidePromiseChanged(facts, about, open && questionOf(env, open)),
      asks,
    );
  },
};

/** Asked whether another SKU may ship: one mail, and none when the question is over by then. */
export const tellSubstituteAsked: Handler = {
  name: "notifications.tell_substitute_asked",
  run: async (env, event) => {
    const order = await newsOf(env, event);
    if (order === null) {
      return;
    }
    const open = await readOpenSubstitute(env.ctx.database.sql, order.orderId);
    const causeKey = `substitute:${event.subjectId}`;
    if (open?.id !== event.subjectId) {
      return;
    }
    const { items, currency } = open;
    const offer = { items, currency, url: linkTo(env, open), answerBy: dayOf(open.answerBy) };
    await tellCustomer(env, order, causeKey, (_, about) => decideSubstituteOffered(offer, about));
  },
};

const linkTo = ({ services: { mail } }: HandlerEnv, { id }: { readonly id: string }) =>
  `${mail.appUrl}/c/${consentToken(id)}`;

const questionOf = (env: HandlerEnv, open: OpenConsent): LetterQuestion => ({
  url: linkTo(env, open),
  answerBy: dayOf(open.answerBy),
  silence: open.silence,
});

/** The order an event is about, when its customer is to hear of it at all. */
async function newsOf({ ctx }: HandlerEnv, event: StoredEvent): Promise<OrderFacts | null> {
  const ageMs = ctx.clock.now().getTime() - event.occurredAt.getTime();
  if (event.orderId === null || ageMs > NEWS_DAYS * 86_400_000) {
    return null;
  }
  const order = await readOrderFacts(ctx.database.sql, event.orderId);
  return order === null || order.isHistory ? null : order;
}

async function tellCustomer(
  env: HandlerEnv,
  order: OrderFacts,
  causeKey: string,
  write: Writer,
  asks: AskedByMail | null = null,
): Promise<void> {
  const recipient = await readRecipient(env.ctx.database.sql, order.orderId);
  if (recipient !== null) {
    await send(env, order, { causeKey, recipient, write, asks });
    return;
  }
  const reason = `Nobody at ${order.companyName} has an e-mail address`;
  await noteUnsent(env.ctx, env.key(`unsent ${causeKey}`), {
    orderId: order.orderId,
    template: causeKey.split(":")[0] ?? causeKey,
    reason,
  });
}

async function askApprovers(env: HandlerEnv, order: OrderFacts): Promise<void> {
  const { sql } = env.ctx.database;
  const [approvers, limit] = await Promise.all([
    readApprovers(sql, order.companyId),
    readSpendingLimit(sql, order.orderId),
  ]);
  for (const { contactId, ...approver } of approvers) {
    await send(env, order, {
      causeKey: `approval:${order.orderId}:${contactId}`,
      recipient: approver,
      write: (facts, about) => decideApprovalNeeded(facts, limit, about),
      asks: null,
    });
  }
}

type Sending = {
  readonly causeKey: string;
  readonly recipient: Recipient;
  readonly write: Writer;
  readonly asks: AskedByMail | null;
};

/**
 * Write the mail down once, then hand it over until it is taken. The mail that was written stays
 * the mail: it is not written anew when the order has moved on between two attempts.
 */
async function send(
  env: HandlerEnv,
  order: OrderFacts,
  { causeKey, recipient, write, asks }: Sending,
): Promise<void> {
  const { ctx, services, key } = env;
  const { sql } = ctx.database;
  if ((await readMailOf(sql, causeKey)) === null) {
    const letter = write(order, await aboutOf(env, order, recipient));
    const rendered = await services.mail.render(letter);
    await queueMail(ctx, key(`queue ${causeKey}`), {
      ...rendered,
      causeKey,
      template: letter.template,
      provider: services.mail.provider,
      orderId: order.orderId,
      toAddress: recipient.email,
      asks,
    });
  }
  const mail = present(await readMailOf(sql, causeKey), "a mail that was queued can be read");
  if (mail.sentAt !== null) {
    return;
  }
  const providerId = await services.mail.deliver(mail).catch(async (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    await recordDelivery(ctx, newId(), { mailId: mail.id, providerId: null, error: message });
    throw error;
  });
  await recordDelivery(ctx, key(`sent ${causeKey}`), { mailId: mail.id, providerId, error: null });
}

async function aboutOf(
  { ctx, services: { mail } }: HandlerEnv,
  order: OrderFacts,
  recipient: Recipient,
): Promise<LetterAbout> {
  const path = await trackingPathFor(ctx.database.sql, order.orderId);
  return {
    orderNumber: order.number,
    customerPo: order.customerPo,
    greeting: recipient.name,
    companyName: order.companyName,
    today: dayOf(ctx.clock.now(), order.parcels[0]?.timeZone),
    orderUrl: `${mail.appUrl}/portal/orders/${order.number}`,
    trackingUrl: `${mail.appUrl}${path}`,
  };
}

const dayOf = (instant: Date, timeZone = "UTC") =>
  new Intl.DateTimeFormat("en-CA", { timeZone }).format(instant) as LocalDate;
