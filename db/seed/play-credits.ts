import type { Connection } from "@/db/client";
import { grantCredit } from "@/server/oms/orders/commands/grant-credit";
import { reverseCredit } from "@/server/oms/orders/commands/reverse-credit";
import { proposedCredit } from "@/server/oms/orders/decide-credit";
import type { Actor } from "@/server/shell/actor";
import { demoId } from "./demo-id";
import { DEMO_COMPANY } from "./load-accounts";
import { ctxAt } from "./play-orders";

const WORDS = [
  ["late", "It came two days after its date"],
  ["damaged", "One box was dented; the goods are fine"],
] as const;

/** Credits for the last delivered orders of the demo's customer, one of them granted by mistake. */
export async function playCredits(database: Connection, actor: Actor, now: Date): Promise<void> {
  const ctx = ctxAt(database, actor, now);
  const orders = await database.sql<{ id: string; subtotal: number; cancelledTotal: number }[]>`
    select o.id, o.subtotal, o.cancelled_total as "cancelledTotal"
    from sales_order o join company c on c.id = o.company_id
    where c.code = ${DEMO_COMPANY} and o.status = 'completed' and o.subtotal > o.cancelled_total
    order by o.placed_at desc, o.number desc limit ${WORDS.length}`;
  for (const [at, [reason, note]] of WORDS.entries()) {
    const order = orders[at];
    if (order !== undefined) {
      const amountMinor = proposedCredit({ ...order, creditedTotal: 0 });
      const { creditMemoId } = await grantCredit(ctx, demoId<string>("credit", reason), {
        ...{ orderId: order.id, reason, note, amountMinor },
      });
      if (reason === "damaged") {
        const input = { creditMemoId, note: "It was another customer's box" };
        await reverseCredit(ctx, demoId<string>("credit_reversal", reason), input);
      }
    }
  }
}
