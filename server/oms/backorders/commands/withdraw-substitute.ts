import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { endSubstitute, requireOpenSubstitute } from "../store-substitute";

/**
 * Take back the question whether other SKUs may ship: its link says so from then on, and what was ordered
 * goes on waiting.
 *
 * @throws NOT_FOUND; STALE when it is answered, or over
 */
export const withdrawSubstitute = defineCommand({
  name: "backorders.withdraw_substitute",
  input: z.object({
    orderId: z.uuid(),
    consentId: z.uuid(),
    reason: z.string().trim().min(1, "Say why it is withdrawn").max(500),
  }),
  wall: "staff",
  run: async (env, { reason, ...about }) => {
    const open = await requireOpenSubstitute(env, about);
    await endSubstitute(env, open, "withdrawn", reason);
    return { number: open.number };
  },
});
