import { formatCount, formatDate, formatMoney, formatQuantity } from "@/components/format";
import { NETWORK_EVENTS } from "@/components/network/network-events";
import { type Glyph, statusLook, type Tone } from "@/components/status";
import { inWords, withDays } from "./words";

type Payload = Readonly<Record<string, unknown>>;
type Said = { readonly sentence: string; readonly tone?: Tone; readonly glyph?: Glyph };
type Teller = (payload: Payload, today: string) => Said;

const text = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const units = (value: unknown) => formatCount(Number(value ?? 0), "unit");
const day = (value: unknown, today: string) =>
  typeof value === "string" ? formatDate(value, today) : "no date";
const at = (payload: Payload) => (text(payload.nodeName) ? ` at ${text(payload.nodeName)}` : "");
const from = (payload: Payload) =>
  text(payload.nodeName) ? ` from ${text(payload.nodeName)}` : "";
const parcels = (payload: Payload) => formatCount(Number(payload.packages ?? 0), "parcel");

/** `2 × RA-H123, 1 × GL-H102-M`: the units that a node gave back. */
const refused = ({ lines }: Payload) =>
  Array.isArray(lines)
    ? lines.map((line: Payload) => `${text(line.quantity)} × ${text(line.sku)}`).join(", ")
    : "";

/** What a change did, in the words it was previewed in. */
const sentencesOf = ({ sentences }: Payload) =>
  Array.isArray(sentences) ? sentences.map(text).join("; ") : "";

/** What a run did to an order, in units from stock. */
function reallocated(p: Payload): string {
  const more = Number(p.units ?? 0);
  const what =
    more > 0
      ? `gave ${units(more)}`
      : more < 0
        ? `took ${units(-more)}`
        : "gave other units or days";
  return `Allocation run ${text(p.run)} ${what}`;
}

const ORDER: Readonly<Record<string, Teller>> = {
  "sales_order.placed": (p, today) => ({
    sentence: `Order placed for ${formatMoney(Number(p.subtotal ?? 0), text(p.currency) || "USD")}, promised ${day(p.promiseDate, today)}`,
  }),
  "sales_order.imported": () => ({ sentence: "Order booked from an import" }),
  "sales_order.approved": () => ({ sentence: "Order approved", tone: "success" }),
  "sales_order.rejected": (p) => ({
    sentence: `Order rejected, ${units(p.units)} given back`,
    tone: "critical",
    glyph: "failed",
  }),
  "sales_order.cancelled": (p) => ({
    sentence: `Order cancelled, ${units(p.units)} given back`,
    glyph: "failed",
  }),
  "sales_order.changed": (p, today) => ({
    sentence: withDays(`Order changed: ${sentencesOf(p)}`, today),
    tone: "progress",
  }),
  "sales_order.change_discarded": () => ({ sentence: "A change of the order was put aside" }),
  "sales_order.promise_changed": (p, today) => ({
    sentence: `Promise moved from ${day(p.before, today)} to ${day(p.after, today)}`,
    ...(text(p.before) < text(p.after)
      ? ({ tone: "warning", glyph: "risk" } as const)
      : ({ tone: "success" } as const)),
  }),
  "order_line.promise_changed": (p, today) => ({
    sentence: `Dates of lines moved, the order arrives by ${day(p.after, today)} as before`,
  }),
  "sales_order.remainder_cancelled": (p) => ({
    sentence: `${units(p.units)} cancelled that no node had`,
    tone: "warning",
    glyph: "failed",
  }),
  "sales_order.replanned": (p) => ({
    sentence: `${units(p.units)} moved to other nodes in ${text(p.run)}, planned together with other orders`,
  }),
  "order_line.routed_by_hand": (p) => ({
    sentence: `${units(p.units)} of ${text(p.sku)} placed at ${text(p.node)} by hand`,
  }),
  "sales_order.commented": (p) => ({ sentence: text(p.text), glyph: "empty" }),
  "sales_order.completed": () => ({ sentence: "Order completed", tone: "success" }),
  "allocation.created": () => ({ sentence: "Open units were sourced again" }),
  "delay_consent.asked": (p, today) => ({
    sentence: `Asked whether ${day(p.proposed, today)} is accepted instead of ${day(p.agreed, today)}`,
    tone: "warning",
    glyph: "hold",
  }),
  "delay_consent.renewed": (p, today) => ({
    sentence: `Asked whether ${day(p.proposed, today)} is accepted, since the date moved again`,
    tone: "warning",
    glyph: "hold",
  }),
  "delay_consent.withdrawn": () => ({
    sentence: "The question about the later date was withdrawn",
  }),
  "delay_consent.accepted": (p, today) => ({
    sentence: `The later date was accepted: ${day(p.proposed, today)}`,
    tone: "success",
  }),
  "delay_consent.declined": (p) => ({
    sentence: `The later date was not accepted, ${units(p.cancelled)} cancelled`,
    tone: "critical",
    glyph: "failed",
  }),
  "delay_consent.lapsed": () => ({ sentence: "Nobody answered about the later date" }),
  "substitute_consent.asked": (p) => ({
    sentence: `Asked whether another SKU may ship: ${sentencesOf(p)}`,
    tone: "warning",
    glyph: "hold",
  }),
  "substitute_consent.accepted": (p) => ({
    sentence: `Another SKU was accepted: ${sentencesOf(p)}`,
    tone: "success",
  }),
  "substitute_consent.declined": (p) => ({
    sentence: `Another SKU was declined: ${sentencesOf(p)}`,
    tone: "warning",
    glyph: "failed",
  }),
  "substitute_consent.withdrawn": () => ({
    sentence: "The question about another SKU was withdrawn",
  }),
  "substitute_consent.lapsed": () => ({
    sentence: "Nobody answered about another SKU: what was ordered goes on waiting",
  }),
  "sales_order.reallocated": (p) => ({
    sentence: reallocated(p),
    ...(Number(p.units ?? 0) < 0 ? ({ tone: "warning", glyph: "risk" } as const) : {}),
  }),
  "order_line.allocated": (p) => ({
    sentence: `${units(p.units)} came in and were allocated`,
    tone: "success",
  }),
  "order_line.deallocated": (p) => ({
    sentence: `${units(p.units)} of ${text(p.sku)} taken off ${text(p.node)}`,
    tone: "warning",
    glyph: "risk",
  }),
  "credit_memo.issued": (p) => ({
    sentence: `${text(p.number)}: ${formatMoney(Number(p.amountMinor), text(p.currency))} credited`,
  }),
  "credit_memo.reversed": (p) => ({
    sentence: `${text(p.number)}: ${formatMoney(Number(p.amountMinor), text(p.currency))} of ${text(p.reverses)} taken back`,
    tone: "warning",
    glyph: "risk",
  }),
  "sales_order.ship_to_corrected": () => ({ sentence: "The ship-to was corrected" }),
  "parked_order.placed": (p) => ({
    sentence: `${text(p.number)} was mended and placed as this order`,
    tone: "success",
  }),
  "sales_order.warned": (p) => ({
    sentence: [p.warnings, p.corrected]
      .flatMap((each) => (Array.isArray(each) ? each.map(text) : []))
      .join("; "),
    tone: "warning",
    glyph: "risk",
  }),
  "hold.set": (p) => ({
    sentence: `${inWords(text(p.type))} hold set`,
    tone: "warning",
    glyph: "hold",
  }),
  "hold.released": (p) => ({
    sentence:
      p.kind === "cause_cleared"
        ? `${inWords(text(p.type))} hold lifted by itself`
        : `${inWords(text(p.type))} hold lifted`,
  }),
  "exception.opened": (p, today) => ({
    sentence: withDays(text(p.sentence), today),
    tone: "critical",
    glyph: "risk",
  }),
  "exception.acknowledged": (p, today) => ({
    sentence: `Taken in hand: ${withDays(text(p.sentence), today)}`,
  }),
  "exception.assigned": (p) => ({
    sentence:
      text(p.owner) === "" ? "Exception given to nobody" : `Exception given to ${text(p.owner)}`,
  }),
  "exception.started": (p, today) => ({
    sentence: `Work began: ${withDays(text(p.sentence), today)}`,
    glyph: "half",
  }),
  "exception.snoozed": (p) => ({
    sentence: `Put off until ${text(p.until).slice(0, 16).replace("T", " ")} UTC`,
    glyph: "waiting",
  }),
  "exception.woken": () => ({ sentence: "Brought back before its time" }),
  "exception.commented": (p) => ({ sentence: text(p.text), glyph: "empty" }),
  "exception.resolved": (p, today) => ({
    sentence: `Resolved: ${withDays(text(p.sentence), today)}`,
    tone: "success",
  }),
  "exception.dismissed": (p, today) => ({
    sentence: `Put aside: ${withDays(text(p.sentence), today)}`,
  }),
  "exception.auto_closed": (p) => ({
    sentence: `${inWords(text(p.type))} cleared by itself`,
    tone: "success",
  }),
  "exception.retried": () => ({ sentence: "A failed step was tried again" }),
  "exception_playbook.saved": (p) => ({
    sentence: `Playbook ${text(p.name)} saved as version ${text(p.version)}`,
  }),
  "exception.given_up": (p) => ({ sentence: `Failed step ${text(p.handler)} given up` }),
  "exception.labels_wanted": () => ({ sentence: "The carrier is asked for labels again" }),
  "sales_order.expedited": (p) => ({
    sentence: `Sent by ${text(p.service)} from now on, ${text(p.before)} before`,
  }),
  "sales_order.split": (p) => ({
    sentence: `${units(p.there)} may go before the ${text(p.waiting)} that wait`,
  }),
  "backorder_policy.set": (p) => ({ sentence: `Backorders of ${text(p.code)} set` }),
  "sku.coming_out_set": (p) => ({
    sentence: `${text(p.code)} comes out on ${text(p.after)}${p.before === null || p.isMoved === false ? "" : ` instead of ${text(p.before)}`}`,
  }),
  "sku.came_out": (p) => ({
    sentence: `${text(p.code)} came out${p.isEarly === true ? " early" : ""}`,
    tone: "success",
  }),
  "order_line.cancelled": (p) => ({
    sentence: `${units(p.units)} cancelled: ${refused(p)}`,
    tone: "warning",
    glyph: "failed",
  }),
  "inbound_supply.confirmed": (p) => ({
    sentence: `${text(p.reference)} confirmed by its supplier`,
    tone: "success",
  }),
  "rehearsal.queued": (p) => ({
    sentence: `Rehearsal of ${formatCount(Number(p.orders ?? 0), "order")} asked for`,
    glyph: "empty",
  }),
  "rehearsal.started": () => ({ sentence: "Rehearsal began", glyph: "quarter" }),
  "rehearsal.finished": (p) => ({
    sentence: `Rehearsal finished: ${formatQuantity(Number(p.changed ?? 0))} of ${formatCount(Number(p.orders ?? 0), "order")} change`,
    tone: "success",
  }),
  "rehearsal.failed": () => ({
    sentence: "Rehearsal failed",
    tone: "critical",
    glyph: "failed",
  }),
  "rehearsal.cancelled": () => ({ sentence: "Rehearsal cancelled", glyph: "failed" }),
  "rehearsal.looked_at": () => ({ sentence: "Result of the rehearsal opened" }),
  "sourcing_profile.draft_saved": (p) => ({
    sentence: `Draft ${text(p.version)} of the routing saved${text(p.note) ? `: ${text(p.note)}` : ""}`,
    glyph: "empty",
  }),
  "sourcing_profile.draft_discarded": (p) => ({
    sentence: `Draft ${text(p.version)} of the routing thrown away`,
    glyph: "failed",
  }),
  "sourcing_profile.scheduled": (p) => ({
    sentence: `Routing version ${text(p.version)} is to go live ${text(p.at).slice(0, 16).replace("T", " ")} UTC`,
    glyph: "waiting",
  }),
  "sourcing_profile.schedule_cancelled": (p) => ({
    sentence: `Routing version ${text(p.version)} is not to go live by itself`,
  }),
  "sourcing_profile.published": (p) => ({
    sentence: `Routing version ${text(p.version)} went live in place of ${text(p.before)}`,
    tone: "success",
  }),
  "sourcing_profile.rolled_back": (p) => ({
    sentence: `Routing went back to version ${text(p.to)}, now live as ${text(p.version)}`,
    tone: "warning",
  }),
  "mail.sent": (p) => ({ sentence: `Mail sent: ${text(p.subject)}` }),
  "mail.not_sent": (p) => ({
    sentence: `No mail sent (${text(p.template).replaceAll("_", " ")})`,
    tone: "warning",
  }),
  "tracking_link.revoked": () => ({ sentence: "Tracking link revoked" }),
};

const FLOOR: Readonly<Record<string, Teller>> = {
  "fulfillment_order.released": (p) => ({
    sentence: `${text(p.number)} given to ${text(p.nodeName) || text(p.node) || "its node"}${
      text(p.shipsWith) === "" ? "" : `, leaves with ${text(p.shipsWith)}`
    }`,
    glyph: "empty",
  }),
  "fulfillment_order.accepted": (p) => ({
    sentence: `${text(p.number)} accepted${at(p)}`,
    glyph: "quarter",
  }),
  "fulfillment_order.rejected": (p) => ({
    sentence: `${text(p.number)} rejected${at(p)}: ${refused(p)}`,
    tone: "critical",
    glyph: "failed",
  }),
  "fulfillment_order.lines_rejected": (p) => ({
    sentence: `Units of ${text(p.number)} rejected${at(p)}: ${refused(p)}`,
    tone: "critical",
    glyph: "failed",
  }),
  "fulfillment_order.picked_short": (p) => ({
    sentence: `${text(p.number)} picked short${at(p)}: ${refused(p)}`,
    tone: "critical",
    glyph: "risk",
  }),
  "fulfillment_order.cancelled": (p) => ({
    sentence: `${text(p.number)} cancelled`,
    glyph: "failed",
  }),
  "fulfillment_order.picking_started": (p) => ({
    sentence: `Picking of ${text(p.number)} began${at(p)}`,
    glyph: "half",
  }),
  "fulfillment_order.packed": (p) => ({
    sentence: `${text(p.number)} packed${at(p)} into ${parcels(p)}`,
    glyph: "three-quarters",
  }),
  "fulfillment_order.shipped": (p) => ({ sentence: `${text(p.number)} left${at(p)}` }),
  "shipment.labelled": (p) => ({
    sentence: `Labels made for ${text(p.number)}, ${parcels(p)} by ${text(p.carrier)}`,
    glyph: "three-quarters",
  }),
  "shipment.shipped": (p) => ({
    sentence: `${text(p.number)} shipped${from(p)} with ${text(p.carrier)}`,
    tone: "progress",
  }),
  "shipment.delivered": (p) => ({ sentence: `${text(p.number)} delivered`, tone: "success" }),
  "package.tracked": (p) => {
    const { word, tone, glyph } = statusLook("tracking", text(p.status));
    const place = text(p.place) ? `, ${text(p.place)}` : "";
    return { sentence: `${text(p.trackingNumber) || "Parcel"}: ${word}${place}`, tone, glyph };
  },
  "stock.fed": (p) => ({
    sentence: `${text(p.source)} counted: ${formatCount(Number(p.changed ?? 0) + Number(p.zeroed ?? 0), "position")} changed`,
  }),
  "stock.feed_undone": (p) => ({
    sentence: `A count of ${text(p.source)} was undone: ${formatCount(Number(p.positions ?? 0), "position")} put back`,
    tone: "warning",
  }),
  "stock.adjusted": (p) => ({
    sentence: `${text(p.node)} corrected ${text(p.sku)} by ${Number(p.delta) > 0 ? "+" : "−"}${formatQuantity(Math.abs(Number(p.delta ?? 0)))}`,
    tone: "warning",
  }),
  "stock.status_changed": (p) => ({
    sentence: `${text(p.node)} moved ${formatQuantity(Number(p.units ?? 0))} × ${text(p.sku)} from ${text(p.from)} to ${text(p.to)}`,
    tone: "warning",
  }),
  "stock.drift_repaired": (p) => ({
    sentence: `Books of ${text(p.sku)} at ${text(p.node)} repaired by the ${text(p.truth)}`,
  }),
  "stock_transfer.shipped": (p, today) => ({
    sentence: `${units(p.units)} left ${text(p.from)}, expected at ${text(p.to)} on ${day(p.eta, today)}`,
    tone: "progress",
  }),
  "stock_transfer.received": (p) => ({
    sentence: `${units(p.units)} received at ${text(p.to)}${Number(p.beyond ?? 0) > 0 ? `, ${formatQuantity(Number(p.beyond))} more than shipped` : ""}, ${formatQuantity(Number(p.left ?? 0))} still to come`,
    ...(Number(p.beyond ?? 0) > 0 ? { tone: "warning" } : { tone: "success" }),
  }),
  "stock_transfer.closed_short": (p) => ({
    sentence: `Closed with ${units(p.missing)} missing: ${refused(p)}`,
    tone: "warning",
    glyph: "risk",
  }),
  "stock_transfer.cancelled": (p) => ({
    sentence: `Cancelled, ${units(p.units)} back at ${text(p.from)}`,
    glyph: "failed",
  }),
  "stock.counted": (p) => ({
    sentence: `${text(p.node)} counted ${formatQuantity(Number(p.counted ?? 0))} × ${text(p.sku)}${Number(p.delta ?? 0) === 0 ? ", as expected" : `, ${formatQuantity(Number(p.before ?? 0))} before`}`,
    ...(Number(p.delta ?? 0) === 0 ? {} : { tone: "warning" }),
  }),
};

/** An event as the timeline says it; one that has no sentence of its own is spelled out. */
export function eventSentence(type: string, payload: unknown, today: string): Said {
  const tell = ORDER[type] ?? FLOOR[type] ?? NETWORK_EVENTS[type];
  const facts = typeof payload === "object" && payload !== null ? (payload as Payload) : {};
  return tell?.(facts, today) ?? { sentence: inWords(type.replaceAll(".", " ")) };
}
