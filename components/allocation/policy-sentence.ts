import { inWords } from "@/components/admin/words";
import { formatCount, formatDate, formatQuantity } from "@/components/format";
import type {
  AllocationPolicy,
  BorrowRule,
  ClassMatch,
  PriorityClass,
  Quota,
  ShareStrategy,
} from "@/server/oms/scarcity/types";

export const SHARE_WORDS: Record<ShareStrategy, string> = {
  first_come: "First come",
  priority: "Who wants it first",
  fair_share: "Fair share",
};

export const BORROW_WORDS: Record<BorrowRule, string> = {
  never: "Nobody loses what they hold",
  when_date_is_kept: "A line may lose what it holds when it keeps its date",
  freely: "A line may lose what it holds",
};

const list = (words: readonly string[]) => words.join(" or ");

/** `tier gold, channel portal, wanted within 7 days`; nothing named is everybody. */
export function matchWords(match: ClassMatch): string {
  const { wantedWithinDays, placedFrom, placedTo } = match;
  const sides = [
    ...(match.tiers.length > 0 ? [`tier ${list(match.tiers)}`] : []),
    ...(match.channels.length > 0 ? [`channel ${list(match.channels)}`] : []),
    ...(match.orderTypes.length > 0 ? [`${list(match.orderTypes)} orders`] : []),
    ...(match.companies.length > 0 ? [`company ${list(match.companies)}`] : []),
    ...(wantedWithinDays === null ? [] : [`wanted within ${formatCount(wantedWithinDays, "day")}`]),
    ...(placedFrom === null ? [] : [`placed from ${formatDate(placedFrom)}`]),
    ...(placedTo === null ? [] : [`placed until ${formatDate(placedTo)}`]),
  ];
  return sides.length === 0 ? "everybody" : sides.join(", ");
}

/** One class as a sentence. */
export function classSentence({ name, match, share, pool }: PriorityClass): string {
  const much =
    pool === null
      ? ""
      : `; ${pool.measure === "units" ? formatCount(pool.amount, "unit") : `${pool.amount} %`} of each SKU are kept for it until ${formatCount(pool.backDaysBefore, "day")} before ${formatDate(pool.until)}`;
  return `${name}: ${matchWords(match)}, by ${SHARE_WORDS[share].toLowerCase()}${much}`;
}

/** One quota as a sentence. */
export function quotaSentence(quota: Quota): string {
  const { level, key, sku, measure, amount, period, isCarriedOver } = quota;
  const much =
    measure === "units"
      ? formatCount(amount, "unit")
      : measure === "percent"
        ? `${amount} %`
        : formatCount(amount, "part");
  const of = sku === null ? "each SKU" : sku;
  const rest = isCarriedOver ? "; what is left is carried over" : "";
  return `${inWords(level)} ${key} gets at most ${much} of ${of} a ${period}${rest}`;
}

/** The rest of a policy, a sentence each. */
export const policySentences = (policy: AllocationPolicy): string[] => [
  `What ships within ${formatCount(policy.lockDays, "day")} is not touched`,
  BORROW_WORDS[policy.borrow],
  policy.everyHours === null
    ? "Runs are made by people only"
    : `A run is made every ${formatQuantity(policy.everyHours)} hours, and ${policy.isAppliedBySchedule ? "applies itself" : "waits for approval"}`,
  ...(policy.isAppliedByAnother ? ["Who approves a run does not apply it"] : []),
];
