/** Each promise of the audit is broken on purpose: an audit that finds nothing proves nothing. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { auditDatabase, auditWithin } from "@/server/oms/reporting/queries-audit";
import { newId } from "@/server/shell/new-id";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  ctxOf,
  givenCompany,
  givenInbound,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

let database: TestDatabase;
beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  const { calendarId } = await givenNetwork(database);
  const node = await givenNode(database, calendarId, { capacity: 50 });
  const company = await givenCompany(database);
  const [sku, scarce] = [await givenSku(database), await givenSku(database)];
  await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 20 });
  await givenStock(database, { skuId: scarce.id, nodeId: node.id, onHand: 1 });
  const supply = { skuId: scarce.id, nodeId: node.id, quantity: 9, eta: "2026-11-20" };
  await givenInbound(database, supply);
  await placeOrder(ctxOf(database), newId(), {
    companyId: company.id,
    channelCode: "portal",
    externalRef: "audited",
    lines: [
      { sku: sku.code, quantity: 5 },
      { sku: scarce.code, quantity: 3 },
    ],
  });
});
afterAll(() => database.drop());

/** Breaks something inside a transaction, audits there, and takes it back. */
async function brokenBy(...statements: string[]): Promise<string[]> {
  const found: string[] = [];
  await database.sql
    .begin(async (tx) => {
      for (const { table, name } of await tx<{ table: string; name: string }[]>`
        select conrelid::regclass::text as table, conname as name from pg_constraint
        where contype = 'c' and connamespace = 'public'::regnamespace`) {
        await tx.unsafe(`alter table ${table} drop constraint ${name}`);
      }
      for (const statement of statements) {
        await tx.unsafe(statement);
      }
      const audit = await auditWithin(tx);
      found.push(
        ...audit.invariants.filter(({ violations }) => violations > 0).map(({ name }) => name),
      );
      throw new Error("taken back");
    })
    .catch((error: Error) => expect(error.message).toBe("taken back"));
  return found;
}

test("a database that only commands have written to breaks no promise, and all were asked", async () => {
  const { invariants, violations } = await auditDatabase(database.sql);
  expect(violations).toBe(0);
  expect(invariants.filter(({ checked }) => checked > 0).length).toBeGreaterThan(20);
  expect(new Set(invariants.map(({ name }) => name)).size).toBe(invariants.length);
});

const LINE = "update order_line set";
const ORDER = "update sales_order set";
const PARTS = "where state = 'allocated'";

test.each<[string, string[]]>([
  ["stock is never negative", ["update stock_level set safety_stock = -1"]],
  ["allocated is within on hand", ["update stock_level set on_hand = 2 where on_hand = 20"]],
  ["counters are the sum of the ledger", ["update stock_level set on_hand = on_hand + 1"]],
  [
    "allocated stock is held by allocations",
    [`update allocation set quantity = quantity - 1 ${PARTS}`],
  ],
  ["pegged supply is promised to allocations", ["update inbound_supply set pegged = pegged + 1"]],
  [
    "days of capacity are the work planned",
    ["update node_capacity_day set lines_used = lines_used + 1"],
  ],
  ["line buckets add up", [`${LINE} cancelled = 1`]],
  [
    "allocated units of a line are its allocations",
    [`${LINE} allocated = allocated + 1, ordered = ordered + 1`],
  ],
  [
    "released units of a line are its allocations",
    [`${LINE} released = 1, allocated = allocated - 1`],
  ],
  [
    "shipped units of a line are its allocations",
    [`${LINE} shipped = 1, allocated = allocated - 1`],
  ],
  ["promised units of a line are on backorder", [`${LINE} backordered = 0 where backordered > 0`]],
  ["line totals are quantity times price", [`${LINE} line_total = line_total + 1`]],
  [
    "components of a kit share out the price of their kits",
    [`${LINE} kit_sku_id = sku_id, kit_group = 1, kit_quantity = 1, kit_unit_price_e4 = 1`],
  ],
  ["every order has lines", ["delete from allocation", "delete from order_line"]],
  ["order sums and counts are those of its lines", [`${ORDER} subtotal = subtotal + 1`]],
  ["fulfillment status follows from the lines", [`${ORDER} fulfillment_status = 'shipped'`]],
  ["order status follows from the lines", [`${ORDER} status = 'completed'`]],
  [
    "promise of an order follows from its lines",
    [`${ORDER} current_promise = current_promise + 1`],
  ],
  ["hold counts are those of the rows", [`${ORDER} hold_count = 3`]],
  ["exception counts are those of the rows", [`${ORDER} open_exception_count = 3`]],
  [
    "allocations are of their decision or run, order and SKU",
    ["update allocation set decision_id = null"],
  ],
  [
    "every order that was placed has a decision",
    ["alter table sourcing_decision disable trigger user", "delete from sourcing_decision"],
  ],
  [
    "released and shipped units are in work orders",
    [`update allocation set state = 'released' ${PARTS}`],
  ],
  ["picked and packed units of a line are those of its work", [`${LINE} picked = 1, released = 1`]],
  ["delivered units came in delivered parcels", [`${LINE} delivered = 1, shipped = 1`]],
  [
    "every acknowledged order exists",
    [
      'update command_log set output = output || \'{"orderId": "00000000-0000-7000-8000-000000000000"}\'',
    ],
  ],
  ["every order has its event", ["alter table event disable trigger user", "delete from event"]],
  ["outbox and jobs have their events", ["insert into outbox (event_id) values (999999999)"]],
  ["every key that ran has its answer", ["update command_log set output = null"]],
  [
    "a reference names one order in its channel",
    [
      "drop index sales_order_external_ref_key",
      'insert into sales_order select (json_populate_record(o, \'{"id": "00000000-0000-7000-8000-000000000000", "number": "SO-X"}\')).* from sales_order o',
    ],
  ],
])("%s", async (name, statements) => {
  expect(await brokenBy(...statements)).toContain(name);
});
