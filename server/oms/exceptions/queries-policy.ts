import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { allPolicies } from "./decide-policy";
import { readPolicies, readTimers } from "./store-policy";

/** How every type is handled, and how long things may stand still. */
export const listPolicies = defineQuery({
  name: "exceptions.list_policies",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }) => {
    const [policies, timers] = await Promise.all([readPolicies(sql), readTimers(sql)]);
    return { policies: allPolicies(policies), timers };
  },
});

/** Everybody of staff, for who is to be given work. */
export const listOwners = defineQuery({
  name: "exceptions.list_owners",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }) => sql<{ id: string; name: string }[]>`
    select u.id::text as id, u.name from app_user u
    where u.disabled_at is null and exists (select from user_role r where r.user_id = u.id)
    order by u.name, u.id`,
});
