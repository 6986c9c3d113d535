import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { DomainError } from "../../kernel/errors";
import { readNetwork } from "../../network/store";
import { expiryOf, extendInput } from "../schema-reservation";
import { lockOwners, type OwnedReservation, readOwned } from "../store-reservations";
import { holdAll, type WishLine } from "./reserve-stock";

/**
 * Keep what an owner holds for longer. What lapsed meanwhile is taken up again where it is still
 * free; what is gone is told by SKU, and the rest is held on.
 *
 * @throws NOT_FOUND when the owner holds nothing; INVALID_INPUT when it asks for too long
 */
export const extendReservation = defineCommand({
  name: "inventory.extend_reservation",
  input: extendInput,
  wall: "company",
  run: async (env, { owner, minutes }) => {
    const { sql, now, actor } = env;
    const network = await readNetwork(env.owner, sql);
    await lockOwners(sql, [owner]);
    const owned = await readOwned(sql, [owner], env.companyId);
    const [first] = owned;
    const channel = [...network.channels.values()].find(({ id }) => id === first?.channelId);
    if (first === undefined || channel === undefined) {
      throw new DomainError("NOT_FOUND", "Nothing is held by that name", { ...owner });
    }
    const expiry = expiryOf(actor.companyId !== null, minutes, now);
    if (!expiry.ok) {
      throw new DomainError("INVALID_INPUT", expiry.error.message, { faults: [expiry.error] });
    }
    const { companyId } = first;
    const lines = await linesOf(env, owned);
    const wish = { owner, companyId, channel, expiresAt: expiry.value, partial: true, lines };
    const [outcome] = await holdAll(env, [wish], network);
    if (!outcome?.ok) {
      throw outcome?.error ?? new DomainError("STALE", "There was no answer");
    }
    const gone = outcome.value.lines.flatMap(({ sku, asked, held }) =>
      held < asked ? [{ sku, units: asked - held }] : [],
    );
    return { ...outcome.value, gone };
  },
});

/** What an owner holds or lost by time, by SKU. */
async function linesOf({ sql }: CommandEnv, owned: readonly OwnedReservation[]) {
  const units = new Map<string, number>();
  for (const { skuId, quantity } of owned) {
    units.set(skuId, (units.get(skuId) ?? 0) + quantity);
  }
  const skus = await sql<{ id: string; code: string }[]>`
    select id, code from sku where id = any(${[...units.keys()]}::uuid[]) order by code`;
  return skus.map(
    ({ id, code }, index): WishLine => ({
      askedAt: index,
      skuId: id,
      sku: code,
      quantity: units.get(id) ?? 0,
      nodeId: null,
    }),
  );
}
