import type { Connection } from "@/db/client";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import type { PlaceOrderInput } from "@/server/oms/intake/schema";
import { addDays, fromEpochDay } from "@/server/oms/kernel/local-date";
import { systemActor } from "@/server/shell/actor";
import { DEFAULT_SERVICE } from "./carriers";
import { demoId } from "./demo-id";
import { locationIdOf } from "./load-customers";
import { ctxAt } from "./play-orders";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Sent = Pick<PlaceOrderInput, "channelCode" | "companyCode" | "externalRef" | "lines"> &
  Partial<PlaceOrderInput> & { readonly from: string; readonly minutesAgo: number };

/** What machines sent this morning and nobody could be asked about, each wrong in its own way. */
function sentOrders(now: Date): Sent[] {
  const today = fromEpochDay(Math.floor(now.getTime() / DAY_MS));
  return [
    {
      from: "Order mailbox",
      minutesAgo: 190,
      channelCode: "csv",
      companyCode: "AW00000033",
      externalRef: "4500088121",
      customerPo: "4500088121",
      lines: [
        { sku: "HL-U509-B", quantity: 12 },
        // Somebody typed the letter O.
        { sku: "HL-U5O9-R", quantity: 8 },
      ],
    },
    {
      from: "Web shop of a reseller",
      minutesAgo: 84,
      channelCode: "api",
      companyCode: "AW00000048",
      externalRef: "WEB-20418",
      // Their shop writes the day on which the cart was opened.
      requestedDate: addDays(today, -9),
      lines: [
        { sku: "PU-0452", quantity: 6 },
        { sku: "LO-C100", quantity: 10 },
      ],
    },
    {
      from: "Web shop of a reseller",
      minutesAgo: 37,
      channelCode: "api",
      companyCode: "AW00000051",
      externalRef: "WEB-20431",
      // A branch that was closed, and that their shop still offers.
      companyLocationId: locationIdOf("AW00000051", "BRANCH"),
      lines: [{ sku: "CA-1098", quantity: 24 }],
    },
  ];
}

/** Orders with faults that came by file and by API: they are parked, and somebody is to mend them. */
export async function playParked(database: Connection, now: Date): Promise<void> {
  for (const { from, minutesAgo, ...order } of sentOrders(now)) {
    const ctx = ctxAt(
      database,
      systemActor(from),
      new Date(now.getTime() - minutesAgo * MINUTE_MS),
    );
    await placeOrder(ctx, demoId<string>("parked", order.externalRef ?? ""), {
      serviceCode: DEFAULT_SERVICE,
      ...order,
    });
  }
}
