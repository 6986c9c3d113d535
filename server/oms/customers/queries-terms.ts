import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { SubstitutionPolicy } from "../catalog/types";

export type ListedOrderTerms = {
  readonly code: string;
  readonly name: string;
  readonly substitution: SubstitutionPolicy;
};

const LISTED_MAX = 500;

/** Companies whose orders are taken on other terms than those that hold for all. */
export const listOrderTerms = defineQuery({
  name: "customers.list_order_terms",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ListedOrderTerms[]> => sql<ListedOrderTerms[]>`
    select code, name, substitution from company where substitution <> 'ask'
    order by name, code limit ${LISTED_MAX}`,
});
