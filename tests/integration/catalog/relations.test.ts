/** Relations between SKUs as data, and what they do to an order that comes in. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { removeRelation } from "@/server/oms/catalog/commands/remove-relation";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { listRelations } from "@/server/oms/catalog/queries-relations";
import type { relationContent } from "@/server/oms/catalog/schema";
import { setSubstitution } from "@/server/oms/customers/commands/set-substitution";
import { quoteLines } from "@/server/oms/intake/queries";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenKit,
  givenSku,
  givenStock,
} from "../../support/factories";
import { expectBooksToBalance, type Floor, givenFloor, givenOrder, key } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());

type Relation = z.input<typeof relationContent>;

const relate = (...relations: Relation[]) => setRelations(floor.ctx, key(), { relations });

async function stocked(onHand: number, over: Parameters<typeof givenSku>[1] = {}) {
  const sku = await givenSku(database, over);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand });
  return sku;
}

/** A customer of its own, with a word on substitutes. */
async function floorOf(substitution: "never" | "ask" | "allow"): Promise<Floor> {
  const company = await givenCompany(database);
  await setSubstitution(floor.ctx, key(), { company: company.code, substitution });
  return { ...floor, company };
}

const shippedLines = (orderId: string) => database.sql`
  select s.code as sku, l.ordered, k.code as asked, l.asked_quantity as "askedQuantity",
    l.unit_price_e4 as price, l.asked_unit_price_e4 as "askedPrice", l.allocated
  from order_line l join sku s on s.id = l.sku_id left join sku k on k.id = l.asked_sku_id
  where l.order_id = ${orderId} order by l.line_number`;

describe("a relation", () => {
  test("is made, replaced, listed from both sides, and ended", async () => {
    const [a, b] = [await givenSku(database), await givenSku(database)];
    const relation: Relation = { kind: "substitution", sku: a.code, instead: b.code };
    await relate({ ...relation, ratio: { numerator: 2, denominator: 1 } });
    await relate({ ...relation, isMutual: true, price: "ordered", rank: 3 });
    for (const { code } of [a, b]) {
      expect(await listRelations(floor.ctx, { sku: code.toLowerCase() })).toMatchObject([
        { sku: a.code, instead: b.code, ratio: { numerator: 1 }, isMutual: true, rank: 3 },
      ]);
    }
    await removeRelation(floor.ctx, key(), relation);
    expect(await listRelations(floor.ctx, { sku: a.code })).toEqual([]);
    await expect(removeRelation(floor.ctx, key(), relation)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("is refused with all that stands against it, and nothing of the list is kept", async () => {
    const [a, b, c] = [
      await givenSku(database),
      await givenSku(database),
      await givenSku(database),
    ];
    const kit = await givenKit(database, [[c, 1]]);
    const good: Relation = { kind: "substitution", sku: a.code, instead: b.code };
    await expect(
      relate(
        good,
        { ...good, instead: "NOBODY" },
        { ...good, instead: a.code },
        { ...good, instead: kit.code },
        { ...good, timing: "at_once" },
        { kind: "supersession", sku: a.code, instead: b.code, isMutual: true },
        { ...good, validFrom: "2026-12-02", validTo: "2026-12-01" },
      ),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: {
        faults: [
          { field: "relations.1.instead", code: "sku_unknown" },
          { field: "relations.2.instead", code: "is_itself" },
          { field: "relations.3.instead", code: "is_kit" },
          { field: "relations.4.timing", code: "not_timed" },
          { field: "relations.5.isMutual", code: "one_way" },
          { field: "relations.6.validTo", code: "dates_crossed" },
        ],
      },
    });
    expect(await listRelations(floor.ctx, { sku: a.code })).toEqual([]);
  });

  test("does not lead in a circle, whoever closes it first", async () => {
    const [a, b] = [await givenSku(database), await givenSku(database)];
    const both = await Promise.allSettled([
      relate({ kind: "supersession", sku: a.code, instead: b.code }),
      relate({ kind: "supersession", sku: b.code, instead: a.code }),
    ]);
    expect(both.filter(({ status }) => status === "rejected")).toMatchObject([
      { reason: { code: "INVALID_INPUT", message: expect.stringContaining("leads back to") } },
    ]);
    expect(await listRelations(floor.ctx, { sku: a.code })).toHaveLength(1);
  });

  test("is written once with one key, and only by those who may", async () => {
    const [a, b] = [await givenSku(database), await givenSku(database)];
    const relation: Relation = { kind: "substitution", sku: a.code, instead: b.code };
    const once = key();
    const twice = [once, once].map((each) =>
      setRelations(floor.ctx, each, { relations: [relation] }),
    );
    expect(await Promise.all(twice)).toEqual([{ saved: 1 }, { saved: 1 }]);
    const events = await database.sql`
      select from event where type = 'sku.relation_set' and subject_id = ${a.id}`;
    expect(events).toHaveLength(1);
    const nobody = ctxOf(database, actorWith([]));
    const buyer = ctxOf(
      database,
      actorWith(
        ["catalog.set_relations", "catalog.remove_relation", "customers.set_substitution"],
        {
          companyId: floor.company.id,
        },
      ),
    );
    for (const ctx of [nobody, buyer]) {
      await expect(setRelations(ctx, key(), { relations: [relation] })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(removeRelation(ctx, key(), relation)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(
        setSubstitution(ctx, key(), { company: floor.company.code, substitution: "never" }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(
      setSubstitution(floor.ctx, key(), { company: "NOBODY", substitution: "never" }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", details: { faults: [{ field: "company" }] } });
  });
});

describe("an order for a SKU that is followed by another", () => {
  test("ships the other where the customer allows it, at the price the relation says", async () => {
    const old = await stocked(0, { listPriceE4: 100_000 });
    const next = await stocked(50, { listPriceE4: 120_000 });
    await relate({
      kind: "supersession",
      sku: old.code,
      instead: next.code,
      timing: "at_once",
      price: "lower",
    });
    const allowing = await floorOf("allow");
    const order = await givenOrder(allowing, [{ sku: old.code, quantity: 5 }]);
    expect(order.lines).toMatchObject([
      { sku: next.code, insteadOf: { sku: old.code, quantity: 5 }, allocated: 5 },
    ]);
    expect(await shippedLines(order.orderId)).toMatchObject([
      {
        sku: next.code,
        ordered: 5,
        asked: old.code,
        askedQuantity: 5,
        price: 100_000,
        askedPrice: 100_000,
        allocated: 5,
      },
    ]);
    await expectBooksToBalance(allowing);
  });

  test("is refused otherwise, naming the way out; the order may say otherwise", async () => {
    const old = await stocked(3);
    const next = await stocked(50);
    await relate({ kind: "supersession", sku: old.code, instead: next.code });
    for (const policy of ["ask", "never"] as const) {
      const asking = await floorOf(policy);
      await expect(givenOrder(asking, [{ sku: old.code, quantity: 5 }])).rejects.toMatchObject({
        code: "ORDER_REFUSED",
        details: {
          faults: [
            {
              field: "lines.0.sku",
              code: "superseded",
              message: `${old.code} is not made any more and only 3 are left: order 5 × ${next.code} instead`,
            },
          ],
        },
      });
      const lines = [{ sku: old.code, quantity: 5 }];
      const order = await givenOrder(asking, lines, { substitution: "allow" });
      expect(order.lines).toMatchObject([{ sku: next.code, allocated: 5 }]);
    }
  });

  test("ships what is left of it as long as that is enough", async () => {
    const old = await stocked(5);
    const next = await stocked(50);
    await relate({ kind: "supersession", sku: old.code, instead: next.code });
    const asking = await floorOf("ask");
    const order = await givenOrder(asking, [{ sku: old.code, quantity: 5 }]);
    expect(order.lines).toMatchObject([{ sku: old.code, allocated: 5, insteadOf: null }]);
  });

  test("is parked from a door where nobody can be asked", async () => {
    const old = await stocked(0);
    const next = await stocked(50);
    await relate({ kind: "supersession", sku: old.code, instead: next.code });
    const asking = await floorOf("ask");
    const order = await givenOrder(asking, [{ sku: old.code, quantity: 5 }], {
      channelCode: "api",
    });
    expect(order).toMatchObject({ status: "parked", faults: [{ code: "superseded" }] });
  });
});

describe("a line that ships another SKU by choice", () => {
  test("keeps what was asked for; two stand in for one", async () => {
    const single = await stocked(0, { listPriceE4: 200_000 });
    const half = await stocked(40, { listPriceE4: 90_000, packMultiple: 2 });
    await relate({
      kind: "substitution",
      sku: single.code,
      instead: half.code,
      ratio: { numerator: 2, denominator: 1 },
      price: "ordered",
    });
    const asking = await floorOf("ask");
    const order = await givenOrder(asking, [
      { sku: half.code, quantity: 6, insteadOf: single.code } as { sku: string; quantity: number },
    ]);
    expect(await shippedLines(order.orderId)).toMatchObject([
      { sku: half.code, ordered: 6, asked: single.code, askedQuantity: 3, price: 100_000 },
    ]);
    await expectBooksToBalance(asking);
  });

  test("must be one that may, in whole units, for a customer who takes them", async () => {
    const [a, b, c] = [await stocked(0), await stocked(40), await stocked(40)];
    await relate({
      kind: "substitution",
      sku: a.code,
      instead: b.code,
      ratio: { numerator: 3, denominator: 1 },
    });
    const lines = (sku: string, quantity: number, insteadOf = a.code) => [
      { sku, quantity, insteadOf } as { sku: string; quantity: number },
    ];
    const code = async (given: Floor, ...line: Parameters<typeof lines>) =>
      givenOrder(given, lines(...line)).then(
        () => "taken",
        (error) => error.details.faults[0].code,
      );
    const asking = await floorOf("ask");
    expect(await code(asking, c.code, 3)).toBe("no_substitute");
    expect(await code(asking, b.code, 4)).toBe("not_whole");
    expect(await code(asking, b.code, 3, "NOBODY")).toBe("sku_unknown");
    expect(await code(await floorOf("never"), b.code, 3)).toBe("no_substitutes");
    expect(await code(asking, b.code, 3)).toBe("taken");
  });
});

describe("a quote for a short line", () => {
  test("offers what could ship now, in the order of rank, with what it costs more", async () => {
    const short = await stocked(10, { listPriceE4: 100_000 });
    const first = await stocked(4, { listPriceE4: 110_000 });
    const second = await stocked(100, { listPriceE4: 150_000 });
    const none = await stocked(0);
    await relate(
      { kind: "substitution", sku: short.code, instead: none.code, rank: 1 },
      { kind: "substitution", sku: short.code, instead: second.code, rank: 3, price: "substitute" },
      // From the other end: what stands in both ways.
      { kind: "substitution", sku: first.code, instead: short.code, rank: 2, isMutual: true },
    );
    const asking = await floorOf("ask");
    const ask = (over: object = {}) =>
      quoteLines(floor.ctx, {
        companyId: asking.company.id,
        channelCode: "portal",
        lines: [{ key: "1", sku: short.code, quantity: 40 }],
        ...over,
      });
    const quote = await ask();
    expect(quote.lines[0]?.offers).toMatchObject([
      {
        sku: { code: first.code },
        quantity: 4,
        insteadOf: 4,
        moreMinor: 0,
        shipDate: "2026-11-10",
      },
      { sku: { code: second.code }, quantity: 30, insteadOf: 30, moreMinor: 15_000 },
    ]);
    expect((await ask({ substitution: "never" })).lines[0]?.offers).toEqual([]);
    const enough = await ask({ lines: [{ key: "1", sku: short.code, quantity: 10 }] });
    expect(enough.lines[0]?.offers).toEqual([]);
  });

  test("offers what follows a SKU that is not sold any more, or says that it ships", async () => {
    const old = await stocked(0);
    const next = await stocked(20);
    await relate({ kind: "supersession", sku: old.code, instead: next.code, timing: "at_once" });
    const ask = (companyId: string) =>
      quoteLines(floor.ctx, {
        companyId,
        channelCode: "portal",
        lines: [{ key: "1", sku: old.code, quantity: 8 }],
      });
    const asking = await ask((await floorOf("ask")).company.id);
    expect(asking.lines[0]).toMatchObject({
      faults: [{ code: "superseded" }],
      offers: [{ kind: "supersession", sku: { code: next.code }, quantity: 8, insteadOf: 8 }],
    });
    const allowing = await ask((await floorOf("allow")).company.id);
    expect(allowing.lines[0]).toMatchObject({
      faults: [],
      offers: [],
      availableNow: 20,
      replacement: {
        asked: { code: old.code, quantity: 8 },
        ships: { code: next.code, quantity: 8 },
      },
    });
  });
});

test("everything adds up", async () => {
  const { violations } = await auditDatabase(database.sql);
  expect(violations).toBe(0);
});
