import { makeLabels } from "@/server/integrations/carriers/ship-by-carrier";
import { systemActor } from "@/server/shell/actor";
import type { Ctx } from "@/server/shell/command";
import type { Handler } from "@/server/shell/handler";
import { newId } from "@/server/shell/new-id";
import { DomainError } from "../kernel/errors";
import { notePlaybookRefusal, runPlaybook } from "./commands/run-playbook";
import { readFitting, readPlaybooks } from "./store-playbooks";

/** Somebody at the desk wants a carrier to be asked again for the labels of a packed shipment. */
export const makeWantedLabels: Handler = {
  name: "desk.make_labels",
  run: async ({ ctx, key }, { payload }) => {
    if (typeof payload === "object" && payload !== null && "shipmentId" in payload) {
      await makeLabels(ctx, key("labels"), { shipmentId: String(payload.shipmentId) });
    }
  },
};

/**
 * Let each playbook that is on do what it is for, each exception in a transaction of its own and once
 * per version; one that cannot is written down with the reason and left to a person.
 */
export async function runPlaybooks(ctx: Ctx): Promise<void> {
  const { sql } = ctx.database;
  const now = ctx.clock.now();
  const playbooks = await readPlaybooks(sql);
  for (const playbook of playbooks.filter(({ isOn, mode }) => isOn && mode === "automatic")) {
    const { playbookId, version, name } = playbook;
    const actor = systemActor(`Playbook ${name}`);
    const tried = await sql<{ id: string }[]>`
      select exception_id as id from exception_playbook_run
      where playbook_id = ${playbookId} and version = ${version}`;
    const known = new Set(tried.map(({ id }) => id));
    for (const { id: exceptionId } of await readFitting(sql, playbook, now)) {
      if (known.has(exceptionId)) {
        continue;
      }
      const request = { playbookId, exceptionId };
      await runPlaybook({ ...ctx, actor }, newId(), request).catch(async (error: unknown) => {
        if (!(error instanceof DomainError)) {
          throw error;
        }
        const refusal = { ...request, version, text: error.message };
        await notePlaybookRefusal({ ...ctx, actor }, newId(), refusal);
      });
    }
  }
}
