import type { LocalDate } from "../kernel/local-date";
import type { OrderFacts } from "../sourcing/types-profile";
import type { Customer, ResolvedLine, ShipTo } from "./types";

type Asked = {
  readonly customer: Pick<Customer, "code" | "tier" | "preferredNodeCode">;
  readonly shipTo: Pick<ShipTo, "country" | "region" | "postalCode"> | null;
  readonly channelCode: string;
  readonly serviceCode: string;
  readonly shipAfter?: LocalDate | undefined;
  readonly lines: readonly ResolvedLine[];
  readonly subtotal: number;
};

/** What strategies of routing are chosen by, of an order that is being placed or quoted. */
export const factsOf = (asked: Asked, today: LocalDate): OrderFacts => ({
  channelCode: asked.channelCode,
  companyCode: asked.customer.code,
  tier: asked.customer.tier,
  shipTo: {
    country: asked.shipTo?.country ?? "",
    region: asked.shipTo?.region ?? "",
    postalCode: asked.shipTo?.postalCode ?? "",
  },
  serviceCode: asked.serviceCode,
  orderType: asked.shipAfter === undefined ? "immediate" : "scheduled",
  preferredNodeCode: asked.customer.preferredNodeCode,
  valueMinor: asked.subtotal,
  today,
  lines: asked.lines.map(({ sku, quantity, requestedDate }) => ({
    category: sku.category,
    isHazmat: sku.isHazmat,
    gramsPerUnit: sku.grams,
    quantity,
    requestedDate,
  })),
});
