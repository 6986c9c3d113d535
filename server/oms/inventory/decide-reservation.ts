import type { Claimant } from "../scarcity/types";
import type { StockBook } from "./decide-book";
import type { RuleChannel, RuleNode } from "./decide-rules";
import type { ReservationState } from "./machine";

export type HeldPart = { readonly nodeId: string; readonly units: number };
export type HeldPlace = HeldPart & { readonly skuId: string };

/** A soft hold as its owner has it: one SKU at one node. */
export type Reservation = {
  readonly id: string;
  readonly skuId: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly state: ReservationState;
  readonly expiresAt: Date;
};

/** Whether a hold keeps its units from others at a moment, whoever has swept. */
export const isLive = (
  { state, expiresAt }: Pick<Reservation, "state" | "expiresAt">,
  now: Date,
): boolean => state === "active" && expiresAt > now;

/**
 * At which nodes units of a SKU are held for a channel: all of them at the first node that has as
 * many, else at the fullest nodes, until no unit is left to hold or to ask for.
 *
 * @param nodes those that may hold it, the preferred ones first
 * @returns the parts; together less than asked when the channel can sell no more
 */
export function decideHold(
  asked: { readonly skuId: string; readonly quantity: number },
  nodes: readonly RuleNode[],
  channel: RuleChannel,
  stock: StockBook,
  asker: Claimant | null = null,
): HeldPart[] {
  const offers: HeldPart[] = [];
  for (const node of nodes) {
    const units = stock.availableAt(node, asked.skuId, channel, asker)?.available ?? 0;
    if (units >= asked.quantity) {
      return [{ nodeId: node.id, units: asked.quantity }];
    }
    if (units > 0) {
      offers.push({ nodeId: node.id, units });
    }
  }
  const parts: HeldPart[] = [];
  let open = asked.quantity;
  for (const { nodeId, units } of offers.toSorted((a, b) => b.units - a.units)) {
    const taken = Math.min(units, open);
    if (taken > 0) {
      parts.push({ nodeId, units: taken });
      open -= taken;
    }
  }
  return parts;
}

/**
 * What changes of an owner's holds so that they are `parts`: those that stand as they are and only
 * last longer, those that end, and those to make. Parts at one place become one hold.
 */
export function diffHolds<Row extends Reservation>(
  rows: readonly Row[],
  parts: readonly HeldPlace[],
  now: Date,
): { readonly kept: Row[]; readonly ended: Row[]; readonly added: HeldPlace[] } {
  const wanted = new Map<string, HeldPlace>();
  for (const part of parts) {
    const key = `${part.skuId} ${part.nodeId}`;
    wanted.set(key, { ...part, units: part.units + (wanted.get(key)?.units ?? 0) });
  }
  const kept = rows.filter((row) => {
    const key = `${row.skuId} ${row.nodeId}`;
    return isLive(row, now) && wanted.get(key)?.units === row.quantity && wanted.delete(key);
  });
  return { kept, ended: rows.filter((row) => !kept.includes(row)), added: [...wanted.values()] };
}
