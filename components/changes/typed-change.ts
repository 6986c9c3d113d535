import { BLANK_ADDRESS, type TypedAddress } from "@/components/orders/address-fields";
import type { OrderProgress } from "@/server/oms/changes/types";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import type { TypedChange } from "./types";

export const wantedOf = (line: { ordered: number; cancelled: number }) =>
  line.ordered - line.cancelled;

/** Stands among the locations for an address that is none of them. */
export const ELSEWHERE = "elsewhere";

const addressOf = ({
  shipTo: { name, address1, address2, city, region, postalCode, country, isResidential },
}: OrderProgress): TypedAddress => ({
  ...{ name, address1, address2, city, region, postalCode, country },
  isResidential: isResidential ?? false,
});

/** The controls as the order is now. */
export const typedOf = (order: OrderProgress): TypedChange => ({
  quantities: Object.fromEntries(order.lines.map((line) => [line.lineId, String(wantedOf(line))])),
  substitutions: {},
  newLines: [],
  companyLocationId: order.isOneTimeShipTo ? ELSEWHERE : order.companyLocationId,
  shipTo: order.isOneTimeShipTo ? addressOf(order) : BLANK_ADDRESS,
  customerPo: order.customerPo ?? "",
  requestedDate: order.requestedDate ?? "",
  shipAfter: order.shipAfter ?? "",
  cancelAfter: order.cancelAfter ?? "",
  serviceCode: order.serviceCode,
  shipPolicy: order.shipPolicy,
  note: order.note,
  reason: "",
});

const unitsOf = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
const dayOf = (text: string) => (text === "" ? null : (text as LocalDate));

/** Lines whose typed quantity is no whole number, by the name of their control. */
export function unreadable(typed: TypedChange, order: OrderProgress): Record<string, string> {
  const lines = order.lines.flatMap(({ lineId, sku }) =>
    Number.isNaN(unitsOf(typed.quantities[lineId] ?? ""))
      ? [[`quantity-${lineId}`, `${sku}: write a whole number, 0 to cancel the line`] as const]
      : [],
  );
  const added = typed.newLines.flatMap(({ key, sku, quantity }) =>
    Number.isNaN(unitsOf(quantity)) || sku.trim() === ""
      ? [[`new-${key}`, "A new line needs a product and a whole number"] as const]
      : [],
  );
  return Object.fromEntries([...lines, ...added]);
}

/** What the controls ask for: only what differs from the order. */
export function contentOf(typed: TypedChange, order: OrderProgress) {
  const po = typed.customerPo.trim();
  return {
    ...(po === (order.customerPo ?? "") ? {} : { customerPo: po === "" ? null : po }),
    ...(typed.requestedDate === (order.requestedDate ?? "")
      ? {}
      : { requestedDate: dayOf(typed.requestedDate) }),
    ...(typed.shipAfter === (order.shipAfter ?? "") ? {} : { shipAfter: dayOf(typed.shipAfter) }),
    ...(typed.cancelAfter === (order.cancelAfter ?? "")
      ? {}
      : { cancelAfter: dayOf(typed.cancelAfter) }),
    ...(typed.serviceCode === order.serviceCode ? {} : { serviceCode: typed.serviceCode }),
    ...(typed.shipPolicy === order.shipPolicy ? {} : { shipPolicy: typed.shipPolicy }),
    ...(typed.note === order.note ? {} : { note: typed.note }),
    ...destinationOf(typed, order),
    lines: changedLines(typed, order).map(({ lineId, quantity }) => ({ lineId, quantity })),
    newLines: typed.newLines.map(({ sku, quantity }) => ({
      sku: sku.trim(),
      quantity: unitsOf(quantity),
    })),
    substitutions: Object.values(typed.substitutions).map(({ lineId, insteadOf, sku }) => ({
      lineId,
      quantity: insteadOf,
      sku,
    })),
  };
}

/** Where it is to go; nothing where that is where it goes. */
function destinationOf({ companyLocationId, shipTo }: TypedChange, order: OrderProgress) {
  const before = typedOf(order);
  if (companyLocationId !== ELSEWHERE) {
    return companyLocationId === before.companyLocationId ? {} : { companyLocationId };
  }
  return order.isOneTimeShipTo && JSON.stringify(shipTo) === JSON.stringify(before.shipTo)
    ? {}
    : { shipTo };
}

const changedLines = (typed: TypedChange, order: OrderProgress) =>
  order.lines.flatMap((line) => {
    const quantity = unitsOf(typed.quantities[line.lineId] ?? "");
    return quantity === wantedOf(line) ? [] : [{ lineId: line.lineId, quantity }];
  });

/**
 * The server's faults at the controls they belong to: `lines.2.quantity` is the third line that was
 * changed, `newLines.0.sku` the first new one.
 */
export function errorsOf(
  faults: readonly { field: string; message: string }[],
  typed: TypedChange,
  order: OrderProgress,
): Record<string, string> {
  const changed = changedLines(typed, order);
  return Object.fromEntries(
    faults.map(({ field, message }) => {
      const [area = "", at = ""] = field.split(".");
      const line = changed[Number(at)];
      if (area === "lines" && line !== undefined) {
        return [`quantity-${line.lineId}`, message];
      }
      const instead = Object.values(typed.substitutions)[Number(at)];
      if (area === "substitutions" && instead !== undefined) {
        return [`quantity-${instead.lineId}`, message];
      }
      const added = typed.newLines[Number(at)];
      if (area === "newLines" && at !== "" && added !== undefined) {
        return [`new-${added.key}`, message];
      }
      return [field === "" ? "reason" : field, message];
    }),
  );
}
