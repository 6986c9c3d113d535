import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { activateDue } from "@/server/oms/sourcing/commands/activate-due";
import { cancelSchedule } from "@/server/oms/sourcing/commands/cancel-schedule";
import { discardDraft } from "@/server/oms/sourcing/commands/discard-draft";
import { importProfile } from "@/server/oms/sourcing/commands/import-profile";
import { publishProfile } from "@/server/oms/sourcing/commands/publish-profile";
import { rollBack } from "@/server/oms/sourcing/commands/roll-back";
import { saveDraft } from "@/server/oms/sourcing/commands/save-draft";
import {
  checkProfile,
  compareVersions,
  exportProfile,
  findVersion,
  listVersions,
  matchShare,
} from "@/server/oms/sourcing/queries-profile";
import { markLookedAt, markRehearsed, readVersion } from "@/server/oms/sourcing/store-profile";
import type { SourcingProfile, Strategy } from "@/server/oms/sourcing/types-profile";
import { systemActor } from "@/server/shell/actor";
import { periodicTasks } from "@/server/shell/periodic";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, givenSku, givenStock, TUESDAY } from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let active: SourcingProfile;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  active = (await exportProfile(ctxAt(0), { version: null })).document;
});
afterAll(() => database.drop());

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const ctxAt = (minutes: number, actor = systemActor("test")) => ctxOf(database, actor, at(minutes));

const named = (name: string, over: Partial<Strategy> = {}): SourcingProfile => ({
  ...active,
  strategies: [
    {
      name,
      when: { fact: "customer_tier", is: "in", values: ["gold"] },
      criteria: [{ by: "delivery_date", band: 0 }],
      constraints: [],
      afterAction: { do: "backorder" },
      ...over,
    },
    ...active.strategies,
  ],
});

const draftOf = (profile: SourcingProfile, note = "") =>
  saveDraft(ctxAt(0), key(), { version: null, revision: 0, profile, note });

/** As a rehearsal does it, and a person who reads what it found. */
async function rehearse(draft: { version: number; revision: number }, isRead = true) {
  const rehearsalId = randomUUID();
  return inTransaction(database, async ({ sql }) => {
    const isMarked = await markRehearsed(sql, draft, rehearsalId, at(0));
    return isRead ? await markLookedAt(sql, rehearsalId, "test", at(0)) : isMarked;
  });
}

const liveVersion = async () => (await exportProfile(ctxAt(0), { version: null })).version;
const countOf = async () => (await listVersions(ctxAt(0), {})).length;
const eventsOf = async (version: number) =>
  (await findVersion(ctxAt(0), { version })).events.map(({ type }) => type.split(".")[1]);

describe("what was there before strategies", () => {
  test("reads as one strategy for all orders, by landed cost", async () => {
    const found = await findVersion(ctxAt(0), { version: null });
    expect(found.sentences).toEqual([
      "All orders ship from the nodes with the lowest landed cost; what is missing waits with a dated promise.",
    ]);
    expect(found.row).toMatchObject({ version: 1, status: "active", strategies: 1 });
    expect(found.findings).toEqual([]);
  });

  test("cannot be rewritten or deleted by anybody", async () => {
    await expect(
      database.sql`update sourcing_profile set parameters = parameters || '{"stepsMax": 9}'
        where status = 'active'`,
    ).rejects.toThrow(/was published/);
    await expect(
      database.sql`delete from sourcing_profile where status = 'active'`,
    ).rejects.toThrow(/was published/);
  });
});

describe("a draft", () => {
  test("is saved again and again, each time by who has seen it last", async () => {
    const first = await draftOf(named("First"), "try");
    expect(first.revision).toBe(1);
    const again = await saveDraft(ctxAt(0), key(), { ...first, profile: named("Second") });
    expect(again).toEqual({ version: first.version, revision: 2 });
    await expect(
      saveDraft(ctxAt(0), key(), { ...first, profile: named("Third") }),
    ).rejects.toMatchObject({ code: "STALE" });
    const { profile } = await readVersion(database.sql, first.version);
    expect(profile.strategies[0]?.name).toBe("Second");
    expect(await eventsOf(first.version)).toEqual(["draft_saved", "draft_saved"]);
  });

  test("with faults is refused in words, and nothing is written", async () => {
    const before = await countOf();
    await expect(
      draftOf({ ...active, strategies: active.strategies.map((s) => ({ ...s, name: "" })) }),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        faults: [{ field: "profile.strategies.0.name", message: "Strategy 1: Name the strategy" }],
      },
    });
    expect(await countOf()).toBe(before);
  });

  test("the same key twice at once makes one; a right is needed", async () => {
    const before = await countOf();
    const once = key();
    const input = { version: null, revision: 0, profile: named("Once") };
    const [a, b] = await Promise.all([
      saveDraft(ctxAt(0), once, input).catch(() => saveDraft(ctxAt(0), once, input)),
      saveDraft(ctxAt(0), once, input).catch(() => saveDraft(ctxAt(0), once, input)),
    ]);
    expect(a).toEqual(b);
    expect(await countOf()).toBe(before + 1);
    await expect(saveDraft(ctxAt(0, actorWith([])), key(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("two new ones at once get numbers of their own", async () => {
    const [a, b] = await Promise.all([draftOf(named("A")), draftOf(named("B"))]);
    expect(a.version).not.toBe(b.version);
  });

  test("is thrown away; what was published is not", async () => {
    const draft = await draftOf(named("Gone"));
    await discardDraft(ctxAt(0), key(), { version: draft.version });
    await expect(findVersion(ctxAt(0), { version: draft.version })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(
      discardDraft(ctxAt(0), key(), { version: await liveVersion() }),
    ).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await expect(
      discardDraft(ctxAt(0, actorWith([])), key(), { version: draft.version }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("publishing", () => {
  const publish = (draft: { version: number; revision: number }, when: string | null = null) =>
    publishProfile(ctxAt(0), key(), { ...draft, at: when });

  test("waits for a rehearsal that was read, of the draft as it is", async () => {
    const draft = await draftOf(named("Careful"));
    await expect(publish(draft)).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    expect(await rehearse(draft, false)).toBe(true);
    await expect(publish(draft)).rejects.toThrow("Read what the rehearsal found");
    expect(await rehearse(draft)).toBe(true);
    const saved = await saveDraft(ctxAt(0), key(), { ...draft, profile: named("Changed") });
    await expect(publish(draft)).rejects.toMatchObject({ code: "STALE" });
    await expect(publish(saved)).rejects.toThrow("Rehearse this draft");
    expect(await rehearse(draft)).toBe(false);
  });

  test("takes the place of the live one, and of two at once one is told", async () => {
    const [a, b] = [await draftOf(named("A wins")), await draftOf(named("B wins"))];
    await rehearse(a);
    await rehearse(b);
    const before = await liveVersion();
    const [networkBefore] = await database.sql`select version from reference_version`;
    const outcomes = await Promise.allSettled([publish(a), publish(b)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "STALE" },
    });
    const live = await liveVersion();
    expect([a.version, b.version]).toContain(live);
    expect(await findVersion(ctxAt(0), { version: before })).toMatchObject({
      row: { status: "retired" },
    });
    const [networkAfter] = await database.sql`select version from reference_version`;
    expect(networkAfter?.version).toBeGreaterThan(Number(networkBefore?.version));
    await expect(
      saveDraft(ctxAt(0), key(), { version: live, revision: 1, profile: named("Rewrite") }),
    ).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await expect(
      publishProfile(ctxAt(0, actorWith([])), key(), { version: live, revision: 1, at: null }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("at a time happens by itself, unless it is called off", async () => {
    const draft = await draftOf(named("Tomorrow"));
    await rehearse(draft);
    const before = await liveVersion();
    await expect(publish(draft, at(-5).toISOString())).rejects.toMatchObject({
      details: { faults: [{ field: "at" }] },
    });
    await publish(draft, at(60).toISOString());
    await expect(
      saveDraft(ctxAt(0), key(), { ...draft, profile: named("Late change") }),
    ).rejects.toThrow("is scheduled");
    await expect(discardDraft(ctxAt(0), key(), draft)).rejects.toThrow("is scheduled");
    const other = await draftOf(named("Also tomorrow"));
    await rehearse(other);
    await expect(publish(other, at(90).toISOString())).rejects.toThrow("scheduled already");
    const task = periodicTasks.find(({ name }) => name === "activate scheduled routing");
    expect(await task?.isDue?.(database, at(59))).toBe(false);
    expect(await activateDue(ctxAt(59), key(), {})).toEqual({ version: null });
    await cancelSchedule(ctxAt(0), key(), { version: draft.version });
    expect(await task?.isDue?.(database, at(61))).toBe(false);
    await expect(cancelSchedule(ctxAt(0), key(), { version: draft.version })).rejects.toMatchObject(
      { code: "STALE" },
    );
    await publish(draft, at(60).toISOString());
    expect(await task?.isDue?.(database, at(61))).toBe(true);
    const ran = await Promise.all([
      activateDue(ctxAt(61), key(), {}),
      activateDue(ctxAt(61), key(), {}),
    ]);
    expect(ran.map(({ version }) => version)).toContain(draft.version);
    expect(ran.map(({ version }) => version)).toContain(null);
    expect(await liveVersion()).toBe(draft.version);
    expect(await eventsOf(draft.version)).toEqual([
      ...["draft_saved", "scheduled", "schedule_cancelled", "scheduled", "published"],
    ]);
    expect(before).not.toBe(draft.version);
  });

  test("is rolled back under a new number, once", async () => {
    const from = await liveVersion();
    const input = { from, to: 1, reason: "Too dear" };
    await expect(rollBack(ctxAt(70), key(), { ...input, reason: "" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const outcomes = await Promise.allSettled([
      rollBack(ctxAt(70), key(), input),
      rollBack(ctxAt(70), key(), input),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await exportProfile(ctxAt(0), { version: null })).document).toEqual(active);
    const live = await liveVersion();
    expect(live).toBeGreaterThan(from);
    const compared = await compareVersions(ctxAt(0), { from: 1, to: null });
    expect(compared).toEqual({ from: 1, to: live, sentences: [] });
    expect(await findVersion(ctxAt(0), { version: null })).toMatchObject({
      row: { note: "Back to version 1: Too dear", baseVersion: 1 },
    });
    await rollBack(ctxAt(71), key(), { from: live, to: null, reason: "No, it was right" });
    const back = await compareVersions(ctxAt(0), { from, to: null });
    expect(back.sentences).toEqual([]);
    const draft = await draftOf(named("Never live"));
    await expect(
      rollBack(ctxAt(72), key(), {
        from: await liveVersion(),
        to: draft.version,
        reason: "Wrong one",
      }),
    ).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await expect(rollBack(ctxAt(72, actorWith([])), key(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("a document", () => {
  test("goes out and comes in as a draft, and makes none when nothing changed", async () => {
    const { document, version } = await exportProfile(ctxAt(0), { version: null });
    expect(await importProfile(ctxAt(0), key(), { document })).toEqual({
      version,
      revision: 1,
      isUnchanged: true,
    });
    const changed = JSON.parse(JSON.stringify(named("From a file")));
    const taken = await importProfile(ctxAt(0), key(), { document: changed, note: "from git" });
    expect(taken.isUnchanged).toBe(false);
    const back = await exportProfile(ctxAt(0), { version: taken.version });
    expect(back).toEqual({ version: taken.version, status: "draft", document: changed });
    await expect(importProfile(ctxAt(0), key(), { document: { format: 1 } })).rejects.toMatchObject(
      { code: "INVALID_INPUT" },
    );
    await expect(
      importProfile(ctxAt(0, actorWith([])), key(), { document: changed }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("is checked without being written: faults, sentences, codes that nobody knows", async () => {
    const before = await countOf();
    const bad = await checkProfile(ctxAt(0), { document: { ...active, format: 7 } });
    expect(bad).toMatchObject({ isReadable: false, faults: [{ field: "format" }] });
    const document = named("Odd", {
      when: { fact: "channel", is: "in", values: ["telex"] },
      constraints: [{ rule: "nodes", is: "in", values: [floor.reno.code], hard: true }],
    });
    const good = await checkProfile(ctxAt(0), { document });
    expect(good.findings).toEqual([
      {
        kind: "unknown_code",
        strategy: 0,
        other: null,
        sentence: '"Odd" names telex, and there is no such channel.',
      },
    ]);
    expect(good.sentences[0]).toContain(`only from ${floor.reno.name}`);
    expect(await countOf()).toBe(before);
  });
});

test("the share of orders counts the first match and every match", async () => {
  const sku = await givenSku(database, {});
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 50 });
  await givenOrder(floor, [{ sku: sku.code, quantity: 1 }]);
  await database.sql`update company set tier = 'gold'`;
  await givenOrder(floor, [{ sku: sku.code, quantity: 2 }]);
  const profile = named("Gold");
  const share = await matchShare(ctxOf(database, systemActor("test"), TUESDAY), { profile });
  expect(share).toEqual({
    orders: 2,
    strategies: [
      { name: "Gold", first: 2, meets: 2 },
      { name: active.strategies[0]?.name, first: 0, meets: 2 },
    ],
  });
});
