import type { CommandEnv } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { moveStock } from "../inventory/store";
import { sum } from "../kernel/quantity";
import type { ChangePlan, OrderProgress } from "./types";

/** Units at a node that has not begun with them. */
type AtNode = {
  readonly id: string;
  readonly orderLineId: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly workId: string;
  readonly number: string;
  readonly node: string;
};

/**
 * Call work orders back from nodes that have not begun with them: all when the order is planned anew,
 * else as many as the units that a line gives up reach into, those that leave last first. Their units
 * stand on stock as before, and those that stay are released again like any other.
 *
 * The caller holds the order's lock; work orders are locked here.
 */
export async function callBackWork(
  env: CommandEnv,
  order: OrderProgress,
  plan: Pick<ChangePlan, "taken" | "isPlannedAnew">,
): Promise<readonly { readonly number: string; readonly node: string }[]> {
  const atNodes = await readAtNodes(env, order.orderId);
  const wanted = plan.isPlannedAnew
    ? new Set(atNodes.map(({ workId }) => workId))
    : reachedBy(order, plan.taken, atNodes);
  const back = atNodes.filter(({ workId }) => wanted.has(workId));
  if (back.length > 0) {
    await cancelWork(env, order.orderId, [...wanted]);
    await standAgain(env, back);
  }
  const named = new Map(back.map(({ workId, number, node }) => [workId, { number, node }]));
  return [...named.values()];
}

const readAtNodes = ({ sql }: CommandEnv, orderId: string) => sql<AtNode[]>`
  select a.id, a.order_line_id as "orderLineId", a.sku_id as "skuId", a.node_id as "nodeId",
    a.quantity, f.id as "workId", f.number, n.name as node
  from fulfillment_order f
  join allocation a on a.fulfillment_order_id = f.id and a.state = 'released'
  join node n on n.id = f.node_id
  where f.order_id = ${orderId} and f.state in ('scheduled', 'open', 'accepted', 'on_hold')
    and not exists (select from fulfillment_order_line l
      where l.fulfillment_order_id = f.id and l.picked > 0)
  order by f.ship_by desc, f.id, a.id for no key update of f`;

/** The work orders that have to come back so that the units can be taken. */
function reachedBy(
  order: OrderProgress,
  taken: ChangePlan["taken"],
  atNodes: readonly AtNode[],
): Set<string> {
  const reached = new Set<string>();
  for (const { lineId, units } of taken) {
    const line = order.lines.find((each) => each.lineId === lineId);
    const own = atNodes.filter(({ orderLineId }) => orderLineId === lineId);
    const back = sum(own.filter(({ workId }) => reached.has(workId)).map((each) => each.quantity));
    let missing = units - (line?.allocated ?? 0) - (line?.backordered ?? 0) - back;
    for (const { workId, quantity } of own) {
      if (missing > 0 && !reached.has(workId)) {
        reached.add(workId);
        missing -= quantity;
      }
    }
  }
  return reached;
}

async function cancelWork(
  { sql, now, emit }: CommandEnv,
  orderId: string,
  workIds: readonly string[],
): Promise<void> {
  const cancelled = await sql<{ id: string; number: string }[]>`
    update fulfillment_order set state = 'cancelled', closed_note = 'order changed'
    where id = any(${[...workIds]}::uuid[]) returning id, number`;
  for (const { id, number } of cancelled) {
    emit({
      type: "fulfillment_order.cancelled",
      subject: { kind: "fulfillment_order", id },
      orderId,
      reason: "order changed",
      payload: { number, at: now.toISOString() },
    });
  }
}

/** The holds end with their work, and stand again on the same stock as holds of their own. */
async function standAgain(env: CommandEnv, back: readonly AtNode[]): Promise<void> {
  const { sql, actor, now } = env;
  const rows = back.map(({ id, orderLineId, quantity }) => ({
    id,
    new_id: newId<string>(now.getTime()),
    order_line_id: orderLineId,
    quantity,
  }));
  await sql`
    with back as (
      select * from jsonb_to_recordset(${sql.typed(rows, 3802)}::jsonb)
        as r(id uuid, new_id uuid, order_line_id uuid, quantity int)),
    ended as (
      update allocation a set state = 'deallocated', reason = 'called back'
      from back where a.id = back.id),
    standing as (
      insert into allocation (id, order_id, order_line_id, sku_id, node_id, quantity, state,
        ship_date, delivery_date, service_code, decision_id, created_at)
      select back.new_id, a.order_id, a.order_line_id, a.sku_id, a.node_id, a.quantity, 'allocated',
        a.ship_date, a.delivery_date, a.service_code, a.decision_id, a.created_at
      from back join allocation a on a.id = back.id)
    update order_line l set released = l.released - b.units, allocated = l.allocated + b.units
    from (select order_line_id, sum(quantity)::int as units from back group by order_line_id) b
    where l.id = b.order_line_id`;
  await moveStock(
    sql,
    back.flatMap(({ id, skuId, nodeId, quantity }, index) => {
      const base = { skuId, nodeId, onHandDelta: 0, causeKind: "allocation" };
      return [
        {
          ...base,
          kind: "deallocated" as const,
          allocatedDelta: -quantity,
          causeId: id,
          reason: "called back",
        },
        {
          ...base,
          kind: "allocated" as const,
          allocatedDelta: quantity,
          causeId: rows[index]?.new_id ?? id,
        },
      ];
    }),
    { actorId: actor.id, now },
  );
}
