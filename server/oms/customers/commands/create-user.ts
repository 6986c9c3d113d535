import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import type { ContactId, UserId } from "../../kernel/ids";
import { createUserInput } from "../schema";

/**
 * Make somebody who signs in: staff with roles (and nodes, at a warehouse), or a buyer of a company.
 *
 * @throws DUPLICATE when the mail address has an account; NOT_FOUND for an unknown company or node;
 *   INVALID_INPUT for an account that would be both or neither
 */
export const createUser = defineCommand({
  name: "auth.create_user",
  input: createUserInput,
  wall: "staff",
  run: async ({ sql, emit }, { email, name, passwordHash, roles, nodes, buyer }) => {
    if ((buyer === null) === (roles.length === 0)) {
      throw new DomainError("INVALID_INPUT", "An account is either staff or a buyer", {
        faults: [
          { field: "roles", code: "either_or", message: "Give staff roles, or a buyer's company" },
        ],
      });
    }
    const userId = newId<UserId>();
    const made = await sql`
      insert into app_user (id, email, name, password_hash)
      values (${userId}, ${email}, ${name}, ${passwordHash}) on conflict do nothing`;
    if (made.count === 0) {
      throw new DomainError("DUPLICATE", `${email} has an account already`, { field: "email" });
    }
    await sql`insert into user_role (user_id, role)
      select ${userId}, role from unnest(${roles}::text[]) as r(role)`;
    await bindToNodes(sql, userId, nodes);
    if (buyer !== null) {
      const companyId = await findCompany(sql, buyer.companyCode);
      await sql`insert into contact (id, company_id, user_id, name, email, role)
        values (${newId<ContactId>()}, ${companyId}, ${userId}, ${name}, ${email}, ${buyer.role})`;
    }
    emit({
      type: "app_user.created",
      subject: { kind: "app_user", id: userId },
      payload: { email, roles: buyer === null ? roles : [buyer.role] },
    });
    return { userId };
  },
});

/** @throws NOT_FOUND */
export async function bindToNodes(
  sql: RawTx,
  userId: string,
  codes: readonly string[],
): Promise<void> {
  const found = await sql<{ code: string }[]>`
    with bound as (
      insert into user_node (user_id, node_id)
      select ${userId}, id from node where upper(code) = any(
        ${codes.map((code) => code.toUpperCase())}::text[])
      returning node_id)
    select upper(n.code) as code from bound b join node n on n.id = b.node_id`;
  const known = new Set(found.map(({ code }) => code));
  const missing = codes.find((code) => !known.has(code.toUpperCase()));
  if (missing !== undefined) {
    throw new DomainError("NOT_FOUND", `There is no node "${missing}"`, { field: "nodes" });
  }
}

/** @throws NOT_FOUND */
export async function findCompany(sql: RawTx, code: string): Promise<string> {
  const [company] = await sql<{ id: string }[]>`
    select id from company where upper(code) = upper(${code})`;
  if (company === undefined) {
    throw new DomainError("NOT_FOUND", `There is no company "${code}"`, { field: "companyCode" });
  }
  return company.id;
}
