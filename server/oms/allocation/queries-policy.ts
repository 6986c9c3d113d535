import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { readActivePolicy, requireKnown } from "../scarcity/store-policy";
import type { AllocationPolicy } from "../scarcity/types";
import { type ClassTotal, totalsOf } from "./decide-totals";
import { type ContestedLine, contestedLines } from "./queries-short";
import { policyContent } from "./schema";
import { simulate } from "./store-run";
import { findShortSkus } from "./store-short";

export type PolicyVersion = {
  readonly version: number;
  readonly status: "draft" | "active" | "retired";
  readonly content: AllocationPolicy;
  readonly note: string;
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly activatedBy: string | null;
  readonly activatedAt: Date | null;
};

/** The policy that decides now, and its versions, the newest first. */
export const findPolicy = defineQuery({
  name: "allocation.find_policy",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }) => {
    const [active, versions] = await Promise.all([
      readActivePolicy(sql),
      sql<PolicyVersion[]>`
        select p.version, p.status, p.content, p.note, coalesce(s.name, p.saved_by) as "savedBy",
          p.saved_at as "savedAt", coalesce(a.name, p.activated_by) as "activatedBy",
          p.activated_at as "activatedAt"
        from allocation_policy p left join app_user s on s.id::text = p.saved_by
        left join app_user a on a.id::text = p.activated_by
        order by p.version desc limit 50`,
    ]);
    return { ...active, versions };
  },
});

/** As many SKUs as a preview decides: those most units wait for. */
const SKUS_MAX = 200;
const LOSERS_MAX = 10;

export type PolicyPreview = {
  readonly skus: number;
  readonly totals: readonly ClassTotal[];
  /** Lines that would lose the most units from stock. */
  readonly losers: readonly ContestedLine[];
};

/**
 * What a policy would do to every scarce SKU if a run by it were applied now; nothing is written.
 *
 * @throws INVALID_INPUT naming what does not exist
 */
export const previewPolicy = defineQuery({
  name: "allocation.preview_policy",
  input: z.object({ content: policyContent }),
  wall: "staff",
  run: async ({ sql, now }, { content }): Promise<PolicyPreview> => {
    await requireKnown(sql, content);
    const skuIds = await findShortSkus(sql, SKUS_MAX);
    const lines = contestedLines(await simulate({ owner: sql, sql, now }, content, skuIds));
    const losers = lines
      .filter((line) => line.stockAfter < line.stockBefore)
      .toSorted((a, b) => a.stockAfter - a.stockBefore - (b.stockAfter - b.stockBefore))
      .slice(0, LOSERS_MAX);
    return { skus: skuIds.length, totals: totalsOf(lines), losers };
  },
});
