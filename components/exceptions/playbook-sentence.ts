import { inWords } from "@/components/admin/words";
import { formatDuration, formatMoney } from "@/components/format";
import { labelOf } from "@/server/oms/desk/decide-resolution";
import type { PlaybookRow } from "@/server/oms/desk/queries-playbooks";

/** A rule as a person says it: "Cutoff missed of medium or high severity worth at most $500: Ship by a faster service". */
export function playbookSentence({
  type,
  kind,
  conditions,
}: Pick<PlaybookRow, "type" | "kind" | "conditions">): string {
  const { severities, tiers, nodes, stakeMaxMinor, ageMinutes } = conditions;
  const parts = [
    severities.length > 0 ? `of ${severities.join(" or ")} severity` : "",
    tiers.length > 0 ? `for ${tiers.join(" or ")} customers` : "",
    nodes.length > 0 ? `at ${nodes.join(" or ")}` : "",
    stakeMaxMinor === null ? "" : `worth at most ${formatMoney(stakeMaxMinor, "USD")}`,
    ageMinutes > 0 ? `open for ${formatDuration(ageMinutes * 60_000)}` : "",
  ].filter((part) => part !== "");
  return `${[inWords(type), ...parts].join(" ")}: ${labelOf(kind, type)}`;
}
