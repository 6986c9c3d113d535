import { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { lockOrder } from "../../orders/store";
import {
  type ConsentQuestion,
  decideConsent,
  decideEnding,
  decideQuestion,
} from "../decide-consent";
import {
  consentToken,
  endConsent,
  endLate,
  hashConsentToken,
  readConsentFacts,
  readConsentLines,
  readOpenConsent,
} from "../store-consent";
import { CAP_TERMS, type ConsentRule, type OpenConsent } from "../types";

const DAY_MS = 86_400_000;

/**
 * Bring an order in line with the dates of what waits, after they moved: what slipped beyond a cap that
 * cancels is cancelled, and the question to its customer is asked, names the new date, or is withdrawn.
 *
 * @returns the step, and how many units were cancelled
 * @throws NOT_FOUND
 */
export const reviewConsent = defineCommand({
  name: "backorders.review_consent",
  input: z.object({ orderId: z.uuid() }),
  wall: "staff",
  run: async (env, { orderId }) => {
    const { sql } = env;
    const { number } = await lockOrder(sql, orderId);
    const found = await readConsentFacts(sql, orderId);
    const because = "They would come later than their backorder may wait";
    const cancelled = await endLate(env, { id: orderId, number }, decideEnding(found), because);
    const facts = cancelled === 0 ? found : await readConsentFacts(sql, orderId);
    const open = await readOpenConsent(sql, orderId);
    const lineIds = open === null ? [] : await lineIdsOf(sql, open.id);
    const question = decideQuestion(facts);
    const step = decideConsent(open && { proposed: open.proposed, lineIds }, question);
    if (step === "withdraw" && open !== null) {
      await endConsent(env, open.id, "withdrawn");
      tell(env, "withdrawn", open.id, open);
    } else if (question !== null && (step === "ask" || step === "renew")) {
      const terms = facts.rule ?? CAP_TERMS;
      const id = open?.id ?? newId(env.now.getTime());
      await writeQuestion(env, { id, orderId, isNew: open === null, ...question }, terms);
      const about = { orderId, number, ...question };
      tell(env, step === "ask" ? "asked" : "renewed", id, about);
    }
    return { step, cancelled };
  },
});

const lineIdsOf = async (sql: CommandEnv["sql"], consentId: string) =>
  (await readConsentLines(sql, consentId)).map(({ lineId }) => lineId);

type WrittenQuestion = ConsentQuestion & {
  readonly id: string;
  readonly orderId: string;
  readonly isNew: boolean;
};

/** Ask, or name the new date; no mail asked about it yet. */
async function writeQuestion(
  { sql, now }: CommandEnv,
  { id, orderId, isNew, agreed, proposed, lines }: WrittenQuestion,
  { answerDays, silence }: Omit<ConsentRule, "afterDays">,
): Promise<void> {
  const answerBy = new Date(now.getTime() + answerDays * DAY_MS);
  await (isNew
    ? sql`
      insert into delay_consent (id, order_id, state, agreed, proposed, token_hash, asked_at,
        answer_by, silence)
      values (${id}, ${orderId}, 'asked', ${agreed}, ${proposed},
        ${hashConsentToken(consentToken(id))}, ${now}, ${answerBy}, ${silence})`
    : sql`
      update delay_consent set agreed = ${agreed}, proposed = ${proposed}, answer_by = ${answerBy},
        told = null
      where id = ${id}`);
  await sql`delete from delay_consent_line where consent_id = ${id}`;
  const rows = lines.map(({ lineId, until }) => ({ line_id: lineId, until }));
  await sql`
    insert into delay_consent_line (consent_id, order_line_id, until)
    select ${id}, line_id, until
    from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(line_id uuid, until date)`;
}

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
