import type { CommandEnv } from "@/server/shell/command";
import { isOpenOrder } from "./decide";
import { creditRules, decideCleared, decideFindings, decideRuleHolds } from "./decide-hold-rule";
import { refreshOrders } from "./store";
import { lockCredit, readOrderFacts } from "./store-facts";
import { readHoldBook } from "./store-hold-book";
import { insertHolds, liftHolds, type NewHold, readFoundHolds } from "./store-holds";

/**
 * Ask of locked orders again, before goods leave, whether their customers are over the limit or owe
 * for too long; hold those that are. What a person let go for its credit is not asked again.
 *
 * Locks the credit of their companies.
 *
 * @returns the orders that are held now
 */
export async function holdOverCredit(
  env: CommandEnv,
  orderIds: readonly string[],
  networkVersion: number,
): Promise<ReadonlySet<string>> {
  const { sql, owner, now } = env;
  const book = await readHoldBook(owner, sql, networkVersion);
  const rules = creditRules(book.rules).filter(({ severity }) => severity === "block");
  const asked = rules.length === 0 ? [] : await readAsked(env, orderIds);
  if (asked.length === 0) {
    return new Set();
  }
  await lockCredit(
    sql,
    asked.map(({ companyId }) => companyId),
  );
  const facts = await readOrderFacts(
    sql,
    asked.map(({ id }) => id),
    now,
  );
  const holds = asked.flatMap(({ id, settled }): NewHold[] => {
    const of = facts.get(id);
    const found = of === undefined ? [] : decideRuleHolds(decideFindings(rules, of), book.types);
    return found
      .filter(({ type }) => !settled.includes(type))
      .map((hold) => ({ ...hold, orderId: id }));
  });
  await insertHolds(env, holds);
  return new Set(holds.map(({ orderId }) => orderId));
}

type Asked = {
  readonly id: string;
  readonly companyId: string;
  /** Types of holds that stand on it, or that a person lifted. */
  readonly settled: readonly string[];
};

const readAsked = ({ sql }: CommandEnv, orderIds: readonly string[]) => sql<Asked[]>`
  select o.id, o.company_id as "companyId",
    array(select distinct h.type from hold h where h.order_id = o.id
      and (h.released_at is null or h.release_kind = 'by_hand')) as settled
  from sales_order o join company c on c.id = o.company_id
  where o.id = any(${[...orderIds]}::uuid[])
    and (c.credit_limit is not null or c.overdue_receivables > 0)`;

/**
 * Lift the holds of a locked order that rules set and no longer would, or all of them when it is over. Locks its company's credit.
 *
 * @returns how many were lifted
 */
export async function liftCleared(
  env: CommandEnv,
  {
    id,
    companyId,
    status,
  }: { readonly id: string; readonly companyId: string; readonly status: string },
  networkVersion: number,
): Promise<number> {
  const { sql, now, owner } = env;
  const holds = await readFoundHolds(sql, [id]);
  if (holds.length === 0) {
    return 0;
  }
  await lockCredit(sql, [companyId]);
  const { rules } = await readHoldBook(owner, sql, networkVersion);
  const facts = (await readOrderFacts(sql, [id], now)).get(id);
  const cleared = !isOpenOrder(status)
    ? holds.map((hold) => ({ ...hold, reason: "The order is over" }))
    : facts === undefined
      ? []
      : decideCleared(holds, rules, facts);
  await liftHolds(
    env,
    cleared.map((hold) => ({ ...hold, orderId: id })),
    "cause_cleared",
  );
  await refreshOrders(sql, [id], now);
  return cleared.length;
}
