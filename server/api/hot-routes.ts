import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { placeOrderInput } from "@/server/oms/intake/schema";
import { availability } from "@/server/oms/inventory/queries-availability";
import type { LocalDate } from "@/server/oms/kernel/local-date";
import { parseInput } from "@/server/shell/command";
import { takeBatch } from "./batch-orders";
import { reserve } from "./reservations";
import { type RestRoute, restRoute } from "./rest";

/** Place one order. */
export const placeOne = restRoute(async ({ ctx, body, idempotencyKey }) => {
  const named = typeof body === "object" && body !== null ? { channelCode: "api", ...body } : body;
  const order = await placeOrder(ctx, idempotencyKey, parseInput(placeOrderInput, named));
  return { status: order.status === "parked" ? 202 : 201, body: order };
});

/** Place up to 100 orders, each with its own key and its own result. */
export const placeMany = restRoute(async ({ ctx, body }) => ({
  status: 200,
  body: { results: await takeBatch(ctx, body) },
}));

/** What was written of an answer before; the domain gives the same object while nothing changed. */
const written = new WeakMap<object, Buffer>();

function bytesOf(answer: object): Buffer {
  const bytes = written.get(answer) ?? Buffer.from(JSON.stringify(answer));
  written.set(answer, bytes);
  return bytes;
}

const COMMA = Buffer.from(",");
const CLOSING = Buffer.from("]}");

/**
 * An answer as JSON, in parts: over many nodes and SKUs it is a megabyte, nearly all of which was answered
 * before and need not be copied to be sent again.
 */
function writeAnswer({ skus, ...head }: Awaited<ReturnType<typeof availability>>): Buffer[] {
  const opening = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"skus":[`);
  const parts = skus.flatMap((sku, at) => (at === 0 ? [bytesOf(sku)] : [COMMA, bytesOf(sku)]));
  return [opening, ...parts, CLOSING];
}

/** What a channel may sell: `?sku=A,B&channel=api&date=2026-12-01&breakdown=1`. */
export const tellAvailability = restRoute(async ({ ctx, moment, url: { searchParams } }) => {
  const date = searchParams.get("date");
  const answer = await availability(
    { ...ctx, moment },
    {
      channelCode: searchParams.get("channel") ?? "api",
      skus: (searchParams.get("sku") ?? "").split(",").filter((sku) => sku !== ""),
      breakdown: ["1", "true"].includes(searchParams.get("breakdown") ?? ""),
      ...(date === null ? {} : { date: date as LocalDate }),
    },
  );
  return { status: 200, text: writeAnswer(answer) };
});

/** The same for up to a thousand SKUs, which no address has room for. */
export const askAvailability = restRoute(async ({ ctx, moment, body }) => {
  const named = typeof body === "object" && body !== null ? { channelCode: "api", ...body } : body;
  const answer = await availability({ ...ctx, moment }, parseInput(availability.spec.input, named));
  return { status: 200, text: writeAnswer(answer) };
});

/** Says that the process runs; nothing is asked of anybody. */
export const tellAlive: Pick<RestRoute, "answer"> = {
  answer: async () => ({
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    text: '{"status":"live"}',
  }),
};

/**
 * The routes that machines call by the thousand, by method and path. The web server answers them
 * itself; Next, which answers all others, would take longer over the request than the work takes.
 */
export const HOT_ROUTES: Readonly<Record<string, Pick<RestRoute, "answer">>> = {
  "GET /api/health/live": tellAlive,
  "POST /api/v1/orders": placeOne,
  "POST /api/v1/orders/batch": placeMany,
  "GET /api/v1/availability": tellAvailability,
  "POST /api/v1/availability": askAvailability,
  "POST /api/v1/reservations": reserve,
};
