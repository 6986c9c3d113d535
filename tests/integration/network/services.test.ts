import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resourceLine } from "@/server/oms/allocation/commands/resource-lines";
import { proposeChange } from "@/server/oms/changes/commands/propose-change";
import { quoteLines } from "@/server/oms/intake/queries";
import { createService } from "@/server/oms/network/commands/create-service";
import { restoreService } from "@/server/oms/network/commands/restore-service";
import { retireService } from "@/server/oms/network/commands/retire-service";
import { setCutOffs } from "@/server/oms/network/commands/set-cut-offs";
import { setService } from "@/server/oms/network/commands/set-service";
import { findServiceUse, listServices, listTariffs } from "@/server/oms/network/queries-services";
import type { ServiceLimits } from "@/server/oms/network/types";
import { correctShipTo } from "@/server/oms/orders/commands/correct-ship-to";
import { isReplayed } from "@/server/oms/sourcing/decide-replay";
import type { StoredDecision } from "@/server/oms/sourcing/types";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenSku,
  givenStock,
  TARIFF,
  unique,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";

/** What services do not take, what they charge to homes, and services that are offered no more. */

let database: TestDatabase;
let floor: Floor;
let calendar: { id: string; code: string };
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  const [row] = await database.sql<{ id: string; code: string }[]>`select id, code from calendar`;
  calendar = row ?? { id: "", code: "" };
});
afterAll(() => database.drop());

const ANY: ServiceLimits = {
  refusesResidential: false,
  refusesPostBox: false,
  fromGrams: null,
  upToGrams: null,
};
const HOME = {
  ...{ code: "home", name: "Residential delivery", zones: null, areas: null },
  ...{ residentialOnly: true, flatMinor: 425, perKgMilliMinor: 0, basisPoints: 0 },
};

async function givenService(
  limits: Partial<ServiceLimits> = {},
  surcharges: readonly (typeof HOME)[] = [],
) {
  const code = unique("S").toLowerCase();
  await createService(floor.ctx, key(), {
    ...{ code, name: `Service ${code}`, carrier: "XRQ", calendarCode: calendar.code },
    tariff: { ...TARIFF, surcharges: [...surcharges] },
    limits: { ...ANY, ...limits },
    trackingPrefix: "XS",
    nodes: [floor.reno, floor.columbus].map((node) => ({
      nodeCode: node.code,
      localTime: "16:00",
    })),
    reason: "Contract of July",
  });
  return code;
}

/** A customer whose ship-to is as told, on the same floor. */
async function guest(over: { residential?: boolean; street?: string } = {}): Promise<Floor> {
  const company = await givenCompany(database);
  await database.sql`update company_location set is_residential = ${over.residential ?? false},
    address1 = ${over.street ?? "1 Market St"} where id = ${company.locationId}`;
  return { ...floor, company };
}

async function stocked(units = 50) {
  const sku = await givenSku(database, { grams: 1_000 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: units });
  return sku;
}

const faultsOf = async (attempt: Promise<unknown>) => {
  const refusal: unknown = await attempt.then(
    () => null,
    (error: unknown) => error,
  );
  return (refusal as { details?: { faults?: unknown } } | null)?.details?.faults;
};

async function decisionOf(orderId: string) {
  const [row] = await database.sql<{ sentence: string; detail: StoredDecision }[]>`
    select sentence, detail from sourcing_decision where order_id = ${orderId}
    order by decided_at desc, id desc limit 1`;
  if (row === undefined) {
    throw new Error("the order was routed");
  }
  return row;
}

describe("a residential address", () => {
  test("costs the surcharge, in the decision that replays", async () => {
    const service = await givenService({}, [HOME]);
    const sku = await stocked();
    const line = [{ sku: sku.code, quantity: 1 }];
    const cost = async (at: Floor) => {
      const { orderId } = await givenOrder(at, line, { serviceCode: service });
      const { detail } = await decisionOf(orderId);
      expect(isReplayed(detail)).toBe(true);
      return JSON.stringify([detail.rates, detail.nodes]).includes("Residential delivery");
    };
    expect(await cost(await guest({ residential: true }))).toBe(true);
    expect(await cost(await guest())).toBe(false);
  });

  test("is refused by a service that does not go there, with the way out and nothing written", async () => {
    const service = await givenService({ refusesResidential: true });
    const at = await guest({ residential: true });
    const sku = await stocked();
    const line = [{ sku: sku.code, quantity: 1 }];
    expect(await faultsOf(givenOrder(at, line, { serviceCode: service }))).toMatchObject([
      {
        field: "serviceCode",
        code: "service_refuses_residential",
        message: expect.stringMatching(/residential addresses: use .*Ground \(ground\)/),
      },
    ]);
    const [count] = await database.sql`
      select count(*)::int as orders from sales_order where company_id = ${at.company.id}`;
    expect(count).toEqual({ orders: 0 });
    const quote = await quoteLines(floor.ctx, {
      ...{ channelCode: "portal", companyId: at.company.id, serviceCode: service },
      lines: [{ key: "1", ...line[0], sku: sku.code, quantity: 1 }],
    });
    expect(quote.noticed).toMatchObject([
      { field: "serviceCode", code: "service_refuses_residential" },
    ]);
    expect(quote.lines[0]?.parts.filter(({ nodeName }) => nodeName !== null)).toEqual([]);
    expect((await givenOrder(at, line)).status).toBe("confirmed");
  });

  test("is not come to by a change, nor by a correction, while the service does not go there", async () => {
    const service = await givenService({ refusesResidential: true });
    const at = await guest();
    const sku = await stocked();
    const line = [{ sku: sku.code, quantity: 1 }];
    const { orderId } = await givenOrder(at, line, { serviceCode: service });
    const shipTo = {
      ...{ address1: "1 Market St", address2: "", city: "San Francisco", region: "CA" },
      ...{ postalCode: "94105", country: "US", isResidential: true },
    };
    const correct = (over: Partial<typeof shipTo>) =>
      correctShipTo(floor.ctx, key(), {
        ...{ orderId, alsoLocation: true, reason: "the owner lives there" },
        shipTo: { ...shipTo, ...over },
      });
    expect(await faultsOf(correct({}))).toMatchObject([
      { field: "shipTo.isResidential", code: "service_refuses_residential" },
    ]);
    await correct({ isResidential: false });
    const home = await guest({ residential: true });
    const plain = await givenOrder(home, line);
    const proposed = proposeChange(floor.ctx, key(), {
      ...{ orderId: plain.orderId, reason: "cheaper" },
      content: { serviceCode: service },
    });
    expect(await faultsOf(proposed)).toMatchObject([
      { field: "serviceCode", code: "service_refuses_residential" },
    ]);
  });

  test("of an order that is placed leaves it open when the service stops going there", async () => {
    const service = await givenService();
    const at = await guest({ residential: true });
    const sku = await stocked(0);
    const order = await givenOrder(at, [{ sku: sku.code, quantity: 2 }], { serviceCode: service });
    await database.sql`update carrier_service set refuses_residential = true where code = ${service}`;
    await database.sql`update stock_level set on_hand = 5 where sku_id = ${sku.id}`;
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${order.orderId}`;
    const { orderId } = order;
    await resourceLine(floor.ctx, key(), { orderId, orderLineId: line?.id ?? "" });
    const { sentence } = await decisionOf(order.orderId);
    expect(sentence).toContain("does not deliver to residential addresses");
  });
});

test("a post-office box and the weight of an order are refused alike", async () => {
  const service = await givenService({ refusesPostBox: true, fromGrams: 3_000, upToGrams: 5_000 });
  const sku = await stocked();
  const place = (at: Floor, quantity: number) =>
    faultsOf(givenOrder(at, [{ sku: sku.code, quantity }], { serviceCode: service }));
  const [boxed, plain] = [await guest({ street: "PO Box 7" }), await guest()];
  expect(await place(boxed, 4)).toMatchObject([{ code: "service_refuses_post_box" }]);
  expect(await place(plain, 2)).toMatchObject([{ field: "serviceCode", code: "order_too_light" }]);
  expect(await place(plain, 6)).toMatchObject([{ field: "serviceCode", code: "order_too_heavy" }]);
  expect(await place(plain, 4)).toBeUndefined();
});

test("limits change with the service, and stay when they are left out", async () => {
  const code = await givenService({ refusesPostBox: true });
  const change = (limits?: ServiceLimits) =>
    setService(floor.ctx, key(), {
      ...{ code, name: "Renamed", carrier: "XRQ", calendarId: calendar.id, tariff: TARIFF },
      ...(limits && { limits }),
      reason: "Contract of August",
    });
  const limitsNow = async () =>
    (await listTariffs(floor.ctx, {})).find((one) => one.code === code)?.limits;
  await change();
  expect(await limitsNow()).toEqual({ ...ANY, refusesPostBox: true });
  const wrong = { ...ANY, fromGrams: 9, upToGrams: 3 };
  expect(await faultsOf(change(wrong))).toMatchObject([{ field: "limits.upToGrams" }]);
  await change({ ...ANY, refusesResidential: true });
  expect(await limitsNow()).toEqual({ ...ANY, refusesResidential: true });
});

describe("a service that is retired", () => {
  const retire = (code: string, ctx = floor.ctx, same = key()) =>
    retireService(ctx, same, { code, reason: "Contract ended" });

  test("takes no new order, keeps those that are placed, and comes back as it was", async () => {
    const code = await givenService();
    const at = await guest();
    const sku = await stocked(3);
    const waits = await givenOrder(at, [{ sku: sku.code, quantity: 5 }], { serviceCode: code });
    expect(await findServiceUse(floor.ctx, { code })).toMatchObject({
      ...{ orders: 1, nodes: 2, onlyAt: [], isUsual: false },
    });
    const same = key();
    const twins = await Promise.all([retire(code, floor.ctx, same), retire(code, floor.ctx, same)]);
    expect(twins[0]).toEqual(twins[1]);
    expect((await listServices(floor.ctx, {})).map((one) => one.code)).not.toContain(code);
    const again = givenOrder(at, [{ sku: sku.code, quantity: 1 }], { serviceCode: code });
    expect(await faultsOf(again)).toMatchObject([
      { field: "serviceCode", code: "service_retired" },
    ]);
    await database.sql`update stock_level set on_hand = 9 where sku_id = ${sku.id}`;
    const [line] = await database.sql<{ id: string }[]>`
      select id from order_line where order_id = ${waits.orderId}`;
    const { orderId } = waits;
    await resourceLine(floor.ctx, key(), { orderId, orderLineId: line?.id ?? "" });
    const [held] = await database.sql`select sum(quantity)::int as units,
      array_agg(distinct service_code) as services
      from allocation where order_id = ${waits.orderId} and state = 'allocated'`;
    expect(held).toEqual({ units: 5, services: [code] });
    await setCutOffs(floor.ctx, key(), {
      nodeId: floor.reno.id,
      cutOffs: [{ serviceCode: "ground", localTime: "15:00" }],
      reason: "shorter days",
    });
    await restoreService(floor.ctx, key(), { code, reason: "Contract renewed" });
    const back = await givenOrder(at, [{ sku: sku.code, quantity: 1 }], { serviceCode: code });
    expect(back.status).toBe("confirmed");
    await expect(restoreService(floor.ctx, key(), { code, reason: "again" })).rejects.toMatchObject(
      { code: "NOT_FOUND" },
    );
    const told = await database.sql<{ type: string }[]>`
      select type from event where payload ->> 'code' = ${code} order by id`;
    expect(told.map(({ type }) => type)).toEqual([
      "carrier_service.created",
      "carrier_service.retired",
      "carrier_service.restored",
    ]);
  });

  test("is not the usual one, nor the last of a node", async () => {
    await expect(retire("ground")).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
      message: expect.stringContaining("orders that name no service go by it"),
    });
    await expect(retire("boat")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is one of two when both are retired at once from a node that offers no other", async () => {
    const [a, b] = [await givenService(), await givenService()];
    await database.sql`delete from node_cut_off where node_id = ${floor.columbus.id}
      and service_code <> all(${[a, b]}::text[])`;
    const both = await Promise.allSettled([retire(a), retire(b)]);
    await database.sql`insert into node_cut_off (node_id, service_code, local_time)
      values (${floor.columbus.id}, 'ground', '16:00') on conflict do nothing`;
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find((one) => one.status === "rejected");
    expect(String(refused?.reason)).toContain("Columbus offers no other");
  });

  test("needs the right to, and is not for a company's own people", async () => {
    const code = await givenService();
    const rights = ["network.retire_service", "network.restore_service"];
    const none = ctxOf(database, actorWith(["network.list_tariffs"]));
    const buyer = ctxOf(database, actorWith(rights, { companyId: floor.company.id }));
    for (const ctx of [none, buyer]) {
      await expect(retire(code, ctx)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(restoreService(ctx, key(), { code, reason: "x" })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    expect((await listServices(floor.ctx, {})).map((one) => one.code)).toContain(code);
  });
});
