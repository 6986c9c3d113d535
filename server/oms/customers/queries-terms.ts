import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import type { OfferSilence, SubstitutionPolicy } from "../catalog/types";

export type ListedOrderTerms = {
  readonly code: string;
  readonly name: string;
  readonly substitution: SubstitutionPolicy;
  readonly answerDays: number;
  readonly silence: OfferSilence;
  readonly mayShipToNewAddresses: boolean;
};

const LISTED_MAX = 500;

/** Companies whose orders are taken on other terms than those that hold for all. */
export const listOrderTerms = defineQuery({
  name: "customers.list_order_terms",
  input: z.object({}),
  wall: "staff",
  run: ({ sql }): Promise<ListedOrderTerms[]> => sql<ListedOrderTerms[]>`
    select code, name, substitution, substitution_answer_days as "answerDays",
      substitution_silence as silence, may_ship_to_new_addresses as "mayShipToNewAddresses"
    from company
    where substitution <> 'ask' or substitution_silence <> 'keep' or substitution_answer_days <> 3
      or may_ship_to_new_addresses
    order by name, code limit ${LISTED_MAX}`,
});
