import type { Connection } from "@/db/client";
import { setPolicy } from "@/server/oms/backorders/commands/set-policy";
import { setRemainderDays } from "@/server/oms/backorders/commands/set-remainder-days";
import type { Actor } from "@/server/shell/actor";
import { demoId } from "./demo-id";
import { ctxAt } from "./play-orders";

/** Wait so long at most, one to be asked when it gets later, the other to have it cancelled. */
const CAPPED = [
  { code: "AW00000004", days: 60, slip: "ask" },
  { code: "AW00000005", days: 30, slip: "cancel" },
] as const;

/** Whose remainders wait less long for the next shipment than others'. */
const HASTY = "AW00000006";

/**
 * What some customers agreed on backorders and remainders. Said last, so that the weeks before were lived
 * without it.
 */
export async function playTerms(database: Connection, actor: Actor, now: Date): Promise<void> {
  const ctx = ctxAt(database, actor, now);
  for (const { code, days, slip } of CAPPED) {
    const wish = { policy: "cap" as const, days, slip };
    await setPolicy(ctx, demoId<string>("backorder_policy", code), { of: "company", code, wish });
  }
  await setRemainderDays(ctx, demoId<string>("remainder_days", HASTY), { company: HASTY, days: 5 });
}
