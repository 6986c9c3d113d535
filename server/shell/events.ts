import type { RawTx } from "@/db/client";
import type { Actor } from "./actor";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** What happened, in the past tense: `order_line.allocated`. */
export type DomainEvent = {
  readonly type: `${string}.${string}`;
  readonly subject: { readonly kind: string; readonly id: string };
  /** The order in whose timeline it stands. */
  readonly orderId?: string | null;
  readonly reason?: string | null;
  /** The customer for whom this one thing was done; else whom the actor stands for in all. */
  readonly onBehalfOf?: string | null;
  readonly payload: Json;
};

/** Write events and their outbox rows in the transaction of the change they tell of. */
export async function writeEvents(
  sql: RawTx,
  events: readonly DomainEvent[],
  { actor, now }: { readonly actor: Actor; readonly now: Date },
): Promise<void> {
  if (events.length === 0) {
    return;
  }
  const rows = events.map(({ type, subject, orderId, reason, onBehalfOf, payload }) => ({
    type,
    subject_kind: subject.kind,
    subject_id: subject.id,
    order_id: orderId ?? null,
    reason: reason ?? null,
    on_behalf_of: onBehalfOf ?? actor.onBehalfOf,
    payload,
  }));
  await sql`
    with written as (
      insert into event (type, subject_kind, subject_id, order_id, reason, payload,
        actor_id, actor_name, on_behalf_of, occurred_at)
      select type, subject_kind, subject_id, order_id, reason, payload,
        ${actor.id}, ${actor.name}, on_behalf_of, ${now}
      from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(type text, subject_kind text,
        subject_id uuid, order_id uuid, reason text, on_behalf_of text, payload jsonb)
      returning id)
    insert into outbox (event_id) select id from written`;
}
