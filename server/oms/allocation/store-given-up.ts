import type { CommandEnv } from "@/server/shell/command";
import { sum } from "../kernel/quantity";
import { endUnits, readRest } from "./store-overdue";

type Order = { readonly id: string; readonly number: string };

/** Units of a line that lost their place and are not to wait. */
export type GivenUp = {
  /** Of the line. */
  readonly id: string;
  readonly sku: string;
  readonly units: number;
  /** What became of them, behind "cancelled". */
  readonly what: string;
  /** Why, as a sentence without its stop. */
  readonly because: string;
};

/**
 * End units that lost their place, or their day, and that nobody lets wait. They are in the lines'
 * backordered bucket, unpegged. The customer is told once, by the event that this emits: what is
 * cancelled, and what of the order still comes.
 *
 * @param refresh brings the order in line with its lines
 * @returns whether nothing of the order is left
 */
export async function endGivenUp<Refreshed>(
  env: CommandEnv,
  order: Order,
  given: readonly GivenUp[],
  refresh: () => Promise<Refreshed>,
): Promise<{ readonly refreshed: Refreshed; readonly isCancelled: boolean }> {
  if (given.length === 0) {
    return { refreshed: await refresh(), isCancelled: false };
  }
  const { sql } = env;
  const lines = await sql<{ id: string; ordered: number; currency: string }[]>`
    select l.id, l.ordered, o.currency from order_line l join sales_order o on o.id = l.order_id
    where l.id = any(${given.map(({ id }) => id)}::uuid[])`;
  const before = await readRest(sql, order);
  await endUnits(
    sql,
    order.id,
    given.map(({ id, units }) => ({ id, units })),
    env.now,
  );
  const refreshed = await refresh();
  const after = await readRest(sql, order);
  const sentences = given.map(({ id, sku, units, what }) => {
    const ordered = lines.find((line) => line.id === id)?.ordered ?? units;
    return `${sku}: ${units} of ${ordered} cancelled, ${what}`;
  });
  const facts = {
    number: order.number,
    units: sum(given.map(({ units }) => units)),
    lines: given.map(({ sku, units }) => ({ sku, quantity: units })),
  };
  const about = {
    subject: { kind: "sales_order" as const, id: order.id },
    orderId: order.id,
    reason: [...new Set(given.map(({ because }) => because))].join("; "),
  };
  if (after.isCancelled) {
    env.emit({ ...about, type: "sales_order.cancelled", payload: facts });
    return { refreshed, isCancelled: true };
  }
  env.emit({
    ...about,
    type: "sales_order.changed",
    payload: {
      ...facts,
      sentences,
      currency: lines[0]?.currency ?? "",
      valueBefore: before.value,
      valueAfter: after.value,
      promiseBefore: before.promise,
      promiseAfter: after.promise,
    },
  });
  return { refreshed, isCancelled: false };
}
