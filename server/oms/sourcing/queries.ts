import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { replayDecision, unpackDecision } from "./decide-replay";
import type { StoredDecision } from "./types";

/**
 * A decision with all it weighed: the candidates as they stood, what each came to, the winner and
 * the runner-up, made again from what was kept.
 *
 * @throws NOT_FOUND
 */
export const findDecision = defineQuery({
  name: "sourcing.find_decisions",
  input: z.object({ decisionId: z.uuid() }),
  wall: "staff",
  run: async ({ sql }, { decisionId }) => {
    const [row] = await sql<
      {
        order: string;
        currency: string;
        trigger: string;
        decidedAt: Date;
        profileRef: string;
        profileVersion: number;
        sentence: string;
        isExact: boolean;
        detail: StoredDecision;
      }[]
    >`
      select o.number as order, o.currency, d.trigger, d.decided_at as "decidedAt",
        d.profile_ref as "profileRef", d.profile_version as "profileVersion", d.sentence,
        d.is_exact as "isExact", d.detail
      from sourcing_decision d join sales_order o on o.id = d.order_id where d.id = ${decisionId}`;
    if (row === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such decision", { decisionId });
    }
    const { detail, ...decided } = row;
    const skuIds = [...detail.skuIds];
    const codes = await sql<{ id: string; code: string }[]>`
      select id, code from sku where id = any(${skuIds}::uuid[])`;
    const { order, nodes } = unpackDecision(detail);
    return {
      ...decided,
      skuCodes: Object.fromEntries(codes.map(({ id, code }) => [id, code])),
      order,
      nodes,
      decision: replayDecision(detail),
    };
  },
});
