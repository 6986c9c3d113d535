import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { readNetwork } from "../network/store";
import { decideAvailable } from "./decide";
import { readRuleBook } from "./store-rules";
import { heldUnits } from "./store-stock";

type PositionRow = {
  readonly skuId: string;
  readonly code: string;
  readonly nodeId: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly reserved: number;
  readonly safetyStock: number;
};

export type NodeAvailability = {
  readonly node: string;
  readonly onHand: number;
  readonly allocated: number;
  readonly reserved: number;
  readonly safetyStock: number;
  /** Units beyond the safety stock that the channel leaves there for others. */
  readonly buffer: number;
  /** The availability rule that says so; null: the pool's own buffer does. */
  readonly rule: string | null;
  readonly available: number;
};

export type SkuAvailability = {
  readonly sku: string;
  /** Units that the channel may sell now. */
  readonly available: number;
  /** Next day on which free units are expected; null: none are. */
  readonly nextSupplyDate: LocalDate | null;
  /** How the number came about, node by node; for staff and systems only. */
  readonly nodes: readonly NodeAvailability[] | null;
};

/**
 * What a channel may sell of some SKUs at this moment, by the formula that placement uses, from
 * the same rows: an order that commits before this read is in it.
 *
 * @throws NOT_FOUND for a channel that does not exist; unknown SKUs are absent from the answer
 */
export const availability = defineQuery({
  name: "inventory.availability",
  input: z.object({
    channelCode: z.string().min(1).max(40),
    skus: z.array(z.string().trim().min(1).max(80)).min(1).max(1_000),
  }),
  wall: "company",
  run: async ({ sql, actor, now }, { channelCode, skus }) => {
    const network = await readNetwork(sql, sql);
    const channel = network.channels.get(channelCode);
    if (channel === undefined) {
      throw new DomainError("NOT_FOUND", `There is no channel “${channelCode}”`, { channelCode });
    }
    const codes = skus.map((sku) => sku.toUpperCase());
    const [rules, rows, supply] = await Promise.all([
      readRuleBook(sql, sql, network.version, now),
      sql<PositionRow[]>`
        select s.id as "skuId", s.code, l.node_id as "nodeId", l.on_hand as "onHand", l.allocated,
          ${heldUnits(sql, now)} as reserved, l.safety_stock as "safetyStock"
        from sku s left join stock_level l on l.sku_id = s.id and l.status = 'sellable'
        where upper(s.code) = any(${codes}::text[]) order by s.code`,
      sql<{ code: string; date: LocalDate }[]>`
        select s.code, min(i.eta + i.dock_to_stock_days)::text as date
        from inbound_supply i join sku s on s.id = i.sku_id
        where upper(s.code) = any(${codes}::text[]) and i.status = 'open'
          and i.quantity - i.received > i.pegged group by s.code`,
    ]);
    const nodeById = new Map(network.nodes.map((node) => [node.id, node]));
    const nextDate = new Map(supply.map(({ code, date }) => [code, date]));
    const bySku = new Map<string, NodeAvailability[]>();
    for (const { skuId, code, nodeId, ...position } of rows) {
      const nodes = bySku.get(code) ?? [];
      bySku.set(code, nodes);
      const node = nodeById.get(nodeId);
      if (node !== undefined && channel.buffers.has(nodeId)) {
        const { withheld, rule } = rules.withheldAt(node, skuId, channel);
        const { available, heldBack } = decideAvailable(position, withheld);
        const buffer = Math.max(0, heldBack - position.safetyStock);
        nodes.push({ node: node.code, ...position, buffer, rule: rule?.ruleId ?? null, available });
      }
    }
    return {
      asOf: now.toISOString(),
      channel: channel.code,
      skus: [...bySku].map(
        ([sku, nodes]): SkuAvailability => ({
          sku,
          available: sum(nodes.map((node) => node.available)),
          nextSupplyDate: nextDate.get(sku) ?? null,
          nodes: actor.companyId === null ? nodes : null,
        }),
      ),
    };
  },
});
