import { z } from "zod";
import { defineCommand } from "@/server/shell/command";
import { allPolicies } from "../../exceptions/decide-policy";
import { readPolicies } from "../../exceptions/store-policy";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import { fitsPlaybook } from "../decide-playbook";
import { applyResolution } from "../store-apply";
import { readFacts, readPlaybooks } from "../store-playbooks";

const input = z.object({ playbookId: z.uuid(), exceptionId: z.uuid() });

/**
 * Let a playbook that stands resolve an exception that it is for, and write down what it did and what
 * a person would have cost.
 *
 * @throws NOT_FOUND; STALE when it rests, only proposes, or is not for the exception any more; what the
 *   resolution refuses
 */
export const runPlaybook = defineCommand({
  name: "exceptions.run_playbook",
  input,
  wall: "staff",
  run: async (env, { playbookId, exceptionId }) => {
    const { sql, now } = env;
    const playbook = (await readPlaybooks(sql)).find((each) => each.playbookId === playbookId);
    if (playbook === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such playbook", { playbookId });
    }
    const [facts] = await readFacts(sql, playbook.type, now, exceptionId);
    const isFor = facts !== undefined && fitsPlaybook(playbook.conditions, facts);
    if (!playbook.isOn || playbook.mode !== "automatic" || !isFor) {
      throw new DomainError("STALE", `${playbook.name} is not for it`, { playbookId });
    }
    const note = `by playbook ${playbook.name}`;
    const { label, text } = await applyResolution(env, exceptionId, playbook.kind, note);
    const policies = allPolicies(await readPolicies(sql));
    const policy = policies.find(({ type }) => type === playbook.type);
    const { costMinor } = present(policy, "every type has a policy");
    await sql`
      insert into exception_playbook_run (playbook_id, version, exception_id, is_done, text,
        saved_minor, ran_at)
      values (${playbookId}, ${playbook.version}, ${exceptionId}, true,
        ${text === "" ? label : `${label}: ${text}`}, ${costMinor}, ${now})`;
    return { label, text };
  },
});

/** A playbook could not do what it is for: why, so that it is not tried again by this version. */
export const notePlaybookRefusal = defineCommand({
  name: "exceptions.note_playbook_refusal",
  input: input.extend({ version: z.int(), text: z.string().max(1_000) }),
  wall: "staff",
  run: async ({ sql, now }, { playbookId, version, exceptionId, text }) => {
    const rows = await sql`
      insert into exception_playbook_run (playbook_id, version, exception_id, is_done, text,
        saved_minor, ran_at)
      values (${playbookId}, ${version}, ${exceptionId}, false, ${text}, 0, ${now})
      on conflict (playbook_id, version, exception_id) do nothing returning id`;
    return { isNew: rows.length > 0 };
  },
});
