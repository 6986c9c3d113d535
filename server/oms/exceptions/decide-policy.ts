import {
  type ExceptionPolicy,
  type ExceptionType,
  exceptionTypes,
  type Severity,
  type SlaMinutes,
  type Timer,
  timers,
} from "./types";

const HOUR = 60;
const DAY = 24 * HOUR;

const URGENT: SlaMinutes = { low: 4 * HOUR, medium: 2 * HOUR, high: HOUR, critical: 30 };
const SAME_DAY: SlaMinutes = { low: DAY, medium: 8 * HOUR, high: 4 * HOUR, critical: HOUR };
const THIS_WEEK: SlaMinutes = { low: 5 * DAY, medium: 2 * DAY, high: DAY, critical: 4 * HOUR };

/** What a shift can still save is urgent; what waits for somebody outside has its days. */
const SLA: Partial<Record<ExceptionType, SlaMinutes>> = {
  cutoff_at_risk: URGENT,
  cutoff_missed: URGENT,
  pick_overdue: URGENT,
  label_failed: URGENT,
  pick_short: URGENT,
  pack_mismatch: URGENT,
  supply_late: THIS_WEEK,
  inventory_short: THIS_WEEK,
  in_transit_stalled: THIS_WEEK,
  stock_drift: THIS_WEEK,
};

const TEAMS: Partial<Record<ExceptionType, string>> = {
  address_invalid: "Order desk",
  sku_unknown: "Order desk",
  price_variance: "Order desk",
  duplicate_po: "Order desk",
  order_stuck: "Order desk",
  hand_placement_lost: "Order desk",
  credit_hold: "Credit",
  payment_failed: "Credit",
  fraud_review: "Credit",
  refund_failed: "Credit",
  pick_short: "Warehouse",
  pick_overdue: "Warehouse",
  pack_mismatch: "Warehouse",
  label_failed: "Warehouse",
  cutoff_at_risk: "Warehouse",
  cutoff_missed: "Warehouse",
  return_overdue: "Warehouse",
  return_mismatch: "Warehouse",
  carrier_missed_pickup: "Carriers",
  in_transit_stalled: "Carriers",
  delivery_failed: "Carriers",
  supply_late: "Purchasing",
  supplier_no_ack: "Purchasing",
  inventory_short: "Purchasing",
  edi_rejected: "Systems",
  integration_failed: "Systems",
  stock_drift: "Systems",
};

/** Published studies put an exception handled by a person at 45 to 75 dollars. */
const COST_MINOR = 6_000;

/** Policies and timers have names, events want an id: all of them are about this one subject. */
export const POLICY_SUBJECT = "00000000-0000-7000-8000-00000e7c0001";

/** How a type is handled as long as nobody has said otherwise. */
export const defaultPolicy = (type: ExceptionType): ExceptionPolicy => ({
  type,
  slaMinutes: SLA[type] ?? SAME_DAY,
  costMinor: COST_MINOR,
  currency: "USD",
  team: TEAMS[type] ?? "Operations",
  ownerId: null,
});

/** Every type with its policy: what was said of it, else what holds from the start. */
export function allPolicies(saved: readonly ExceptionPolicy[]): ExceptionPolicy[] {
  const byType = new Map(saved.map((policy) => [policy.type, policy]));
  return exceptionTypes.map((type) => byType.get(type) ?? defaultPolicy(type));
}

/** The moment until which an exception is to be decided. */
export const dueAt = (openedAt: Date, severity: Severity, { slaMinutes }: ExceptionPolicy): Date =>
  new Date(openedAt.getTime() + slaMinutes[severity] * 60_000);

/** How long things may stand still, in minutes, as long as nobody has said otherwise. */
const TIMERS: Readonly<Record<Timer, number>> = {
  approval: DAY,
  on_hold: 2 * DAY,
  not_released: 2 * HOUR,
  accept: 2 * HOUR,
  start_picking: 3 * HOUR,
  finish_packing: 3 * HOUR,
  before_cut_off: HOUR,
  label: 30,
  first_scan: DAY,
  next_scan: 3 * DAY,
  supplier_answer: DAY,
  before_supply: 2 * DAY,
};

export type TimerMinutes = Readonly<Record<Timer, number>>;

/** Every timer: as it was set, else as it is from the start. */
export const allTimers = (
  saved: readonly { readonly name: Timer; readonly minutes: number }[],
): TimerMinutes => {
  const minutesOf = new Map(saved.map(({ name, minutes }) => [name, minutes]));
  const entries = timers.map((name): [Timer, number] => [
    name,
    minutesOf.get(name) ?? TIMERS[name],
  ]);
  return Object.fromEntries(entries) as Record<Timer, number>;
};
