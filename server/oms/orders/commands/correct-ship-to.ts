import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { checkAddress } from "../../customers/decide-address";
import { DomainError } from "../../kernel/errors";
import { decideService } from "../../network/decide-service";
import { readNetwork } from "../../network/store";
import { findPostalPoint } from "../../network/store-postal";
import { isOpenOrder } from "../decide";
import { correctShipToInput } from "../schema";
import { lockOrder, refreshOrders } from "../store";
import { requireUnblocked } from "../store-holds";
import { liftCleared } from "../store-recheck";

/**
 * Correct how an order's ship-to is written, and that of its customer's location with it when asked.
 * What the order was held for is asked again. It goes to the same place: to send it to another, change
 * the order.
 *
 * @throws NOT_FOUND; INVALID_INPUT naming what is still wrong; ILLEGAL_TRANSITION when the order is over,
 *   or labels carry the old address; ON_HOLD when a hold stops changes
 */
export const correctShipTo = defineCommand({
  name: "orders.correct_ship_to",
  input: correctShipToInput,
  wall: "staff",
  run: async (env, { orderId, shipTo, alsoLocation, reason }) => {
    const { sql, now, owner } = env;
    const order = await lockOrder(sql, orderId);
    await requireUnblocked(sql, order, "change");
    await requireCorrectable(sql, order);
    const { faults, written } = checkAddress(shipTo);
    if (faults.length > 0) {
      throw new DomainError("INVALID_INPUT", faults[0]?.message ?? "", {
        faults: faults.map(({ field, ...fault }) => ({ ...fault, field: `shipTo.${field}` })),
      });
    }
    const network = await readNetwork(owner, sql);
    const refused = decideService(network, order.serviceCode, {
      ...{
        to: { ...written, isResidential: shipTo.isResidential ?? false, point: null },
        grams: null,
        isKept: true,
      },
    });
    if (refused !== null) {
      const fault = { field: "shipTo.isResidential", ...refused };
      throw new DomainError("INVALID_INPUT", refused.message, { faults: [fault] });
    }
    const [before] = await sql<
      { shipTo: Record<string, string>; locationId: string; isOneTime: boolean }[]
    >`
      select ship_to as "shipTo", company_location_id as "locationId",
        is_one_time_ship_to as "isOneTime" from sales_order
      where id = ${orderId}`;
    const point = await findPostalPoint(sql, written.country, written.postalCode);
    await sql`
      update sales_order set ship_to = ship_to || ${sql.typed(
        { ...written, isResidential: shipTo.isResidential, ...(point === null ? {} : { point }) },
        3802,
      )}::jsonb
      where id = ${orderId}`;
    if (alsoLocation && before?.isOneTime === false) {
      await sql`
        update company_location set address1 = ${written.address1}, address2 = ${written.address2},
          city = ${written.city}, region = ${written.region}, postal_code = ${written.postalCode},
          country = ${written.country}, latitude = coalesce(${point?.latitude ?? null}, latitude),
          longitude = coalesce(${point?.longitude ?? null}, longitude),
          is_residential = coalesce(${shipTo.isResidential ?? null}, is_residential)
        where id = ${before?.locationId ?? null}`;
    }
    env.emit({
      type: "sales_order.ship_to_corrected",
      subject: { kind: "sales_order", id: orderId },
      orderId,
      reason,
      payload: {
        number: order.number,
        before: before?.shipTo ?? null,
        after: written,
        alsoLocation,
      },
    });
    const lifted = await liftCleared(env, order, network.version);
    await refreshOrders(sql, [orderId], now);
    return { number: order.number, lifted };
  },
});

async function requireCorrectable(
  sql: RawTx,
  order: { readonly id: string; readonly number: string; readonly status: string },
): Promise<void> {
  if (!isOpenOrder(order.status)) {
    throw new DomainError("ILLEGAL_TRANSITION", `${order.number} is ${order.status} already`, {
      from: order.status,
    });
  }
  const [labelled] = await sql<{ number: string }[]>`
    select number from shipment
    where order_id = ${order.id} and state in ('labelled', 'manifested', 'shipped') limit 1`;
  if (labelled !== undefined) {
    throw new DomainError(
      "ILLEGAL_TRANSITION",
      `The labels of ${labelled.number} carry the address already`,
      { shipment: labelled.number },
    );
  }
}
