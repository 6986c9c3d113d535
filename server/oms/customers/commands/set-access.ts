import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setAccessInput } from "../schema";
import { lockUser, requireAdminLeft } from "../store-access";

/**
 * Close an account, and with it every session of it, or let its owner sign in again.
 *
 * @throws NOT_FOUND; INVALID_INPUT for one's own account and for the last one that manages accounts
 */
export const setAccess = defineCommand({
  name: "auth.set_access",
  input: setAccessInput,
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { userId, isOpen, reason }) => {
    const user = await lockUser(sql, userId);
    if (!isOpen && userId === actor.id) {
      throw new DomainError("INVALID_INPUT", "Somebody else has to close your own account");
    }
    if (!isOpen && user.roles.includes("admin")) {
      await requireAdminLeft(sql, userId, "userId");
    }
    if (isOpen) {
      await sql`update app_user set disabled_at = null where id = ${userId}`;
    } else {
      await sql`update app_user set disabled_at = coalesce(disabled_at, ${now}) where id = ${userId}`;
      await sql`update auth_session set revoked_at = ${now}
        where user_id = ${userId} and revoked_at is null`;
    }
    emit({
      type: isOpen ? "app_user.reopened" : "app_user.closed",
      subject: { kind: "app_user", id: userId },
      reason,
      payload: { email: user.email },
    });
    return { name: user.name };
  },
});
