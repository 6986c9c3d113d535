import { readTable } from "./tables";
import type { DemoOrder } from "./timeline";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Orders of kits, which the source does not have: on their own days before the end. */
export function kitOrders(now: Date): DemoOrder[] {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const orders = new Map<string, DemoOrder>();
  for (const row of readTable("kit_orders")) {
    const reference = row.text("reference");
    const order = orders.get(reference) ?? {
      reference,
      customerPo: row.text("customer_po"),
      company: row.text("company"),
      placedAt: new Date(midnight - row.int("days_ago") * DAY_MS + row.int("hour_utc") * HOUR_MS),
      lines: [],
    };
    orders.set(reference, order);
    order.lines.push({ sku: row.text("sku"), units: row.int("quantity"), unitPriceE4: 0 });
  }
  return [...orders.values()];
}
