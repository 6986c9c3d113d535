import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { hashConsentToken, takeAnswer } from "../store-consent";

const answer = z.enum(["accept", "cancel"]);
const proposed = z.iso.date();

/**
 * A customer, or somebody on the phone with one, answers whether a later date is accepted. See
 * `takeAnswer`.
 *
 * @throws NOT_FOUND; STALE when the question is over, or the date moved meanwhile
 */
export const answerConsent = defineCommand({
  name: "backorders.answer_consent",
  input: z.object({ orderId: z.uuid(), answer, proposed }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: (env, { orderId, ...given }) => takeAnswer(env, orderId, given),
});

/**
 * The same by the link of the mail, without an account.
 *
 * @throws NOT_FOUND for a link that is not valid; STALE when the question is over, or the date moved
 */
export const answerByLink = defineCommand({
  name: "backorders.answer_by_link",
  input: z.object({ token: z.string().max(200), answer, proposed }),
  wall: "public",
  run: async (env, { token, ...given }) => {
    const [consent] = await env.sql<{ orderId: string }[]>`
      select order_id as "orderId" from delay_consent where token_hash = ${hashConsentToken(token)}`;
    if (consent === undefined) {
      throw new DomainError("NOT_FOUND", "This link is not valid");
    }
    return takeAnswer(env, consent.orderId, given);
  },
});
