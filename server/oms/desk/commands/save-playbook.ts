import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { exceptionTypes } from "../../exceptions/types";
import { DomainError } from "../../kernel/errors";
import { kindsFor } from "../decide-resolution";
import { playbookConditions } from "../schema";
import { playbookModes, resolutionKinds } from "../types";

/**
 * Save a rule, or a new version of one: the version before is retired and kept. From then on it acts,
 * or proposes, on what is open and what comes; `isOn: false` lets it rest.
 *
 * @throws NOT_FOUND for a rule that does not stand; INVALID_INPUT when its step does not resolve its type
 */
export const savePlaybook = defineCommand({
  name: "exceptions.save_playbook",
  input: z.object({
    playbookId: z.uuid().optional(),
    name: z.string().trim().min(1, "Give it a name").max(80),
    type: z.enum(exceptionTypes),
    conditions: playbookConditions,
    kind: z.enum(resolutionKinds),
    mode: z.enum(playbookModes),
    isOn: z.boolean(),
  }),
  wall: "staff",
  run: async ({ sql, actor, now, emit }, { playbookId, ...rule }) => {
    const work = [null, "work"].flatMap((workId) =>
      ["approval", "on_hold", ""].flatMap((why) =>
        kindsFor({ type: rule.type, detail: { why }, workId }),
      ),
    );
    if (!work.includes(rule.kind)) {
      const message = "This does not resolve an exception of this type";
      throw new DomainError("INVALID_INPUT", message, {
        faults: [{ field: "kind", code: "unknown", message }],
      });
    }
    const id = playbookId ?? newId(now.getTime());
    await sql`select from exception_playbook where playbook_id = ${id} for no key update`;
    // A statement of its own: who waited for the lock must see the version that was saved meanwhile.
    const [before] = await sql<{ version: number }[]>`
      update exception_playbook set retired_at = ${now}
      where playbook_id = ${id} and retired_at is null returning version`;
    if (playbookId !== undefined && before === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such playbook", { playbookId });
    }
    const version = (before?.version ?? 0) + 1;
    await sql`
      insert into exception_playbook (playbook_id, version, name, type, conditions, kind, mode,
        is_on, saved_by, saved_at)
      values (${id}, ${version}, ${rule.name}, ${rule.type}, ${sql.typed(rule.conditions, 3802)},
        ${rule.kind}, ${rule.mode}, ${rule.isOn}, ${actor.id}, ${now})`;
    emit({
      type: "exception_playbook.saved",
      subject: { kind: "exception_playbook", id },
      payload: { version, ...rule },
    });
    return { playbookId: id, version, name: rule.name };
  },
});
