import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";

/**
 * Throw away an order that was being written.
 *
 * @throws NOT_FOUND for a draft that is gone, was placed, or is another buyer's
 */
export const discardDraft = defineCommand({
  name: "orders.discard_draft",
  input: z.object({ draftId: z.uuid() }),
  wall: { of: ({ draftId }) => ({ orderDraftId: draftId }) },
  run: async ({ sql, actor }, { draftId }) => {
    const gone = await sql`
      delete from order_draft
      where id = ${draftId} and placed_order_id is null
        and (${actor.companyId}::uuid is null or owner_id::text = ${actor.id})
      returning id`;
    if (gone.length === 0) {
      throw new DomainError("NOT_FOUND", "There is no such draft", { draftId });
    }
    return { draftId };
  },
});
