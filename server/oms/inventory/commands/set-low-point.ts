import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError, type Fault } from "../../kernel/errors";
import { type LowPointInput, lowPointInput } from "../schema";

/**
 * Say at how many units a SKU is low: over all, for one channel, or at one node; or what stands for all
 * SKUs of a category that have no point of their own. Null takes the point away.
 *
 * @throws INVALID_INPUT naming what does not exist
 */
export const setLowPoint = defineCommand({
  name: "inventory.set_low_point",
  input: lowPointInput,
  wall: "staff",
  run: async (env, input) => {
    const { sql, actor, now, emit } = env;
    const { skuId, channelId, nodeId } = await resolve(env, input);
    const { category, units } = input;
    const [before] = await sql<{ id: string; units: number }[]>`
      select id, units from low_stock_point
      where sku_id is not distinct from ${skuId}::uuid and category is not distinct from ${category}
        and channel_id is not distinct from ${channelId}::uuid
        and node_id is not distinct from ${nodeId}::uuid
      for no key update`;
    const id = before?.id ?? newId(now.getTime());
    if (units === null) {
      await sql`delete from low_stock_point where id = ${id}`;
    } else {
      await sql`
        insert into low_stock_point (id, sku_id, category, channel_id, node_id, units, saved_by, saved_at)
        values (${id}, ${skuId}, ${category}, ${channelId}, ${nodeId}, ${units}, ${actor.id}, ${now})
        on conflict on constraint low_stock_point_of_one_place do update set units = excluded.units,
          saved_by = excluded.saved_by, saved_at = excluded.saved_at`;
    }
    emit({
      type: "stock.low_point_set",
      subject: skuId === null ? { kind: "low_stock_point", id } : { kind: "sku", id: skuId },
      payload: {
        sku: input.sku,
        category,
        channel: input.channelCode,
        node: input.nodeCode,
        before: before?.units ?? null,
        units,
      },
    });
    return { sku: input.sku, category, before: before?.units ?? null, units };
  },
});

async function resolve({ sql }: CommandEnv, { sku, channelCode, nodeCode }: LowPointInput) {
  const [found] = await sql<
    { skuId: string | null; channelId: string | null; nodeId: string | null }[]
  >`
    select (select id from sku where upper(code) = upper(${sku})) as "skuId",
      (select id from channel where code = ${channelCode}) as "channelId",
      (select id from node where upper(code) = upper(${nodeCode})) as "nodeId"`;
  const { skuId = null, channelId = null, nodeId = null } = found ?? {};
  const missing = [
    { field: "sku", said: sku, id: skuId, message: `“${sku}” is no SKU that we know` },
    {
      field: "channelCode",
      said: channelCode,
      id: channelId,
      message: `There is no channel “${channelCode}”`,
    },
    { field: "nodeCode", said: nodeCode, id: nodeId, message: `There is no node “${nodeCode}”` },
  ].filter(({ said, id }) => said !== null && id === null);
  if (missing.length > 0) {
    const faults = missing.map(
      ({ field, message }): Fault => ({ field, code: "unknown", message }),
    );
    throw new DomainError("INVALID_INPUT", faults[0]?.message ?? "It does not exist", { faults });
  }
  return { skuId, channelId, nodeId };
}
