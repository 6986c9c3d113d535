import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { listSkus, resolveSkus, searchSkus } from "@/server/oms/catalog/queries";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  givenCompany,
  givenNetwork,
  givenSku,
} from "../../support/factories";

let database: TestDatabase;
let company: GivenCompany;
let other: GivenCompany;
beforeAll(async () => {
  database = await openDatabase();
  await givenNetwork(database);
  company = await givenCompany(database);
  other = await givenCompany(database);
});
afterAll(() => database.drop());

const givenAlias = async (skuId: string, kind: string, code: string, companyId: string | null) =>
  database.sql`insert into sku_alias (id, kind, code, sku_id, company_id)
    values (${newId()}, ${kind}, ${code}, ${skuId}, ${companyId})`;

const codesOf = (answer: { items: readonly { code: string }[] }) =>
  answer.items.map((item) => item.code);

describe("searching", () => {
  test("puts the SKU that is named before those whose code merely begins so", async () => {
    await givenSku(database, { code: "SR-100-XL" });
    await givenSku(database, { code: "SR-100-B" });
    await givenSku(database, { code: "SR-100" });
    const found = await searchSkus(ctxOf(database), { text: "sr-100" });
    expect(found.items[0]).toMatchObject({ code: "SR-100", isExact: true, matchedBy: "code" });
    expect(found.items[1]?.isExact).toBe(false);
    expect(codesOf(found)).toHaveLength(3);
  });

  test("knows a customer's own part number, and nobody else's", async () => {
    const sku = await givenSku(database, { code: "SR-PART" });
    await givenAlias(sku.id, "customer_part", "OWN-7", company.id);
    const own = await searchSkus(ctxOf(database), { text: "own-7", companyId: company.id });
    expect(own.items[0]).toMatchObject({
      code: "SR-PART",
      matchedBy: "customer_part",
      customerPart: "OWN-7",
      isExact: true,
    });
    const foreign = await searchSkus(ctxOf(database), { text: "own-7", companyId: other.id });
    expect(foreign.items).toEqual([]);
  });

  test("finds a GTIN, and every word in any order in names", async () => {
    const sku = await givenSku(database, { code: "SR-WORDS" });
    await database.sql`update sku set name = 'Crank arm, forged' where id = ${sku.id}`;
    await givenAlias(sku.id, "gtin", "4006381333931", null);
    const byGtin = await searchSkus(ctxOf(database), { text: "4006381333931" });
    expect(byGtin.items[0]).toMatchObject({ code: "SR-WORDS", matchedBy: "gtin", isExact: true });
    const byWords = await searchSkus(ctxOf(database), { text: "forged crank" });
    expect(codesOf(byWords)).toContain("SR-WORDS");
  });

  test("names a discontinued SKU's follower, and offers it only by its exact code", async () => {
    const next = await givenSku(database, { code: "SR-NEXT" });
    const gone = await givenSku(database, { code: "SR-GONE" });
    await database.sql`update sku set status = 'discontinued' where id = ${gone.id}`;
    await setRelations(ctxOf(database), randomUUID(), {
      relations: [{ kind: "supersession", sku: gone.code, instead: next.code }],
    });
    const exact = await searchSkus(ctxOf(database), { text: "SR-GONE" });
    expect(exact.items[0]).toMatchObject({
      status: "discontinued",
      successor: { code: "SR-NEXT" },
    });
    expect(codesOf(await searchSkus(ctxOf(database), { text: "SR-GO" }))).not.toContain("SR-GONE");
  });

  test("answers a mistyped number with the numbers most like it, and never takes one for it", async () => {
    await givenSku(database, { code: "NR-T55Q-42" });
    await givenSku(database, { code: "NR-T55Q-48" });
    const near = await searchSkus(ctxOf(database), { text: "nr-t55q-43" });
    expect(codesOf(near).toSorted()).toEqual(["NR-T55Q-42", "NR-T55Q-48"]);
    expect(near.items.some((item) => item.isExact)).toBe(false);
    const resolved = await resolveSkus(ctxOf(database), { codes: ["nr-t55q-43"] });
    expect(resolved[0]?.match).toBeNull();
  });

  test("takes the marks of a pattern for what they are, and says when there is more", async () => {
    expect((await searchSkus(ctxOf(database), { text: "%" })).items).toEqual([]);
    await givenSku(database, { code: "MANY-1" });
    await givenSku(database, { code: "MANY-2" });
    const one = await searchSkus(ctxOf(database), { text: "MANY-", limit: 1 });
    expect(one).toMatchObject({ hasMore: true });
    expect(one.items).toHaveLength(1);
  });
});

describe("resolving", () => {
  test("answers each entry in its place, null for what names nothing", async () => {
    const sku = await givenSku(database, { code: "RS-1" });
    await givenAlias(sku.id, "customer_part", "RS-OWN", company.id);
    const answers = await resolveSkus(ctxOf(database), {
      companyId: company.id,
      codes: ["rs-own", "RS-NONE", "RS-1", "", "rs-1"],
    });
    expect(answers.map(({ code, match }) => [code, match?.code ?? null, match?.matchedBy])).toEqual(
      [
        ["rs-own", "RS-1", "customer_part"],
        ["RS-NONE", null, undefined],
        ["RS-1", "RS-1", "code"],
        ["", null, undefined],
        ["rs-1", "RS-1", "code"],
      ],
    );
  });

  test("prefers our own code where a customer calls another SKU the same", async () => {
    const ours = await givenSku(database, { code: "CLASH-1" });
    const called = await givenSku(database, { code: "CLASH-2" });
    await givenAlias(called.id, "customer_part", "CLASH-1", company.id);
    const [answer] = await resolveSkus(ctxOf(database), {
      companyId: company.id,
      codes: ["clash-1"],
    });
    expect(answer?.match?.skuId).toBe(ours.id);
  });

  test("a code with hyphens names itself, whatever else is in the catalog", async () => {
    const part = fc.string({
      unit: fc.constantFrom("A", "B", "1", "2", "-"),
      minLength: 1,
      maxLength: 5,
    });
    const codes = fc.uniqueArray(part, { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(codes, async (suffixes) => {
        const run = newId().slice(-6).toUpperCase();
        const made: { id: string; code: string }[] = [];
        for (const suffix of suffixes) {
          made.push(await givenSku(database, { code: `P${run}${suffix}` }));
        }
        const answers = await resolveSkus(ctxOf(database), { codes: made.map((sku) => sku.code) });
        expect(answers.map(({ match }) => match?.skuId)).toEqual(made.map((sku) => sku.id));
        for (const sku of made.slice(0, 3)) {
          const found = await searchSkus(ctxOf(database), { text: sku.code });
          expect(found.items[0]).toMatchObject({ skuId: sku.id, isExact: true });
        }
      }),
      { numRuns: 12 },
    );
  });

  test("refuses a buyer who names another company", async () => {
    const buyer = actorWith(["catalog.resolve_skus"], { companyId: company.id });
    await expect(
      resolveSkus(ctxOf(database, buyer), { companyId: other.id, codes: ["X"] }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("the list pages through everything once, in order, and counts honestly", async () => {
  for (const code of ["LS-3", "LS-1", "LS-2", "LS-5", "LS-4"]) {
    await givenSku(database, { code });
  }
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listSkus>> = await listSkus(ctxOf(database), {
      q: "LS-",
      limit: 2,
      after,
    });
    expect(page.total).toBe(5);
    seen.push(...codesOf(page));
    after = page.next;
  } while (after !== null);
  expect(seen).toEqual(["LS-1", "LS-2", "LS-3", "LS-4", "LS-5"]);
  const down = await listSkus(ctxOf(database), { q: "LS-", desc: true, limit: 2 });
  expect(codesOf(down)).toEqual(["LS-5", "LS-4"]);
});
