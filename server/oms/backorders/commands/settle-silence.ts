import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { declineConsent, endConsent, readOpenConsent } from "../store-consent";
import { endSubstitute, readOpenSubstitute } from "../store-substitute";
import type { OpenConsent, Silence } from "../types";

/** As many questions as one call settles; the next call goes on. */
const SETTLED_MAX = 50;

/**
 * Questions that nobody answered in time become what the rule says: accepted, cancelled, or left
 * open-ended; what was ordered goes on waiting when nobody says that another SKU may ship. Orders that
 * somebody else holds are left for the next call.
 */
export const settleSilence = defineCommand({
  name: "backorders.settle_silence",
  input: z.object({}),
  wall: "staff",
  run: async (env, _) => {
    const { sql, now } = env;
    const due = await sql<{ id: string }[]>`
      select o.id from sales_order o
      where o.id in (select order_id from (
          select order_id, answer_by from delay_consent where state = 'asked'
          union all
          select order_id, answer_by from substitute_consent where state = 'asked') c
        where answer_by <= ${now} order by answer_by limit ${SETTLED_MAX})
      order by o.id for no key update skip locked`;
    for (const { id } of due) {
      const open = await readOpenConsent(sql, id);
      if (open !== null && open.answerBy <= now) {
        await settle(env, open);
      }
      const offer = await readOpenSubstitute(sql, id);
      if (offer !== null && offer.answerBy <= now) {
        await endSubstitute(env, offer, "lapsed", NOBODY);
      }
    }
    return { settled: due.length };
  },
});

const SETTLED = {
  accept: "accepted",
  cancel: "declined",
  keep: "lapsed",
} as const satisfies Record<Silence, string>;

const NOBODY = "Nobody answered in time";

async function settle(env: CommandEnv, open: OpenConsent): Promise<void> {
  const state = SETTLED[open.silence];
  let cancelled = 0;
  if (open.silence === "cancel") {
    cancelled = await declineConsent(env, open, NOBODY);
  } else {
    await endConsent(env, open.id, state);
  }
  env.emit({
    type: `delay_consent.${state}`,
    subject: { kind: "delay_consent", id: open.id },
    orderId: open.orderId,
    reason: NOBODY,
    payload: { number: open.number, proposed: open.proposed, cancelled },
  });
}
