import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { hashConsentToken } from "../store-consent";
import { takeSubstituteAnswer } from "../store-substitute";

const answer = z.enum(["accept", "decline"]);

/**
 * A customer, or somebody on the phone with one, answers whether other SKUs may ship. See
 * `takeSubstituteAnswer`.
 *
 * @throws NOT_FOUND; STALE, SHORT_SUPPLY, ORDER_REFUSED or ON_HOLD as it says
 */
export const answerSubstitute = defineCommand({
  name: "backorders.answer_substitute",
  input: z.object({ orderId: z.uuid(), consentId: z.uuid(), answer }),
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: (env, { answer: given, ...about }) => takeSubstituteAnswer(env, about, given),
});

/**
 * The same by the link of the mail, without an account.
 *
 * @throws NOT_FOUND for a link that is not valid; else as with an account
 */
export const answerSubstituteByLink = defineCommand({
  name: "backorders.answer_substitute_by_link",
  input: z.object({ token: z.string().max(200), answer }),
  wall: "public",
  run: async (env, { token, answer: given }) => {
    const [about] = await env.sql<{ orderId: string; consentId: string }[]>`
      select order_id as "orderId", id as "consentId" from substitute_consent
      where token_hash = ${hashConsentToken(token)}`;
    if (about === undefined) {
      throw new DomainError("NOT_FOUND", "This link is not valid");
    }
    return takeSubstituteAnswer(env, about, given);
  },
});
