import { defineCommand } from "@/server/shell/command";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import { saveDraftInput } from "../schema";

type StoredDraft = {
  companyId: string;
  ownerId: string;
  version: number;
  placedOrderId: string | null;
};

/**
 * Keep an order that is being written, as it stands. Nothing in it is checked but its shape.
 *
 * @returns the new version, which the next save names, and when it was kept
 * @throws STALE when somebody (another window, a colleague) saved in between; NOT_FOUND for the
 *   draft of another person or company; ILLEGAL_TRANSITION once it was placed
 */
export const saveDraft = defineCommand({
  name: "orders.save_draft",
  input: saveDraftInput,
  wall: "company",
  run: async ({ sql, now, actor, companyId }, { draftId, channelCode, version, content }) => {
    if (companyId === null) {
      throw new DomainError("INVALID_INPUT", "A draft is written for a company", {
        faults: [{ field: "companyId", code: "required", message: "Name the company" }],
      });
    }
    const [stored] = await sql<StoredDraft[]>`
      select company_id as "companyId", owner_id as "ownerId", version,
        placed_order_id as "placedOrderId"
      from order_draft where id = ${draftId} for update`;
    if (stored === undefined) {
      const [made] = await sql<{ version: number }[]>`
        insert into order_draft (id, company_id, owner_id, channel_id, content, updated_at)
        select ${draftId}, ${companyId}, ${actor.id}, c.id, ${sql.typed(content, 3802)}::jsonb, ${now}
        from channel c where c.code = ${channelCode}
        on conflict (id) do nothing
        returning version`;
      return saved(draftId, made, now);
    }
    const isOthers = actor.companyId !== null && stored.ownerId !== actor.id;
    if (stored.companyId !== companyId || isOthers) {
      throw new DomainError("NOT_FOUND", "There is no such draft", { draftId });
    }
    if (stored.placedOrderId !== null) {
      throw new DomainError("ILLEGAL_TRANSITION", "This draft was placed already", {
        orderId: stored.placedOrderId,
      });
    }
    if (stored.version !== version) {
      throw new DomainError("STALE", "This draft was changed in another window", {
        version: stored.version,
      });
    }
    const [kept] = await sql<{ version: number }[]>`
      update order_draft
      set content = ${sql.typed(content, 3802)}::jsonb, version = version + 1, updated_at = ${now}
      where id = ${draftId} returning version`;
    return saved(draftId, kept, now);
  },
});

function saved(draftId: string, row: { version: number } | undefined, now: Date) {
  const { version } = present(row, "the channel of a draft exists and its row was written");
  return { draftId, version, savedAt: now.toISOString() };
}
