import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { lockPolicies } from "../../scarcity/store-policy";
import { reason } from "../schema";

/**
 * Publish a version of the allocation policy: from the commit on it decides who gets what turns up.
 * The one before is retired. A retired version may be published again.
 *
 * @throws NOT_FOUND; STALE when it is active already
 */
export const activatePolicy = defineCommand({
  name: "allocation.activate_policy",
  input: z.object({ version: z.int().min(1), reason }),
  wall: "staff",
  run: async ({ sql, now, actor, emit }, { version, reason }) => {
    await lockPolicies(sql);
    const [policy] = await sql<{ status: string }[]>`
      select status from allocation_policy where version = ${version}`;
    if (policy === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such version", { version });
    }
    if (policy.status === "active") {
      throw new DomainError("STALE", `Version ${version} is active already`);
    }
    const [before] = await sql<{ version: number }[]>`
      update allocation_policy set status = 'retired', retired_at = ${now}
      where status = 'active' returning version`;
    await sql`update allocation_policy set status = 'active', activated_by = ${actor.id},
      activated_at = ${now}, retired_at = null where version = ${version}`;
    emit({
      type: "allocation_policy.activated",
      subject: { kind: "allocation_policy", id: newId(now.getTime()) },
      reason,
      payload: { version, before: before?.version ?? null },
    });
    return { version, before: before?.version ?? null };
  },
});
