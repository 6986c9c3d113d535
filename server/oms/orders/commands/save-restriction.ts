import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { restrictionInput } from "../schema";
import { writeRestrictions } from "../store-restrictions";

/**
 * Say where, through whom or to whom goods may not be sold, or alone may, or change what was said. It is
 * asked of every order, quote and change that comes from now on; orders that were placed before go on.
 *
 * @throws INVALID_INPUT naming what does not exist; STALE when somebody changed it meanwhile; DUPLICATE
 *   when another one has the reference
 */
export const saveRestriction = defineCommand({
  name: "orders.save_restriction",
  input: z.object({
    /** The version that was changed; null makes a new one. */
    version: z.int().min(1).nullable(),
    restriction: restrictionInput,
  }),
  wall: "staff",
  run: async (env, { version, restriction }) => {
    const { reference } = restriction;
    // Two that make the same reference at once take turns, and the second finds the first.
    await env.sql`select pg_advisory_xact_lock(hashtextextended(${`restriction ${reference}`}, 0))`;
    const [stands] = await env.sql<{ version: number }[]>`
      select version from sales_restriction where reference = ${reference} for no key update`;
    if (version === null && stands !== undefined) {
      const message = `There is a restriction “${reference}” already; change that one`;
      throw new DomainError("DUPLICATE", message, {
        faults: [{ field: "restriction.reference", code: "taken", message }],
      });
    }
    if (version !== null && stands?.version !== version) {
      throw new DomainError("STALE", "Somebody changed this restriction meanwhile", { reference });
    }
    const [saved] = await writeRestrictions(
      env,
      [restriction],
      (_, field) => `restriction.${field}`,
    );
    return { reference, version: saved?.version ?? version ?? 1 };
  },
});
