import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import type { TimerMinutes } from "../exceptions/decide-policy";
import {
  type Cause,
  closeExceptions,
  lockFreeOrders,
  type NewException,
  openExceptions,
  undecided,
} from "../exceptions/store";
import type { ExceptionType } from "../exceptions/types";
import type { LocalDate } from "../kernel/local-date";

/** What a look at the world finds of one type of trouble. */
export type Detector = {
  readonly type: ExceptionType;
  /** How its causes begin: what others open of this type is left alone. */
  readonly prefix: string;
  readonly find: (look: Look) => Promise<Finding[]>;
};

export type Look = {
  readonly sql: RawTx;
  readonly now: Date;
  readonly today: LocalDate;
  readonly timers: TimerMinutes;
};

export type Finding = Omit<NewException, "type">;

/** A finding that names its cause itself, and columns that become its detail. */
type Open = Cause & {
  readonly orderId: string | null;
  readonly sentence: string;
  readonly severity: string;
};

/**
 * Open what these detectors find and close what they find no more. What is open and as it was said
 * is not touched, so that a quiet world costs reads only; orders that somebody works on at this
 * moment are left for the next look.
 */
export async function runDetectors(
  env: CommandEnv,
  detectors: readonly Detector[],
  look: Look,
): Promise<{ opened: number; closed: number }> {
  const found: NewException[] = [];
  const gone: Open[] = [];
  for (const { type, prefix, find } of detectors) {
    const findings = await find(look);
    const open = await readOpen(env.sql, type, prefix);
    const openByKey = new Map(open.map((each) => [each.causeKey, each]));
    found.push(
      ...findings
        .map((finding) => ({ ...finding, type }))
        .filter(({ causeKey, sentence, severity }) => {
          const known = openByKey.get(causeKey);
          return known?.sentence !== sentence || known.severity !== severity;
        }),
    );
    const keys = new Set(findings.map((each) => each.causeKey));
    gone.push(...open.filter((each) => !keys.has(each.causeKey)));
  }
  const free = await lockFreeOrders(
    env.sql,
    [...found, ...gone].map(({ orderId }) => orderId ?? null),
  );
  const isFree = ({ orderId }: { readonly orderId?: string | null }) =>
    orderId === null || orderId === undefined || free.has(orderId);
  const opened = await openExceptions(env, await undecided(env, found.filter(isFree)));
  const closed = await closeExceptions(env, gone.filter(isFree), "What caused it is over");
  return { opened: opened.length, closed: closed.length };
}

const readOpen = (sql: RawTx, type: ExceptionType, prefix: string) => sql<Open[]>`
  select type, cause_key as "causeKey", order_id as "orderId", sentence, severity from exception
  where type = ${type} and closed_at is null and cause_key like ${`${prefix}%`}`;

/**
 * Close what a command opened about a line of an order, where its order is over, or where it was that
 * the line waits and it waits no more: nobody else would.
 */
export async function settleLines(env: CommandEnv): Promise<number> {
  const rows = await env.sql<(Cause & { readonly orderId: string; readonly isOver: boolean })[]>`
    select e.type, e.cause_key as "causeKey", e.order_id as "orderId",
      o.status not in ('confirmed', 'in_fulfillment') as "isOver"
    from exception e join order_line l on l.id = e.order_line_id
    join sales_order o on o.id = l.order_id
    where e.closed_at is null and (
      (e.type in ('node_rejected', 'pick_short', 'hand_placement_lost')
        and o.status not in ('confirmed', 'in_fulfillment'))
      or (e.type in ('node_rejected', 'pick_short') and l.backordered = 0))`;
  const locked = await lockFreeOrders(
    env.sql,
    rows.map(({ orderId }) => orderId),
  );
  const free = rows.filter(({ orderId }) => locked.has(orderId));
  const over = free.filter(({ isOver }) => isOver);
  const served = free.filter(({ isOver }) => !isOver);
  const closed = [
    ...(await closeExceptions(env, over, "The order is over")),
    ...(await closeExceptions(env, served, "The line waits no more")),
  ];
  return closed.length;
}
