import { oneTimeFault, writtenShipTo } from "../intake/decide";
import { resolveLines, restrictedFault } from "../intake/decide-lines";
import { decideSeverity, strictJudge } from "../intake/decide-severity";
import { skuKey } from "../intake/decide-shipping";
import type { Customer, IntakeFacts, ResolvedLine, ShipTo } from "../intake/types";
import type { Fault } from "../kernel/errors";
import type { OrderLineId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { err, ok, type Result } from "../kernel/result";
import { decideService } from "../network/decide-service";
import type { Network } from "../network/types";
import type { ShipPolicy } from "../orders/types";
import { changedLines } from "./decide-lines";
import { decideScope } from "./decide-scope";
import { substitutedLines } from "./decide-substitution";
import type { ChangeContent } from "./schema";
import type { ChangeAudience, ChangePlan, ChangeScope, OrderProgress, OrderTerms } from "./types";

export type ChangeFacts = {
  readonly audience: ChangeAudience;
  readonly today: LocalDate;
  readonly network: Network;
  /** The customer with the ship-to that is asked for, or the order's own. */
  readonly customer: Customer;
  /** By what the order's lines and the new ones are called. */
  readonly intake: Pick<IntakeFacts, "skus" | "tiers" | "alternatives" | "restrictions">;
  /** For each new line one id per order line that it becomes. */
  readonly lineIds: readonly (readonly OrderLineId[])[];
  /** For each substitution the id of the line that ships instead. */
  readonly insteadIds: readonly OrderLineId[];
};

/** What is said and refused while a change is read. */
export type Findings = { readonly faults: Fault[]; readonly sentences: string[] };

/**
 * Decide what a change comes to, or refuse it with everything that is against it.
 *
 * The units that a change adds are sourced as new demand, those that it takes go back; another
 * address, day or service plans all that has not left anew.
 *
 * @returns the plan; or a fault per field, and `unchanged` when nothing is asked for
 */
export function decideChange(
  order: OrderProgress,
  content: ChangeContent,
  asked: ChangeFacts,
): Result<ChangePlan, readonly Fault[]> {
  const scope = decideScope(order, asked.audience);
  if (scope.all !== null) {
    return err([{ field: "", code: "order_over", message: scope.all }]);
  }
  const found: Findings = { faults: [], sentences: [] };
  const terms = { ...termsOf(order), ...given(content) };
  const destination = destinationOf(content, order, scope, asked, found);
  // What may be sold there is asked of the address as it is written.
  const facts =
    destination === null
      ? asked
      : { ...asked, customer: { ...asked.customer, shipTo: destination.shipTo } };
  if (destination !== null) {
    found.faults.push(...restrictedThere(order, content, facts));
  }
  found.faults.push(...serviceFaults(order, terms, destination, facts));
  const isRescheduled = scheduleChanged(order, terms, scope, facts, found);
  termsChanged(order, terms, scope, found);
  checkDates(terms, content, facts.today, found);
  const lines = changedLines(order, content, scope, facts, found);
  const newLines = addedLines(content, order, terms, scope, facts, found);
  const instead = substitutedLines(order, content, { terms, scope, facts, found });
  if (found.faults.length === 0 && found.sentences.length === 0) {
    found.faults.push({
      field: "",
      code: "unchanged",
      message: "This changes nothing of the order",
    });
  }
  return found.faults.length > 0
    ? err(found.faults)
    : ok({
        terms,
        destination,
        added: lines.added,
        taken: [...lines.taken, ...instead.taken],
        newLines: [...newLines, ...instead.newLines],
        replaced: instead.replaced,
        isPlannedAnew: isRescheduled || destination !== null,
        sentences: found.sentences,
      });
}

const termsOf = (order: OrderTerms): OrderTerms => ({
  customerPo: order.customerPo,
  requestedDate: order.requestedDate,
  shipAfter: order.shipAfter,
  cancelAfter: order.cancelAfter,
  serviceCode: order.serviceCode,
  shipPolicy: order.shipPolicy,
  note: order.note,
  substitution: order.substitution,
});

/** The terms that a change names; what it leaves out is not there. */
function given(content: ChangeContent): Partial<OrderTerms> {
  const { customerPo, requestedDate, shipAfter, cancelAfter, serviceCode, shipPolicy, note } =
    content;
  const { substitution } = content;
  return {
    ...(customerPo === undefined ? {} : { customerPo }),
    ...(requestedDate === undefined ? {} : { requestedDate }),
    ...(shipAfter === undefined ? {} : { shipAfter }),
    ...(cancelAfter === undefined ? {} : { cancelAfter }),
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(shipPolicy === undefined ? {} : { shipPolicy }),
    ...(note === undefined ? {} : { note }),
    ...(substitution === undefined ? {} : { substitution }),
  };
}

/** Refuse a field that may no longer change; what it would have been is not said. */
export function say(
  found: Findings,
  field: string,
  closed: string | null,
  sentence: string,
): boolean {
  if (closed !== null) {
    found.faults.push({ field, code: "too_late", message: closed });
    return false;
  }
  found.sentences.push(sentence);
  return true;
}

function destinationOf(
  content: ChangeContent,
  order: OrderProgress,
  scope: ChangeScope,
  facts: ChangeFacts,
  found: Findings,
): ChangePlan["destination"] {
  const { companyLocationId, shipTo } = content;
  if (shipTo !== undefined) {
    return oneTimeOf(content, order, scope, facts, found);
  }
  const isSame = companyLocationId === order.companyLocationId && !order.isOneTimeShipTo;
  if (companyLocationId === undefined || isSame) {
    return null;
  }
  const { customer } = facts;
  if (customer.companyLocationId === null || customer.shipTo === null) {
    const message = `${customer.name} has no such ship-to`;
    found.faults.push({ field: "companyLocationId", code: "ship_to_unknown", message });
    return null;
  }
  const sentence = movedSentence(order.shipTo, customer.shipTo);
  return say(found, "companyLocationId", scope.shipTo, sentence)
    ? {
        companyLocationId: customer.companyLocationId,
        shipTo: customer.shipTo,
        isOneTime: false,
      }
    : null;
}

/** An address that is none of the customer's: checked like one that is typed with an order. */
function oneTimeOf(
  { companyLocationId }: ChangeContent,
  order: OrderProgress,
  scope: ChangeScope,
  { customer, audience }: ChangeFacts,
  found: Findings,
): ChangePlan["destination"] {
  if (companyLocationId !== undefined) {
    const message = "Name either one of the customer's locations or another address";
    found.faults.push({ field: "shipTo", code: "named_twice", message });
    return null;
  }
  if (audience === "buyer" && !customer.allowsOneTimeShipTo) {
    found.faults.push(oneTimeFault(customer));
    return null;
  }
  if (customer.shipTo === null) {
    return null;
  }
  const faults: Fault[] = [];
  const at = { ...strictJudge(faults), severityOf: severityOfTyped };
  const shipTo = writtenShipTo(customer.shipTo, at);
  found.faults.push(...faults);
  const isSame = order.isOneTimeShipTo && sameAddress(shipTo, order.shipTo);
  if (faults.length > 0 || isSame) {
    return null;
  }
  const isSaid = say(found, "shipTo", scope.shipTo, movedSentence(order.shipTo, shipTo));
  if (isSaid) {
    found.sentences.push(...at.findings.map(({ message }) => message));
  }
  return isSaid ? { companyLocationId: order.companyLocationId, shipTo, isOneTime: true } : null;
}

/** What is certain is put right; the rest is for whoever typed it. */
const severityOfTyped = (code: string) =>
  decideSeverity(new Map(), code, { channelCode: "", isUnattended: false, isTyped: true });

const ADDRESS_FIELDS = [
  "name",
  "address1",
  "address2",
  "city",
  "region",
  "postalCode",
  "country",
] as const;

const sameAddress = (one: ShipTo, other: ShipTo) =>
  ADDRESS_FIELDS.every((field) => one[field] === other[field]) &&
  (one.isResidential ?? false) === (other.isResidential ?? false);

const movedSentence = (from: ShipTo, to: ShipTo) =>
  `Ships to ${to.address1}, ${to.city} instead of ${from.address1}, ${from.city}`;

/** What of an order may not be sold to the ship-to that is asked for. */
function restrictedThere(
  order: OrderProgress,
  content: ChangeContent,
  facts: ChangeFacts,
): readonly Fault[] {
  const { customer, intake, today } = facts;
  const cancelled = new Set(
    content.lines.filter(({ quantity }) => quantity === 0).map(({ lineId }) => lineId),
  );
  return order.lines
    .filter((line) => line.ordered > line.cancelled + line.shipped && !cancelled.has(line.lineId))
    .flatMap((line): Fault[] => {
      const sku = intake.skus.get(skuKey({ text: line.sku, companyId: customer.companyId }));
      const restricted =
        sku === undefined
          ? null
          : restrictedFault({ facts: intake, input: order, today }, customer, sku);
      return restricted === null
        ? []
        : [{ ...restricted, field: content.shipTo === undefined ? "companyLocationId" : "shipTo" }];
    });
}

/** Whether a new service may be asked for, or the one it has goes to the ship-to that is asked for. */
function serviceFaults(
  order: OrderProgress,
  { serviceCode }: OrderTerms,
  destination: ChangePlan["destination"],
  { network }: ChangeFacts,
): Fault[] {
  const isKept = serviceCode === order.serviceCode;
  if (isKept && destination === null) {
    return [];
  }
  const to = destination?.shipTo ?? order.shipTo;
  const refused = decideService(network, serviceCode, { to, grams: null, isKept });
  const field = isKept ? "companyLocationId" : "serviceCode";
  return refused === null ? [] : [{ field, ...refused }];
}

/** Days and service decide what is planned; anything new in them plans the rest anew. */
function scheduleChanged(
  order: OrderTerms,
  terms: OrderTerms,
  { schedule }: ChangeScope,
  { network }: ChangeFacts,
  found: Findings,
): boolean {
  const before = found.sentences.length;
  if (terms.requestedDate !== order.requestedDate) {
    const wanted = terms.requestedDate ?? "as soon as possible";
    say(found, "requestedDate", schedule, `Wanted ${wanted}`);
  }
  if (terms.shipAfter !== order.shipAfter) {
    const leaves = terms.shipAfter === null ? "at once" : `from ${terms.shipAfter} on`;
    say(found, "shipAfter", schedule, `May leave ${leaves}`);
  }
  if (terms.serviceCode !== order.serviceCode) {
    const service = network.services.get(terms.serviceCode);
    say(found, "serviceCode", schedule, `Goes by ${service?.name ?? terms.serviceCode}`);
  }
  return found.sentences.length > before;
}

function termsChanged(
  order: OrderTerms,
  terms: OrderTerms,
  scope: ChangeScope,
  found: Findings,
): void {
  if (terms.customerPo !== order.customerPo) {
    say(found, "customerPo", scope.papers, `PO number ${terms.customerPo ?? "taken away"}`);
  }
  if (terms.cancelAfter !== order.cancelAfter) {
    const until = terms.cancelAfter ?? "no day";
    say(found, "cancelAfter", scope.terms, `Cancelled after ${until}`);
  }
  if (terms.shipPolicy !== order.shipPolicy) {
    say(found, "shipPolicy", scope.terms, SHIPS[terms.shipPolicy]);
  }
  if (terms.note !== order.note) {
    say(found, "note", scope.papers, "Instructions rewritten");
  }
  if (terms.substitution !== order.substitution) {
    say(found, "substitution", scope.terms, POLICY_SENTENCES[terms.substitution ?? "company"]);
  }
}

const SHIPS: Record<ShipPolicy, string> = {
  as_available: "Ships as it becomes available",
  with_next: "Ships what had to wait with the next shipment",
  complete: "Ships complete, in one go",
};

const POLICY_SENTENCES = {
  never: "Takes no substitutes",
  ask: "Is asked before another SKU ships",
  allow: "Takes substitutes without being asked",
  company: "Takes substitutes as its company does",
} as const;

function checkDates(
  terms: OrderTerms,
  content: ChangeContent,
  today: LocalDate,
  { faults }: Findings,
): void {
  for (const field of ["requestedDate", "cancelAfter"] as const) {
    const date = content[field];
    if (date !== undefined && date !== null && date < today) {
      const message = `${date} has passed; name today (${today}) or later`;
      faults.push({ field, code: "date_passed", message });
    }
  }
  const { shipAfter, cancelAfter } = terms;
  if (shipAfter !== null && cancelAfter !== null && shipAfter > cancelAfter) {
    const message = `It may leave from ${shipAfter} on but is cancelled after ${cancelAfter}`;
    faults.push({ field: "shipAfter", code: "dates_crossed", message });
  }
}

/** New lines as a new order would have them, each fault at its place among the new ones. */
function addedLines(
  { newLines }: ChangeContent,
  { channelCode }: Pick<OrderProgress, "channelCode">,
  { requestedDate, substitution }: OrderTerms,
  scope: ChangeScope,
  facts: ChangeFacts,
  found: Findings,
): ResolvedLine[] {
  if (newLines.length === 0) {
    return [];
  }
  if (scope.newLines !== null) {
    found.faults.push({ field: "newLines", code: "too_late", message: scope.newLines });
    return [];
  }
  const faults: Fault[] = [];
  const resolved = resolveLines(
    {
      input: {
        channelCode,
        lines: newLines,
        ...(requestedDate === null ? {} : { requestedDate }),
        ...(substitution === null ? {} : { substitution }),
      },
      lineIds: facts.lineIds,
      today: facts.today,
      facts: facts.intake,
      mayOverridePrice: false,
    },
    facts.customer,
    strictJudge(faults),
  );
  found.faults.push(
    ...faults.map((each) => ({ ...each, field: each.field.replace(/^lines\./, "newLines.") })),
  );
  found.sentences.push(...newLines.map(({ sku, quantity }) => `${quantity} × ${sku} added`));
  return resolved;
}
