import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { LocalDate } from "../kernel/local-date";
import type { RestrictionKind } from "./decide-restriction";

export type RestrictionRow = {
  readonly reference: string;
  readonly kind: RestrictionKind;
  readonly sku: string | null;
  readonly category: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalPrefix: string | null;
  readonly channelCode: string | null;
  readonly companyCode: string | null;
  readonly company: string | null;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  readonly reason: string;
  readonly isActive: boolean;
  readonly version: number;
  readonly savedBy: string;
  readonly savedAt: Date;
};

/** All restrictions of sale, those in force first, by their references. */
export const listRestrictions = defineQuery({
  name: "orders.list_restrictions",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<RestrictionRow[]>`
    select r.reference, r.kind, s.code as sku, r.category, r.country, r.region,
      r.postal_prefix as "postalPrefix", h.code as "channelCode", c.code as "companyCode",
      c.name as company, r.valid_from::text as "validFrom", r.valid_to::text as "validTo",
      r.reason, r.is_active as "isActive", r.version, r.saved_by as "savedBy",
      r.saved_at as "savedAt"
    from sales_restriction r left join sku s on s.id = r.sku_id
    left join channel h on h.id = r.channel_id left join company c on c.id = r.company_id
    order by r.is_active desc, r.reference`,
});
