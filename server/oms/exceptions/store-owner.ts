import type { RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";

export type Owner = { readonly id: string; readonly name: string };

/**
 * Somebody of staff who may be given work.
 *
 * @throws INVALID_INPUT at `ownerId` for anybody else
 */
export async function requireStaff(sql: RawTx, id: string): Promise<Owner> {
  const [owner] = await sql<Owner[]>`
    select u.id::text as id, u.name from app_user u
    where u.id = ${id} and u.disabled_at is null
      and exists (select from user_role r where r.user_id = u.id)`;
  if (owner === undefined) {
    const message = "Nobody of staff has this name";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "ownerId", code: "unknown", message }],
    });
  }
  return owner;
}
