import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { setRolesInput } from "../schema";
import { lockUser, requireAdminLeft } from "../store-access";
import { bindToNodes } from "./create-user";

/**
 * Give staff other roles, and at a warehouse other nodes. It holds from their next request on.
 *
 * @throws NOT_FOUND for an unknown account or node; INVALID_INPUT for a buyer, whose role their
 *   company gives, and when nobody would be left to manage accounts
 */
export const setRoles = defineCommand({
  name: "auth.set_roles",
  input: setRolesInput,
  wall: "staff",
  run: async ({ sql, emit }, { userId, roles, nodes }) => {
    const user = await lockUser(sql, userId);
    if (user.isBuyer) {
      throw new DomainError("INVALID_INPUT", `${user.name} buys for a company`, {
        faults: [
          { field: "roles", code: "is_buyer", message: "A buyer's role is given by their company" },
        ],
      });
    }
    if (user.roles.includes("admin") && !roles.includes("admin")) {
      await requireAdminLeft(sql, userId, "roles");
    }
    await sql`delete from user_role where user_id = ${userId}`;
    await sql`insert into user_role (user_id, role)
      select distinct ${userId}::uuid, role from unnest(${roles}::text[]) as r(role)`;
    await sql`delete from user_node where user_id = ${userId}`;
    await bindToNodes(sql, userId, [...new Set(nodes)]);
    emit({
      type: "app_user.roles_changed",
      subject: { kind: "app_user", id: userId },
      payload: { email: user.email, before: user.roles, after: roles, nodes },
    });
    return { name: user.name, roles };
  },
});
