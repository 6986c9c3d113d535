import type { OrderDraftContent } from "@/server/oms/orders/schema";
import { instructionsOf } from "./mapping";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A line of a draft that an order can take. */
export const orderableLines = ({ lines }: OrderDraftContent) =>
  lines.flatMap(({ code, quantity, insteadOf }) =>
    quantity === null ? [] : [{ code, quantity, insteadOf: insteadOf ?? null }],
  );

/** A line as orders and quotes ask for it. */
export const askedOf = ({
  code,
  quantity,
  insteadOf,
}: ReturnType<typeof orderableLines>[number]) => ({
  sku: code,
  quantity,
  ...(insteadOf === null ? {} : { insteadOf }),
});

/** A draft as the owner of held stock; the order it becomes takes over what it holds. */
export const ownerOfDraft = (channelCode: "portal" | "phone", draftId: string) => ({
  kind: channelCode === "portal" ? ("cart" as const) : ("quote" as const),
  ref: draftId,
});

/** What placing and quoting have in common: for whom is named by the caller. */
export function termsOfDraft(content: OrderDraftContent) {
  const { companyLocationId, shipTo, serviceCode, shipPolicy, backorders, requestedDate } = content;
  return {
    shipPolicy,
    ...(companyLocationId ? { companyLocationId } : {}),
    ...(shipTo ? { shipTo } : {}),
    ...(serviceCode ? { serviceCode } : {}),
    ...(backorders ? { backorders: { policy: backorders } } : {}),
    ...(DATE.test(requestedDate) ? { requestedDate } : {}),
  };
}

/** A draft as the request that makes it an order. */
export function placeInputOf(content: OrderDraftContent, confirmsDuplicatePo: boolean) {
  const customerPo = content.customerPo.trim();
  return {
    ...termsOfDraft(content),
    note: instructionsOf(content),
    confirmsDuplicatePo,
    lines: orderableLines(content).map(askedOf),
    ...(customerPo === "" ? {} : { customerPo }),
    ...(content.contactId ? { contactId: content.contactId } : {}),
  };
}

/** The header's fields by the names that the server's faults give them. */
export const HEADER_FIELDS = [
  "companyLocationId",
  "customerPo",
  "requestedDate",
  "shipPolicy",
  "backorders.policy",
  "serviceCode",
  "contactId",
  "note",
] as const;

type Fault = { field: string; message: string };

/**
 * Faults of an order sorted to where they can be mended: by header field, and by line with the
 * number and the SKU that the person sees.
 */
export function sortFaults(
  faults: readonly Fault[],
  lines: readonly { code: string }[],
): { fields: Record<string, string>; lines: string[]; other: string[] } {
  const fields: Record<string, string> = {};
  const byLine: string[] = [];
  const other: string[] = [];
  for (const { field, message } of faults) {
    const line = /^lines\.(\d+)\./.exec(field);
    if (line) {
      const at = Number(line[1]);
      byLine.push(`Line ${at + 1}, ${lines[at]?.code ?? "?"}: ${message}`);
    } else if (
      HEADER_FIELDS.some((known) => known === field) ||
      field === "shipTo" ||
      field.startsWith("shipTo.")
    ) {
      fields[field] ??= message;
    } else {
      other.push(message);
    }
  }
  return { fields, lines: byLine, other };
}
