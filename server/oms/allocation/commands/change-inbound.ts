import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import type { LocalDate } from "../../kernel/local-date";
import { refreshOrders } from "../../orders/store";
import { redateAllocations } from "../store-redate";

/**
 * Move the expected day of an inbound supply, and with it the promises that stand on it. Each
 * order whose date moves says so in its timeline, with the day before and after.
 *
 * @throws NOT_FOUND; STALE when the supply is not open any more
 */
export const changeInbound = defineCommand({
  name: "inventory.change_inbound",
  input: z.object({
    inboundSupplyId: z.uuid(),
    eta: z.iso.date().transform((date) => date as LocalDate),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: { of: ({ inboundSupplyId }) => ({ inboundSupplyId }) },
  run: async (env, { inboundSupplyId, eta, reason }) => {
    const { sql } = env;
    const pegs = await sql<
      { id: string; orderId: string; number: string; before: string | null }[]
    >`
      select a.id, o.id as "orderId", o.number, o.current_promise::text as before
      from sales_order o join allocation a on a.order_id = o.id
      where a.inbound_supply_id = ${inboundSupplyId} and a.state = 'promised'
      order by o.id for no key update of o`;
    const [supply] = await sql<{ reference: string; before: string; status: string }[]>`
      select reference, eta::text as before, status from inbound_supply
      where id = ${inboundSupplyId} for no key update`;
    if (supply === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such supply", { inboundSupplyId });
    }
    if (supply.status !== "open") {
      throw new DomainError("STALE", `${supply.reference} is ${supply.status}`, {
        inboundSupplyId,
      });
    }
    await sql`update inbound_supply set eta = ${eta} where id = ${inboundSupplyId}`;
    env.emit({
      type: "inbound_supply.changed",
      subject: { kind: "inbound_supply", id: inboundSupplyId },
      reason,
      payload: { reference: supply.reference, before: supply.before, after: eta },
    });
    const moved = await redateAllocations(
      env,
      pegs.map((peg) => peg.id),
    );
    await refreshOrders(sql, moved, env.now);
    const after = await sql<{ id: string; promise: string | null }[]>`
      select id, current_promise::text as promise from sales_order where id = any(${moved}::uuid[])`;
    for (const { id, promise } of after) {
      const peg = pegs.find((row) => row.orderId === id);
      if (peg !== undefined) {
        env.emit({
          type:
            promise === peg.before ? "order_line.promise_changed" : "sales_order.promise_changed",
          subject: { kind: "sales_order", id },
          orderId: id,
          reason,
          payload: { number: peg.number, before: peg.before, after: promise, why: reason },
        });
      }
    }
    return { orders: moved.length };
  },
});
