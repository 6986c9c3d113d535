import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { DomainError } from "../kernel/errors";
import type { CompanyId, OrderDraftId } from "../kernel/ids";
import { type DraftChannel, draftChannels, type OrderDraftContent } from "./schema";

type DraftRow = {
  draftId: OrderDraftId;
  companyId: CompanyId;
  companyCode: string;
  companyName: string;
  channelCode: DraftChannel;
  content: OrderDraftContent;
  version: number;
  ownerName: string;
  updatedAt: Date;
  placedOrderNumber: string | null;
};

/** One draft as it was typed. A buyer sees only their own; staff may carry on a colleague's. */
export const findDraft = defineQuery({
  name: "orders.find_draft",
  input: z.object({ draftId: z.uuid() }),
  wall: { of: ({ draftId }) => ({ orderDraftId: draftId }) },
  run: async ({ sql, actor }, { draftId }): Promise<DraftRow> => {
    const [draft] = await sql<DraftRow[]>`
      select d.id as "draftId", c.id as "companyId", c.code as "companyCode",
        c.name as "companyName", h.code as "channelCode", d.content, d.version,
        u.name as "ownerName", d.updated_at as "updatedAt", o.number as "placedOrderNumber"
      from order_draft d
      join company c on c.id = d.company_id
      join channel h on h.id = d.channel_id
      join app_user u on u.id = d.owner_id
      left join sales_order o on o.id = d.placed_order_id
      where d.id = ${draftId}
        and (${actor.companyId}::uuid is null or d.owner_id::text = ${actor.id})`;
    if (draft === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such draft", { draftId });
    }
    return draft;
  },
});

export type ListedDraft = Omit<DraftRow, "content" | "placedOrderNumber" | "ownerName"> & {
  readonly lineCount: number;
  readonly customerPo: string;
};

/** The reader's own drafts that were not placed, the last written first. */
export const listDrafts = defineQuery({
  name: "orders.list_drafts",
  input: z.object({
    channelCode: z.enum(draftChannels).optional(),
    companyId: z.uuid().optional(),
    limit: z.int().min(1).max(100).default(20),
  }),
  wall: "company",
  run: ({ sql, actor, companyId }, { channelCode, limit }) => sql<ListedDraft[]>`
    select d.id as "draftId", c.id as "companyId", c.code as "companyCode",
      c.name as "companyName", h.code as "channelCode", d.version, d.updated_at as "updatedAt",
      jsonb_array_length(d.content->'lines') as "lineCount",
      d.content->>'customerPo' as "customerPo"
    from order_draft d
    join company c on c.id = d.company_id
    join channel h on h.id = d.channel_id
    where d.owner_id::text = ${actor.id} and d.placed_order_id is null
      and (${companyId}::uuid is null or d.company_id = ${companyId})
      and (${channelCode ?? null}::text is null or h.code = ${channelCode ?? null})
    order by d.updated_at desc, d.id desc limit ${limit}`,
});
