import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import { isOpenOrder } from "../decide";
import { lockOrder, refreshOrders } from "../store";
import { readHoldTypes } from "../store-hold-book";
import { insertHolds } from "../store-holds";
import type { HoldTypeRow } from "../types";

/**
 * Stop an order by hand, or one line or one fulfillment order of it. What is stopped follows from
 * the hold's type; it goes on when every hold on it was lifted.
 *
 * @throws NOT_FOUND; INVALID_INPUT when there is no such type or it asks for a line; ILLEGAL_TRANSITION
 *   when the order is over
 */
export const setHold = defineCommand({
  name: "orders.set_hold",
  input: z.object({
    orderId: z.uuid(),
    type: z.string().trim().min(1).max(40).default("manual"),
    orderLineId: z.uuid().nullish(),
    fulfillmentOrderId: z.uuid().nullish(),
    reason: z.string().trim().min(1, "Say why").max(500),
  }),
  wall: "staff",
  run: async (env, { orderId, type: code, reason, ...at }) => {
    const { sql, now } = env;
    const order = await lockOrder(sql, orderId);
    if (!isOpenOrder(order.status)) {
      throw new DomainError("ILLEGAL_TRANSITION", `${order.number} is ${order.status} already`, {
        from: order.status,
      });
    }
    const type = (await readHoldTypes(sql)).find((known) => known.code === code);
    if (type?.isActive !== true) {
      throw invalid("type", "type_unknown", `There is no type of hold “${code}”`);
    }
    const place = {
      orderLineId: at.orderLineId ?? null,
      fulfillmentOrderId: at.fulfillmentOrderId ?? null,
    };
    checkLevel(type, place);
    await requirePlace(sql, orderId, place);
    const [holdId] = await insertHolds(env, [{ orderId, type: code, reason, ...place }]);
    await refreshOrders(sql, [orderId], now);
    return { holdId: present(holdId, "a hold was written") };
  },
});

type Place = { readonly orderLineId: string | null; readonly fulfillmentOrderId: string | null };

const invalid = (field: string, fault: string, message: string) =>
  new DomainError("INVALID_INPUT", message, { faults: [{ field, code: fault, message }] });

function checkLevel({ name, level }: HoldTypeRow, place: Place): void {
  if (place.orderLineId !== null && place.fulfillmentOrderId !== null) {
    const message = "A hold is on a line or on a fulfillment order, not on both";
    throw invalid("fulfillmentOrderId", "two_levels", message);
  }
  if (level === "line" && place.orderLineId === null) {
    throw invalid("orderLineId", "line_missing", `A hold “${name}” is on a line; name one`);
  }
  if (level === "fulfillment_order" && place.fulfillmentOrderId === null) {
    const message = `A hold “${name}” is on a fulfillment order; name one`;
    throw invalid("fulfillmentOrderId", "work_missing", message);
  }
}

async function requirePlace(sql: RawTx, orderId: string, place: Place): Promise<void> {
  const [row] = await sql<{ line: boolean; work: boolean }[]>`
    select exists (select from order_line
        where id = ${place.orderLineId}::uuid and order_id = ${orderId}) as line,
      exists (select from fulfillment_order
        where id = ${place.fulfillmentOrderId}::uuid and order_id = ${orderId}) as work`;
  if (place.orderLineId !== null && row?.line !== true) {
    throw new DomainError("NOT_FOUND", "There is no such line", { ...place });
  }
  if (place.fulfillmentOrderId !== null && row?.work !== true) {
    throw new DomainError("NOT_FOUND", "There is no such work order", { ...place });
  }
}
