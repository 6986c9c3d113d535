import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../../kernel/errors";
import { holdTypeInput } from "../schema";

/**
 * Make a type of hold, or change one: what it stops, where it is set, who may lift it. A change
 * holds at once, for holds that stand as well.
 *
 * @throws DUPLICATE when the code is taken; STALE when somebody changed it meanwhile
 */
export const saveHoldType = defineCommand({
  name: "orders.save_hold_type",
  input: holdTypeInput,
  wall: "staff",
  run: async ({ sql, emit }, { version, ...type }) => {
    const blocks = [...new Set(type.blocks)];
    const [saved] =
      version === null
        ? await sql<{ id: string; version: number }[]>`
            insert into hold_type (id, code, name, description, blocks, level, stops_order,
              release_right, auto_release, is_active)
            values (${newId()}, ${type.code}, ${type.name}, ${type.description}, ${blocks}, ${type.level},
              ${type.stopsOrder}, ${type.releaseRight}, ${type.autoRelease}, ${type.isActive})
            on conflict do nothing returning id, version`
        : await sql<{ id: string; version: number }[]>`
            update hold_type set name = ${type.name}, description = ${type.description},
              blocks = ${blocks}, level = ${type.level}, stops_order = ${type.stopsOrder},
              release_right = ${type.releaseRight}, auto_release = ${type.autoRelease},
              is_active = ${type.isActive}, version = version + 1
            where code = ${type.code} and version = ${version} returning id, version`;
    if (saved === undefined) {
      throw version === null
        ? new DomainError("DUPLICATE", `There is a type of hold “${type.code}” already`, {
            faults: [{ field: "code", code: "taken", message: "This code is taken" }],
          })
        : new DomainError("STALE", "Somebody changed this type of hold meanwhile", {
            code: type.code,
          });
    }
    emit({
      type: "hold_type.saved",
      subject: { kind: "hold_type", id: saved.id },
      payload: { code: type.code, name: type.name, blocks, version: saved.version },
    });
    return { code: type.code, version: saved.version };
  },
});
