import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { adjustStock } from "@/server/oms/inventory/commands/adjust-stock";
import { countStock } from "@/server/oms/inventory/commands/count-stock";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { setKit } from "@/server/oms/inventory/commands/set-kit";
import { listStock } from "@/server/oms/inventory/queries";
import { findSkuStock } from "@/server/oms/inventory/queries-sku-stock";
import { DomainError } from "@/server/oms/kernel/errors";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenSku,
  givenInbound,
  givenKit,
  givenSku,
  givenStock,
} from "../../support/factories";
import { type Floor, givenFloor } from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let frame: GivenSku;
let wheel: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  [frame, wheel] = [await givenSku(database), await givenSku(database)];
});

const componentsOf = (kit: GivenSku) => database.sql`
  select c.code, k.quantity, k.position from kit_component k join sku c on c.id = k.component_sku_id
  where k.kit_sku_id = ${kit.id} order by k.position`;

type Components = readonly (readonly [GivenSku, number])[];
const set = (kit: GivenSku, components: Components, key: string = newId()) =>
  setKit(floor.ctx, key, {
    sku: kit.code,
    components: components.map(([sku, quantity]) => ({ sku: sku.code, quantity })),
  });

async function faultsOf(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DomainError);
  const { code, details } = error as DomainError;
  const faults = details.faults as { field: string; code: string; message: string }[];
  return { code, faults };
}

const codesOf = async (attempt: Promise<unknown>) =>
  (await faultsOf(attempt)).faults.map(({ field, code }) => `${field} ${code}`);

describe("setting a kit", () => {
  test("components are written in their order, replaced, and taken away again", async () => {
    const kit = await givenSku(database);
    expect(
      await set(kit, [
        [frame, 1],
        [wheel, 2],
      ]),
    ).toEqual({
      sku: kit.code,
      components: [
        { sku: frame.code, quantity: 1 },
        { sku: wheel.code, quantity: 2 },
      ],
    });
    expect(await componentsOf(kit)).toEqual([
      { code: frame.code, quantity: 1, position: 1 },
      { code: wheel.code, quantity: 2, position: 2 },
    ]);
    await set(kit, [[wheel, 3]]);
    expect(await componentsOf(kit)).toEqual([{ code: wheel.code, quantity: 3, position: 1 }]);
    await set(kit, []);
    expect(await componentsOf(kit)).toEqual([]);
    const [told] = await database.sql`
      select payload from event where type = 'stock.kit_set' and subject_id = ${kit.id}
      order by id limit 1`;
    expect(told?.payload).toMatchObject({ sku: kit.code, components: [{}, {}] });
  });

  test("every fault is named at once, and nothing is written", async () => {
    const kit = await givenSku(database);
    const other = await givenKit(database, [[frame, 1]]);
    const nobody = { id: newId<string>(), code: "NO-SUCH" };
    const key = newId<string>();
    const broken = set(
      kit,
      [
        [frame, 1],
        [nobody, 1],
        [frame, 2],
        [kit, 1],
        [other, 1],
      ],
      key,
    );
    expect(await codesOf(broken)).toEqual([
      "components.1.sku sku_unknown",
      "components.2.sku named_twice",
      "components.3.sku is_itself",
      "components.4.sku is_kit",
    ]);
    expect(await codesOf(set(nobody, [[frame, 1]]))).toEqual(["sku sku_unknown"]);
    expect(await componentsOf(kit)).toEqual([]);
    const keys = await database.sql`select 1 from command_log where idempotency_key = ${key}`;
    expect(keys).toEqual([]);
  });

  test("a component becomes no kit, and what keeps stock, supply or orders neither", async () => {
    await givenKit(database, [[frame, 1]]);
    expect(await codesOf(set(frame, [[wheel, 1]]))).toEqual(["sku is_component"]);
    const [stocked, coming, waited] = [
      await givenSku(database),
      await givenSku(database),
      await givenSku(database),
    ];
    await givenStock(database, { skuId: stocked.id, nodeId: floor.reno.id, onHand: 1 });
    await givenInbound(database, {
      skuId: coming.id,
      nodeId: floor.reno.id,
      quantity: 1,
      eta: "2026-12-01",
    });
    await placeOrder(floor.ctx, newId(), {
      channelCode: "portal",
      companyId: floor.company.id,
      lines: [{ sku: waited.code, quantity: 1 }],
    });
    for (const sku of [stocked, coming, waited]) {
      expect(await codesOf(set(sku, [[wheel, 1]]))).toEqual(["sku keeps_stock"]);
    }
  });

  test("the same key twice at once sets it once", async () => {
    const kit = await givenSku(database);
    const key = newId<string>();
    const [one, two] = await Promise.all([
      set(kit, [[frame, 1]], key),
      set(kit, [[frame, 1]], key),
    ]);
    expect(one).toEqual(two);
    const [told] = await database.sql`
      select count(*)::int as times from event
      where type = 'stock.kit_set' and subject_id = ${kit.id}`;
    expect(told).toEqual({ times: 1 });
  });

  test("two that would nest kits race: the second is refused", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [outer, inner] = [await givenSku(database), await givenSku(database)];
      const outcomes = await Promise.allSettled([
        set(outer, [[inner, 1]]),
        set(inner, [[frame, 1]]),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    }
  });

  test("without the right, and for somebody of a buyer company, it is refused", async () => {
    const kit = await givenSku(database);
    const input = { sku: kit.code, components: [{ sku: frame.code, quantity: 1 }] };
    await expect(
      setKit(ctxOf(database, actorWith(["catalog.list_skus"])), newId(), input),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const buyer = actorWith(["catalog.set_kit"], { companyId: floor.company.id });
    await expect(setKit(ctxOf(database, buyer), newId(), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await componentsOf(kit)).toEqual([]);
  });
});

describe("the stock of a kit", () => {
  const stock = (sku: GivenSku, nodeId: string, onHand: number, safetyStock = 0) =>
    givenStock(database, { skuId: sku.id, nodeId, onHand, safetyStock });

  test("is what its components make over all nodes; the one that limits is named", async () => {
    const kit = await givenKit(database, [
      [frame, 1],
      [wheel, 2],
    ]);
    await stock(frame, floor.reno.id, 6);
    await stock(frame, floor.columbus.id, 4);
    await stock(wheel, floor.columbus.id, 15, 1);
    const found = await findSkuStock(floor.ctx, { code: kit.code });
    expect(found.kit).toMatchObject({
      available: 7,
      components: [
        { code: frame.code, perKit: 1, available: 10, gives: 10 },
        { code: wheel.code, perKit: 2, available: 14, gives: 7 },
      ],
      nodes: [{ name: "Columbus", available: 4 }],
    });
    expect((await findSkuStock(floor.ctx, { code: wheel.code })).partOf).toEqual([
      { code: kit.code, name: `Thing ${kit.code}`, perKit: 2 },
    ]);
  });

  test("stands in the stock list, and a kit that lacks one component is out", async () => {
    const kit = await givenKit(database, [
      [frame, 1],
      [wheel, 2],
    ]);
    await stock(frame, floor.reno.id, 9);
    await stock(wheel, floor.reno.id, 1);
    const views = async () => {
      const list = await listStock(floor.ctx, { q: kit.code });
      return { row: list.rows[0], out: list.counts.out };
    };
    expect(await views()).toMatchObject({ row: { isKit: true, available: 0, onHand: 0 }, out: 1 });
    const { id: nodeId } = floor.reno;
    const more = { skuId: wheel.id, nodeId, delta: 6, reason: "found" };
    await adjustStock(floor.ctx, newId(), more);
    const { row, out } = await views();
    expect(row).toMatchObject({ available: 3, cells: [{ nodeId, available: 3 }] });
    expect(out).toBe(0);
  });

  test("cannot be adjusted or counted: a kit keeps none", async () => {
    const kit = await givenKit(database, [[frame, 1]]);
    const place = { skuId: kit.id, nodeId: floor.reno.id, reason: "found" };
    const adjusted = adjustStock(floor.ctx, newId(), { ...place, delta: 1 });
    expect(await codesOf(adjusted)).toEqual(["skuId sku_is_kit"]);
    const counted = countStock(floor.ctx, newId(), { ...place, counted: 1 });
    expect(await codesOf(counted)).toEqual(["skuId sku_is_kit"]);
  });

  test("a kit is held by its components, which are then not there for others", async () => {
    const kit = await givenKit(database, [
      [frame, 1],
      [wheel, 2],
    ]);
    await stock(frame, floor.reno.id, 5);
    await stock(wheel, floor.reno.id, 7);
    const reserve = (quantity: number) =>
      reserveStock(floor.ctx, newId(), {
        owner: { kind: "cart", ref: newId() },
        channelCode: "portal",
        lines: [{ sku: kit.code, quantity }],
      });
    await expect(reserve(4)).rejects.toMatchObject({
      code: "SHORT_SUPPLY",
      details: { faults: [{ field: "lines.0.quantity" }] },
    });
    expect((await reserve(2)).lines).toMatchObject([
      { sku: frame.code, asked: 2, held: 2 },
      { sku: wheel.code, asked: 4, held: 4 },
    ]);
    expect((await findSkuStock(floor.ctx, { code: kit.code })).kit).toMatchObject({
      available: 1,
      components: [{ available: 3 }, { available: 3, gives: 1 }],
    });
  });
});
