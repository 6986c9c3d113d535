import type { z } from "zod";
import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { refreshOrders } from "../../orders/store";
import { decideCancellations } from "../decide-cancellation";
import { applyCancellationsInput } from "../schema";
import { cancellationKey, lockOpenSales, readAppliedCancellations, takeBack } from "../store";
import { readParties, readSkuWords, skuWordKey } from "../store-masters";

type Input = z.output<typeof applyCancellationsInput>;
type Cancellation = Input["cancellations"][number];

export type CancellationAnswer = {
  /** Per cancellation of the input: units taken back, and whether an earlier run did it. */
  readonly results: readonly { readonly units: number; readonly isEarlier: boolean }[];
  /** Orders of earlier runs that this changed. */
  readonly ordersUpdated: readonly string[];
};

/**
 * Take units back from the sales that cancellations reverse. A line of a cancellation document is
 * applied once, however often its file is imported.
 *
 * Locks: one import at a time applies cancellations to a channel; then orders by id.
 */
export const applyCancellations = defineCommand({
  name: "imports.apply_cancellations",
  input: applyCancellationsInput,
  wall: "staff",
  run: async (env, input): Promise<CancellationAnswer> => {
    const { sql, now, actor } = env;
    await sql`select pg_advisory_xact_lock(hashtextextended(${`imports:${input.channelId}`}, 0))`;
    const applied = await readAppliedCancellations(
      sql,
      input.channelId,
      input.cancellations.map((line) => line.reference),
    );
    const fresh = input.cancellations.filter((line) => !applied.has(cancellationKey(line)));
    const taken = await takeAll(env, input, fresh);
    const touched = await takeBack(
      sql,
      { runId: input.runId, channelId: input.channelId, actor, now },
      taken,
    );
    const orderIds = touched.map((order) => order.orderId);
    await refreshOrders(sql, orderIds, now);
    const units = new Map<string, number>();
    for (const part of taken) {
      units.set(cancellationKey(part), (units.get(cancellationKey(part)) ?? 0) + part.units);
    }
    return {
      results: input.cancellations.map((line) => {
        const earlier = applied.get(cancellationKey(line));
        return {
          units: earlier ?? units.get(cancellationKey(line)) ?? 0,
          isEarlier: earlier !== undefined,
        };
      }),
      ordersUpdated: touched
        .filter((order) => order.importRunId !== input.runId)
        .map((order) => order.orderId),
    };
  },
});

async function takeAll({ sql }: CommandEnv, input: Input, lines: readonly Cancellation[]) {
  const { companies } = await readParties(
    sql,
    lines.map((line) => line.companyCode),
  );
  const companyIdOf = (line: Cancellation) =>
    companies.get(line.companyCode.toUpperCase())?.companyId;
  const skus = await readSkuWords(
    sql,
    lines.map((line) => ({ code: line.sku, companyId: companyIdOf(line) ?? "" })),
  );
  const wanted = lines.flatMap((line) => {
    const companyId = companyIdOf(line);
    const sku = skus.get(skuWordKey({ code: line.sku, companyId: companyId ?? "" }));
    return companyId === undefined || sku === undefined
      ? []
      : [
          {
            line,
            companyId,
            skuId: sku.id,
            unitPriceE4: line.unitPriceE4,
            units: line.quantity,
            cancelledAt: line.cancelledAt,
          },
        ];
  });
  const sales = await lockOpenSales(sql, input.channelId, wanted);
  return decideCancellations(wanted, sales).flatMap(({ taken }, at) => {
    const line = wanted[at]?.line;
    return line === undefined
      ? []
      : taken.map((part) => ({
          reference: line.reference,
          lineNumber: line.lineNumber,
          orderLineId: part.orderLineId,
          units: part.units,
          cancelledAt: line.cancelledAt,
        }));
  });
}
