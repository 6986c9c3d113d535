import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { lockPolicies, requireKnown } from "../../scarcity/store-policy";
import { policyContent, reason } from "../schema";

/**
 * Write a version of the allocation policy. It counts only once it is published; a draft that was
 * not is retired by the next.
 *
 * @throws INVALID_INPUT naming what does not exist
 */
export const savePolicy = defineCommand({
  name: "allocation.save_policy",
  input: z.object({ content: policyContent, note: reason }),
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { content, note }) => {
    await lockPolicies(sql);
    await requireKnown(sql, content);
    await sql`update allocation_policy set status = 'retired', retired_at = ${now}
      where status = 'draft'`;
    const [saved] = await sql<{ version: number }[]>`
      insert into allocation_policy (version, status, content, note, saved_by, saved_at)
      select coalesce(max(version), 0) + 1, 'draft', ${sql.typed(content, 3802)}, ${note},
        ${actor.id}, ${now} from allocation_policy
      returning version`;
    const version = saved?.version ?? 0;
    emit({
      type: "allocation_policy.saved",
      subject: { kind: "allocation_policy", id: newId(now.getTime()) },
      reason: note,
      payload: { version },
    });
    return { version };
  },
});
