import type { RelationKind, RelationPrice, RelationTiming } from "@/server/oms/catalog/types";

export const KIND_WORDS: Readonly<Record<RelationKind, string>> = {
  substitution: "stands in when it is short",
  supersession: "follows it",
};

export const PRICE_WORDS: Readonly<Record<RelationPrice, string>> = {
  lower: "the lower of both",
  ordered: "as what was ordered",
  substitute: "its own",
};

export const TIMING_WORDS: Readonly<Record<RelationTiming, string>> = {
  when_out: "when the shelves are empty",
  at_once: "at once",
};
