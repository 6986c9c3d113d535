import type { CommandEnv } from "@/server/shell/command";
import { decideChange } from "../changes/decide-change";
import { changeContent } from "../changes/schema";
import { readChangeFacts, readOpenChange, readProgress } from "../changes/store";
import { carryOut, tellChanged } from "../changes/store-apply";
import { findSubstitutes } from "../changes/store-substitutes";
import type { LineSubstitute } from "../changes/types";
import { DomainError } from "../kernel/errors";
import { sum } from "../kernel/quantity";
import type { Subject } from "./types";

/**
 * Ship another SKU for the units that wait and that an exception is about, where their customers take
 * what stands in for them without being asked. It is a change of each order like any other, in money,
 * stock and dates, and its customer is told of it.
 *
 * @returns in words what ships instead, and what it costs more or less
 * @throws STALE when no order takes a substitute that there is; what the change itself refuses
 */
export async function shipSubstitutes(
  env: CommandEnv,
  subject: Subject,
  { orderIds, reason }: { readonly orderIds: readonly string[]; readonly reason: string },
): Promise<string> {
  const taken: LineSubstitute[] = [];
  let currency = "USD";
  for (const orderId of orderIds) {
    const done = await substitute(env, subject, orderId, reason);
    taken.push(...done.taken);
    currency = done.currency;
  }
  if (taken.length === 0) {
    throw new DomainError("STALE", "Nothing that is there may ship instead");
  }
  const more = sum(taken.map(({ moreMinor }) => moreMinor));
  return [...taken.map(sentenceOf), costOf(more, currency)].join(", ");
}

const sentenceOf = ({ quantity, sku, insteadOf, asked }: LineSubstitute): string =>
  `${quantity} × ${sku} instead of ${insteadOf} × ${asked}`;

function costOf(moreMinor: number, currency: string): string {
  const amount = new Intl.NumberFormat("en-US", { style: "currency", currency }).format(
    Math.abs(moreMinor) / 100,
  );
  return moreMinor === 0 ? "at the same price" : `${amount} ${moreMinor > 0 ? "more" : "less"}`;
}

async function substitute(env: CommandEnv, subject: Subject, orderId: string, reason: string) {
  const { sql } = env;
  const order = await readProgress(sql, orderId);
  const bySku = subject.type === "inventory_short" ? subject.skuId : null;
  const units = new Map(
    order.lines
      .filter(({ lineId }) => subject.orderLineId === null || lineId === subject.orderLineId)
      .filter(({ skuId, backordered }) => backordered > 0 && (bySku === null || skuId === bySku))
      .map(({ lineId, backordered }): [string, number] => [lineId, backordered]),
  );
  const { policy, substitutes } = await findSubstitutes(env, order, units);
  const taken = firstOf(substitutes);
  if (policy !== "allow" || taken.length === 0) {
    return { taken: [], currency: order.currency };
  }
  if ((await readOpenChange(sql, orderId)) !== null) {
    throw new DomainError("STALE", `A change of ${order.number} is open: apply it first`);
  }
  const content = changeContent.parse({
    substitutions: taken.map(({ lineId, insteadOf, sku }) => ({
      ...{ lineId, quantity: insteadOf, sku },
    })),
  });
  const plan = decideChange(order, content, await readChangeFacts(env, order, content, "staff"));
  if (!plan.ok) {
    const message = plan.error[0]?.message ?? "The order cannot be changed so";
    throw new DomainError("ORDER_REFUSED", message, { faults: plan.error });
  }
  const outcome = await carryOut(env, order, plan.value);
  tellChanged(env, order, outcome, reason);
  return { taken, currency: order.currency };
}

/** The first choice of each line. */
const firstOf = (substitutes: readonly LineSubstitute[]): LineSubstitute[] =>
  substitutes.filter(
    (each, at) => substitutes.findIndex(({ lineId }) => lineId === each.lineId) === at,
  );
