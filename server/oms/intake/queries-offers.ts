import { newId } from "@/server/shell/new-id";
import type { QueryEnv } from "@/server/shell/query";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import type { Network } from "../network/types";
import { type LineRequest, resolveLines } from "./decide-lines";
import { decideOffers, type ShortAsk, wishesOf } from "./decide-offers";
import type { QuotedOffer } from "./decide-quote";
import { strictJudge } from "./decide-severity";
import { planQuote } from "./queries-plan";
import type { QuoteLinesInput } from "./schema";
import type { Customer } from "./types";

/** How lines are resolved, but for the ids of the lines that they become. */
export type Resolving = Omit<LineRequest, "lineIds">;

type OfferEnv = {
  readonly input: QuoteLinesInput;
  readonly customer: Customer;
  readonly network: Network;
  readonly today: LocalDate;
  readonly request: Resolving;
};

/**
 * What could ship instead of the units of each asked line that cannot, planned like the order itself on what
 * no line of it asks for. Nothing is planned where nothing is short, or nothing may stand in.
 *
 * @param open units of an asked line that cannot ship; null for one that has none to offer for
 */
export async function offersFor(
  env: QueryEnv,
  { input, customer, network, today, request }: OfferEnv,
  open: (position: number) => number | null,
) {
  const short = input.lines.flatMap((line, position): ShortAsk[] => {
    const units = line.insteadOf === undefined ? open(position) : null;
    return units === null || units === 0 ? [] : [{ position, line, short: units }];
  });
  const wishes = wishesOf(short, request, customer);
  if (wishes.length === 0) {
    return new Map<number, QuotedOffer[]>();
  }
  const lines = resolveLines(
    {
      ...request,
      input: { ...input, lines: wishes.map(({ line }) => line) },
      lineIds: wishes.map(() => [newId<OrderLineId>()]),
    },
    customer,
    strictJudge(),
  );
  if (lines.length === 0) {
    return new Map<number, QuotedOffer[]>();
  }
  const { plan } = await planQuote(
    env,
    { ...input, shipPolicy: "as_available" },
    customer,
    lines,
    network,
    today,
  );
  return decideOffers(wishes, lines, plan.parts, customer.currency);
}
