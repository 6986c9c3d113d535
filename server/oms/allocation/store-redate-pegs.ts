import type { RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { refreshOrders } from "../orders/store";
import type { Peg } from "./store-pegs";
import { redateAllocations } from "./store-redate";

type Promised = { readonly id: string; readonly number: string; readonly promise: string | null };

const readPromises = (sql: RawTx, orderIds: readonly string[]) => sql<Promised[]>`
  select id, number, current_promise::text as promise from sales_order
  where id = any(${[...orderIds]}::uuid[]) order by id`;

/**
 * Date anew what stands on supplies that moved. Each order of which a day moves says so in its timeline,
 * with the day before and after. The caller holds the orders of the pegs.
 *
 * @returns orders of which a day moved
 */
export async function redatePegs(
  env: CommandEnv,
  pegs: readonly Pick<Peg, "id" | "orderId">[],
  reason: string,
): Promise<string[]> {
  const { sql, now, emit } = env;
  const before = await readPromises(
    sql,
    pegs.map(({ orderId }) => orderId),
  );
  const moved = await redateAllocations(
    env,
    pegs.map(({ id }) => id),
  );
  await refreshOrders(sql, moved, now);
  for (const { id, number, promise } of await readPromises(sql, moved)) {
    const was = before.find((order) => order.id === id)?.promise ?? null;
    emit({
      type: promise === was ? "order_line.promise_changed" : "sales_order.promise_changed",
      subject: { kind: "sales_order", id },
      orderId: id,
      reason,
      payload: { number, before: was, after: promise, why: reason },
    });
  }
  return moved;
}
