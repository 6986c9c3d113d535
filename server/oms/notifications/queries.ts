import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { decideTracking, trackingEndsAt } from "./decide-tracking";
import { readOrderFacts } from "./store";
import { hashTrackingToken } from "./tracking-token";
import type { TrackedOrder } from "./types";

export type MailRow = {
  readonly id: string;
  readonly template: string;
  readonly toAddress: string;
  readonly subject: string;
  readonly orderNumber: string | null;
  readonly provider: string;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly error: string | null;
};

export type MailDetail = MailRow & {
  readonly html: string;
  readonly plainText: string;
  readonly providerId: string | null;
  readonly causeKey: string;
};

const like = (text: string) => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;

/**
 * Mails, newest first: all, or those of one order, or those whose subject or address holds a text.
 *
 * @returns a page, the cursor of the next, and how many there are in all
 */
export const listMail = defineQuery({
  name: "notifications.list_mail",
  input: z.object({
    text: z.string().trim().max(200).default(""),
    orderId: z.uuid().optional(),
    after: z.string().nullish(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { text, orderId, after, limit }) => {
    const pattern = like(text);
    const matches = sql`
      (${orderId ?? null}::uuid is null or m.order_id = ${orderId ?? null}::uuid)
      and (${text} = '' or m.subject ilike ${pattern} or m.to_address ilike ${pattern})`;
    const [afterTime = null, afterId = null] = decodeCursor(after, 2) ?? [];
    const [rows, counted] = await Promise.all([
      sql<MailRow[]>`
        select m.id, m.template, m.to_address as "toAddress", m.subject,
          o.number as "orderNumber", m.provider, m.created_at as "createdAt",
          m.sent_at as "sentAt", m.error
        from mail_message m left join sales_order o on o.id = m.order_id
        where ${matches} and (${afterId}::uuid is null
          or (m.created_at, m.id) < (${afterTime}::timestamptz, ${afterId}::uuid))
        order by m.created_at desc, m.id desc limit ${limit + 1}`,
      sql<{ total: number }[]>`
        select count(*)::int as total from mail_message m where ${matches}`,
    ]);
    return {
      ...pageOf(rows, limit, (last) => [last.createdAt.toISOString(), last.id]),
      total: counted[0]?.total ?? 0,
    };
  },
});

/**
 * One mail as it was sent.
 *
 * @throws NOT_FOUND
 */
export const findMail = defineQuery({
  name: "notifications.find_mail",
  input: z.object({ mailId: z.uuid() }),
  wall: "staff",
  run: async ({ sql }, { mailId }): Promise<MailDetail> => {
    const [mail] = await sql<MailDetail[]>`
      select m.id, m.template, m.to_address as "toAddress", m.subject, o.number as "orderNumber",
        m.provider, m.created_at as "createdAt", m.sent_at as "sentAt", m.error, m.html,
        m.plain_text as "plainText", m.provider_id as "providerId", m.cause_key as "causeKey"
      from mail_message m left join sales_order o on o.id = m.order_id
      where m.id = ${mailId}`;
    if (mail === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such mail", { mailId });
    }
    return mail;
  },
});

/**
 * The parcels behind a tracking link. A token that never was, was revoked or ended is answered in
 * the same words.
 *
 * @throws NOT_FOUND
 */
export const findParcels = defineQuery({
  name: "tracking.find_parcels",
  input: z.object({ token: z.string().max(200) }),
  wall: "public",
  run: async ({ sql, now }, { token }): Promise<TrackedOrder> => {
    const [link] = await sql<{ orderId: string; timeZone: string | null }[]>`
      select l.order_id as "orderId", (
        select n.time_zone from allocation a join node n on n.id = a.node_id
        where a.order_id = l.order_id order by a.ship_date, a.id limit 1) as "timeZone"
      from tracking_link l
      where l.token_hash = ${hashTrackingToken(token)} and l.revoked_at is null`;
    const order = link && (await readOrderFacts(sql, link.orderId));
    const endsAt = order ? trackingEndsAt(order) : null;
    if (!link || !order || (endsAt !== null && endsAt <= now)) {
      throw new DomainError("NOT_FOUND", "This link is not valid");
    }
    return decideTracking(order, dayIn(now, link.timeZone ?? "UTC"));
  },
});

const dayIn = (now: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone }).format(now) as LocalDate;
