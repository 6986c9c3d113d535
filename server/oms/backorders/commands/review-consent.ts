import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import type { LocalDate } from "../../kernel/local-date";
import { lockOrder } from "../../orders/store";
import { decideConsent } from "../decide-consent";
import {
  consentToken,
  endConsent,
  hashConsentToken,
  readAgreement,
  readOpenConsent,
  readRuleFor,
} from "../store-consent";
import type { ConsentRule, OpenConsent } from "../types";

const DAY_MS = 86_400_000;

/**
 * Bring the question to a customer in line with the promise of an order, after it moved: ask, name
 * the new date, or withdraw.
 *
 * @throws NOT_FOUND
 */
export const reviewConsent = defineCommand({
  name: "backorders.review_consent",
  input: z.object({ orderId: z.uuid() }),
  wall: "staff",
  run: async (env, { orderId }) => {
    const { sql } = env;
    const { number } = await lockOrder(sql, orderId);
    const open = await readOpenConsent(sql, orderId);
    const rule = await readRuleFor(sql, orderId);
    const agreement = await readAgreement(sql, orderId);
    const facts = { ...agreement, rule, asked: open?.proposed ?? null };
    const step = decideConsent(facts);
    const { agreed, promise } = agreement;
    if (step === "withdraw" && open !== null) {
      await endConsent(env, open.id, "withdrawn");
      tell(env, "withdrawn", open.id, open);
    } else if (step === "renew" && open !== null && promise !== null && rule !== null) {
      await sql`update delay_consent set proposed = ${promise},
        answer_by = ${answerBy(env, rule)} where id = ${open.id}`;
      tell(env, "renewed", open.id, { ...open, proposed: promise });
    } else if (step === "ask" && agreed !== null && promise !== null && rule !== null) {
      const id = newId(env.now.getTime());
      await insertConsent(env, { id, orderId, agreed, promise, rule });
      tell(env, "asked", id, { orderId, number, agreed, proposed: promise });
    }
    return { step };
  },
});

const answerBy = ({ now }: CommandEnv, { answerDays }: ConsentRule) =>
  new Date(now.getTime() + answerDays * DAY_MS);

type NewConsent = {
  readonly id: string;
  readonly orderId: string;
  readonly agreed: LocalDate;
  readonly promise: LocalDate;
  readonly rule: ConsentRule;
};

const insertConsent = (env: CommandEnv, { id, orderId, agreed, promise, rule }: NewConsent) =>
  env.sql`
    insert into delay_consent (id, order_id, state, agreed, proposed, token_hash, asked_at, answer_by,
      silence)
    values (${id}, ${orderId}, 'asked', ${agreed}, ${promise},
      ${hashConsentToken(consentToken(id))}, ${env.now}, ${answerBy(env, rule)}, ${rule.silence})`;

function tell(
  { emit }: CommandEnv,
  step: "asked" | "renewed" | "withdrawn",
  id: string,
  about: Pick<OpenConsent, "orderId" | "number" | "agreed" | "proposed">,
): void {
  emit({
    type: `delay_consent.${step}`,
    subject: { kind: "delay_consent", id },
    orderId: about.orderId,
    payload: { number: about.number, agreed: about.agreed, proposed: about.proposed },
  });
}
