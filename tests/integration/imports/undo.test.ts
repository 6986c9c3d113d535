import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { releaseDue } from "@/server/oms/allocation/commands/release-due";
import { acceptFulfillmentOrder } from "@/server/oms/fulfillment/commands/accept-fulfillment-order";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { startPicking } from "@/server/oms/fulfillment/commands/start-picking";
import {
  importCatalog,
  importCustomers,
  importInventory,
} from "@/server/oms/imports/commands/import-items";
import { importOrders } from "@/server/oms/imports/commands/import-orders";
import { undoRun } from "@/server/oms/imports/commands/undo-run";
import {
  findRun,
  listRejections,
  listRunChanges,
  listRunOrders,
  listRuns,
  previewUndo,
} from "@/server/oms/imports/queries-runs";
import { catalogMapping, customerMapping, inventoryMapping } from "@/server/oms/imports/schema";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { auditDatabase } from "@/server/oms/reporting/queries-audit";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  type GivenCompany,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";
import { givenTable, importOptions } from "../../support/tables";
import { tell } from "../notifications/telling";

let database: TestDatabase;
let company: GivenCompany;
let companyCode: string;
let sku: GivenSku;
let nodeId: string;
let nodeCode: string;
beforeAll(async () => {
  database = await openDatabase({ max: 6 });
  const { calendarId } = await givenNetwork(database);
  ({ id: nodeId, code: nodeCode } = await givenNode(database, calendarId));
});
afterAll(async () => {
  const { invariants } = await auditDatabase(database.sql);
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([]);
  await database.drop();
});
beforeEach(async () => {
  company = await givenCompany(database);
  const [row] = await database.sql<{ code: string }[]>`
    update company set name = 'Old name', phone = '1' where id = ${company.id} returning code`;
  companyCode = row?.code ?? "";
  sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId, onHand: 50 });
});

const ctx = () => ctxOf(database);
const options = async (content: string, name: string) => ({
  table: await givenTable(content, name),
  lookups: new Map(),
  isDryRun: false,
  onProgress: () => {},
  onRejected: () => {},
});
const customers = async (...lines: string[]) => {
  const header = "company,company_name,phone,location,city,country,currency";
  const { runId } = await importCustomers(ctx(), {
    ...(await options([header, ...lines].join("\n"), "customers.csv")),
    mapping: customerMapping.parse({}),
  });
  return runId;
};
const catalog = async (...lines: string[]) => {
  const header = "code,name,list_price,gtin,low_stock,backorders,backorder_limit";
  const { runId } = await importCatalog(ctx(), {
    ...(await options([header, ...lines].join("\n"), "prices.csv")),
    mapping: catalogMapping.parse({
      "sku.lowStock": "low_stock",
      "sku.code": "code",
      "sku.name": "name",
      "sku.listPrice": "list_price",
      "sku.gtin": "gtin",
      "sku.backorders": "backorders",
      "sku.backorderLimit": "backorder_limit",
    }),
  });
  return runId;
};
const undo = (runId: string, leaveUsed = false, as = ctx(), key = randomUUID()) =>
  undoRun(as, key, { runId, reason: "the wrong file", leaveUsed });
const companyRow = async (code = companyCode) => {
  const [row] = await database.sql`select name, phone from company where code = ${code}`;
  return row;
};
const skuRow = async (code = sku.code) => {
  const [row] = await database.sql`
    select s.list_price_e4 as price, s.backorder_policy as policy, s.backorder_limit as limit,
      (select a.code from sku_alias a where a.sku_id = s.id) as gtin,
      (select p.units from low_stock_point p where p.sku_id = s.id) as low
    from sku s where s.code = ${code}`;
  return row;
};
const kept = async (runId: string) => {
  const [row] = await database.sql`
    select undone_at is not null as undone, (select count(*)::int from event
      where type = 'import_run.undone' and subject_id = ${runId}) as events
    from import_run where id = ${runId}`;
  return row;
};

describe("an import that nothing followed from", () => {
  test("of customers is undone whole, once, and says who did it and why", async () => {
    const fresh = unique("NEW");
    const runId = await customers(
      `${companyCode},New name,2,MAIN,Newtown,US,`,
      `${fresh},Fresh Ltd,3,MAIN,Reno,US,USD`,
    );
    expect(await companyRow()).toEqual({ name: "New name", phone: "2" });
    expect(await previewUndo(ctx(), { runId })).toEqual({
      restored: 2,
      removed: 2,
      left: 0,
      rows: [],
    });
    const key = randomUUID();
    const answer = { runId, restored: 2, removed: 2, left: 0 };
    expect(await undo(runId, false, ctx(), key)).toEqual(answer);
    expect(await undo(runId, false, ctx(), key)).toEqual(answer);
    expect(await companyRow()).toEqual({ name: "Old name", phone: "1" });
    expect(await companyRow(fresh)).toBeUndefined();
    expect(await kept(runId)).toEqual({ undone: true, events: 1 });
    expect(await findRun(ctx(), { runId })).toMatchObject({
      undone: { reason: "the wrong file" },
      changes: 4,
      left: 0,
    });
    await expect(undo(runId)).rejects.toMatchObject({ code: "STALE" });
  });

  test("of SKUs brings prices, policies, GTINs and low points back", async () => {
    const before = await skuRow();
    const gtin = "0012345678905";
    const runId = await catalog(`${sku.code},,12.50,${gtin},8,cap,40`);
    expect(await skuRow()).toEqual({ price: 125_000, policy: "cap", limit: 40, gtin, low: 8 });
    const second = await catalog(`${sku.code},,13,,9,,`);
    await undo(second);
    expect(await skuRow()).toMatchObject({ price: 125_000, low: 8 });
    await undo(runId);
    expect(await skuRow()).toEqual(before);
  });

  test("is undone by one of three who try at once", async () => {
    const runId = await customers(`${companyCode},New name,,,,,`);
    const tries = await Promise.allSettled([undo(runId), undo(runId), undo(runId)]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await companyRow()).toEqual({ name: "Old name", phone: "1" });
    expect(await kept(runId)).toEqual({ undone: true, events: 1 });
  });
});

describe("an import of which some was changed or is needed since", () => {
  test("is refused whole with what it is, or the rest is put back", async () => {
    const [busy, idle] = [unique("BUSY"), unique("IDLE")];
    const runId = await customers(
      `${companyCode},New name,2,,,,`,
      `${busy},Busy Ltd,,MAIN,Reno,US,USD`,
      `${idle},Idle Ltd,,MAIN,Reno,US,USD`,
    );
    await database.sql`update company set phone = '9' where id = ${company.id}`;
    await placeOrder(ctx(), randomUUID(), {
      channelCode: "api",
      companyCode: busy,
      lines: [{ sku: sku.code, quantity: 1 }],
    });
    const left = [
      { kind: "company", name: companyCode, why: "changed_since", fields: ["phone"] },
      { kind: "ship_to", name: `${busy} MAIN`, why: "in_use", fields: [] },
      { kind: "company", name: busy, why: "in_use", fields: [] },
    ];
    expect(await previewUndo(ctx(), { runId })).toEqual({
      restored: 0,
      removed: 2,
      left: 3,
      rows: left,
    });
    await expect(undo(runId)).rejects.toMatchObject({
      code: "STALE",
      message:
        "3 of 5 were changed or are needed since: leave them and put the others back, or none",
      details: { left },
    });
    expect(await companyRow(idle)).toBeDefined();
    expect(await kept(runId)).toEqual({ undone: false, events: 0 });

    expect(await undo(runId, true)).toMatchObject({ removed: 2, left: 3 });
    expect(await companyRow(idle)).toBeUndefined();
    expect(await companyRow(busy)).toEqual({ name: "Busy Ltd", phone: "" });
    expect(await companyRow()).toEqual({ name: "New name", phone: "9" });
    const changes = await listRunChanges(ctx(), { runId });
    expect(changes.map(({ name, leftWhy }) => `${name} ${leftWhy}`).toSorted()).toEqual(
      [
        `${companyCode} changed_since`,
        `${busy} in_use`,
        `${busy} MAIN in_use`,
        `${idle} null`,
        `${idle} MAIN null`,
      ].toSorted(),
    );
  });

  test("is refused when nothing can be put back", async () => {
    const runId = await customers(`${companyCode},New name,,,,,`);
    await customers(`${companyCode},Newer name,,,,,`);
    await expect(undo(runId, true)).rejects.toMatchObject({ code: "STALE" });
    expect(await companyRow()).toMatchObject({ name: "Newer name" });
  });
});

describe("an import of open orders", () => {
  const place = async (...references: string[]) => {
    const lines = references.map((reference) => `${reference},${companyCode},${sku.code},2`);
    const table = await givenTable(["order,customer,sku,quantity", ...lines].join("\n"));
    const { runId } = await importOrders(ctx(), importOptions(table, "open"));
    return runId;
  };
  const statesOf = (runId: string) => database.sql<
    { ref: string; status: string; reason: string | null }[]
  >`
    select o.external_ref as ref, o.status, (select e.reason from event e
      where e.order_id = o.id and e.type = 'sales_order.cancelled') as reason
    from sales_order o where o.import_run_id = ${runId} order by o.external_ref`;

  test("is undone by cancelling each that went no further, and gives the stock back", async () => {
    const [one, two] = [unique("A"), unique("B")];
    const runId = await place(one, two);
    expect(await previewUndo(ctx(), { runId })).toMatchObject({ removed: 2, left: 0 });
    expect(await undo(runId)).toEqual({ runId, restored: 0, removed: 2, left: 0 });
    await tell(database);
    const reason = "Import of orders.csv undone: the wrong file";
    expect(await statesOf(runId)).toEqual([
      { ref: one, status: "cancelled", reason },
      { ref: two, status: "cancelled", reason },
    ]);
    const [level] = await database.sql`
      select allocated from stock_level where sku_id = ${sku.id} and status = 'sellable'`;
    expect(level).toEqual({ allocated: 0 });
    expect(await findRun(ctx(), { runId })).toMatchObject({ changes: 2, left: 0 });
    await expect(undo(runId)).rejects.toMatchObject({ code: "STALE" });
  });

  test("leaves what is over, and says which", async () => {
    const [one, two] = [unique("A"), unique("B")];
    const runId = await place(one, two);
    const orders = await listRunOrders(ctx(), { runId });
    const [first] = await database.sql<{ id: string; number: string }[]>`
      select id, number from sales_order where external_ref = ${one}`;
    await cancelOrder(ctx(), randomUUID(), { orderId: first?.id ?? "", reason: "by phone" });
    const left = [{ kind: "order", name: first?.number, why: "gone", fields: [] }];
    expect(await previewUndo(ctx(), { runId })).toMatchObject({ removed: 1, rows: left });
    await expect(undo(runId)).rejects.toMatchObject({ code: "STALE", details: { left } });
    await tell(database);
    expect((await statesOf(runId)).map(({ status }) => status)).toEqual(["cancelled", "confirmed"]);
    expect(await undo(runId, true)).toMatchObject({ removed: 1, left: 1 });
    await tell(database);
    expect((await statesOf(runId)).map(({ status }) => status)).toEqual(["cancelled", "cancelled"]);
    expect(orders).toHaveLength(2);
  });
});

test("an order that a node has in hand stays when its import is undone", async () => {
  const table = await givenTable(
    `order,customer,sku,quantity\n${unique("A")},${companyCode},${sku.code},2`,
  );
  const { runId } = await importOrders(ctx(), importOptions(table, "open"));
  await releaseDue(ctx(), randomUUID(), { ordersMax: 1_000 });
  const [work] = await database.sql<{ id: string }[]>`
    select f.id from fulfillment_order f join sales_order o on o.id = f.order_id
    where o.import_run_id = ${runId}`;
  const fulfillmentOrderId = work?.id ?? "";
  await acceptFulfillmentOrder(ctx(), randomUUID(), { fulfillmentOrderId });
  await startPicking(ctx(), randomUUID(), { fulfillmentOrderId });
  expect(await previewUndo(ctx(), { runId })).toMatchObject({
    removed: 0,
    rows: [{ kind: "order", why: "in_use" }],
  });
  await expect(undo(runId, true)).rejects.toMatchObject({ code: "STALE" });
});

describe("a count without a source", () => {
  const count = async (units: number) => {
    const { runId } = await importInventory(ctx(), {
      ...(await options(`node,sku,on_hand\n${nodeCode},${sku.code},${units}`, "count.csv")),
      mapping: inventoryMapping.parse({}),
    });
    return runId;
  };
  const onHand = async () => {
    const [row] = await database.sql<{ onHand: number }[]>`
      select on_hand as "onHand" from stock_level
      where sku_id = ${sku.id} and status = 'sellable'`;
    return row?.onHand;
  };

  test("is put back by a ledger that says why, and serves who waits", async () => {
    const runId = await count(0);
    const order = await placeOrder(ctx(), randomUUID(), {
      channelCode: "api",
      companyCode,
      lines: [{ sku: sku.code, quantity: 4 }],
    });
    expect(order.lines[0]).toMatchObject({ backordered: 4 });
    expect(await previewUndo(ctx(), { runId })).toMatchObject({ restored: 1, left: 0 });
    expect(await undo(runId)).toEqual({ runId, restored: 1, removed: 0, left: 0 });
    expect(await onHand()).toBe(50);
    const [row] = await database.sql`
      select on_hand_delta as delta, reason from stock_movement
      where cause_id = ${runId} and cause_kind = 'import_undone'`;
    expect(row).toEqual({ delta: 50, reason: "Import of count.csv undone: the wrong file" });
    expect(await findRun(ctx(), { runId })).toMatchObject({ changes: 1, left: 0 });
    await tell(database);
    const [line] = await database.sql`
      select allocated from order_line where order_id = ${order.orderId}`;
    expect(line).toEqual({ allocated: 4 });
  });

  test("stays where orders have its units or it was counted since", async () => {
    const runId = await count(80);
    await placeOrder(ctx(), randomUUID(), {
      channelCode: "api",
      companyCode,
      lines: [{ sku: sku.code, quantity: 60 }],
    });
    expect(await previewUndo(ctx(), { runId })).toMatchObject({
      restored: 0,
      rows: [{ kind: "position", why: "in_use" }],
    });
    await count(90);
    expect(await previewUndo(ctx(), { runId })).toMatchObject({
      rows: [{ kind: "position", why: "changed_since" }],
    });
    await expect(undo(runId, true)).rejects.toMatchObject({ code: "STALE" });
    expect(await onHand()).toBe(90);
  });
});

test("what wrote nothing, is nowhere or is not theirs is not undone", async () => {
  const runId = await customers(`${companyCode},Old name,1,,,,`);
  await expect(undo(runId)).rejects.toMatchObject({ code: "STALE" });
  await expect(undo(randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
  const changed = await customers(`${companyCode},New name,,,,,`);
  const nobody = ctxOf(database, actorWith([]));
  await expect(undo(changed, false, nobody)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const buyer = ctxOf(database, actorWith(["imports.undo_run"], { companyId: randomUUID() }));
  await expect(undo(changed, false, buyer)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await companyRow()).toMatchObject({ name: "New name" });
});

test("the list says who imported what, and refused rows come back in the file's own columns", async () => {
  const runId = await customers(
    "1.23E+12,New name,,,,,",
    `${unique("C")},,,,,,eur`,
    `${unique("C")},,,,,,EURO`,
    "short",
  );
  const { rows } = await listRuns(ctx(), { kind: ["customers"], limit: 1 });
  expect(rows).toMatchObject([{ id: runId, kind: "customers", name: "customers.csv" }]);
  const [run] = rows;
  expect(run).toMatchObject({ created: 1, rejected: 3 });
  const { csv } = await listRejections(ctx(), { runId });
  expect(csv.split("\r\n")[0]).toBe(
    "company,company_name,phone,location,city,country,currency,reason,error",
  );
  expect(csv).toContain("1.23E+12,New name,,,,,,identifier_scientific");
  expect(csv).toContain(",EURO,currency_invalid,");
});
