import type { CommandEnv } from "@/server/shell/command";
import { trial } from "@/server/shell/trial";
import { askSubstitute, readDeclined, readOpenSubstitute } from "../backorders/store-substitute";
import type { NewOffer } from "../backorders/types";
import type { SubstitutionPolicy } from "../catalog/types";
import { readOpenChange, readProgress } from "../changes/store";
import { tellChanged } from "../changes/store-apply";
import { shipInstead } from "../changes/store-ship-instead";
import { findSubstitutes } from "../changes/store-substitutes";
import type { LineSubstitute, OrderProgress } from "../changes/types";
import { DomainError } from "../kernel/errors";
import { moneyText } from "../kernel/money";
import { sum } from "../kernel/quantity";
import { measureOrders } from "./store-measure";
import type { OrderMeasure, Subject } from "./types";

type About = { readonly orderIds: readonly string[]; readonly reason: string };

const NOTHING = "Nothing that is there may ship instead";

/**
 * Ship another SKU for the units that wait and that an exception is about, where their customers take
 * what stands in for them without being asked. It is a change of each order like any other, in money,
 * stock and dates, and its customer is told of it.
 *
 * @returns in words what ships instead, and what it costs more or less
 * @throws STALE when no order takes a substitute that there is; what the change itself refuses
 */
export async function shipSubstitutes(
  env: CommandEnv,
  subject: Subject,
  { orderIds, reason }: About,
): Promise<string> {
  const taken: LineSubstitute[] = [];
  let currency = "USD";
  for (const orderId of orderIds) {
    const found = await findFor(env, subject, orderId, "allow");
    const first = firstOf(found.substitutes);
    if (first.length > 0) {
      const { outcome } = await shipInstead(env, found.order, first);
      tellChanged(env, found.order, outcome, reason);
      taken.push(...first);
      currency = found.order.currency;
    }
  }
  if (taken.length === 0) {
    throw new DomainError("STALE", NOTHING);
  }
  const more = sum(taken.map(({ moreMinor }) => moreMinor));
  return [...taken.map(sentenceOf), costOf(more, currency)].join(", ");
}

/** A resolution that only a customer's answer carries out: what it comes to when they accept. */
export type IfAccepted = { readonly said: string; readonly after: readonly OrderMeasure[] };

/**
 * Ask the customers who want to be asked whether another SKU may ship for the units that wait and that an
 * exception is about. What would come of it is tried and taken back; only what is all there is offered, and
 * nothing that they declined before. Each order has a question of its own.
 *
 * @returns what is offered, in words, and the orders as they would stand
 * @throws STALE when there is nothing to offer to anybody
 */
export async function askSubstitutes(
  env: CommandEnv,
  subject: Subject,
  { orderIds }: About,
): Promise<IfAccepted> {
  const said: string[] = [];
  const after: OrderMeasure[] = [];
  let more = 0;
  let currency = "USD";
  for (const orderId of orderIds) {
    const tried = await tryToOffer(env, subject, orderId);
    if (tried === null) {
      after.push(...(await measureOrders(env, [orderId])));
    } else {
      await askSubstitute(env, orderId, tried.offers, subject.id);
      after.push(...tried.measured);
      said.push(...tried.said);
      more += sum(tried.offers.map(({ moreMinor }) => moreMinor));
      currency = tried.currency;
    }
  }
  if (said.length === 0) {
    throw new DomainError("STALE", NOTHING);
  }
  return { said: `if accepted ${[...said, costOf(more, currency)].join(", ")}`, after };
}

/** What one order may be offered and what it would come to; null when there is nothing. */
async function tryToOffer(env: CommandEnv, subject: Subject, orderId: string) {
  const { sql } = env;
  const isBusy =
    (await readOpenSubstitute(sql, orderId)) !== null ||
    (await readOpenChange(sql, orderId)) !== null;
  if (isBusy) {
    return null;
  }
  const { order, substitutes } = await findFor(env, subject, orderId, "ask");
  const declined = await readDeclined(sql, orderId);
  const first = firstOf(
    substitutes.filter(
      (each) => !declined.some(({ lineId, sku }) => lineId === each.lineId && sku === each.sku),
    ),
  );
  return first.length === 0 ? null : tryOut(env, order, first);
}

async function tryOut(
  env: CommandEnv,
  order: OrderProgress,
  substitutes: readonly LineSubstitute[],
) {
  const { orderId, currency } = order;
  try {
    return await trial(env, async (inner) => {
      const { shipped } = await shipInstead(inner, order, substitutes);
      const offers = substitutes.flatMap((each): NewOffer[] => {
        const { lineId, insteadOf: askedUnits, sku, moreMinor } = each;
        const line = shipped.find((one) => one.lineId === lineId);
        return line === undefined || line.waiting > 0 || line.arrivesOn === null
          ? []
          : [
              {
                ...{ lineId, askedUnits, sku, quantity: line.units, moreMinor },
                ...{ unitPriceE4: line.unitPriceE4, arrivesOn: line.arrivesOn },
              },
            ];
      });
      if (offers.length < substitutes.length) {
        return null;
      }
      const said = substitutes.map((each, at) => {
        const now = offers[at]?.arrivesOn;
        const waits = order.lines.find(({ lineId }) => lineId === each.lineId)?.promise ?? null;
        return `${sentenceOf(each)}, there on ${now}${waits === null ? "" : ` instead of ${waits}`}`;
      });
      return { offers, said, currency, measured: await measureOrders(inner, [orderId]) };
    });
  } catch (error) {
    // What the change refuses is offered to nobody.
    if (error instanceof DomainError) {
      return null;
    }
    throw error;
  }
}

const sentenceOf = ({ quantity, sku, insteadOf, asked }: LineSubstitute): string =>
  `${quantity} × ${sku} instead of ${insteadOf} × ${asked}`;

const costOf = (moreMinor: number, currency: string): string =>
  moreMinor === 0
    ? "at the same price"
    : `${moneyText(Math.abs(moreMinor), currency)} ${moreMinor > 0 ? "more" : "less"}`;

/** What stands in for the waiting units that an exception is about, of an order whose customer says so. */
async function findFor(
  env: CommandEnv,
  subject: Subject,
  orderId: string,
  wanted: SubstitutionPolicy,
): Promise<{ readonly order: OrderProgress; readonly substitutes: readonly LineSubstitute[] }> {
  const order = await readProgress(env.sql, orderId);
  const units = await waitingUnits(env, subject, order);
  const { policy, substitutes } = await findSubstitutes(env, order, units);
  return { order, substitutes: policy === wanted ? substitutes : [] };
}

/** Of an order, the units by line that an exception is about: of a supply those that wait for it. */
async function waitingUnits(
  { sql }: CommandEnv,
  subject: Subject,
  order: OrderProgress,
): Promise<ReadonlyMap<string, number>> {
  const { inboundSupplyId, orderLineId, skuId, type } = subject;
  if (inboundSupplyId !== null) {
    const pegs = await sql<{ lineId: string; units: number }[]>`
      select order_line_id as "lineId", sum(quantity)::int as units from allocation
      where order_id = ${order.orderId} and inbound_supply_id = ${inboundSupplyId}
        and state = 'promised' group by 1`;
    return new Map(pegs.map(({ lineId, units }) => [lineId, units]));
  }
  const bySku = type === "inventory_short" ? skuId : null;
  return new Map(
    order.lines
      .filter(({ lineId }) => orderLineId === null || lineId === orderLineId)
      .filter((line) => line.backordered > 0 && (bySku === null || line.skuId === bySku))
      .map(({ lineId, backordered }): [string, number] => [lineId, backordered]),
  );
}

/** The first choice of each line. */
const firstOf = (substitutes: readonly LineSubstitute[]): LineSubstitute[] =>
  substitutes.filter(
    (each, at) => substitutes.findIndex(({ lineId }) => lineId === each.lineId) === at,
  );
