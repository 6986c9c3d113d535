import { type CommandEnv, defineCommand } from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError, type Fault } from "../../kernel/errors";
import { type SubscriptionInput, subscriptionInput } from "../schema";
import { lockSubscription } from "../store";
import { sealSecret } from "../store-secret";

/**
 * Make a webhook subscription, or change one. When its scope changes, or it is turned on again, what
 * it is told begins from how things stand then.
 *
 * @throws INVALID_INPUT naming what does not exist; NOT_FOUND; STALE when it changed meanwhile
 */
export const saveSubscription = defineCommand({
  name: "webhooks.save_subscription",
  input: subscriptionInput,
  wall: "staff",
  run: async (env, input) => {
    const named = await resolve(env, input);
    return input.subscriptionId === null
      ? make(env, input, named)
      : change(env, input, input.subscriptionId, named);
  },
});

type Named = { readonly channelId: string | null; readonly skuIds: readonly string[] };

async function make({ sql, now, actor, emit }: CommandEnv, input: SubscriptionInput, named: Named) {
  if (input.secret === undefined) {
    const message = "A new subscription needs a secret";
    throw new DomainError("INVALID_INPUT", message, {
      faults: [{ field: "secret", code: "missing", message }],
    });
  }
  const id = newId(now.getTime());
  await sql`
    insert into webhook_subscription (id, name, url, event_types, channel_id, sku_ids,
      low_threshold, is_on, secret, owner_id, created_at, version)
    values (${id}, ${input.name}, ${input.url}, ${input.eventTypes}, ${named.channelId},
      ${[...named.skuIds]}::uuid[], ${input.lowThreshold}, ${input.isOn}, ${sealSecret(input.secret, id)},
      ${actor.id}, ${now}, 1)`;
  emit({
    type: "webhook.saved",
    subject: { kind: "webhook_subscription", id },
    payload: { name: input.name, url: input.url, version: 1 },
  });
  return { subscriptionId: id, version: 1 };
}

async function change(
  { sql, emit }: CommandEnv,
  input: SubscriptionInput,
  id: string,
  named: Named,
) {
  const stands = await lockSubscription(sql, id);
  if (stands.version !== input.version) {
    throw new DomainError("STALE", "The subscription changed meanwhile: look at it again");
  }
  const version = stands.version + 1;
  const skuIds = [...named.skuIds];
  await sql`
    update webhook_subscription set name = ${input.name}, url = ${input.url},
      event_types = ${input.eventTypes}, low_threshold = ${input.lowThreshold},
      baseline_at = case when channel_id is not distinct from ${named.channelId}::uuid
        and sku_ids = ${skuIds}::uuid[] and is_on = ${input.isOn} then baseline_at end,
      channel_id = ${named.channelId}, sku_ids = ${skuIds}::uuid[], is_on = ${input.isOn},
      off_reason = null, version = ${version}
    where id = ${id}`;
  emit({
    type: "webhook.saved",
    subject: { kind: "webhook_subscription", id },
    payload: { name: input.name, url: input.url, version },
  });
  return { subscriptionId: id, version };
}

async function resolve({ sql }: CommandEnv, input: SubscriptionInput): Promise<Named> {
  const codes = [...new Set(input.skus.map((sku) => sku.toUpperCase()))];
  const [channel] = await sql<{ id: string }[]>`
    select id from channel where code = ${input.channelCode}`;
  const found = await sql<{ id: string; code: string }[]>`
    select id, upper(code) as code from sku where upper(code) = any(${codes}::text[]) order by id`;
  const known = new Set(found.map(({ code }) => code));
  const missing = codes.filter((code) => !known.has(code));
  const faults: Fault[] = [];
  if (input.channelCode !== null && channel === undefined) {
    const message = `There is no channel “${input.channelCode}”`;
    faults.push({ field: "channelCode", code: "channel_unknown", message });
  }
  if (missing.length > 0) {
    const message = `No SKUs that we know: ${missing.slice(0, 5).join(", ")}`;
    faults.push({ field: "skus", code: "sku_unknown", message });
  }
  if (faults.length > 0) {
    throw new DomainError("INVALID_INPUT", "The subscription names what does not exist", {
      faults,
    });
  }
  return { channelId: channel?.id ?? null, skuIds: found.map(({ id }) => id) };
}
