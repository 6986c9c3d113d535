import { createHash } from "node:crypto";
import { z } from "zod";
import { hashPassword } from "@/server/auth/password";
import { createKey } from "@/server/oms/customers/commands/create-key";
import { createUser } from "@/server/oms/customers/commands/create-user";
import { revokeKey } from "@/server/oms/customers/commands/revoke-key";
import { setAccess } from "@/server/oms/customers/commands/set-access";
import { setRoles } from "@/server/oms/customers/commands/set-roles";
import { listKeys, listUsers } from "@/server/oms/customers/queries-access";
import { createUserInput } from "@/server/oms/customers/schema";
import { PASSWORD_LENGTH_MIN } from "@/server/oms/customers/types";
import { parseInput, requireRight } from "@/server/shell/command";
import { mutation, procedure, query, router } from "../trpc";

const newUser = createUserInput.omit({ passwordHash: true }).extend({
  password: z
    .string()
    .min(PASSWORD_LENGTH_MIN, `A password has at least ${PASSWORD_LENGTH_MIN} characters`)
    .max(1000),
});
const request = z.object({ idempotencyKey: z.uuid(), input: z.unknown() });

/** As many bytes of the request's own key: the same request sent again makes the same hash. */
const saltOf = (idempotencyKey: string) =>
  createHash("sha256").update(idempotencyKey).digest().subarray(0, 16);

/** The password goes no further than this: the command, and with it its log, gets the hash. */
const createUserWithPassword = procedure
  .input((raw: unknown) => {
    const { idempotencyKey, input } = request.parse(raw);
    return { idempotencyKey, input: input as z.input<typeof newUser> };
  })
  .mutation(async ({ ctx, input: { idempotencyKey, input } }) => {
    requireRight(ctx.oms.actor, createUser.spec.name);
    const { password, ...user } = parseInput(newUser, input);
    const passwordHash = await hashPassword(password, saltOf(idempotencyKey));
    return createUser(ctx.oms, idempotencyKey, { ...user, passwordHash });
  });

export const accessRouter = router({
  listUsers: query(listUsers),
  createUser: createUserWithPassword,
  setRoles: mutation(setRoles),
  setAccess: mutation(setAccess),
  listKeys: query(listKeys),
  createKey: mutation(createKey),
  revokeKey: mutation(revokeKey),
});
