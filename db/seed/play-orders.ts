import type { Connection } from "@/db/client";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import type { PlacedOrder } from "@/server/oms/intake/types";
import { present } from "@/server/oms/kernel/assert";
import { addDays, fromEpochDay, type LocalDate } from "@/server/oms/kernel/local-date";
import { approveOrder } from "@/server/oms/orders/commands/approve-order";
import { releaseHold } from "@/server/oms/orders/commands/release-hold";
import { setHold } from "@/server/oms/orders/commands/set-hold";
import type { Actor } from "@/server/shell/actor";
import type { Ctx } from "@/server/shell/command";
import type { Cast } from "./actors";
import { DEFAULT_SERVICE } from "./carriers";
import { pickBelow, pickSome } from "./chance";
import { demoId } from "./demo-id";
import { DEMO_COMPANY } from "./load-accounts";
import { companyIdOf } from "./load-customers";
import type { DemoOrder } from "./timeline";

const DAY_MS = 86_400_000;

/** Lines that a played order has at most, its largest: the first start should not take minutes. */
const LINES_MAX = 12;

/** Of so many orders one is: spoken to a rep, sent express, wanted for a day, shipped complete. */
const BY_PHONE_ONE_IN = 4;
const EXPRESS_ONE_IN = 9;
const FOR_A_DAY_ONE_IN = 5;
const COMPLETE_ONE_IN = 12;
const MINUTE_MS = 60_000;
/** Until a customer has been reached about their address. */
const ASKED_MINUTES = 200;

/** So many orders are taken back, and stopped by hand, within the next minutes. */
const CANCELLED = 2;
const HELD = 2;
const STUCK = 1;
/** What is younger than this still waits at the end. */
const FRESH_MS = 2 * DAY_MS;
/** Of what is so young, some stands on hold since it was placed. */
const STUCK_MS = 5 * DAY_MS;

/** What becomes of single orders, by their reference. */
export type Fates = {
  readonly cancelled: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
};

/** Of the orders of other companies than the demo's own, some old ones are cancelled, some new ones held, and some held for long. */
export function decideFates(orders: readonly DemoOrder[], end: Date): Fates {
  const others = orders.filter(
    // Those of transfers and of kits have a story of their own.
    ({ company, reference }) => company !== DEMO_COMPANY && !/^(TR|KIT)-/.test(reference),
  );
  const isFresh = ({ placedAt }: DemoOrder): boolean =>
    end.getTime() - placedAt.getTime() <= FRESH_MS;
  const names = (some: readonly DemoOrder[]): string[] => some.map(({ reference }) => reference);
  const old = others.filter((one) => !isFresh(one));
  const isLately = ({ placedAt }: DemoOrder): boolean =>
    end.getTime() - placedAt.getTime() <= STUCK_MS;
  const cancelled = pickSome(CANCELLED, "cancelled", names(old));
  const stuck = names(old.filter(isLately)).filter((name) => !cancelled.has(name));
  return {
    cancelled,
    held: new Set([
      ...pickSome(HELD, "held", names(others.filter(isFresh))),
      ...pickSome(STUCK, "stuck", stuck),
    ]),
  };
}

/** A command's context at a moment of the demo's past: the clock stands where it is put. */
export const ctxAt = (database: Connection, actor: Actor, moment: Date): Ctx => ({
  database,
  actor,
  clock: { now: () => moment },
});

const isOne = (oneIn: number, about: string, reference: string): boolean =>
  pickBelow(oneIn, about, reference) === 0;

/** The day, one to three weeks later, for which some customers order. */
function requestedDate({ placedAt, reference }: DemoOrder): LocalDate {
  const day = fromEpochDay(Math.floor(placedAt.getTime() / DAY_MS));
  return addDays(day, 7 + pickBelow(14, "requested", reference));
}

function playedLines({ company, lines }: DemoOrder): DemoOrder["lines"] {
  if (company === DEMO_COMPANY) {
    return lines;
  }
  const largest = lines.toSorted((a, b) => b.units - a.units).slice(0, LINES_MAX);
  return lines.filter((line) => largest.includes(line));
}

/**
 * Place one order as its customer did: in the portal, or by phone through its rep. It takes the
 * same way as every other order, only that the clock shows its moment.
 */
export function placeInPast(
  database: Connection,
  cast: Cast,
  order: DemoOrder,
): Promise<PlacedOrder> {
  const { reference, customerPo, placedAt } = order;
  const companyId = companyIdOf(order.company);
  const buyer = present(cast.buyers.get(companyId), `a buyer of ${order.company}`);
  const rep = present(cast.reps.get(companyId), `a rep of ${order.company}`);
  const byPhone = isOne(BY_PHONE_ONE_IN, "by phone", reference);
  return placeOrder(ctxAt(database, byPhone ? rep : buyer, placedAt), demoId("place", reference), {
    companyId,
    channelCode: byPhone ? "phone" : "portal",
    customerPo,
    ...(buyer.contactId === null ? {} : { contactId: buyer.contactId }),
    serviceCode: isOne(EXPRESS_ONE_IN, "express", reference) ? "express" : DEFAULT_SERVICE,
    shipPolicy: isOne(COMPLETE_ONE_IN, "complete", reference) ? "complete" : "as_available",
    ...(isOne(FOR_A_DAY_ONE_IN, "for a day", reference)
      ? { requestedDate: requestedDate(order) }
      : {}),
    lines: playedLines(order).map(({ sku, units }) => ({ sku, quantity: units })),
  });
}

/** Who acts, on which orders, and when the demo ends. */
export type People = { cast: Cast; fates: Fates; end: Date };

/**
 * What people did about an order soon after it was placed: the approver lets it go on, the customer
 * takes it back, or somebody stops it to ask; an address that looked wrong is asked about. What waits
 * at the end goes on waiting.
 */
export async function followUp(
  database: Connection,
  { cast, fates, end }: People,
  order: DemoOrder,
  placed: PlacedOrder,
): Promise<void> {
  const { orderId } = placed;
  const { reference, placedAt } = order;
  const at = (actor: Actor, minutes: number): Ctx =>
    ctxAt(database, actor, new Date(placedAt.getTime() + minutes * MINUTE_MS));
  const isFresh = end.getTime() - placedAt.getTime() <= FRESH_MS;
  if (placed.status === "pending_approval" && !isFresh) {
    const reason = "Within the season's budget";
    await approveOrder(at(cast.approver, 95), demoId("approve", reference), { orderId, reason });
  }
  if (!isFresh && placed.holds.some(({ type }) => type === "address")) {
    await confirmAddress(database, at(cast.operations, ASKED_MINUTES), orderId, reference);
  }
  if (fates.cancelled.has(reference)) {
    const buyer = present(cast.buyers.get(companyIdOf(order.company)), `a buyer`);
    const reason = "Ordered twice by mistake";
    await cancelOrder(at(buyer, 20), demoId("cancel", reference), { orderId, reason });
  }
  if (fates.held.has(reference)) {
    const reason = "Customer asks us to wait for the opening date of the new shop";
    await setHold(at(cast.operations, 10), demoId("hold", reference), { orderId, reason });
  }
}

/** The customer was asked, and parcels do arrive there as it is written. */
async function confirmAddress(
  { sql }: Connection,
  ctx: Ctx,
  orderId: string,
  reference: string,
): Promise<void> {
  const holds = await sql<{ id: string }[]>`
    select id from hold where order_id = ${orderId} and type = 'address' and released_at is null`;
  for (const { id } of holds) {
    const reason = "The customer confirmed by phone that parcels arrive there";
    await releaseHold(ctx, demoId("address", reference, id), { orderId, holdId: id, reason });
  }
}
