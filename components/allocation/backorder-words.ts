import { formatCount, formatQuantity } from "@/components/format";
import type { BackorderPolicy, BackorderSlip } from "@/server/oms/catalog/types";
import type { BackorderWish } from "@/server/oms/orders/decide-backorders";

export const POLICY_WORDS: Record<BackorderPolicy, string> = {
  backorder: "Waits, with a date",
  cap: "Waits up to a limit",
  refuse: "Is refused",
  cancel: "Is cancelled, the rest ships",
};

export const SLIP_WORDS: Record<BackorderSlip, string> = {
  ask: "The customer is asked",
  cancel: "They are cancelled",
  wait: "They wait all the same",
};

const SLIPPED: Record<BackorderSlip, string> = {
  ask: "the customer is asked when it slips beyond",
  cancel: "what slips beyond is cancelled",
  wait: "what slips beyond waits all the same",
};

/** "waits up to 40 units and 30 days; the customer is asked when it slips beyond". */
export function backorderWords({ policy, limit, days, slip }: BackorderWish): string {
  const most = [
    ...(limit === null ? [] : [`${formatQuantity(limit)} ${limit === 1 ? "unit" : "units"}`]),
    ...(days === null ? [] : [formatCount(days, "day")]),
  ];
  return policy === "cap"
    ? `waits up to ${most.join(" and ")}${days === null ? "" : `; ${SLIPPED[slip ?? "ask"]}`}`
    : POLICY_WORDS[policy].toLowerCase();
}
