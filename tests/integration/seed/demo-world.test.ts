import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SeededDemo, seedDemo } from "@/db/seed/demo";
import { ctxAt } from "@/db/seed/play-orders";
import { lookAround } from "@/db/seed/play-trouble";
import { verifyPassword } from "@/server/auth/password";
import { listResolutions } from "@/server/oms/desk/queries";
import { isLowStock } from "@/server/oms/inventory/store-low";
import { groupBy } from "@/server/oms/kernel/groups";
import { systemActor } from "@/server/shell/actor";
import { openDatabase, type TestDatabase } from "../../support/database";
import { Remedies, type Trouble } from "./remedies";

const NOW = new Date("2026-11-19T16:30:00Z");
/** Fewer days are played than in the demo itself: the ways are the same, the time is not. */
const WORLD = { now: NOW, liveDays: 6 };

let first: TestDatabase;
let second: TestDatabase;
let demo: SeededDemo;

beforeAll(async () => {
  process.env.AUTH_SECRET ??= "a secret that only this test knows, long enough";
  [first, second] = await Promise.all([openDatabase({ max: 1 }), openDatabase({ max: 1 })]);
  [demo] = await Promise.all([seedDemo(first, () => {}, WORLD), seedDemo(second, () => {}, WORLD)]);
}, 240_000);

afterAll(async () => {
  await first.drop();
  await second.drop();
});

/** What the world holds, by what people call it: keys of commands and the time of writing apart. */
const CONTENTS = {
  skus: `select code, name, grams, pack_multiple, backorder_policy, list_price_e4, status from sku`,
  prices: `select l.code, s.code, i.min_quantity, i.unit_price_e4 from price_list_item i
    join price_list l on l.id = i.price_list_id join sku s on s.id = i.sku_id`,
  companies: `select c.code, c.credit_limit, c.open_receivables, u.email, c.payment_terms_code
    from company c left join app_user u on u.id = c.sales_rep_id`,
  contacts: `select c.name, c.email, c.role, c.spending_limit, u.email from contact c
    left join app_user u on u.id = c.user_id`,
  kits: `select k.code, c.code, x.quantity, x.position from kit_component x
    join sku k on k.id = x.kit_sku_id join sku c on c.id = x.component_sku_id`,
  nodes: `select n.code, n.kind, n.time_zone, n.priority, k.service_code, k.local_time from node n
    join node_cut_off k on k.node_id = n.id`,
  closures: `select c.code, d.closed_on, d.name from calendar_closure d
    join calendar c on c.id = d.calendar_id`,
  stock: `select n.code, s.code, l.status, on_hand, allocated, oversold, safety_stock, bin
    from stock_level l join node n on n.id = l.node_id join sku s on s.id = l.sku_id`,
  ledger: `select n.code, s.code, m.kind, m.on_hand_delta, m.allocated_delta, m.reason, m.occurred_at
    from stock_movement m join node n on n.id = m.node_id join sku s on s.id = m.sku_id`,
  supply: `select i.reference, s.code, i.quantity, i.received, i.pegged, i.eta, i.status
    from inbound_supply i join sku s on s.id = i.sku_id`,
  orders: `select number, customer_po, status, fulfillment_status, placed_at, subtotal,
    original_promise, current_promise, promise_state, hold_count, open_exception_count
    from sales_order`,
  lines: `select o.number, l.line_number, s.code, l.ordered, l.cancelled, l.allocated, l.backordered,
    l.released, l.picked, l.packed, l.shipped, l.delivered, l.unit_price_e4, l.current_promise
    from order_line l join sales_order o on o.id = l.order_id join sku s on s.id = l.sku_id`,
  allocations: `select o.number, n.code, s.code, a.quantity, a.state, a.ship_date, a.delivery_date
    from allocation a join sales_order o on o.id = a.order_id join node n on n.id = a.node_id
    join sku s on s.id = a.sku_id`,
  decisions: `select o.number, d.sentence from sourcing_decision d
    join sales_order o on o.id = d.order_id`,
  parcels: `select s.number, s.state, s.freight_cost, p.package_number, p.tracking_number,
    p.tracking_status, p.grams from package p join shipment s on s.id = p.shipment_id`,
  events: `select type, actor_name, on_behalf_of, occurred_at from event`,
};

async function digests({ sql }: TestDatabase): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, query] of Object.entries(CONTENTS)) {
    const rows = await sql.unsafe(query).values();
    const text = rows.map((row) => JSON.stringify(row)).sort();
    found[name] = `${rows.length} ${createHash("sha256").update(text.join("\n")).digest("hex")}`;
  }
  return found;
}

test("the same moment gives the same world", async () => {
  expect(await digests(first)).toEqual(await digests(second));
});

test("master data is whole", async () => {
  const [row] = await first.sql`
    select (select count(*) from sku) as skus, (select count(*) from company) as companies,
      (select sum(on_hand_delta) from stock_movement where cause_kind = 'opening_count') as units,
      (select count(distinct kind) from node) as kinds,
      (select count(*) from postal_area) as areas`;
  expect(row).toEqual({ skus: 301, companies: 701, units: 108_267, kinds: 4, areas: 7_610 });
});

test("each of the seven accounts signs in with the password that is printed", async () => {
  const rows = await first.sql<{ email: string; passwordHash: string; roles: string[] }[]>`
    select u.email, u.password_hash as "passwordHash",
      array(select r.role from user_role r where r.user_id = u.id
        union all select c.role from contact c where c.user_id = u.id) as roles
    from app_user u where u.email = any(${demo.accounts.map(({ email }) => email)}::text[])`;
  expect(rows.length).toBe(7);
  for (const { email, role } of demo.accounts) {
    const row = rows.find((one) => one.email === email);
    expect(row?.roles).toEqual([role]);
    expect(await verifyPassword(demo.password, row?.passwordHash ?? "")).toBe(true);
  }
});

test("nobody else has a password", async () => {
  const [row] = await first.sql`
    select count(*) as others from app_user
    where email not like '%@demo.test' and password_hash <> 'none'`;
  expect(row).toEqual({ others: 0 });
});

test("counters and the facts behind them agree", async () => {
  const [row] = await first.sql`
    select
      (select count(*) from stock_level l where (l.on_hand, l.allocated) <> (
        select coalesce(sum(m.on_hand_delta), 0), coalesce(sum(m.allocated_delta), 0)
        from stock_movement m where (m.sku_id, m.node_id, m.status) = (l.sku_id, l.node_id, l.status)
      )) as "off ledger",
      (select count(*) from stock_level l where l.status = 'sellable' and l.allocated <> (
        select coalesce(sum(a.quantity), 0) from allocation a
        where a.sku_id = l.sku_id and a.node_id = l.node_id and a.state in ('allocated', 'released')
      )) as "off allocations",
      (select count(*) from inbound_supply i where i.pegged <> (
        select coalesce(sum(a.quantity), 0) from allocation a
        where a.inbound_supply_id = i.id and a.state = 'promised')) as "off pegs",
      (select count(*) from order_line l join sales_order o on o.id = l.order_id
        where o.import_run_id is null and l.shipped <> (
          select coalesce(sum(f.shipped), 0) from fulfillment_order_line f
          where f.order_line_id = l.id)) as "off shipments"`;
  expect(row).toEqual({
    "off ledger": 0,
    "off allocations": 0,
    "off pegs": 0,
    "off shipments": 0,
  });
});

test("the world ends now: nothing is later, and today has orders", async () => {
  const [row] = await first.sql<{ latest: Date; event: Date; today: number }[]>`
    select (select max(placed_at) from sales_order) as latest,
      (select max(occurred_at) from event) as event,
      (select count(*) from sales_order where placed_at::date = ${NOW}::timestamptz::date) as today`;
  expect(row?.latest.getTime()).toBe(NOW.getTime() - 12 * 60_000);
  expect(row?.event.getTime()).toBeLessThanOrEqual(NOW.getTime());
  expect(row?.today).toBeGreaterThanOrEqual(5);
});

test("orders are in every stage, some wait for supply and one for approval", async () => {
  const rows = await first.sql<{ status: string; count: number }[]>`
    select fulfillment_status as status, count(*) from sales_order group by 1`;
  const count = Object.fromEntries(rows.map((row) => [row.status, row.count]));
  expect(count.delivered).toBeGreaterThan(300);
  for (const status of ["shipped", "released"]) {
    expect(count[status]).toBeGreaterThan(0);
  }
  const [row] = await first.sql`
    select (select count(*) > 0 from order_line where backordered > 0) as "waits for supply",
      (select count(*) from sales_order where status = 'pending_approval') as "for approval",
      (select count(*) > 0 from fulfillment_order
        where state in ('open', 'accepted', 'picking', 'packed')) as "on the floor"`;
  expect(row).toEqual({ "waits for supply": true, "for approval": 1, "on the floor": true });
});

test("kits were ordered: one is on its way, another waits for a component", async () => {
  const rows = await first.sql<{ kit: string; waits: boolean; left: boolean }[]>`
    select s.code as kit, bool_or(l.backordered > 0) as waits, bool_and(l.shipped > 0) as left
    from order_line l join sku s on s.id = l.kit_sku_id group by l.order_id, l.kit_group, s.code`;
  expect(rows.map(({ kit }) => kit).toSorted()).toEqual([
    "KIT-FLAT-M",
    "KIT-HYDR-R",
    "KIT-WHEEL-M",
  ]);
  expect(rows.some(({ left }) => left)).toBe(true);
  expect(rows.some(({ waits }) => waits)).toBe(true);
});

test("orders that came without a person are parked, each for another fault", async () => {
  const rows = await first.sql`
    select h.code as channel, p.received_from as "from", e.type, e.sentence
    from parked_order p join channel h on h.id = p.channel_id
    join exception e on e.cause_key = p.id::text and e.closed_at is null
    where p.state = 'parked' order by p.received_at`;
  expect(rows).toEqual([
    {
      channel: "csv",
      from: "Order mailbox",
      type: "sku_unknown",
      sentence:
        "PK-1001 from csv waits to be mended: “HL-U5O9-R” is no SKU, GTIN or part number that we know",
    },
    {
      channel: "api",
      from: "Web shop of a reseller",
      type: "edi_rejected",
      sentence:
        "PK-1002 from api waits to be mended: 2026-11-10 has passed; name today (2026-11-19) or later",
    },
    {
      channel: "api",
      from: "Web shop of a reseller",
      type: "address_invalid",
      sentence: "PK-1003 from api waits to be mended: Ideal Components has no such ship-to",
    },
  ]);
});

test("rules, a policy and low points are in force, and some goods are low", async () => {
  const [row] = await first.sql`
    select (select array_agg(effect order by position) from availability_rule
        where retired_at is null) as rules,
      (select version from allocation_policy where status = 'active') as policy,
      (select count(*) from low_stock_point) as points,
      (select count(*) from sku s where ${isLowStock(first.sql, NOW)}) as low`;
  expect(row).toEqual({
    rules: ["hold_units", "hold_percent", "cap_total", "exclude"],
    policy: 1,
    points: 4,
    low: 5,
  });
});

test("no order of the last weeks is warned of as sold below cost", async () => {
  const [row] = await first.sql`
    select count(*) as warned from event
    where type = 'sales_order.warned' and payload::text like '%leaves a margin%'`;
  expect(row).toEqual({ warned: 0 });
});

test("only the demo's own buyer is still to be told by mail", async () => {
  const rows = await first.sql`
    select distinct c.code from outbox b join event e on e.id = b.event_id
    left join sales_order o on o.id = e.order_id left join company c on c.id = o.company_id`;
  expect(rows.map(({ code }) => code)).toEqual(["AW00000166"]);
});

test("the tracking link names one order on its way", async () => {
  expect(demo.trackingUrlPath).toMatch(/^\/t\/[\w-]{43}$/);
  const [row] = await first.sql`select count(*) as links from tracking_link`;
  expect(row).toEqual({ links: 1 });
});

const readOpen = ({ sql }: TestDatabase) => sql<Trouble[]>`
  select id, type, sentence, order_id as "orderId", node_id as "nodeId", sku_id as "skuId", detail
  from exception where closed_at is null order by type, opened_at, sentence`;

test("it opens as a shop that runs well: at least twelve kinds of trouble, and few of each", async () => {
  const open = await readOpen(first);
  const kinds = groupBy(open, ({ type }) => type);
  expect([...kinds.keys()]).toEqual(
    expect.arrayContaining([
      "address_invalid",
      "carrier_missed_pickup",
      "credit_hold",
      "cutoff_missed",
      "edi_rejected",
      "integration_failed",
      "inventory_short",
      "label_failed",
      "node_rejected",
      "order_stuck",
      "oversold",
      "pack_mismatch",
      "promise_at_risk",
      "promise_missed",
      "sku_unknown",
      "supplier_no_ack",
      "supply_late",
      "unfillable",
    ]),
  );
  expect(open.length).toBeLessThanOrEqual(55);
  for (const [type, rows] of kinds) {
    // A van that did not come leaves a dozen alike.
    expect(rows.length, type).toBeLessThanOrEqual(type === "carrier_missed_pickup" ? 14 : 10);
  }
});

test("each of its kinds can be resolved from the desk, and closes itself once its cause is gone", async () => {
  const people = ctxAt(second, systemActor("Desk"), NOW);
  const remedies = new Remedies(second, NOW);
  const kinds = groupBy(await readOpen(second), ({ type }) => type);
  expect(kinds.size).toBeGreaterThanOrEqual(12);
  for (const [at, [type, rows]] of [...kinds].entries()) {
    const open = new Set((await readOpen(second)).map(({ id }) => id));
    // The remedy of an earlier kind may have cleared this one with it.
    const trouble = rows.find(({ id }) => open.has(id)) ?? rows[0];
    const exceptionId = trouble?.id ?? "";
    if (trouble !== undefined && open.has(exceptionId)) {
      const { offers } = await listResolutions(people, { exceptionId });
      // A parked order is mended on its own page.
      const ways = [...offers.map(({ text }) => text), trouble.detail.parkedNumber ?? []].flat();
      expect(ways, trouble.sentence).not.toEqual([]);
      await remedies.apply(trouble);
      await lookAround(second, new Date(NOW.getTime() + (1 + at) * 1_000));
    }
    const [closed] = await second.sql`select state from exception where id = ${exceptionId}`;
    expect(closed, `${type}: ${trouble?.sentence ?? ""}`).toEqual({ state: "auto_closed" });
  }
}, 60_000);
