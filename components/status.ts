/**
 * The one status dictionary. Every state a person can see is written, coloured and drawn from here:
 * the word, one of six tones, and a glyph that says the same without colour. What staff read and
 * what customers read are two maps.
 */

export type Tone = "neutral" | "progress" | "waiting" | "success" | "warning" | "critical";
export type Glyph =
  | "empty"
  | "quarter"
  | "half"
  | "three-quarters"
  | "full"
  | "waiting"
  | "risk"
  | "failed"
  | "hold";
export type StatusLook = { readonly word: string; readonly tone: Tone; readonly glyph: Glyph };

type Looks = Readonly<Record<string, StatusLook>>;

const look = (word: string, tone: Tone, glyph: Glyph): StatusLook => ({ word, tone, glyph });

export const STATUS = {
  order: {
    draft: look("Draft", "neutral", "empty"),
    submitted: look("Submitted", "progress", "quarter"),
    pending_approval: look("Awaiting approval", "waiting", "waiting"),
    confirmed: look("Open", "progress", "half"),
    in_fulfillment: look("In fulfillment", "progress", "three-quarters"),
    completed: look("Completed", "success", "full"),
    cancelled: look("Cancelled", "neutral", "failed"),
    rejected: look("Rejected", "critical", "failed"),
    expired: look("Expired", "neutral", "failed"),
  },
  order_fulfillment: {
    unallocated: look("Unallocated", "warning", "empty"),
    promised: look("Promised", "waiting", "empty"),
    backordered: look("Backordered", "waiting", "waiting"),
    partially_allocated: look("Part allocated", "progress", "half"),
    allocated: look("Allocated", "progress", "full"),
    released: look("Released", "progress", "three-quarters"),
    partially_shipped: look("Partly shipped", "progress", "half"),
    shipped: look("Shipped", "success", "three-quarters"),
    partially_delivered: look("Partly delivered", "success", "half"),
    delivered: look("Delivered", "success", "full"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  payment: {
    not_due: look("Not due", "neutral", "empty"),
    awaiting: look("Awaiting payment", "waiting", "waiting"),
    authorized: look("Authorized", "progress", "half"),
    partially_paid: look("Partly paid", "progress", "half"),
    paid: look("Paid", "success", "full"),
    partially_refunded: look("Partly refunded", "neutral", "half"),
    refunded: look("Refunded", "neutral", "full"),
    on_terms: look("On terms", "neutral", "full"),
    overdue: look("Overdue", "critical", "risk"),
  },
  order_return: {
    none: look("No return", "neutral", "empty"),
    requested: look("Return requested", "waiting", "waiting"),
    in_progress: look("Return under way", "progress", "half"),
    partially_returned: look("Partly returned", "neutral", "half"),
    returned: look("Returned", "neutral", "full"),
  },
  reservation: {
    active: look("Reserved", "progress", "half"),
    converted: look("Ordered", "success", "full"),
    released: look("Released", "neutral", "empty"),
    expired: look("Expired", "neutral", "failed"),
  },
  allocation: {
    promised: look("Promised", "waiting", "waiting"),
    /** Units of a line without any hold. */
    waiting: look("Waiting", "warning", "empty"),
    allocated: look("Allocated", "progress", "full"),
    released: look("Released", "progress", "three-quarters"),
    consumed: look("Shipped", "success", "full"),
    deallocated: look("Taken back", "neutral", "failed"),
    rejected: look("Rejected", "critical", "failed"),
    short: look("Short", "critical", "risk"),
  },
  fulfillment_order: {
    scheduled: look("Scheduled", "waiting", "waiting"),
    open: look("To accept", "warning", "empty"),
    accepted: look("Accepted", "progress", "quarter"),
    picking: look("Picking", "progress", "half"),
    packed: look("Packed", "progress", "three-quarters"),
    ready_for_pickup: look("Ready for pickup", "waiting", "three-quarters"),
    picked_up: look("Picked up", "success", "full"),
    shipped: look("Shipped", "success", "full"),
    on_hold: look("On hold", "warning", "hold"),
    rejected: look("Rejected", "critical", "failed"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  shipment: {
    draft: look("Draft", "neutral", "empty"),
    labelled: look("Label ready", "progress", "quarter"),
    manifested: look("Manifested", "progress", "half"),
    shipped: look("With carrier", "progress", "three-quarters"),
    delivered: look("Delivered", "success", "full"),
    voided: look("Voided", "neutral", "failed"),
  },
  tracking: {
    pre_transit: look("Label ready", "neutral", "empty"),
    in_transit: look("In transit", "progress", "half"),
    out_for_delivery: look("Out for delivery", "progress", "three-quarters"),
    available_for_pickup: look("Ready to collect", "waiting", "three-quarters"),
    delivered: look("Delivered", "success", "full"),
    failed_attempt: look("Delivery failed", "warning", "risk"),
    exception: look("Carrier exception", "critical", "risk"),
    return_to_sender: look("Returned to sender", "critical", "failed"),
  },
  promise: {
    firm: look("Firm", "success", "full"),
    expected: look("Expected", "progress", "half"),
    at_risk: look("At risk", "warning", "risk"),
    missed: look("Missed", "critical", "failed"),
    unknown: look("Unknown", "neutral", "empty"),
  },
  hold: {
    active: look("On hold", "warning", "hold"),
    released: look("Released", "neutral", "full"),
  },
  credit: {
    ok: look("Credit OK", "success", "full"),
    near_limit: look("Near limit", "warning", "three-quarters"),
    over_limit: look("Over limit", "critical", "risk"),
    past_due: look("Past due", "critical", "risk"),
  },
  exception: {
    open: look("New", "warning", "empty"),
    acknowledged: look("Owned", "progress", "quarter"),
    in_progress: look("In progress", "progress", "half"),
    snoozed: look("Snoozed", "waiting", "waiting"),
    resolved: look("Resolved", "success", "full"),
    auto_closed: look("Auto-resolved", "neutral", "full"),
    dismissed: look("Dismissed", "neutral", "failed"),
  },
  severity: {
    low: look("Low", "neutral", "quarter"),
    medium: look("Medium", "progress", "half"),
    high: look("High", "warning", "risk"),
    critical: look("Critical", "critical", "risk"),
  },
  return_order: {
    requested: look("Requested", "waiting", "empty"),
    approved: look("Approved", "progress", "quarter"),
    in_transit: look("In transit", "progress", "half"),
    partially_received: look("Partly received", "progress", "half"),
    received: look("Received", "progress", "three-quarters"),
    inspected: look("Inspected", "progress", "three-quarters"),
    completed: look("Credited", "success", "full"),
    rejected: look("Declined", "critical", "failed"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  disposition: {
    restock: look("Restock", "success", "full"),
    refurbish: look("Refurbish", "progress", "half"),
    quarantine: look("Quarantine", "warning", "hold"),
    scrap: look("Scrap", "neutral", "failed"),
    return_to_vendor: look("Return to vendor", "waiting", "waiting"),
    customer_keeps: look("Customer keeps", "neutral", "empty"),
  },
  inbound_supply: {
    planned: look("Planned", "neutral", "empty"),
    open: look("Expected", "waiting", "waiting"),
    in_transit: look("In transit", "progress", "half"),
    partially_received: look("Partly received", "progress", "three-quarters"),
    received: look("Received", "success", "full"),
    late: look("Late", "critical", "risk"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  stock_transfer: {
    in_transit: look("In transit", "progress", "half"),
    partially_received: look("Partly received", "progress", "three-quarters"),
    received: look("Received", "success", "full"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  order_change: {
    draft: look("Draft", "neutral", "empty"),
    previewed: look("Previewed", "waiting", "half"),
    applied: look("Applied", "success", "full"),
    declined: look("Declined", "neutral", "failed"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  sourcing_profile: {
    draft: look("Draft", "neutral", "empty"),
    simulated: look("Simulated", "waiting", "half"),
    active: look("Live", "success", "full"),
    retired: look("Retired", "neutral", "failed"),
  },
  allocation_run: {
    simulated: look("Waits for approval", "waiting", "half"),
    approved: look("Approved, not applied", "progress", "three-quarters"),
    applied: look("Applied", "success", "full"),
    dismissed: look("Dismissed", "neutral", "failed"),
  },
  node: {
    on: look("On", "success", "full"),
    off: look("Off", "neutral", "failed"),
    at_capacity: look("At capacity", "warning", "risk"),
  },
  sku: {
    active: look("Active", "success", "full"),
    discontinued: look("Discontinued", "neutral", "failed"),
    imported: look("Imported", "neutral", "empty"),
  },
  job: {
    queued: look("Queued", "neutral", "empty"),
    running: look("Running", "progress", "half"),
    done: look("Done", "success", "full"),
    retrying: look("Retrying", "warning", "waiting"),
    dead: look("Failed", "critical", "failed"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  mail: {
    queued: look("Queued", "progress", "quarter"),
    sent: look("Sent", "success", "full"),
    failed: look("Failed", "critical", "failed"),
  },
  import: {
    running: look("Running", "progress", "half"),
    accepted: look("Accepted", "success", "full"),
    merged: look("Merged", "neutral", "half"),
    rejected: look("Rejected", "critical", "failed"),
  },
  feed: {
    applied: look("Applied", "success", "full"),
    ignored: look("Older than known", "neutral", "failed"),
    needs_confirmation: look("To be confirmed", "warning", "waiting"),
  },
  rehearsal: {
    queued: look("Queued", "neutral", "empty"),
    running: look("Running", "progress", "half"),
    done: look("Done", "success", "full"),
    cancelled: look("Cancelled", "neutral", "failed"),
    failed: look("Failed", "critical", "failed"),
  },
  feed_job: {
    open: look("Being looked at", "neutral", "empty"),
    queued: look("On its way", "progress", "half"),
    held: look("To be confirmed", "warning", "waiting"),
    done: look("Done", "success", "full"),
    failed: look("Failed", "critical", "failed"),
    dismissed: look("Dismissed", "neutral", "failed"),
    expired: look("Expired", "neutral", "failed"),
  },
  edi_document: {
    received: look("Received", "neutral", "empty"),
    parsed: look("Parsed", "progress", "half"),
    accepted: look("Accepted", "success", "full"),
    accepted_with_errors: look("Accepted with errors", "warning", "risk"),
    rejected: look("Rejected", "critical", "failed"),
    acknowledged: look("Acknowledged", "success", "full"),
    overdue_ack: look("Overdue ack", "critical", "risk"),
  },
  webhook_delivery: {
    delivered: look("Delivered", "success", "full"),
    retrying: look("Retrying", "warning", "waiting"),
    failed: look("Failed", "critical", "failed"),
    disabled: look("Endpoint disabled", "neutral", "hold"),
  },
} as const satisfies Record<string, Looks>;

export type StatusKind = keyof typeof STATUS;

/** What buyers and recipients read; they know parcels and dates, not allocation. */
const CUSTOMER: Partial<Record<StatusKind, Looks>> = {
  order: {
    draft: look("Draft", "neutral", "empty"),
    submitted: look("Received", "progress", "quarter"),
    pending_approval: look("Awaiting approval", "waiting", "waiting"),
    confirmed: look("Confirmed", "progress", "quarter"),
    in_fulfillment: look("Preparing", "progress", "half"),
    completed: look("Complete", "success", "full"),
    cancelled: look("Cancelled", "neutral", "failed"),
    rejected: look("Not accepted", "critical", "failed"),
    expired: look("Expired", "neutral", "failed"),
  },
  order_fulfillment: {
    unallocated: look("Confirmed", "progress", "quarter"),
    promised: look("Ships later", "waiting", "waiting"),
    backordered: look("Ships later", "waiting", "waiting"),
    partially_allocated: look("Preparing", "progress", "half"),
    allocated: look("Preparing", "progress", "half"),
    released: look("Preparing", "progress", "half"),
    partially_shipped: look("Partly shipped", "progress", "half"),
    shipped: look("Shipped", "success", "three-quarters"),
    partially_delivered: look("Partly delivered", "success", "half"),
    delivered: look("Delivered", "success", "full"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  fulfillment_order: {
    scheduled: look("Ships later", "waiting", "waiting"),
    open: look("Preparing", "progress", "quarter"),
    accepted: look("Preparing", "progress", "quarter"),
    picking: look("Preparing", "progress", "half"),
    packed: look("Packed", "progress", "three-quarters"),
    ready_for_pickup: look("Ready to collect", "waiting", "three-quarters"),
    picked_up: look("Collected", "success", "full"),
    shipped: look("Shipped", "success", "full"),
    on_hold: look("Preparing", "progress", "quarter"),
    rejected: look("Preparing", "progress", "quarter"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
  shipment: {
    draft: look("Preparing", "progress", "quarter"),
    labelled: look("Preparing", "progress", "half"),
    manifested: look("Waiting for carrier", "progress", "half"),
    shipped: look("On its way", "progress", "three-quarters"),
    delivered: look("Delivered", "success", "full"),
    voided: look("Cancelled", "neutral", "failed"),
  },
  tracking: {
    pre_transit: look("Preparing", "progress", "quarter"),
    in_transit: look("On its way", "progress", "half"),
    out_for_delivery: look("Out for delivery", "progress", "three-quarters"),
    available_for_pickup: look("Ready to collect", "waiting", "three-quarters"),
    delivered: look("Delivered", "success", "full"),
    failed_attempt: look("Delivery attempted", "warning", "risk"),
    exception: look("Delayed", "warning", "risk"),
    return_to_sender: look("Going back to sender", "critical", "failed"),
  },
  promise: {
    firm: look("Confirmed date", "success", "full"),
    expected: look("Expected", "progress", "half"),
    at_risk: look("May be late", "warning", "risk"),
    missed: look("Late", "critical", "failed"),
    unknown: look("No date yet", "neutral", "empty"),
  },
  payment: {
    not_due: look("Not due", "neutral", "empty"),
    awaiting: look("To be paid", "waiting", "waiting"),
    authorized: look("Payment secured", "progress", "half"),
    partially_paid: look("Partly paid", "progress", "half"),
    paid: look("Paid in full", "success", "full"),
    partially_refunded: look("Partly refunded", "neutral", "half"),
    refunded: look("Refunded", "neutral", "full"),
    on_terms: look("On terms", "neutral", "full"),
    overdue: look("Overdue", "critical", "risk"),
  },
  return_order: {
    requested: look("Requested", "waiting", "empty"),
    approved: look("Approved", "progress", "quarter"),
    in_transit: look("On its way back", "progress", "half"),
    partially_received: look("Partly received", "progress", "half"),
    received: look("Received", "progress", "three-quarters"),
    inspected: look("Checked", "progress", "three-quarters"),
    completed: look("Credited", "success", "full"),
    rejected: look("Declined", "critical", "failed"),
    cancelled: look("Cancelled", "neutral", "failed"),
  },
};

export type Audience = "staff" | "customer";

function spelledOut(value: string): string {
  const words = value.replaceAll("_", " ").trim();
  return words === "" ? "Unknown" : words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * The word, tone and glyph of a state. A state the dictionary does not know yet (a newer server, an
 * import) is spelled out in neutral: it is shown, never hidden.
 */
export function statusLook(
  kind: StatusKind,
  value: string,
  audience: Audience = "staff",
): StatusLook {
  const staff: Looks = STATUS[kind];
  const looks = audience === "customer" ? (CUSTOMER[kind] ?? staff) : staff;
  return looks[value] ?? look(spelledOut(value), "neutral", "empty");
}

/** Options for a filter over one kind of state, in the dictionary's order. */
export function statusOptions(
  kind: StatusKind,
  audience: Audience = "staff",
): { value: string; label: string }[] {
  return Object.keys(STATUS[kind]).map((value) => ({
    value,
    label: statusLook(kind, value, audience).word,
  }));
}
