import { z } from "zod";
import type { RawSql } from "@/db/client";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import { freightParts } from "../network/decide-freight";
import { delayPhrase, plainWords } from "./decide-phrases";
import { isReplayed, replayDecision, unpackDecision } from "./decide-replay";
import { planBy } from "./decide-shape";
import { whatIfSentence, whatWouldChange } from "./decide-what-if";
import type { PlanNode, SourcingDecision, StoredDecision } from "./types";

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
    const skuCodes = Object.fromEntries(codes.map(({ id, code }) => [id, code]));
    return { ...decided, skuCodes, ...weighed(detail, skuCodes, await cutOffsMissed(sql, row)) };
  },
});

/** All that a kept decision weighed, made again. */
function weighed(
  detail: StoredDecision,
  skuCodes: Readonly<Record<string, string>>,
  minutesLate: ReadonlyMap<string, number>,
) {
  const { order, nodes } = unpackDecision(detail);
  const decision = replayDecision(detail);
  const applied = detail.applied ?? null;
  const { parameters } = detail;
  const changes =
    detail.horizon === undefined
      ? whatWouldChange({ order, nodes, parameters, applied, decision })
      : [];
  return {
    order,
    nodes,
    decision,
    /** By which strategy, and what became of those before it; null before there were any. */
    route: detail.route ?? null,
    applied,
    isReplayed: isReplayed(detail),
    /** By candidate: what the node alone would have charged, in parts; null where it could not ship. */
    costsAlone: nodes.map((node, index) =>
      (decision.candidates[index]?.alone ?? null) === null
        ? null
        : partsOf(planBy(order, [node], parameters, applied), [node]),
    ),
    /** By shipment of the plan: what its freight is made of. */
    freight: partsOf(decision, nodes).freight,
    /** By candidate: what made its dates later; empty also for decisions older than the question. */
    whyLater: nodes.map(({ delays = [] }) => delays.map((each) => delayPhrase(each, plainWords))),
    changes,
    changesSentence: whatIfSentence(changes, nodes, plainWords, {
      sku: (skuId) => skuCodes[skuId] ?? skuId,
      minutesLate: (nodeId) => minutesLate.get(nodeId) ?? null,
    }),
  };
}

/** What a plan costs, in parts; freight by the parts of the rates that it was reckoned with. */
function partsOf({ withheld, plan }: SourcingDecision, nodes: readonly PlanNode[]) {
  const { freightMinor, handlingMinor, splitPenaltyMinor, shipments } = withheld ?? plan;
  const freight = shipments.flatMap(({ nodeId, grams }) => {
    const node = nodes.find((each) => each.nodeId === nodeId);
    return node === undefined ? [] : [{ nodeId, grams, parts: freightParts(node.rate, grams) }];
  });
  return { freightMinor, handlingMinor, splitPenaltyMinor, freight };
}

/** By how many minutes nodes missed the cut-off of a decision's service, by the cut-offs of now. */
async function cutOffsMissed(
  sql: RawSql,
  { decidedAt, detail }: { readonly decidedAt: Date; readonly detail: StoredDecision },
): Promise<ReadonlyMap<string, number>> {
  const late = detail.nodes.filter(({ about }) => about?.[3] === true);
  if (late.length === 0) {
    return new Map();
  }
  const rows = await sql<{ id: string; minutes: number }[]>`
    select n.id, ceil(extract(epoch from
      (${decidedAt}::timestamptz at time zone n.time_zone)::time - c.local_time) / 60)::int as minutes
    from node n join node_cut_off c on c.node_id = n.id and c.service_code = ${late[0]?.service ?? ""}
    where n.id = any(${late.map(({ id }) => id)}::uuid[])`;
  return new Map(rows.flatMap(({ id, minutes }) => (minutes > 0 ? [[id, minutes] as const] : [])));
}

/**
 * Every decision about one order, newest first, each with all it weighed.
 *
 * @throws NOT_FOUND
 */
export const listDecisions = defineQuery({
  name: "sourcing.list_decisions",
  input: z.object({ orderNumber: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql }, { orderNumber }) => {
    const rows = await sql<
      {
        id: string;
        trigger: string;
        decidedAt: Date;
        profileRef: string;
        profileVersion: number;
        sentence: string;
        isExact: boolean;
        detail: StoredDecision;
      }[]
    >`
      select d.id, d.trigger, d.decided_at as "decidedAt", d.profile_ref as "profileRef",
        d.profile_version as "profileVersion", d.sentence, d.is_exact as "isExact", d.detail
      from sourcing_decision d join sales_order o on o.id = d.order_id
      where upper(o.number) = upper(${orderNumber}) order by d.decided_at desc, d.id desc`;
    if (rows.length === 0) {
      throw new DomainError("NOT_FOUND", `Nothing was routed for ${orderNumber}`, { orderNumber });
    }
    const ids = [...new Set(rows.flatMap(({ detail }) => [...detail.skuIds]))];
    const codes = await sql<{ id: string; code: string }[]>`
      select id, code from sku where id = any(${ids}::uuid[])`;
    const skuCodes = Object.fromEntries(codes.map(({ id, code }) => [id, code]));
    return {
      orderNumber,
      skuCodes,
      decisions: await Promise.all(
        rows.map(async ({ detail, ...decided }) => ({
          ...decided,
          ...weighed(detail, skuCodes, await cutOffsMissed(sql, { ...decided, detail })),
        })),
      ),
    };
  },
});

/**
 * Make stored decisions again, a page after the other: those that come to another answer are named.
 *
 * @returns `next`: where the next page begins; null after the last
 */
export const replayDecisions = defineQuery({
  name: "sourcing.replay_decisions",
  input: z.object({
    after: z.uuid().nullable(),
    limit: z.int().min(1).max(2_000).default(500),
  }),
  wall: "staff",
  run: async ({ sql }, { after, limit }) => {
    const rows = await sql<{ id: string; number: string; detail: StoredDecision }[]>`
      select d.id, o.number, d.detail from sourcing_decision d
      join sales_order o on o.id = d.order_id
      where ${after}::uuid is null or d.id > ${after}::uuid order by d.id limit ${limit}`;
    const differing = rows.flatMap(({ id, number, detail }) =>
      detail.horizon === undefined && !isReplayed(detail) ? [{ id, order: number }] : [],
    );
    return {
      replayed: rows.length,
      differing,
      next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
    };
  },
});
