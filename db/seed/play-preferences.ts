import type { Connection } from "@/db/client";
import { setPreferredNode } from "@/server/oms/customers/commands/set-preferred-node";
import { saveDraft } from "@/server/oms/sourcing/commands/save-draft";
import { exportProfile } from "@/server/oms/sourcing/queries-profile";
import type { Actor } from "@/server/shell/actor";
import { demoId } from "./demo-id";
import { ctxAt } from "./play-orders";

/** Customers that are served from a node of their own, and why. */
const PREFERRED = [
  ["AW00000166", "CMH", "its pallets are built there"],
  ["AW00000018", "CMH", "agreed in the contract"],
  ["AW00000021", "RNO", "its labels are printed there"],
  ["AW00000024", "RNO", "agreed in the contract"],
] as const;

/**
 * Customers with a node of their own, and a draft of routing that asks it first. Said last, so that
 * the weeks before were lived without it; the draft waits to be rehearsed on them.
 */
export async function playPreferences(
  database: Connection,
  actor: Actor,
  now: Date,
): Promise<void> {
  const ctx = ctxAt(database, actor, now);
  for (const [company, node, reason] of PREFERRED) {
    const key = demoId<string>("preferred_node", company);
    await setPreferredNode(ctx, key, { company, node, reason });
  }
  const { document } = await exportProfile(ctx, { version: 1 });
  await saveDraft(ctx, demoId<string>("routing_draft", "preferred node"), {
    version: null,
    revision: 0,
    profile: {
      ...document,
      strategies: [
        {
          name: "From the customer's own node",
          when: {
            fact: "preferred_node",
            is: "in",
            values: [...new Set(PREFERRED.map(([, node]) => node))],
          },
          criteria: [
            { by: "preferred_node", band: 0 },
            { by: "landed_cost", band: 0 },
          ],
          constraints: [],
          afterAction: { do: "backorder" },
        },
        ...document.strategies,
      ],
    },
    note: "The customer's own node first",
  });
}
