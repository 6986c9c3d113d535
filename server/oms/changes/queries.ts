import { z } from "zod";
import { inTransaction, type RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { lockOrder } from "../orders/store";
import { decideChange } from "./decide-change";
import { decideScope } from "./decide-scope";
import { changeInput } from "./schema";
import {
  audienceOf,
  readChangeFacts,
  readOpenChange,
  readProgress,
  requireOpenChange,
} from "./store";
import { carryOut } from "./store-apply";
import { findSubstitutes } from "./store-substitutes";
import type { ChangeOutcome } from "./types";

/**
 * What may still change of an order and why the rest may not, with the change that is open.
 *
 * @throws NOT_FOUND
 */
export const findChangeScope = defineQuery({
  name: "changes.find_change_scope",
  input: z.object({ orderNumber: z.string().trim().min(1).max(40) }),
  wall: { of: ({ orderNumber }) => ({ orderNumber }) },
  run: async ({ sql, actor, now }, { orderNumber }) => {
    const [row] = await sql<{ id: string }[]>`
      select id from sales_order where number = ${orderNumber.toUpperCase()}`;
    if (row === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such order", { orderNumber });
    }
    const [order, open] = await Promise.all([
      readProgress(sql, row.id),
      readOpenChange(sql, row.id),
    ]);
    const waiting = new Map(order.lines.map(({ lineId, backordered }) => [lineId, backordered]));
    const { policy, substitutes } = await findSubstitutes({ owner: sql, sql, now }, order, waiting);
    return {
      order,
      substitutes: policy === "never" ? [] : substitutes,
      scope: decideScope(order, audienceOf(actor)),
      open: open && { ...open, isMine: open.openedBy === actor.id },
      locations: await listShipTos(sql, order.companyId),
      mayShipElsewhere: actor.companyId === null || (await allowsOneTime(sql, order.companyId)),
    };
  },
});

async function allowsOneTime(sql: RawSql, companyId: string): Promise<boolean> {
  const [row] = await sql<{ isAllowed: boolean }[]>`
    select allows_one_time_ship_to as "isAllowed" from company where id = ${companyId}`;
  return row?.isAllowed === true;
}

const listShipTos = (sql: RawSql, companyId: string) => sql<
  { id: string; name: string; address1: string; city: string; region: string }[]
>`
  select id, name, address1, city, region from company_location
  where company_id = ${companyId} order by is_default desc, name, id limit 200`;

/** Ends the transaction of a preview: nothing of it stays. */
class PreviewOver extends Error {
  readonly outcome: ChangeOutcome;

  constructor(outcome: ChangeOutcome) {
    super("a preview writes nothing");
    this.outcome = outcome;
  }
}

/**
 * What applying an order's open change would do now, by the code that would apply it, in a
 * transaction that is rolled back.
 *
 * @returns the outcome, with the order's version that it stands on
 * @throws NOT_FOUND; STALE when the change is not open; ORDER_REFUSED as applying it would
 */
export const previewChange = defineQuery({
  name: "changes.preview_change",
  input: changeInput,
  wall: { of: ({ orderId }) => ({ orderId }) },
  run: async (env, input) => {
    let orderVersion = 0;
    try {
      await inTransaction(env, async ({ tx, sql }) => {
        await lockOrder(sql, input.orderId);
        const { content } = await requireOpenChange(sql, input);
        const order = await readProgress(sql, input.orderId);
        orderVersion = order.version;
        const command = { ...env, owner: env.sql, tx, sql, emit: () => {} };
        const facts = await readChangeFacts(command, order, content, audienceOf(env.actor));
        const plan = decideChange(order, content, facts);
        if (!plan.ok) {
          const message = plan.error[0]?.message ?? "The order can no longer be changed so";
          throw new DomainError("ORDER_REFUSED", message, { faults: plan.error });
        }
        throw new PreviewOver(await carryOut(command, order, plan.value));
      });
    } catch (error) {
      if (error instanceof PreviewOver) {
        return { orderVersion, outcome: error.outcome };
      }
      throw error;
    }
    throw new Error("a preview ends by being rolled back");
  },
});
