import type { CommandEnv } from "@/server/shell/command";
import { openExceptions } from "../exceptions/store";
import { groupBy } from "../kernel/groups";
import { sum } from "../kernel/quantity";
import { handLostSentence } from "./decide-hand-lost";

/** Units of a line that left the node where a person had placed them. */
type Lost = {
  readonly orderLineId: string;
  readonly nodeId: string;
  readonly units: number;
  readonly isByHand?: boolean;
};

type LineRow = {
  readonly id: string;
  readonly number: string;
  readonly sku: string;
  readonly skuId: string;
  readonly node: string;
  readonly waiting: number;
  readonly cancelled: number;
  readonly standing: readonly { readonly node: string; readonly units: number }[];
};

/**
 * Say in numbers what became of units that could not stay where a person had placed them. Called when
 * they have been sourced again.
 *
 * @param why what took them from there, as the end of a sentence
 */
export async function complainOfHandPlaced(
  env: CommandEnv,
  orderId: string,
  taken: readonly Lost[],
  why: string,
): Promise<void> {
  const lost = groupBy(
    taken.filter(({ isByHand, units }) => isByHand === true && units > 0),
    ({ orderLineId, nodeId }) => `${orderLineId} ${nodeId}`,
  );
  for (const same of lost.values()) {
    const [{ orderLineId, nodeId }] = same as [Lost];
    const units = sum(same.map((one) => one.units));
    const [line] = await env.sql<LineRow[]>`
      select l.id, o.number, s.code as sku, s.id as "skuId", n.name as node,
        l.backordered as waiting, l.cancelled,
        coalesce((select json_agg(json_build_object('node', h.name, 'units', h.units) order by h.name)
          from (select m.name, sum(a.quantity)::int as units
            from allocation a join node m on m.id = a.node_id
            where a.order_line_id = l.id and a.state in ('allocated', 'released')
            group by m.name) h), '[]'::json) as standing
      from order_line l join sales_order o on o.id = l.order_id join sku s on s.id = l.sku_id
      join node n on n.id = ${nodeId}
      where l.id = ${orderLineId}`;
    if (line !== undefined) {
      const { number, sku, skuId, node, waiting, cancelled, standing } = line;
      const sentence = handLostSentence({ ...line, units, why });
      await openExceptions(env, [
        {
          type: "hand_placement_lost",
          causeKey: orderLineId,
          severity: "high",
          sentence,
          detail: { number, sku, node, units, waiting, cancelled, standing },
          orderId,
          orderLineId,
          nodeId,
          skuId,
        },
      ]);
    }
  }
}
