import type { Role } from "@/server/oms/customers/types";

/** Where somebody starts, by the widest of their roles. */
export function homeOf(roles: readonly Role[]): string {
  const has = (...wanted: readonly Role[]) => wanted.some((role) => roles.includes(role));
  if (has("admin", "ops", "finance")) {
    return "/admin";
  }
  if (has("rep")) {
    return "/desk";
  }
  if (has("warehouse")) {
    return "/admin/fulfillment";
  }
  return has("buyer", "approver", "company_admin") ? "/portal" : "/sign-in";
}
