import type { PendingQuery, Row } from "postgres";
import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import {
  type Cause,
  closeExceptions,
  type NewException,
  openExceptions,
} from "../exceptions/store";
import type { ExceptionType, Severity } from "../exceptions/types";
import { DomainError } from "../kernel/errors";
import type { HoldId } from "../kernel/ids";
import { decideBlocked, type HoldSubject } from "./decide-hold";
import type { FoundHold } from "./decide-hold-rule";
import type { HoldReleaseKind, HoldTransaction, OpenHold } from "./types";

type Sql = RawSql | RawTx;
type Fragment = PendingQuery<Row[]>;
type Env = Pick<CommandEnv, "sql" | "now" | "actor" | "emit">;

/** The open holds of some orders, the oldest first. */
export async function readOpenHolds(
  sql: Sql,
  orderIds: readonly string[],
): Promise<(OpenHold & { readonly orderId: string })[]> {
  return sql<(OpenHold & { orderId: string })[]>`
    select h.id, h.order_id as "orderId", h.type, t.name as "typeName", h.reason,
      h.order_line_id as "orderLineId", h.fulfillment_order_id as "fulfillmentOrderId",
      t.blocks, t.stops_order as "stopsOrder"
    from hold h join hold_type t on t.code = h.type
    where h.order_id = any(${[...orderIds]}::uuid[]) and h.released_at is null
    order by h.set_at, h.id`;
}

/** @throws ON_HOLD in the words of the hold, when one stands in the way */
export function refuseBlocked(
  holds: readonly OpenHold[],
  orderNumber: string,
  subject: HoldSubject,
): void {
  const hold = decideBlocked(holds, subject);
  if (hold !== null) {
    throw new DomainError("ON_HOLD", `${orderNumber} is on hold: ${hold.reason}`, {
      type: hold.type,
      reason: hold.reason,
      transaction: subject.transaction,
    });
  }
}

/**
 * Refuse what a hold on a locked order stops.
 *
 * @throws ON_HOLD
 */
export async function requireUnblocked(
  sql: RawTx,
  order: { readonly id: string; readonly number: string },
  transaction: HoldTransaction,
  lineIds: HoldSubject["lineIds"] = "all",
): Promise<void> {
  const holds = await readOpenHolds(sql, [order.id]);
  refuseBlocked(holds, order.number, { transaction, lineIds, fulfillmentOrderId: null });
}

/** That no hold keeps an order from being given stock, as a condition of statements over many. */
export const mayTakeStock = (sql: Sql, orderId: Fragment): Fragment => sql`
  not exists (select from hold h join hold_type t on t.code = h.type and 'allocate' = any(t.blocks)
    where h.order_id = ${orderId} and h.released_at is null)`;

/** The open hold that keeps a locked order from being given stock; null: none does. */
export const allocationHold = async (sql: RawTx, orderId: string): Promise<OpenHold | null> =>
  decideBlocked(await readOpenHolds(sql, [orderId]), {
    transaction: "allocate",
    lineIds: "all",
    fulfillmentOrderId: null,
  });

/**
 * `decideBlocked` as a condition, for statements over many orders: no hold of the order stops the
 * transaction for the line, or for those that leave with it.
 */
export const isUnblocked = (
  sql: Sql,
  transaction: HoldTransaction,
  of: {
    readonly orderId: Fragment;
    readonly lineId: Fragment;
    readonly kitGroup: Fragment;
    readonly shipPolicy: Fragment;
  },
): Fragment => sql`
  not exists (select from hold h join hold_type t on t.code = h.type
    where h.order_id = ${of.orderId} and h.released_at is null and ${transaction} = any(t.blocks)
      and (t.stops_order or (h.fulfillment_order_id is null and (h.order_line_id is null
        or h.order_line_id = ${of.lineId} or ${of.shipPolicy} = 'complete'
        or exists (select from order_line held
          where held.id = h.order_line_id and held.kit_group = ${of.kitGroup})))))`;

export type NewHold = {
  readonly orderId: string;
  readonly orderLineId?: string | null;
  readonly fulfillmentOrderId?: string | null;
  readonly type: string;
  readonly reason: string;
  /** The rule that found it. */
  readonly ruleId?: string | null;
};

/** Write holds on orders that this transaction made or has locked, with their events. */
export async function insertHolds(
  { sql, now, actor, emit }: Env,
  holds: readonly NewHold[],
): Promise<HoldId[]> {
  if (holds.length === 0) {
    return [];
  }
  const rows = holds.map((hold) => ({
    id: newId<HoldId>(now.getTime()),
    order_id: hold.orderId,
    order_line_id: hold.orderLineId ?? null,
    fulfillment_order_id: hold.fulfillmentOrderId ?? null,
    type: hold.type,
    reason: hold.reason,
    rule_id: hold.ruleId ?? null,
  }));
  await sql`
    insert into hold (id, order_id, order_line_id, fulfillment_order_id, type, reason, rule_id,
      set_by, set_at)
    select id, order_id, order_line_id, fulfillment_order_id, type, reason, rule_id, ${actor.id},
      ${now}::timestamptz
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(id uuid, order_id uuid,
      order_line_id uuid, fulfillment_order_id uuid, type text, reason text, rule_id uuid)`;
  for (const row of rows) {
    emit({
      type: "hold.set",
      subject: { kind: "hold", id: row.id },
      orderId: row.order_id,
      reason: row.reason,
      payload: { type: row.type },
    });
  }
  await openExceptions(
    { sql, now, actor, emit },
    rows.filter((row) => row.rule_id !== null).flatMap(exceptionOf),
  );
  return rows.map(({ id }) => id);
}

/** What a rule holds for is somebody's to look at; what a person held is in that person's hands. */
const HELD_AS: Readonly<Record<string, readonly [ExceptionType, Severity]>> = {
  credit: ["credit_hold", "high"],
  address: ["address_invalid", "high"],
  price_variance: ["price_variance", "medium"],
  margin: ["price_variance", "medium"],
  duplicate_po: ["duplicate_po", "medium"],
  fraud: ["fraud_review", "high"],
};

function exceptionOf(row: {
  readonly id: string;
  readonly order_id: string;
  readonly order_line_id: string | null;
  readonly type: string;
  readonly reason: string;
}): NewException[] {
  const [type, severity] = HELD_AS[row.type] ?? [];
  return type === undefined || severity === undefined
    ? []
    : [
        {
          type,
          severity,
          causeKey: row.id,
          sentence: row.reason,
          detail: { holdId: row.id, holdType: row.type },
          orderId: row.order_id,
          orderLineId: row.order_line_id,
        },
      ];
}

/** Open holds that rules set on some orders, of types that lift themselves. */
export const readFoundHolds = (sql: Sql, orderIds: readonly string[]) => sql<
  (FoundHold & { orderId: string })[]
>`
  select h.id, h.order_id as "orderId", h.type, h.rule_id as "ruleId",
    h.order_line_id as "orderLineId"
  from hold h join hold_type t on t.code = h.type and t.auto_release
  where h.order_id = any(${[...orderIds]}::uuid[]) and h.released_at is null
    and h.rule_id is not null
  order by h.set_at, h.id`;

export type LiftedHold = { readonly id: string; readonly orderId: string; readonly type: string };

/** Lift open holds on locked orders, with their events; each has the reason it is lifted for. */
export async function liftHolds(
  { sql, now, actor, emit }: Env,
  holds: readonly (LiftedHold & { readonly reason: string })[],
  kind: HoldReleaseKind,
): Promise<void> {
  if (holds.length === 0) {
    return;
  }
  await sql`
    update hold h set released_at = ${now}, released_by = ${actor.id},
      release_reason = r.reason, release_kind = ${kind}
    from jsonb_to_recordset(${sql.typed(
      holds.map(({ id, reason }) => ({ id, reason })),
      3802,
    )}::jsonb) as r(id uuid, reason text)
    where h.id = r.id and h.released_at is null`;
  const causes = holds.flatMap(({ id, type }): Cause[] => {
    const [known] = HELD_AS[type] ?? [];
    return known === undefined ? [] : [{ type: known, causeKey: id }];
  });
  await closeExceptions({ sql, now, actor, emit }, causes, "The hold was lifted");
  for (const { id, orderId, type, reason } of holds) {
    emit({
      type: "hold.released",
      subject: { kind: "hold", id },
      orderId,
      reason,
      payload: { type, kind },
    });
  }
}
