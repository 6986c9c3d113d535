import { formatDate, formatMoney } from "@/components/format";
import type { Glyph, Tone } from "@/components/status";

type Payload = Readonly<Record<string, unknown>>;
type Said = { readonly sentence: string; readonly tone?: Tone; readonly glyph?: Glyph };

const text = (value: unknown) =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const day = (value: unknown) => (typeof value === "string" ? formatDate(value) : "no date");

const SENTENCES: Readonly<Record<string, (payload: Payload) => Said>> = {
  "sales_order.placed": (p) => ({
    sentence: `Order placed for ${formatMoney(Number(p.subtotal ?? 0), text(p.currency) || "USD")}, promised ${day(p.promiseDate)}.`,
  }),
  "sales_order.imported": () => ({ sentence: "Order booked from an import." }),
  "sales_order.approved": () => ({ sentence: "Order approved.", tone: "success" }),
  "sales_order.rejected": () => ({ sentence: "Order rejected.", tone: "critical" }),
  "sales_order.cancelled": (p) => ({
    sentence: `Order cancelled, ${text(p.units)} units given back.`,
    tone: "neutral",
    glyph: "failed",
  }),
  "sales_order.promise_changed": (p) => ({
    sentence: `Promise moved from ${day(p.before)} to ${day(p.after)}.`,
    tone: "warning",
    glyph: "risk",
  }),
  "sales_order.commented": (p) => ({ sentence: text(p.text) || text(p.comment) || "Commented." }),
  "sales_order.completed": () => ({ sentence: "Order completed.", tone: "success" }),
  "allocation.created": () => ({ sentence: "Open units were sourced again." }),
  "order_line.allocated": (p) => ({
    sentence: `${text(p.units)} units came in and were allocated.`,
  }),
  "fulfillment_order.released": (p) => ({ sentence: `${text(p.number)} released${from(p)}.` }),
  "fulfillment_order.accepted": (p) => ({ sentence: `${text(p.number)} accepted${from(p)}.` }),
  "fulfillment_order.rejected": (p) => ({
    sentence: `${text(p.number)} refused${from(p)}.`,
    tone: "warning",
    glyph: "risk",
  }),
  "fulfillment_order.cancelled": (p) => ({ sentence: `${text(p.number)} cancelled.` }),
  "fulfillment_order.picking_started": (p) => ({ sentence: `Picking of ${text(p.number)} began.` }),
  "fulfillment_order.packed": (p) => ({ sentence: `${text(p.number)} packed.` }),
  "fulfillment_order.shipped": (p) => ({ sentence: `${text(p.number)} left${from(p)}.` }),
  "shipment.shipped": (p) => ({
    sentence: `${text(p.number) || "Shipment"} shipped.`,
    tone: "progress",
  }),
  "shipment.delivered": (p) => ({
    sentence: `${text(p.number) || "Shipment"} delivered.`,
    tone: "success",
    glyph: "full",
  }),
  "package.tracked": (p) => ({
    sentence: `${text(p.trackingNumber) || "Parcel"}: ${text(p.status).replaceAll("_", " ")}.`,
  }),
  "hold.set": (p) => ({
    sentence: `${text(p.type).replaceAll("_", " ")} hold set.`,
    tone: "warning",
    glyph: "hold",
  }),
  "hold.released": (p) => ({ sentence: `${text(p.type).replaceAll("_", " ")} hold lifted.` }),
  "exception.opened": (p) => ({ sentence: text(p.sentence), tone: "critical", glyph: "risk" }),
  "exception.resolved": (p) => ({ sentence: `Resolved: ${text(p.sentence)}` }),
  "exception.acknowledged": (p) => ({ sentence: `Taken in hand: ${text(p.sentence)}` }),
  "exception.auto_closed": (p) => ({
    sentence: `${text(p.type).replaceAll("_", " ")} cleared by itself.`,
  }),
  "mail.sent": (p) => ({ sentence: `Mail sent: ${text(p.subject)}` }),
};

const from = (payload: Payload) => {
  const node = text(payload.node) || text(payload.nodeName);
  return node === "" ? "" : ` at ${node}`;
};

const capital = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** An event as the timeline says it; one that has no sentence of its own is named plainly. */
export function eventSentence(type: string, payload: unknown): Said {
  const known = SENTENCES[type];
  const facts = typeof payload === "object" && payload !== null ? (payload as Payload) : {};
  const said = known?.(facts) ?? { sentence: `${type.replaceAll(/[._]/g, " ")}.` };
  return { ...said, sentence: capital(said.sentence) };
}
