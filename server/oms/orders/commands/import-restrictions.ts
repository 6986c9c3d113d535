import { defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { importRestrictionsInput } from "../schema";
import { writeRestrictions } from "../store-restrictions";

/**
 * Take restrictions in by their references, from a file or another system: new ones are made, others
 * changed, what says the same is not touched. What the list does not name stays as it is. All or nothing.
 *
 * @throws INVALID_INPUT with the row and field of each fault
 */
export const importRestrictions = defineCommand({
  name: "orders.import_restrictions",
  input: importRestrictionsInput,
  wall: "staff",
  run: async (env, { restrictions }) => {
    const seen = new Set<string>();
    for (const [index, { reference }] of restrictions.entries()) {
      if (seen.has(reference)) {
        const message = `“${reference}” stands twice in this list`;
        throw new DomainError("INVALID_INPUT", message, {
          faults: [{ field: `restrictions.${index}.reference`, code: "twice", message }],
        });
      }
      seen.add(reference);
    }
    const written = await writeRestrictions(
      env,
      restrictions,
      (index, field) => `restrictions.${index}.${field}`,
    );
    const made = written.filter(({ version }) => version === 1).length;
    return {
      made,
      changed: written.length - made,
      unchanged: restrictions.length - written.length,
    };
  },
});
