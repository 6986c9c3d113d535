import { formatCount, formatDate } from "@/components/format";
import type { Glyph, Tone } from "@/components/status";

type Payload = Readonly<Record<string, unknown>>;
type Said = { readonly sentence: string; readonly tone?: Tone; readonly glyph?: Glyph };

const text = (value: unknown) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";

/** `handlingPerUnit` → `handling per unit`. */
const fieldInWords = (field: unknown) =>
  text(field).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `priority 100 to 7, orders none to 40`: what was changed, and from what. */
const changes = (p: Payload) =>
  Array.isArray(p.changes)
    ? p.changes
        .map(
          (change: Payload) =>
            `${fieldInWords(change.field)} ${text(change.before) || "none"} to ${text(change.after) || "none"}`,
        )
        .join(", ")
    : "";

const what = (p: Payload) =>
  text(p.service) === "" ? text(p.node) : `${text(p.service)} at ${text(p.node)}`;

const count = (value: unknown) => (Array.isArray(value) ? value.length : 0);

/** What happens to the network, in the past tense. */
export const NETWORK_EVENTS: Readonly<Record<string, (p: Payload, today: string) => Said>> = {
  "node.created": (p) => ({ sentence: `${text(p.node)} opened`, tone: "success" }),
  "node.retired": (p) => ({ sentence: `${text(p.node)} retired`, tone: "warning" }),
  "node.restored": (p) => ({ sentence: `${text(p.node)} brought back`, tone: "success" }),
  "node.channels_set": (p) => ({
    sentence: `Channels of ${text(p.node)} set: ${
      Array.isArray(p.after) && p.after.length > 0
        ? p.after
            .map((one: Payload) => `${text(one.channelCode)} leaves ${text(one.bufferUnits)}`)
            .join(", ")
        : "none"
    }`,
  }),
  "node.changed": (p) => ({ sentence: `${text(p.node)} changed: ${changes(p)}` }),
  "node.capacity_set": (p) => ({ sentence: `Capacity of ${text(p.node)} set: ${changes(p)}` }),
  "node.cut_offs_set": (p) => ({
    sentence: `Cut-offs of ${text(p.node)} set: ${
      Array.isArray(p.after)
        ? p.after
            .map((one: Payload) => `${text(one.serviceCode)} ${text(one.localTime)}`)
            .join(", ")
        : ""
    }`,
  }),
  "node.turned_off": (p, today) => ({
    sentence: `${what(p)} turned off${text(p.until) === "" ? "" : ` until ${formatDate(text(p.until).slice(0, 10), today)}`}`,
    tone: "critical",
    glyph: "hold",
  }),
  "node.turned_on": (p) => ({
    sentence:
      text(p.turn) === "follow" ? `${what(p)} follows its node again` : `${what(p)} turned on`,
    tone: "success",
  }),
  "node.resumed": (p) => ({
    sentence: `${text(p.node) || text(p.code)} turned on by itself`,
    tone: "success",
  }),
  "node.service_resumed": (p) => ({
    sentence: `${what(p)} follows its node again`,
    tone: "success",
  }),
  "node.resourcing_asked": (p) => ({
    sentence: `Sourcing asked again for ${formatCount(Number(p.orders ?? 0), "order")} planned at ${text(p.node)}`,
  }),
  "disruption.opened": (p, today) => ({
    sentence: `Disruption opened from ${formatDate(text(p.from), today)} to ${formatDate(text(p.until), today)}`,
    tone: "warning",
    glyph: "risk",
  }),
  "disruption.changed": (p, today) => ({
    sentence: `Disruption changed: ${formatDate(text(p.from), today)} to ${formatDate(text(p.until), today)}`,
  }),
  "disruption.withdrawn": () => ({ sentence: "Disruption withdrawn", tone: "success" }),
  "calendar.made": (p) => ({ sentence: `Calendar ${text(p.calendar)} made` }),
  "calendar.changed": (p) => ({
    sentence: `Calendar ${text(p.calendar)} changed: ${formatCount(count(p.closed), "day")} closed, ${formatCount(count(p.opened), "day")} opened`,
  }),
  "carrier_service.created": (p) => ({ sentence: `${text(p.name)} opened`, tone: "success" }),
  "carrier_service.retired": (p) => ({ sentence: `${text(p.name)} retired`, tone: "warning" }),
  "carrier_service.restored": (p) => ({
    sentence: `${text(p.name)} brought back`,
    tone: "success",
  }),
  "carrier_service.changed": (p) => ({ sentence: `Tariff of ${text(p.name)} changed` }),
};
