import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { capabilitiesOf } from "@/server/auth/capabilities";
import { activatePolicy } from "@/server/oms/allocation/commands/activate-policy";
import { savePolicy } from "@/server/oms/allocation/commands/save-policy";
import { setRelations } from "@/server/oms/catalog/commands/set-relations";
import { applyChange } from "@/server/oms/changes/commands/apply-change";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { findChangeScope, previewChange } from "@/server/oms/changes/queries";
import { quoteLines } from "@/server/oms/intake/queries";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { availability } from "@/server/oms/inventory/queries-availability";
import { EVERYONE } from "@/server/oms/scarcity/decide-classes";
import { type AllocationPolicy, DEFAULT_POLICY, type Quota } from "@/server/oms/scarcity/types";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenSku,
  givenStock,
} from "../../support/factories";
import { expectBooksToBalance, type Floor, givenFloor, givenOrder, key } from "../../support/floor";

/** Pools and quotas of the allocation policy bind new orders: one number wherever it is told. */

let database: TestDatabase;
let floor: Floor;
let gold: GivenCompany;
let plain: GivenCompany;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  gold = await givenCompany(database);
  await database.sql`update company set tier = 'gold' where id = ${gold.id}`;
  plain = await givenCompany(database);
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 10 });
});

async function publish(part: Partial<AllocationPolicy>): Promise<void> {
  const content = { ...DEFAULT_POLICY, ...part };
  const { version } = await savePolicy(floor.ctx, key(), { content, note: "As agreed" });
  await activatePolicy(floor.ctx, key(), { version, reason: "As agreed" });
}

const pool = (over: Partial<NonNullable<AllocationPolicy["classes"][number]["pool"]>> = {}) =>
  publish({
    classes: [
      {
        name: "Gold",
        match: { ...EVERYONE.match, tiers: ["gold"] },
        share: "first_come",
        pool: { measure: "units", amount: 6, until: "2026-12-24", backDaysBefore: 0, ...over },
      },
    ],
  });

const quota = (over: Partial<Quota>) =>
  publish({
    quotas: [
      {
        ...{ level: "company", key: plain.code, sku: null, measure: "units", amount: 5 },
        ...{ period: "month", isCarriedOver: false },
        ...over,
      } as Quota,
    ],
  });

const place = (company: GivenCompany, quantity: number) =>
  givenOrder({ ...floor, company }, [{ sku: sku.code, quantity }]);

const answerFor = async (company: GivenCompany) => {
  const { skus } = await availability(floor.ctx, {
    channelCode: "portal",
    skus: [sku.code],
    companyId: company.id,
    breakdown: true,
  });
  return skus[0];
};

/** The number as each place tells it: API, a buyer's own screen, the grid, a hold; they are one. */
async function toldTo(company: GivenCompany): Promise<number> {
  const buyer = ctxOf(
    database,
    actorWith([...capabilitiesOf(["buyer"])], { companyId: company.id }),
  );
  const [own] = (await availability(buyer, { channelCode: "portal", skus: [sku.code] })).skus;
  const { lines } = await quoteLines(floor.ctx, {
    companyId: company.id,
    channelCode: "portal",
    lines: [{ key: "1", sku: sku.code, quantity: 50 }],
  });
  const firm = lines[0]?.parts.filter(({ state }) => state === "firm") ?? [];
  const owner = { kind: "cart" as const, ref: key() };
  const held = await reserveStock(buyer, key(), {
    ...{ owner, channelCode: "portal", partial: true },
    lines: [{ sku: sku.code, quantity: 50 }],
  });
  await releaseReservation(floor.ctx, key(), { owner });
  const numbers = [
    (await answerFor(company))?.available,
    own?.available,
    lines[0]?.availableNow,
    firm.reduce((units, part) => units + part.quantity, 0),
    held.lines[0]?.held,
  ];
  expect(new Set(numbers).size, numbers.join(" ")).toBe(1);
  expect(own?.policy).toBeUndefined();
  return numbers[0] ?? 0;
}

describe("a pool of the policy", () => {
  test("leaves others what it does not keep, wherever they ask, and says for whom", async () => {
    await pool();
    expect(await toldTo(plain)).toBe(4);
    expect(await toldTo(gold)).toBe(10);
    const answer = await answerFor(plain);
    expect(answer?.policy).toEqual({ keptFor: "Gold", kept: 6, quota: null, beyondQuota: 0 });
    expect(answer?.nodes?.[0]?.breakdown?.steps).toContainEqual({
      ...{ step: "pool", units: -6, left: 4 },
    });
    const order = await place(plain, 10);
    expect(order.lines).toMatchObject([{ allocated: 4, backordered: 6 }]);
    expect(await toldTo(plain)).toBe(0);
    await expectBooksToBalance(floor);
  });

  test("is used up by those it is kept for, by their orders and their holds", async () => {
    await pool();
    await place(gold, 4);
    expect(await toldTo(plain)).toBe(4);
    await reserveStock(floor.ctx, key(), {
      ...{ owner: { kind: "cart", ref: key() }, channelCode: "portal", companyId: gold.id },
      lines: [{ sku: sku.code, quantity: 2 }],
    });
    expect(await toldTo(plain)).toBe(4);
    expect(await toldTo(gold)).toBe(4);
  });

  test("is common stock again from its day on, as far as it was kept before", async () => {
    await pool({ until: "2026-11-15", backDaysBefore: 5 });
    expect(await toldTo(plain)).toBe(10);
    await pool({ measure: "percent", amount: 50 });
    expect(await toldTo(plain)).toBe(5);
  });
});

describe("a quota of the policy", () => {
  test("bounds what its company takes in the period, and nobody else", async () => {
    await quota({});
    expect(await toldTo(plain)).toBe(5);
    expect(await toldTo(gold)).toBe(10);
    expect((await answerFor(plain))?.policy?.quota).toBe(
      `5 units a month for company ${plain.code}`,
    );
    await place(plain, 3);
    expect(await toldTo(plain)).toBe(2);
    const rest = await place(plain, 4);
    expect(rest.lines).toMatchObject([{ allocated: 2, backordered: 2 }]);
    expect(await toldTo(plain)).toBe(0);
  });

  test("is of a channel, a region or a tier, in units or as a share", async () => {
    await quota({ level: "channel", key: "portal", amount: 7 });
    expect(await toldTo(plain)).toBe(7);
    await quota({ level: "region", key: "CA", measure: "percent", amount: 30 });
    expect(await toldTo(plain)).toBe(3);
    await quota({ level: "tier", key: "gold", amount: 1 });
    expect([await toldTo(gold), await toldTo(plain)]).toEqual([1, 10]);
    await quota({ sku: sku.code });
    expect(await toldTo(plain)).toBe(5);
  });

  test("is never exceeded, however many order at once", async () => {
    await quota({});
    const orders = await Promise.all([1, 2, 3, 4, 5, 6].map(() => place(plain, 2)));
    const taken = orders.flatMap(({ lines }) => lines.map(({ allocated }) => allocated));
    expect(taken.reduce((a, b) => a + b, 0)).toBe(5);
    await expectBooksToBalance(floor);
  });

  test("counts what a live hold keeps, and lets its owner have that", async () => {
    await quota({});
    const owner = { kind: "cart" as const, ref: key() };
    await reserveStock(floor.ctx, key(), {
      ...{ owner, channelCode: "portal", companyId: plain.id },
      lines: [{ sku: sku.code, quantity: 4 }],
    });
    expect(await toldTo(plain)).toBe(1);
    const order = await givenOrder({ ...floor, company: plain }, [{ sku: sku.code, quantity: 5 }], {
      reservation: owner,
    });
    expect(order.lines).toMatchObject([{ allocated: 5, backordered: 0 }]);
  });
});

describe("an order that changes keeps to them too", () => {
  test("what a pool keeps for others is not offered in the place of what is short", async () => {
    await pool();
    const short = await givenSku(database);
    const relation = { kind: "substitution", sku: short.code, instead: sku.code } as const;
    await setRelations(floor.ctx, key(), { relations: [{ ...relation, price: "ordered" }] });
    const offeredTo = async (company: GivenCompany) => {
      const lines = [{ sku: short.code, quantity: 9 }];
      const { number } = await givenOrder({ ...floor, company }, lines);
      const { substitutes } = await findChangeScope(floor.ctx, { orderNumber: number });
      return substitutes.map(({ quantity }) => quantity);
    };
    expect(await offeredTo(plain)).toEqual([4]);
    expect(await offeredTo(gold)).toEqual([9]);
  });

  test("units that it adds do not go beyond a quota", async () => {
    await quota({});
    const { orderId } = await place(plain, 1);
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${orderId}`;
    const content = { lines: [{ lineId: line?.id ?? "", quantity: 9 }] };
    const { changeId } = await proposeChange(floor.ctx, key(), {
      ...{ orderId, content, reason: "They rang" },
    });
    const { orderVersion } = await previewChange(floor.ctx, { orderId, changeId });
    await applyChange(floor.ctx, key(), { orderId, changeId, orderVersion });
    const [changed] = await database.sql`
      select allocated, backordered from order_line where order_id = ${orderId}`;
    expect(changed).toEqual({ allocated: 5, backordered: 4 });
  });
});
