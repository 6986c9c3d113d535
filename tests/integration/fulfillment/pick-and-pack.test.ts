import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { finishPacking } from "@/server/oms/fulfillment/commands/finish-packing";
import { openPackage } from "@/server/oms/fulfillment/commands/open-package";
import { packItem } from "@/server/oms/fulfillment/commands/pack-item";
import { pickLine } from "@/server/oms/fulfillment/commands/pick-line";
import { removePackage } from "@/server/oms/fulfillment/commands/remove-package";
import { reopenPacking } from "@/server/oms/fulfillment/commands/reopen-packing";
import { reportShortPick } from "@/server/oms/fulfillment/commands/report-short-pick";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import { unpackItem } from "@/server/oms/fulfillment/commands/unpack-item";
import { unpickLine } from "@/server/oms/fulfillment/commands/unpick-line";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import { actorWith, ctxOf, type GivenSku, givenSku, givenStock } from "../../support/factories";
import {
  bucketsOf,
  eventsOf,
  expectBooksToBalance,
  type Floor,
  givenFloor,
  givenPacked,
  givenPicked,
  givenPicking,
  givenWork,
  key,
  levelOf,
} from "../../support/floor";

let database: TestDatabase;
let floor: Floor;
let sku: GivenSku;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 10 });
});

const input = (work: { id: string }) => ({ fulfillmentOrderId: work.id });

async function givenAlias(code: string, over: { kind: string; companyId?: string }) {
  await database.sql`
    insert into sku_alias (id, kind, code, sku_id, company_id)
    values (${newId()}, ${over.kind}, ${code}, ${sku.id}, ${over.companyId ?? null})`;
}

const refused = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).not.toBeNull();
  return error;
};

describe("the steps", () => {
  test("accepted, then picking: each step once, each told", async () => {
    const { order, work } = await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
    expect(await acceptFulfillmentOrder(floor.ctx, key(), input(work))).toEqual({
      number: work.number,
      state: "accepted",
      sentence: `${work.number} was accepted`,
    });
    expect(await startPicking(floor.ctx, key(), input(work))).toMatchObject({ state: "picking" });
    await expect(startPicking(floor.ctx, key(), input(work))).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: `${work.number} is picking, so it cannot be picked now`,
    });
    expect(await eventsOf(floor, order.orderId)).toEqual(
      expect.arrayContaining(["fulfillment_order.accepted", "fulfillment_order.picking_started"]),
    );
  });

  test("the same key twice at once accepts once; a second person is told it was done", async () => {
    const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
    const once = key();
    const [a, b] = await Promise.all([
      acceptFulfillmentOrder(floor.ctx, once, input(work)),
      acceptFulfillmentOrder(floor.ctx, once, input(work)),
    ]);
    expect(a).toEqual(b);
    await expect(acceptFulfillmentOrder(floor.ctx, key(), input(work))).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    const events = await database.sql`
      select 1 from event where subject_id = ${work.id} and type = 'fulfillment_order.accepted'`;
    expect(events).toHaveLength(1);
  });

  test("nothing is picked before picking was started, nothing packed before it was picked", async () => {
    const { work } = await givenWork(floor, [{ sku: sku.code, quantity: 1 }]);
    await expect(
      pickLine(floor.ctx, key(), { ...input(work), code: sku.code }),
    ).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    await expect(openPackage(floor.ctx, key(), input(work))).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });
});

describe("picking", () => {
  test("by code, in any case, by GTIN with or without zeros, by the customer's own part number", async () => {
    await givenAlias("0036000291452", { kind: "gtin" });
    await givenAlias("BX-77", { kind: "customer_part", companyId: floor.company.id });
    const { order, work } = await givenPicking(floor, [{ sku: sku.code, quantity: 5 }]);
    for (const code of [sku.code.toLowerCase(), "036000291452", "00036000291452", "bx-77"]) {
      expect(await pickLine(floor.ctx, key(), { ...input(work), code })).toMatchObject({
        sku: sku.code,
      });
    }
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ picked: 4, released: 5 }]);
  });

  test("another customer's part number is nobody's code here", async () => {
    const stranger = newId<string>();
    await database.sql`
      insert into company (id, code, name, currency, payment_terms_code)
      values (${stranger}, ${`X${stranger.slice(-6)}`}, 'Other', 'USD', 'net30')`;
    await givenAlias("ZZ-1", { kind: "customer_part", companyId: stranger });
    const { work } = await givenPicking(floor, [{ sku: sku.code, quantity: 1 }]);
    expect(
      await refused(pickLine(floor.ctx, key(), { ...input(work), code: "ZZ-1" })),
    ).toMatchObject({ code: "WRONG_CODE", details: { fault: "unknown_code" } });
  });

  test("by hand, several at once, and back to the shelf", async () => {
    const { order, work, lines } = await givenPicking(floor, [{ sku: sku.code, quantity: 5 }]);
    const line = { ...input(work), fulfillmentOrderLineId: lines[0]?.id ?? "" };
    await pickLine(floor.ctx, key(), { ...line, quantity: 4 });
    await unpickLine(floor.ctx, key(), { ...line, quantity: 1 });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ picked: 3 }]);
    expect(await refused(pickLine(floor.ctx, key(), { ...line, quantity: 3 }))).toMatchObject({
      code: "INVALID_INPUT",
      details: { faults: [{ field: "quantity" }] },
    });
    expect(await refused(unpickLine(floor.ctx, key(), { ...line, quantity: 4 }))).toMatchObject({
      code: "INVALID_INPUT",
    });
    await expectBooksToBalance(floor);
  });

  test("one of the two names what is picked: a line or a code, never both, never neither", async () => {
    const { work, lines } = await givenPicking(floor, [{ sku: sku.code, quantity: 5 }]);
    const id = lines[0]?.id ?? "";
    for (const wrong of [{}, { code: sku.code, fulfillmentOrderLineId: id }]) {
      expect(await refused(pickLine(floor.ctx, key(), { ...input(work), ...wrong }))).toMatchObject(
        { code: "INVALID_INPUT", details: { faults: [{ field: "code" }] } },
      );
    }
  });

  test("two scanners at once never pick more than there is to pick", async () => {
    const { order, work } = await givenPicking(floor, [{ sku: sku.code, quantity: 3 }]);
    const scans = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        pickLine(floor.ctx, key(), { ...input(work), code: sku.code }),
      ),
    );
    expect(scans.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ picked: 3 }]);
  });

  test("a short pick corrects the shelf and finds the rest elsewhere; what is in totes stays", async () => {
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 10 });
    const { order, work, lines } = await givenPicking(floor, [{ sku: sku.code, quantity: 5 }]);
    const line = { ...input(work), fulfillmentOrderLineId: lines[0]?.id ?? "" };
    await pickLine(floor.ctx, key(), { ...line, quantity: 2 });
    const { sentence, state } = await reportShortPick(floor.ctx, key(), {
      ...line,
      quantity: 3,
      reason: "not_in_stock",
    });
    expect(state).toBe("picking");
    expect(sentence).toMatch(/was picked 3 short\. .*Columbus/);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([
      { allocated: 3, released: 2, picked: 2 },
    ]);
    expect(await levelOf(floor, sku.id, floor.reno.id)).toEqual({
      onHand: 2,
      allocated: 2,
      oversold: 0,
    });
    const kinds = await database.sql`
      select kind, on_hand_delta, allocated_delta from stock_movement
      where cause_id = ${work.id} and sku_id = ${sku.id}`;
    expect(kinds).toEqual([{ kind: "picked_short", on_hand_delta: -8, allocated_delta: -3 }]);
    expect(await eventsOf(floor, order.orderId)).toContain("fulfillment_order.picked_short");
    await expectBooksToBalance(floor);
  });

  test("more than is left cannot be short", async () => {
    const { work, lines } = await givenPicking(floor, [{ sku: sku.code, quantity: 2 }]);
    expect(
      await refused(
        reportShortPick(floor.ctx, key(), {
          ...input(work),
          fulfillmentOrderLineId: lines[0]?.id ?? "",
          quantity: 3,
          reason: "damaged",
        }),
      ),
    ).toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("packing", () => {
  test("a wrong code is refused with what is expected, and nothing is packed", async () => {
    const stranger = await givenSku(database);
    const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: 2 }]);
    const { packageId } = await openPackage(floor.ctx, key(), input(work));
    const expected = [{ sku: sku.code, open: 2 }];
    for (const [code, fault] of [
      [stranger.code, "not_in_work"],
      ["NO-SUCH-THING", "unknown_code"],
    ]) {
      const error = await refused(packItem(floor.ctx, key(), { packageId, code: code ?? "" }));
      expect(error).toMatchObject({
        code: "WRONG_CODE",
        details: { fault, scanned: code, expected },
        message: expect.stringContaining(`Expected: 2 × ${sku.code}.`),
      });
    }
    const tooMany = { packageId, code: sku.code, quantity: 3 };
    expect(await refused(packItem(floor.ctx, key(), tooMany))).toMatchObject({
      details: { fault: "too_many" },
    });
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ packed: 0 }]);
    expect(await database.sql`select 1 from package_item where package_id = ${packageId}`).toEqual(
      [],
    );
  });

  test("several parcels, each with its own SSCC and weight; contents can be taken out again", async () => {
    const { order, work, lines } = await givenPicked(floor, [{ sku: sku.code, quantity: 4 }]);
    const first = await openPackage(floor.ctx, key(), input(work));
    const second = await openPackage(floor.ctx, key(), input(work));
    expect([first.packageNumber, second.packageNumber]).toEqual([1, 2]);
    expect(first.sscc).not.toBe(second.sscc);

    await packItem(floor.ctx, key(), { packageId: first.packageId, code: sku.code, quantity: 3 });
    await packItem(floor.ctx, key(), { packageId: second.packageId, code: sku.code });
    await unpackItem(floor.ctx, key(), {
      packageId: first.packageId,
      fulfillmentOrderLineId: lines[0]?.id ?? "",
      quantity: 1,
    });
    const grams = await database.sql`
      select p.grams from package p join shipment s on s.id = p.shipment_id
      where s.fulfillment_order_id = ${work.id} order by p.package_number`;
    expect(grams.map((row) => row.grams)).toEqual([1_000, 500]);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ picked: 4, packed: 3 }]);
    await expectBooksToBalance(floor);
  });

  test("a removed parcel gives its units back and its number to the next", async () => {
    const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: 3 }]);
    const parcels = [];
    for (let at = 0; at < 3; at += 1) {
      const { packageId } = await openPackage(floor.ctx, key(), input(work));
      await packItem(floor.ctx, key(), { packageId, code: sku.code });
      parcels.push(packageId);
    }
    await removePackage(floor.ctx, key(), { packageId: parcels[0] ?? "" });
    const left = await database.sql`
      select p.id, p.package_number from package p join shipment s on s.id = p.shipment_id
      where s.fulfillment_order_id = ${work.id} order by p.package_number`;
    expect(left).toEqual([
      { id: parcels[1], package_number: 1 },
      { id: parcels[2], package_number: 2 },
    ]);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ picked: 3, packed: 2 }]);
    await expectBooksToBalance(floor);
  });

  test("taking out more than is inside is refused", async () => {
    const { work, lines } = await givenPicked(floor, [{ sku: sku.code, quantity: 2 }]);
    const { packageId } = await openPackage(floor.ctx, key(), input(work));
    await packItem(floor.ctx, key(), { packageId, code: sku.code });
    const tooMany = { packageId, fulfillmentOrderLineId: lines[0]?.id ?? "", quantity: 2 };
    expect(await refused(unpackItem(floor.ctx, key(), tooMany))).toMatchObject({
      code: "INVALID_INPUT",
      message: `${sku.code}: 1 unit in this parcel`,
    });
  });

  test("two packers at two parcels never pack a unit twice", async () => {
    const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: 5 }]);
    const a = await openPackage(floor.ctx, key(), input(work));
    const b = await openPackage(floor.ctx, key(), input(work));
    const scans = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) =>
        packItem(floor.ctx, key(), {
          packageId: at % 2 === 0 ? a.packageId : b.packageId,
          code: sku.code,
        }),
      ),
    );
    expect(scans.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ picked: 5, packed: 5 }]);
    await expectBooksToBalance(floor);
  });

  test("the same scan sent twice at once counts once", async () => {
    const { order, work } = await givenPicked(floor, [{ sku: sku.code, quantity: 5 }]);
    const { packageId } = await openPackage(floor.ctx, key(), input(work));
    const once = key();
    const scan = () => packItem(floor.ctx, once, { packageId, code: sku.code });
    const [a, b] = await Promise.all([scan(), scan()]);
    expect(a).toEqual(b);
    expect(await bucketsOf(floor, order.orderId)).toMatchObject([{ packed: 1 }]);
  });
});

describe("closing the parcels", () => {
  test("waits for what is not picked, not packed, and for empty parcels", async () => {
    const { work, lines } = await givenPicking(floor, [{ sku: sku.code, quantity: 2 }]);
    const finish = () => finishPacking(floor.ctx, key(), input(work));
    expect(await refused(finish())).toMatchObject({
      message: `${work.number} cannot be closed: 2 × ${sku.code} are not picked yet`,
    });
    const line = { ...input(work), fulfillmentOrderLineId: lines[0]?.id ?? "" };
    await pickLine(floor.ctx, key(), { ...line, quantity: 2 });
    const { packageId } = await openPackage(floor.ctx, key(), input(work));
    await packItem(floor.ctx, key(), { packageId, code: sku.code });
    expect(await refused(finish())).toMatchObject({
      message: `${work.number} cannot be closed: 1 × ${sku.code} is not in a parcel yet`,
    });
    await packItem(floor.ctx, key(), { packageId, code: sku.code });
    const empty = await openPackage(floor.ctx, key(), input(work));
    expect(await refused(finish())).toMatchObject({
      message: `${work.number} cannot be closed: parcel 2 is empty`,
    });
    await removePackage(floor.ctx, key(), { packageId: empty.packageId });
    expect(await finish()).toMatchObject({
      state: "packed",
      sentence: `${work.number} was packed into 1 parcel`,
    });
  });

  test("closed parcels are not changed, unless packing is opened again", async () => {
    const { work, packageId } = await givenPacked(floor, [{ sku: sku.code, quantity: 2 }]);
    expect(await refused(removePackage(floor.ctx, key(), { packageId }))).toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await reopenPacking(floor.ctx, key(), input(work));
    await removePackage(floor.ctx, key(), { packageId });
    await expectBooksToBalance(floor);
  });
});

test("every step takes its right, and the node must be one's own", async () => {
  const { work, lines } = await givenPicked(floor, [{ sku: sku.code, quantity: 1 }]);
  const { packageId } = await openPackage(floor.ctx, key(), input(work));
  const line = { ...input(work), fulfillmentOrderLineId: lines[0]?.id ?? "", quantity: 1 };
  const steps = [
    [acceptFulfillmentOrder, input(work)],
    [startPicking, input(work)],
    [pickLine, { ...input(work), code: sku.code }],
    [unpickLine, line],
    [reportShortPick, { ...line, reason: "damaged" }],
    [openPackage, input(work)],
    [packItem, { packageId, code: sku.code }],
    [unpackItem, { packageId, fulfillmentOrderLineId: line.fulfillmentOrderLineId, quantity: 1 }],
    [removePackage, { packageId }],
    [finishPacking, input(work)],
    [reopenPacking, input(work)],
  ] as const;
  for (const [step, given] of steps) {
    const call = step as (ctx: typeof floor.ctx, key: string, input: unknown) => Promise<unknown>;
    const without = ctxOf(database, actorWith([]));
    expect(await refused(call(without, key(), given))).toMatchObject({ code: "FORBIDDEN" });
    const rights = [step.spec.name];
    const elsewhere = ctxOf(database, actorWith(rights, { nodeIds: [floor.columbus.id] }));
    expect(await refused(call(elsewhere, key(), given))).toMatchObject({ code: "NOT_FOUND" });
  }
});
