import { checkAddress } from "../customers/decide-address";
import { daysBetween, type LocalDate } from "../kernel/local-date";
import {
  decideFindings,
  type HoldRule,
  type OrderFacts,
  type RuleFinding,
} from "../orders/decide-hold-rule";
import type { PlaceOrderInput } from "./schema";
import type { Customer, ResolvedLine } from "./types";

export type EntryFacts = {
  readonly input: Pick<PlaceOrderInput, "channelCode"> &
    Partial<Pick<PlaceOrderInput, "customerPo" | "requestedDate" | "fraudScore">>;
  readonly customer: Customer;
  readonly lines: readonly ResolvedLine[];
  readonly subtotal: number;
  readonly today: LocalDate;
  readonly rules: readonly HoldRule[];
  readonly duplicateOf: string | null;
};

/** What the rules find in an order that comes in: it is the last, so all that is open counts. */
export const findingsOf = (entry: EntryFacts): RuleFinding[] =>
  decideFindings(entry.rules, factsOf(entry));

function factsOf({ input, customer, lines, subtotal, today, duplicateOf }: EntryFacts): OrderFacts {
  const { oldestDueDate } = customer;
  return {
    currency: customer.currency,
    value: subtotal,
    channel: input.channelCode,
    tier: customer.tier,
    tolerance: customer.tolerance,
    country: customer.shipTo?.country ?? "",
    credit: {
      limit: customer.creditLimit,
      exposure: customer.openReceivables + customer.openOrderValue + subtotal,
      overdue: customer.overdueReceivables,
      overdueDays: oldestDueDate === null ? 0 : Math.max(0, daysBetween(oldestDueDate, today)),
    },
    duplicateOf,
    addressFaults:
      customer.shipTo === null
        ? []
        : checkAddress(customer.shipTo).faults.map(({ message }) => message),
    fraudScore: input.fraudScore ?? null,
    missing: [
      ...(customer.contact === null ? ["contact"] : []),
      ...(input.customerPo === undefined ? ["customer_po"] : []),
      ...(input.requestedDate === undefined ? ["requested_date"] : []),
    ],
    lines: lines.map(({ lineId, unitPriceE4, expectedUnitPriceE4, sku }, index) => ({
      lineId,
      lineNumber: index + 1,
      unitPriceE4,
      expectedUnitPriceE4,
      costE4: sku.costE4,
    })),
  };
}
