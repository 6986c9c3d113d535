import type { Connection } from "@/db/client";
import { setOneTimeShipTo } from "@/server/oms/customers/commands/set-one-time-ship-to";
import { saveFindingPolicy } from "@/server/oms/intake/commands/save-finding-policy";
import type { Actor } from "@/server/shell/actor";
import { demoId } from "./demo-id";
import { DEMO_COMPANY } from "./load-accounts";
import { ctxAt } from "./play-orders";

/** What is put right in a file of orders: a person at the desk is asked instead. */
const PUT_RIGHT = ["not_whole_packs", "below_minimum", "date_passed"] as const;

/**
 * How severe the house is with files of orders, and whose buyers may ship to other addresses. Said last, so
 * that the weeks before were lived without it.
 */
export async function playChecks(database: Connection, actor: Actor, now: Date): Promise<void> {
  const ctx = ctxAt(database, actor, now);
  for (const code of PUT_RIGHT) {
    await saveFindingPolicy(ctx, demoId<string>("finding_policy", code), {
      ...{ code, channelCode: "csv", severity: "corrected", version: null },
    });
  }
  await setOneTimeShipTo(ctx, demoId<string>("one_time_ship_to", DEMO_COMPANY), {
    company: DEMO_COMPANY,
    isAllowed: true,
  });
}
