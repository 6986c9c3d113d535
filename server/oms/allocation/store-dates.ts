import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import type { LocalDate } from "../kernel/local-date";
import type { DecisionTrigger } from "./types";

export type MovedDates = {
  readonly orderId: string;
  readonly trigger: DecisionTrigger;
  readonly order: { readonly number: string; readonly currentPromise: LocalDate | null };
  /** Null: lines moved, and the order arrives when it did. */
  readonly moved: LocalDate | null;
  readonly why: string;
  /** What a person said moved them; unset: nobody did. */
  readonly reason?: string;
  /** Its mail is that of the change. */
  readonly isInChange: boolean;
};

/** Say that the promise of an order moved, or only the dates of lines. */
export function tellDates(
  { emit }: CommandEnv,
  { orderId, trigger, order, moved, why, reason, isInChange }: MovedDates,
): void {
  emit({
    type: moved === null ? "order_line.promise_changed" : "sales_order.promise_changed",
    subject: { kind: "sales_order", id: orderId },
    orderId,
    ...(reason === undefined ? {} : { reason }),
    payload: {
      number: order.number,
      before: order.currentPromise,
      after: moved ?? order.currentPromise,
      why,
      trigger,
      ...(isInChange ? { isInChange } : {}),
    },
  });
}

/** The promised dates of lines, as one text to compare. */
export async function readDates(
  sql: RawTx,
  lines: readonly { readonly orderLineId: string }[],
): Promise<string> {
  const [row] = await sql<{ dates: string | null }[]>`
    select string_agg(coalesce(current_promise::text, ''), ' ' order by id) as dates
    from order_line where id = any(${lines.map(({ orderLineId }) => orderLineId)}::uuid[])`;
  return row?.dates ?? "";
}
