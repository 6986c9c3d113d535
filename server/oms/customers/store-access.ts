import type { RawTx } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { StaffRole } from "./types";

export type LockedUser = {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly StaffRole[];
  readonly isBuyer: boolean;
};

/**
 * Lock an account for a change of what it may do.
 *
 * @throws NOT_FOUND
 */
export async function lockUser(sql: RawTx, userId: string): Promise<LockedUser> {
  // Who takes somebody's admin role takes this first: two of them wait for each other in turn.
  await sql`select 1 from user_role where role = 'admin' order by user_id for update`;
  const [user] = await sql<LockedUser[]>`
    select name, email,
      array(select role from user_role r where r.user_id = u.id order by role) as roles,
      exists (select 1 from contact c where c.user_id = u.id) as "isBuyer"
    from app_user u where id = ${userId} for no key update`;
  if (user === undefined) {
    throw new DomainError("NOT_FOUND", "There is no such account", { userId });
  }
  return user;
}

/**
 * Somebody else has to be left who manages accounts, and who can sign in.
 *
 * @throws INVALID_INPUT
 */
export async function requireAdminLeft(sql: RawTx, userId: string, field: string): Promise<void> {
  const [other] = await sql`
    select 1 from user_role r join app_user u on u.id = r.user_id
    where r.role = 'admin' and r.user_id <> ${userId} and u.disabled_at is null limit 1`;
  if (other === undefined) {
    const message = "Nobody would be left to manage accounts";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field, code: "last_admin", message }],
    });
  }
}
