import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { LocalDate } from "../kernel/local-date";
import { holdsOn } from "./decide-relation";
import type { Ratio, RelationKind, RelationPrice, RelationTiming } from "./types";

export type ListedRelation = {
  readonly kind: RelationKind;
  readonly sku: string;
  readonly skuName: string;
  readonly instead: string;
  readonly insteadName: string;
  readonly ratio: Ratio;
  readonly isMutual: boolean;
  readonly rank: number;
  readonly price: RelationPrice;
  readonly timing: RelationTiming | null;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  readonly isLive: boolean;
};

const LISTED_MAX = 5_000;

/** What may ship instead of what: all of it, or what concerns one SKU from either side. */
export const listRelations = defineQuery({
  name: "catalog.list_relations",
  input: z.object({ sku: z.string().trim().min(1).max(80).optional() }),
  wall: "staff",
  run: async ({ sql, now }, { sku }): Promise<ListedRelation[]> => {
    const today = now.toISOString().slice(0, 10) as LocalDate;
    const rows = await sql<Omit<ListedRelation, "isLive">[]>`
      select r.kind, s.code as sku, s.name as "skuName", i.code as instead, i.name as "insteadName",
        json_build_object('numerator', r.ratio_numerator, 'denominator', r.ratio_denominator) as ratio,
        r.is_mutual as "isMutual", r.rank, r.price, r.timing, r.valid_from::text as "validFrom",
        r.valid_to::text as "validTo"
      from sku_relation r join sku s on s.id = r.sku_id join sku i on i.id = r.instead_sku_id
      where ${sku ?? null}::text is null or upper(${sku ?? ""}) in (upper(s.code), upper(i.code))
      order by r.kind, s.code, r.rank, i.code limit ${LISTED_MAX}`;
    return rows.map((row) => ({ ...row, isLive: holdsOn(row, today) }));
  },
});
