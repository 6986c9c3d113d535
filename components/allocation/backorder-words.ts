import { formatCount, formatQuantity } from "@/components/format";
import type { BackorderPolicy } from "@/server/oms/catalog/types";
import type { BackorderWish } from "@/server/oms/orders/decide-backorders";

export const POLICY_WORDS: Record<BackorderPolicy, string> = {
  backorder: "Waits, with a date",
  cap: "Waits up to a limit",
  refuse: "Is refused",
  cancel: "Is cancelled, the rest ships",
};

/** "waits up to 40 units and 30 days". */
export function backorderWords({ policy, limit, days }: BackorderWish): string {
  const most = [
    ...(limit === null ? [] : [`${formatQuantity(limit)} ${limit === 1 ? "unit" : "units"}`]),
    ...(days === null ? [] : [formatCount(days, "day")]),
  ];
  return policy === "cap"
    ? `waits up to ${most.join(" and ")}`
    : POLICY_WORDS[policy].toLowerCase();
}
