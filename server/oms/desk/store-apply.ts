import type { CommandEnv } from "@/server/shell/command";
import { lockOpenException, resolveHeld } from "../exceptions/store";
import { DomainError } from "../kernel/errors";
import { moneyText } from "../kernel/money";
import { consequenceText, decideConsequence, kindsFor, labelOf } from "./decide-resolution";
import { measureOrders } from "./store-measure";
import { tellMoved } from "./store-redate";
import { RUNS, STAYS_OPEN } from "./store-resolve";
import { ordersOf, readSubject } from "./store-subject";
import type { Consequence, ResolutionKind } from "./types";

export type Applied = {
  readonly kind: ResolutionKind;
  readonly label: string;
  readonly consequence: Consequence;
  readonly text: string;
  /** Still open: it closes when the step goes through. */
  readonly isPending: boolean;
};

const money = (currency: string) => (minor: number) => moneyText(minor, currency);

/**
 * Do what a resolution does, in this transaction: orders first, then the exception, then the domains'
 * own steps. What comes out is measured, not foretold, so that a trial and the real thing are one.
 *
 * @throws NOT_FOUND; STALE when it is closed, or when there is nothing to do any more; what the steps
 *   refuse
 */
export async function applyResolution(
  env: CommandEnv,
  exceptionId: string,
  kind: ResolutionKind,
  note: string,
  amountMinor: number | null = null,
): Promise<Applied> {
  const { sql } = env;
  const subject = await readSubject(sql, exceptionId);
  if (!kindsFor(subject).includes(kind)) {
    throw new DomainError("INVALID_INPUT", "This does not resolve an exception of its type", {
      faults: [{ field: "kind", code: "unknown", message: "This does not resolve it" }],
    });
  }
  const orderIds = await ordersOf(sql, subject);
  await sql`select from sales_order where id = any(${orderIds}::uuid[])
    order by id for no key update`;
  const held = await lockOpenException(sql, exceptionId);
  const before = await measureOrders(env, orderIds);
  const label = labelOf(kind, subject.type);
  const reason = note === "" ? label : note;
  const told: Parameters<CommandEnv["emit"]>[0][] = [];
  const said = await RUNS[kind]({ ...env, emit: (event) => told.push(event) }, subject, {
    orderIds,
    reason,
    amountMinor,
  });
  const quiet = new Set(
    told.flatMap(({ type, subject: { id } }) =>
      type === "sales_order.promise_changed" ? [id] : [],
    ),
  );
  told.forEach(env.emit);
  await tellMoved(
    env,
    before.filter(({ orderId }) => !quiet.has(orderId)),
    reason,
  );
  const ifAccepted = typeof said === "object" ? said : null;
  const after = ifAccepted?.after ?? (await measureOrders(env, orderIds));
  const consequence = decideConsequence(before, after);
  const measured = consequenceText(consequence, money(consequence.currency));
  const text = [typeof said === "string" ? said : (ifAccepted?.said ?? ""), measured]
    .filter((part) => part !== "")
    .join(" · ");
  const isPending = STAYS_OPEN.has(kind);
  if (!isPending) {
    const resolution = [label, text, note].filter((part) => part !== "").join(": ");
    await resolveHeld(env, held, { resolution, kind });
  }
  return { kind, label, consequence, text, isPending };
}
