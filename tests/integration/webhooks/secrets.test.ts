import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { setAuthSecret } from "@/server/env";
import { rotateSecret } from "@/server/oms/webhooks/commands/rotate-secret";
import { saveSubscription } from "@/server/oms/webhooks/commands/save-subscription";
import { sealSecrets } from "@/server/oms/webhooks/commands/seal-secrets";
import { sendTest } from "@/server/oms/webhooks/commands/send-test";
import { deliverDue, hasUnsealed } from "@/server/oms/webhooks/handlers";
import { listDeliveries, listSubscriptions } from "@/server/oms/webhooks/queries";
import { openSecret, sealSecret } from "@/server/oms/webhooks/store-secret";
import type { WebhookSender } from "@/server/oms/webhooks/types";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenNetwork, TUESDAY } from "../../support/factories";

const FIRST = "the first secret of this installation, long enough";
const SECOND = "the second secret of this installation, as long";
const given = process.env.AUTH_SECRET ?? "";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase();
  await givenNetwork(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  setAuthSecret(FIRST);
  await database.sql`delete from webhook_attempt`;
  await database.sql`delete from webhook_message`;
  await database.sql`delete from webhook_told`;
  await database.sql`delete from webhook_subscription`;
});
afterEach(() => {
  delete process.env.AUTH_SECRET_PREVIOUS;
  setAuthSecret(given);
});

const ctx = () => ctxOf(database);
const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;
const startAnewWith = (secret: string, previous?: string) => {
  if (previous !== undefined) {
    process.env.AUTH_SECRET_PREVIOUS = previous;
  }
  setAuthSecret(secret);
};

async function subscribe() {
  const secret = newSecret();
  const { subscriptionId } = await saveSubscription(ctx(), randomUUID(), {
    name: "Shop",
    url: "https://shop.test/hook",
    eventTypes: ["promise.changed"],
    secret,
  });
  return { secret, subscriptionId };
}

const keptOf = async (subscriptionId: string) => {
  const [row] = await database.sql<{ secret: string; previous: string | null }[]>`
    select secret, previous_secret as previous from webhook_subscription where id = ${subscriptionId}`;
  return row ?? { secret: "", previous: null };
};

/** What a message that is due is signed with; null: it was not sent. */
async function signedWith(
  subscriptionId: string,
  now = TUESDAY,
): Promise<readonly string[] | null> {
  let secrets: readonly string[] | null = null;
  const send: WebhookSender = (message) => {
    secrets = message.secrets;
    return Promise.resolve({ status: 200, error: null, response: "", tookMs: 1 });
  };
  await sendTest(ctx(), randomUUID(), { subscriptionId });
  await Promise.all(await deliverDue(ctxOf(database, undefined, now), send));
  return secrets;
}

test("a secret is kept encrypted, signs in plain, and is in no answer", async () => {
  const { secret, subscriptionId } = await subscribe();
  const { secret: kept } = await keptOf(subscriptionId);
  expect(kept).toMatch(/^sealed1\.[0-9a-f]{12}\.[\w-]+$/);
  expect(kept).not.toContain(secret.slice(6, 20));
  expect(await signedWith(subscriptionId)).toEqual([secret]);
  const rows = await listSubscriptions(ctx(), {});
  expect(JSON.stringify(rows)).not.toContain("sealed1");
  expect(rows).toMatchObject([{ canSign: true }]);
  const [{ leaks } = { leaks: -1 }] = await database.sql<{ leaks: number }[]>`
    select (select count(*) from event where payload::text like '%whsec_%')::int
      + (select count(*) from command_log where output::text like '%whsec_%')::int as leaks`;
  expect(leaks).toBe(0);
});

test("the same secret is never the same bytes, and opens for its own subscription alone", () => {
  const secret = newSecret();
  const [mine, yours] = [randomUUID(), randomUUID()];
  const kept = sealSecret(secret, mine);
  expect(sealSecret(secret, mine)).not.toBe(kept);
  expect(openSecret(kept, mine)).toBe(secret);
  expect(openSecret(kept, yours)).toBeNull();
  expect(openSecret(`${kept.slice(0, -2)}AA`, mine)).toBeNull();
});

test("secrets that stood in plain are encrypted by the worker, and none is lost", async () => {
  const { subscriptionId } = await subscribe();
  const [plain, before] = [newSecret(), newSecret()];
  await database.sql`
    update webhook_subscription set secret = ${plain}, previous_secret = ${before},
      previous_until = '2026-11-11T00:00:00Z' where id = ${subscriptionId}`;
  expect(await signedWith(subscriptionId)).toEqual([plain, before]);
  expect(await hasUnsealed(database)).toBe(true);
  const key = randomUUID();
  const both = await Promise.all([sealSecrets(ctx(), key, {}), sealSecrets(ctx(), key, {})]);
  expect(both).toEqual([{ sealed: 1 }, { sealed: 1 }]);
  expect(await hasUnsealed(database)).toBe(false);
  const kept = await keptOf(subscriptionId);
  expect(`${kept.secret} ${kept.previous}`).not.toContain("whsec_");
  expect(await signedWith(subscriptionId)).toEqual([plain, before]);
});

test("two workers seal what there is once", async () => {
  const { subscriptionId } = await subscribe();
  const plain = newSecret();
  await database.sql`
    update webhook_subscription set secret = ${plain} where id = ${subscriptionId}`;
  const found = await Promise.all([1, 2, 3].map(() => sealSecrets(ctx(), randomUUID(), {})));
  expect(found.map(({ sealed }) => sealed).toSorted()).toEqual([0, 0, 1]);
  expect(await signedWith(subscriptionId)).toEqual([plain]);
});

test("whoever may not do so seals nothing", async () => {
  const { subscriptionId } = await subscribe();
  await database.sql`
    update webhook_subscription set secret = ${newSecret()} where id = ${subscriptionId}`;
  const stranger = ctxOf(database, actorWith(["inventory.availability"]));
  await expect(sealSecrets(stranger, randomUUID(), {})).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const buyer = ctxOf(database, actorWith(["webhooks.seal_secrets"], { companyId: randomUUID() }));
  await expect(sealSecrets(buyer, randomUUID(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await keptOf(subscriptionId)).secret).toContain("whsec_");
});

test("with a new key the one before still opens, until all is encrypted anew", async () => {
  const { secret, subscriptionId } = await subscribe();
  const before = await keptOf(subscriptionId);
  startAnewWith(SECOND, FIRST);
  expect(await signedWith(subscriptionId)).toEqual([secret]);
  expect(await sealSecrets(ctx(), randomUUID(), {})).toEqual({ sealed: 1 });
  const after = await keptOf(subscriptionId);
  expect(after.secret.split(".")[1]).not.toBe(before.secret.split(".")[1]);
  delete process.env.AUTH_SECRET_PREVIOUS;
  startAnewWith(SECOND);
  expect(await signedWith(subscriptionId)).toEqual([secret]);
});

test("a lost key is said, nothing is sent or spoilt, and a new secret mends it", async () => {
  const { subscriptionId } = await subscribe();
  const before = await keptOf(subscriptionId);
  startAnewWith(SECOND);
  expect(await signedWith(subscriptionId)).toBeNull();
  expect(await listSubscriptions(ctx(), {})).toMatchObject([{ canSign: false }]);
  const [delivery] = await listDeliveries(ctx(), { subscriptionId });
  expect(delivery).toMatchObject({ state: "pending", last: { status: null } });
  expect(delivery?.last?.error).toContain("AUTH_SECRET");
  expect(await sealSecrets(ctx(), randomUUID(), {})).toEqual({ sealed: 0 });
  expect(await keptOf(subscriptionId)).toEqual(before);

  const secret = newSecret();
  await rotateSecret(ctx(), randomUUID(), { subscriptionId, secret });
  // The one that could not be sent is tried again first, and is not lost either.
  const later = new Date(TUESDAY.getTime() + 3_600_000);
  expect(await signedWith(subscriptionId, later)).toEqual([secret]);
  expect(await keptOf(subscriptionId)).toMatchObject({ previous: null });
});
