import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { lockRunFor } from "../store-window-run";

const part = z.object({
  lineId: z.uuid(),
  sku: z.string(),
  nodeId: z.uuid(),
  node: z.string(),
  units: z.int().min(1),
  shipDate: z.string(),
  deliveryDate: z.string(),
});

const money = z.int();

/**
 * Write down what the planning of a window found: the orders that would change, before and after, and
 * what all of it saves. Only the worker and the command line do this; nothing of an order is changed.
 *
 * An earlier proposal that nobody decided about is replaced by this one.
 *
 * @throws NOT_FOUND; ILLEGAL_TRANSITION when the run has its proposal already
 */
export const proposeWindow = defineCommand({
  name: "allocation.propose_window",
  input: z.object({
    runId: z.uuid(),
    ordersSeen: z.int().min(0),
    plannedBy: z.enum(["solver", "search"]),
    note: z.string().max(1_000),
    costBeforeMinor: money,
    costAfterMinor: money,
    freightBeforeMinor: money,
    freightAfterMinor: money,
    shipmentsBefore: z.int().min(0),
    shipmentsAfter: z.int().min(0),
    orders: z.array(
      z.object({
        orderId: z.uuid(),
        number: z.string(),
        before: z.array(part).readonly(),
        after: z.array(part).readonly(),
        filled: z.array(part).readonly(),
        why: z.string().max(1_000),
        costBeforeMinor: money,
        costAfterMinor: money,
        freightBeforeMinor: money,
        freightAfterMinor: money,
      }),
    ),
    passedOver: z.array(
      z.object({ orderId: z.uuid(), number: z.string(), reason: z.string().max(1_000) }),
    ),
  }),
  wall: "staff",
  run: async ({ sql, now, emit }, found) => {
    const { runId, orders } = found;
    const event = orders.length === 0 ? "find_nothing" : "propose";
    const { run, to } = await lockRunFor(sql, runId, event);
    if (orders.length > 0) {
      await sql`update window_run set state = 'replaced', decided_at = ${now},
        decided_by = ${run.number} where state = 'proposed'`;
    }
    await sql`
      update window_run set state = ${to}, planned_at = ${now}, orders_seen = ${found.ordersSeen},
        orders_changed = ${orders.length}, planned_by = ${found.plannedBy}, note = ${found.note},
        cost_before = ${found.costBeforeMinor}, cost_after = ${found.costAfterMinor},
        freight_before = ${found.freightBeforeMinor}, freight_after = ${found.freightAfterMinor},
        shipments_before = ${found.shipmentsBefore}, shipments_after = ${found.shipmentsAfter}
      where id = ${runId}`;
    const rows = orders.map((order, position) => ({
      order_id: order.orderId,
      position,
      before: order.before,
      after: order.after,
      filled: order.filled,
      why: order.why,
      cost_before: order.costBeforeMinor,
      cost_after: order.costAfterMinor,
      freight_before: order.freightBeforeMinor,
      freight_after: order.freightAfterMinor,
    }));
    await sql`
      insert into window_run_order (run_id, order_id, position, before, after, filled, why,
        cost_before, cost_after, freight_before, freight_after)
      select ${runId}, r.* from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb) as r(
        order_id uuid, position int, before jsonb, after jsonb, filled jsonb, why text,
        cost_before bigint, cost_after bigint, freight_before bigint, freight_after bigint)`;
    await sql`
      insert into window_run_passed (run_id, order_id, reason)
      select ${runId}, r.* from jsonb_to_recordset(${sql.typed(
        found.passedOver.map(({ orderId, reason }) => ({ order_id: orderId, reason })),
        3802,
      )}::jsonb) as r(order_id uuid, reason text)`;
    emit({
      type: `window_run.${to}`,
      subject: { kind: "window_run", id: runId },
      payload: {
        number: run.number,
        orders: orders.length,
        savedMinor: found.costBeforeMinor - found.costAfterMinor,
      },
    });
    return { number: run.number, orders: orders.length };
  },
});
