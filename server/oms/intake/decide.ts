import { checkAddress } from "../customers/decide-address";
import type { Fault } from "../kernel/errors";
import type { OrderId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { err, ok, type Result } from "../kernel/result";
import type { Network } from "../network/types";
import { type BackorderWish, isAsStrict } from "../orders/decide-backorders";
import { decideRuleHolds, type RuleFinding } from "../orders/decide-hold-rule";
import type { HoldBook } from "../orders/types";
import { findingsOf } from "./decide-findings";
import { type LineRequest, resolveLines } from "./decide-lines";
import { serviceFaults } from "./decide-service";
import { type Finding, type Judge, judge, judgeAt } from "./decide-severity";
import type { PlaceOrderInput } from "./schema";
import type { Customer, IntakeFacts, ResolvedOrder, ShipTo } from "./types";

const fault = (field: string, code: string, message: string): Fault => ({ field, code, message });

/** Doors at which nobody can be asked again: a doubtful order is taken and held, not refused. */
export const UNATTENDED: ReadonlySet<string> = new Set([
  "edi",
  "csv",
  "api",
  "webshop",
  "marketplace",
]);

export type CheckRequest = LineRequest & {
  readonly index: number;
  readonly input: PlaceOrderInput;
  readonly orderId: OrderId;
  readonly network: Network;
  readonly facts: IntakeFacts;
  /** Somebody of the customer asks. */
  readonly isBuyer: boolean;
};

/** An order that cannot be taken, with what was noticed of it besides. */
export type RefusedOrder = {
  readonly faults: readonly Fault[];
  readonly findings: readonly Finding[];
};

/**
 * Check one order against master data: who, where to, on what terms, which SKUs, how many, at
 * what price, when. All findings at once, each with its field, severity and the way out; what is put
 * right stands in the order that comes of it.
 */
export function decideOrder(request: CheckRequest): Result<ResolvedOrder, RefusedOrder> {
  const { input: asked, index, facts, network, today } = request;
  const found = facts.customers.get(index);
  const channel = network.channels.get(asked.channelCode);
  const isUnattended = channel !== undefined && UNATTENDED.has(channel.kind);
  const isTyped = asked.shipTo !== undefined && !isUnattended;
  const at = judgeAt(facts.severities, { channelCode: asked.channelCode, isUnattended, isTyped });
  const { faults, findings } = at;
  faults.push(...channelFaults(asked, network));
  if (found === undefined) {
    faults.push(...serviceFaults(request, null, null));
    const field = asked.companyId === undefined ? "companyCode" : "companyId";
    faults.push(fault(field, "company_unknown", "There is no such customer"));
    return err({ faults, findings });
  }
  const customer = { ...found, shipTo: found.shipTo && writtenShipTo(found.shipTo, at) };
  const input = fittingInput(asked, customer, today, at);
  if (asked.shipTo !== undefined && request.isBuyer && !customer.allowsOneTimeShipTo) {
    faults.push(oneTimeFault(customer));
  }
  const duplicate = facts.duplicatePos.get(index);
  const isDoubtful = duplicate !== undefined && !input.confirmsDuplicatePo;
  if (isDoubtful) {
    judge(
      at,
      fault(
        "customerPo",
        "duplicate_po",
        `${duplicate} already carries PO ${input.customerPo}; confirm that this is another order`,
      ),
    );
  }
  const lines = resolveLines({ ...request, input }, customer, at);
  // It stands with what the whole order asks, before its lines.
  faults.unshift(...serviceFaults(request, customer.shipTo, faults.length > 0 ? null : lines));
  const { companyLocationId, shipTo } = customer;
  if (faults.length > 0 || channel === undefined || companyLocationId === null || shipTo === null) {
    return err({ faults, findings });
  }
  const subtotal = sum(lines.map((line) => line.lineTotal));
  const ruled = findingsOf({
    ...{ input, customer, lines, subtotal, today, rules: facts.holdBook.rules },
    duplicateOf: isDoubtful ? duplicate : null,
  });
  const holds = decideRuleHolds(ruled, facts.holdBook.types);
  return ok({
    index,
    orderId: request.orderId,
    input,
    customer,
    companyLocationId,
    shipTo,
    channelId: channel.id,
    lines,
    subtotal,
    holds,
    findings: [...findings, ...warningsOf(ruled)],
    keptFromStock: keptFromStock(holds, facts.holdBook),
    needsApproval: needsApproval(customer, subtotal),
  });
}

/** What rules warn of, which is about the order as a whole. */
const warningsOf = (found: readonly RuleFinding[]): Finding[] =>
  found.flatMap(({ severity, type, reason }) =>
    severity === "warn" ? [{ field: "", code: type, severity: "warning", message: reason }] : [],
  );

function channelFaults({ channelCode }: PlaceOrderInput, { channels }: Network): Fault[] {
  const known = [...channels.keys()].join(", ");
  return channels.has(channelCode)
    ? []
    : [
        fault(
          "channelCode",
          "channel_unknown",
          `There is no channel “${channelCode}”; use one of ${known}`,
        ),
      ];
}

/** A ship-to as it is written; what a carrier would stumble over in it is taken down. */
export function writtenShipTo(shipTo: ShipTo, at: Judge): ShipTo {
  const { written, corrections, faults } = checkAddress(shipTo);
  const put = corrections.map(({ field, ...said }) => {
    const severity = judge(at, { ...said, field: `shipTo.${field}` });
    return severity === "corrected" ? { [field]: written[field] } : {};
  });
  for (const { field, ...said } of faults) {
    judge(at, { ...said, field: `shipTo.${field}` });
  }
  return Object.assign({ ...shipTo }, ...put);
}

/** The order as it can be taken of its customer: what is put right is left out or another. */
function fittingInput(
  input: PlaceOrderInput,
  customer: Customer,
  today: LocalDate,
  at: Judge,
): PlaceOrderInput {
  at.faults.push(...customerFaults(input, customer), ...dateFaults(input, today));
  if (customer.requiresPo && input.customerPo === undefined) {
    judge(at, fault("customerPo", "po_required", `${customer.name} orders with a PO number only`));
  }
  if (input.contactId !== undefined && customer.contact === null) {
    judge(at, fault("contactId", "contact_unknown", `${customer.name} has no such contact`));
  }
  const { requestedDate, backorders, ...rest } = input;
  return {
    ...rest,
    ...(requestedDate === undefined || isPut(at, passedFault(requestedDate, today))
      ? {}
      : { requestedDate }),
    ...(backorders === undefined || isPut(at, backordersFault(backorders, customer))
      ? {}
      : { backorders }),
  };
}

/** Whether something that may be wrong is put right by leaving it out. */
const isPut = (at: Judge, found: CorrectableFault | null): boolean =>
  found !== null && judge(at, found, found.corrected) === "corrected";

/** A fault with what is said where it was put right. */
type CorrectableFault = Fault & { readonly corrected: string };

const passedFault = (date: LocalDate, today: LocalDate): CorrectableFault | null =>
  date >= today
    ? null
    : {
        ...fault(
          "requestedDate",
          "date_passed",
          `${date} has passed; name today (${today}) or later`,
        ),
        corrected: `${date} has passed; it comes as soon as possible`,
      };

const backordersFault = (
  wish: BackorderWish,
  { name, backorders }: Customer,
): CorrectableFault | null =>
  mayWish(wish, backorders)
    ? null
    : {
        ...fault(
          "backorders.policy",
          "backorders_not_allowed",
          `${name} takes no backorders; leave it out, or choose refuse or cancel`,
        ),
        corrected: `${name} takes no backorders; what is not there is dealt with as agreed`,
      };

/** What a buyer is told whose company ships to its own locations only. */
export const oneTimeFault = ({ name }: Pick<Customer, "name">): Fault =>
  fault(
    "shipTo",
    "one_time_not_allowed",
    `${name} ships to the addresses of its address book only; choose one of them, or ask your sales rep`,
  );

function customerFaults(input: PlaceOrderInput, customer: Customer): Fault[] {
  const faults: Fault[] = [];
  if (customer.status === "blocked") {
    faults.push(
      fault("companyId", "company_blocked", `${customer.name} is blocked for orders; ask finance`),
    );
  }
  if (customer.companyLocationId === null) {
    faults.push(
      input.companyLocationId === undefined
        ? fault(
            "companyLocationId",
            "ship_to_missing",
            `${customer.name} has no default ship-to; name one`,
          )
        : fault("companyLocationId", "ship_to_unknown", `${customer.name} has no such ship-to`),
    );
  }
  return faults;
}

/** An order may let nothing wait where its customer does; where those take no backorders it has to. */
const mayWish = (wish: BackorderWish, customer: BackorderWish | null): boolean =>
  customer === null || customer.policy === "backorder" || customer.policy === "cap"
    ? true
    : isAsStrict(wish, customer);

/** Dates that no order can be made of. */
function dateFaults({ shipAfter, cancelAfter }: PlaceOrderInput, today: LocalDate): Fault[] {
  const over =
    cancelAfter !== undefined && cancelAfter < today
      ? [
          fault(
            "cancelAfter",
            "date_passed",
            `${cancelAfter} has passed; name today (${today}) or later`,
          ),
        ]
      : [];
  const crossed =
    shipAfter && cancelAfter && shipAfter > cancelAfter
      ? [
          fault(
            "shipAfter",
            "dates_crossed",
            `It may leave from ${shipAfter} on but is cancelled after ${cancelAfter}`,
          ),
        ]
      : [];
  return [...over, ...crossed];
}

/** The reason of the first hold whose type lets no stock be given. */
const keptFromStock = (holds: ResolvedOrder["holds"], { types }: HoldBook): string | null =>
  holds.find(({ type }) => types.get(type)?.blocks.includes("allocate"))?.reason ?? null;

const needsApproval = ({ contact }: Customer, subtotal: number) =>
  contact?.role === "buyer" && contact.spendingLimit !== null && subtotal > contact.spendingLimit;
