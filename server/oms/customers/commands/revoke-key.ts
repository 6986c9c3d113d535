import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { revokeKeyInput } from "../schema";

/**
 * End a key of the public API: its next request is refused.
 *
 * @throws NOT_FOUND; STALE when it was revoked before
 */
export const revokeKey = defineCommand({
  name: "auth.revoke_key",
  input: revokeKeyInput,
  wall: "staff",
  run: async ({ sql, now, emit }, { keyId, reason }) => {
    const [key] = await sql<{ name: string; prefix: string; revokedAt: Date | null }[]>`
      select name, prefix, revoked_at as "revokedAt" from api_key
      where id = ${keyId} for no key update`;
    if (key === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such key", { keyId });
    }
    if (key.revokedAt !== null) {
      throw new DomainError("STALE", `${key.name} was revoked before`, { keyId });
    }
    await sql`update api_key set revoked_at = ${now} where id = ${keyId}`;
    emit({
      type: "api_key.revoked",
      subject: { kind: "api_key", id: keyId },
      reason,
      payload: { name: key.name, prefix: key.prefix },
    });
    return { name: key.name };
  },
});
