import { z } from "zod";
import { placeOrders } from "@/server/oms/intake/commands/place-orders";
import { placeOrderInput } from "@/server/oms/intake/schema";
import { DomainError } from "@/server/oms/kernel/errors";
import { type BatchItem, type Ctx, parseInput } from "@/server/shell/command";
import { keyFrom, problemOf } from "./rest";

export const BATCH_MAX = 100;

/** Each order stands alone: an invalid one does not keep the others out. */
export const batchBody = z.object({
  orders: z
    .array(
      z.object({
        idempotencyKey: z.string().trim().min(1).max(255),
        order: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1)
    .max(BATCH_MAX, `Send at most ${BATCH_MAX} orders at once`),
});

type Item = BatchItem<z.output<typeof placeOrderInput>>;

/**
 * Take up to 100 orders in one transaction, each all-or-nothing with its own result, in the order
 * sent. An order whose form is wrong is answered without touching the database.
 */
export async function takeBatch(ctx: Ctx, raw: unknown) {
  const { orders } = parseInput(batchBody, raw);
  const parsed = orders.map(({ idempotencyKey, order }): Item | DomainError => {
    const input = { channelCode: "api", ...order };
    try {
      return { key: keyFrom(ctx.actor, idempotencyKey), input: parseInput(placeOrderInput, input) };
    } catch (error) {
      if (error instanceof DomainError) {
        return error;
      }
      throw error;
    }
  });
  const good = parsed.filter((item): item is Item => !(item instanceof DomainError));
  const outcomes = good.length === 0 ? [] : await placeOrders(ctx, good);
  const byItem = new Map(good.map((item, index) => [item, outcomes[index]]));
  return orders.map(({ idempotencyKey }, index) => {
    const item = parsed[index];
    const outcome =
      item === undefined || item instanceof DomainError
        ? {
            ok: false as const,
            error: item ?? new DomainError("INVALID_INPUT", "There is no order"),
          }
        : byItem.get(item);
    return outcome?.ok
      ? { idempotencyKey, ok: true as const, order: outcome.value }
      : {
          idempotencyKey,
          ok: false as const,
          problem: problemOf(outcome?.error ?? new DomainError("STALE", "There was no answer")),
        };
  });
}
