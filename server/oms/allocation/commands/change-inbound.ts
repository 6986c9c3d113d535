import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import type { LocalDate } from "../../kernel/local-date";
import { lockPegs } from "../store-pegs";
import { redatePegs } from "../store-redate-pegs";

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
    const pegs = await lockPegs(sql, [inboundSupplyId]);
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
    const moved = await redatePegs(env, pegs, reason);
    return { orders: moved.length };
  },
});
