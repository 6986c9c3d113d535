import type { BatchItem, CommandEnv } from "@/server/shell/command";
import type { StockBook } from "../inventory/decide-book";
import {
  convertReservations,
  lockOwners,
  type OwnedReservation,
  ownerKey,
  readOwned,
  releaseReservations,
} from "../inventory/store-reservations";
import type { Owner, ReservationOwner } from "../inventory/types";
import type { Claimant } from "../scarcity/types";
import type { PlaceOrderInput } from "./schema";
import type { Booking } from "./store-write";
import type { ResolvedOrder } from "./types";

type Items = readonly BatchItem<PlaceOrderInput>[];

/** The soft holds that become orders, by the order's index. */
export type Holds = ReadonlyMap<number, readonly OwnedReservation[]>;

/** Whose hold an order brings: the one it names, or that of the draft it was written in. */
function ownerOf({ key, input }: Items[number]): Owner | null {
  const kind = DRAFT_OWNERS.get(input.channelCode);
  return input.reservation ?? (kind === undefined ? null : { kind, ref: key });
}

/** What a draft is called as an owner, by its channel. */
const DRAFT_OWNERS = new Map<string, ReservationOwner>([
  ["portal", "cart"],
  ["phone", "quote"],
]);

/**
 * What the orders' carts and quotes hold, their owners locked. A hold that somebody made for another
 * company is none of theirs.
 */
export async function readHolds(
  env: CommandEnv,
  items: Items,
  orders: readonly ResolvedOrder[],
): Promise<Holds> {
  const owners = orders.flatMap(({ index }) => {
    const item = items[index];
    const owner = item === undefined ? null : ownerOf(item);
    return owner === null ? [] : [{ index, owner }];
  });
  if (owners.length === 0) {
    return new Map();
  }
  const names = owners.map(({ owner }) => owner);
  const [, rows] = await Promise.all([
    lockOwners(env.sql, names),
    readOwned(env.sql, names, env.companyId),
  ]);
  const companyOf = new Map(orders.map(({ index, customer }) => [index, customer.companyId]));
  return new Map(
    owners.map(({ index, owner }) => [
      index,
      rows.filter(
        (row) =>
          ownerKey(row) === ownerKey(owner) &&
          (row.companyId ?? companyOf.get(index)) === companyOf.get(index),
      ),
    ]),
  );
}

/**
 * End the holds of orders that were booked: each goes to the first that brought it, or is given up
 * with an order for which no stock is kept yet.
 */
export async function endHolds(
  env: CommandEnv,
  holds: Holds,
  bookings: readonly Booking[],
): Promise<void> {
  const booked = new Map(
    bookings.flatMap(({ written }) => written.map((each) => [each.order.index, each])),
  );
  const kept = new Map<string, string>();
  const givenUp = new Set<string>();
  for (const [index, rows] of holds) {
    const planned = booked.get(index);
    for (const { id } of planned === undefined ? [] : rows) {
      if (planned?.plan.horizon !== undefined && !kept.has(id)) {
        givenUp.add(id);
      } else if (planned !== undefined && !kept.has(id) && !givenUp.has(id)) {
        kept.set(id, planned.order.orderId);
      }
    }
  }
  const converted = [...kept].map(([id, orderId]) => ({ id, orderId }));
  await convertReservations(env.sql, converted, env.now);
  await releaseReservations(env.sql, [...givenUp], env.now);
}

/** While an order is planned, what it holds itself is free for it. */
export function releaseIn(
  stock: StockBook,
  holds: readonly OwnedReservation[],
  asker: Claimant | null,
): void {
  for (const { nodeId, skuId, quantity, channelCode } of holds) {
    stock.lend(nodeId, skuId, quantity, channelCode, asker);
  }
}

export function holdIn(
  stock: StockBook,
  holds: readonly OwnedReservation[],
  asker: Claimant | null,
): void {
  for (const { nodeId, skuId, quantity, channelCode } of holds) {
    stock.reserve(nodeId, skuId, quantity, channelCode, asker);
  }
}
