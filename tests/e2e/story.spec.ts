import { expect, type Page, test } from "@playwright/test";
import { type Connection, connect } from "@/db/client";
import { connectRunning } from "@/db/embedded";
import { newId } from "@/server/shell/new-id";
import {
  type GivenNode,
  type GivenSku,
  givenInbound,
  givenNode,
  givenSku,
  givenStock,
} from "../support/factories";
import { signIn } from "../support/sign-in";

test.describe.configure({ mode: "serial", timeout: 240_000 });

let database: Connection;
let release: () => Promise<void>;
let dallas: GivenNode;
let columbus: GivenNode;
let frame: GivenSku;
let wheel: GivenSku;
let saddle: GivenSku;

/** Two nodes that work around the clock, so that the story ends on the day on which it is told. */
test.beforeAll(async () => {
  const running = await connectRunning({
    dataDir: process.env.E2E_DATA_DIR ?? "",
    purpose: "the story",
  });
  database = connect(running.url, { max: 4 });
  release = running.release;
  const calendarId = newId();
  await database.sql`insert into calendar (id, code, name, working_days)
    values (${calendarId}, ${`E2E-${calendarId.slice(-6)}`}, 'Every day', 127)`;
  dallas = await givenNode(database, calendarId, {
    name: "Story Dallas",
    latitude: 32.9,
    longitude: -97,
    timeZone: "UTC",
  });
  columbus = await givenNode(database, calendarId, {
    name: "Story Columbus",
    latitude: 40,
    longitude: -83,
    timeZone: "UTC",
  });
  await database.sql`update node_cut_off set local_time = '23:59:59'
    where node_id in (${dallas.id}, ${columbus.id})`;
  await database.sql`insert into user_node (user_id, node_id)
    select u.id, n.id from app_user u, node n
    where u.email = 'warehouse@demo.test' and n.id in (${dallas.id}, ${columbus.id})`;
  frame = await givenSku(database);
  wheel = await givenSku(database);
  saddle = await givenSku(database);
  await givenStock(database, { skuId: frame.id, nodeId: dallas.id, onHand: 20 });
  await givenStock(database, { skuId: frame.id, nodeId: columbus.id, onHand: 20 });
  await givenStock(database, { skuId: wheel.id, nodeId: columbus.id, onHand: 10 });
  await givenStock(database, { skuId: saddle.id, nodeId: dallas.id, onHand: 2 });
  await givenInbound(database, {
    skuId: saddle.id,
    nodeId: dallas.id,
    quantity: 10,
    eta: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
  });
});
test.afterAll(async () => {
  await database.end();
  await release();
});

/** What is typed before the page's script runs is lost; a person sees that and waits. */
async function untilAlive(page: Page, placeholder: string): Promise<void> {
  await page.waitForFunction((text) => {
    const field = document.querySelector(`[placeholder="${text}"]`);
    return field !== null && Object.keys(field).some((name) => name.startsWith("__reactProps"));
  }, placeholder);
}

/** Type one line into the grid as a person does: code, Enter, quantity, Enter. */
async function typeLine(page: Page, sku: string, quantity: number): Promise<void> {
  await page.keyboard.type(sku);
  await page.keyboard.press("Enter");
  await page.keyboard.type(String(quantity));
  await page.keyboard.press("Enter");
}

const workOf = async (number: string, node: GivenNode) => {
  const [work] = await database.sql<{ number: string }[]>`
    select f.number from fulfillment_order f join sales_order o on o.id = f.order_id
    where o.number = ${number} and f.node_id = ${node.id} and f.state in ('open', 'accepted')`;
  return work?.number ?? null;
};

async function openWork(page: Page, order: string, node: GivenNode): Promise<string> {
  await expect.poll(() => workOf(order, node), { timeout: 30_000 }).not.toBeNull();
  const number = (await workOf(order, node)) ?? "";
  await page.goto(`/admin/fulfillment/${number}`);
  return number;
}

async function scan(page: Page, code: string): Promise<void> {
  const field = page.getByLabel("Scan or type a code");
  await field.fill(code);
  await field.press("Enter");
}

async function pickAll(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Accept work" }).click();
  await page.getByRole("button", { name: "Start picking" }).click();
  const picks = page.getByRole("button", { name: /^Pick \d+ of / });
  await picks.first().waitFor();
  for (let left = await picks.count(); left > 0; left -= 1) {
    await picks.first().click();
    await expect(picks).toHaveCount(left - 1);
  }
}

async function shipOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Finish packing" }).click();
  await page.getByRole("button", { name: "Create labels" }).click();
  await page.getByRole("button", { name: "Confirm shipment" }).click();
  await expect(page.getByText(/Handed over/)).toBeVisible();
}

const mailsOf = (number: string, template: string) =>
  database.sql<{ subject: string; html: string }[]>`
    select m.subject, m.html from mail_message m join sales_order o on o.id = m.order_id
    where o.number = ${number} and m.template like ${template} order by m.created_at`;

test("one order, from the buyer's pad to the door", async ({ browser }) => {
  const buyer = await signIn(browser, "buyer@demo.test");
  await buyer.goto("/portal/order");
  await untilAlive(buyer, "Number or words");
  await buyer.getByPlaceholder("Number or words").first().click();
  await typeLine(buyer, frame.code, 4);
  await typeLine(buyer, wheel.code, 2);
  await typeLine(buyer, saddle.code, 5);
  await expect(buyer.getByText(/Story Columbus|later|3 on/).first()).toBeVisible();
  await buyer.getByRole("button", { name: "Review order" }).click();
  await buyer.waitForURL("**/portal/checkout");
  await buyer.getByLabel("Your PO number").fill(`STORY-${frame.code}`);
  await buyer.getByRole("button", { name: "Place order" }).click();
  await buyer.waitForURL(/\/portal\/orders\/SO-\d+/);
  const number = new URL(buyer.url()).pathname.split("/").at(-1) ?? "";

  const ops = await signIn(browser, "ops@demo.test");
  await ops.goto(`/admin/orders/${number}`);
  const why = ops.getByText(/Story Dallas.*Story Columbus|Story Columbus.*Story Dallas/).first();
  await expect(why).toBeVisible();

  const floor = await signIn(browser, "warehouse@demo.test");
  await openWork(floor, number, dallas);
  await floor.getByRole("button", { name: "Reject…" }).click();
  const dialog = floor.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: new RegExp(saddle.code) }).uncheck();
  await dialog.getByLabel("Reason").selectOption("no_capacity");
  await dialog.getByRole("button", { name: "Reject 4 units" }).click();
  await expect(dialog).toBeHidden();
  await ops.reload();
  await expect(ops.getByText(/After Story Dallas/).first()).toBeVisible();

  await pickAll(floor);
  await scan(floor, "NO-SUCH-CODE");
  await expect(floor.getByText(/NO-SUCH-CODE/).first()).toBeVisible();
  await scan(floor, saddle.code);
  await expect(floor.getByText("1 loose")).toBeVisible();
  await floor.getByRole("button", { name: "New parcel" }).click();
  await expect(floor.getByRole("button", { name: "Parcel 2", exact: true })).toBeVisible();
  await scan(floor, saddle.code);
  await expect(floor.getByText("0 loose")).toBeVisible();
  await shipOut(floor);

  await expect.poll(async () => (await mailsOf(number, "%ship%")).length).toBe(1);
  const [shipped] = await mailsOf(number, "%ship%");
  const link = shipped?.html.match(/\/t\/[\w-]+/)?.[0] ?? "";
  expect(link).toMatch(/^\/t\/[\w-]{43}$/);
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link);
  await expect(guest.getByText("Parcel 1 of 2")).toBeVisible();
  await expect(guest.getByText("Parcel 2 of 2")).toBeVisible();
  await expect(guest.getByText("Still to come")).toBeVisible();
  const wrong = await guest.goto(`${link.slice(0, -1)}${link.endsWith("A") ? "B" : "A"}`);
  expect(wrong?.status()).toBe(404);

  await ops.goto(`/admin/supply?q=${saddle.code}`);
  await ops.getByRole("button", { name: new RegExp(`Receive .* ${saddle.code}`) }).click();
  await ops.getByRole("dialog").getByRole("button", { name: "Receive", exact: true }).click();
  await expect(ops.getByRole("dialog")).toBeHidden();

  await openWork(floor, number, dallas);
  await pickAll(floor);
  for (let unit = 0; unit < 3; unit += 1) {
    await scan(floor, saddle.code);
    await expect(floor.getByText(`${2 - unit} loose`)).toBeVisible();
  }
  await shipOut(floor);
  await openWork(floor, number, columbus);
  await shipRest(floor, number);

  await deliverAll(ops, number);
  await ops.goto(`/admin/orders/${number}`);
  await expect(ops.getByText("Delivered").first()).toBeVisible();
  await guest.goto(link);
  await expect(guest.getByText("Still to come")).toBeHidden();

  await expect.poll(async () => (await mailsOf(number, "%deliver%")).length).toBeGreaterThan(0);
  expect(await mailsOf(number, "%confirm%")).toHaveLength(1);
  await ops.goto("/admin/mailbox");
  await expect(ops.getByText(number).first()).toBeVisible();
});

/** Units of an order that hold stock and are not work yet: the worker releases them. */
async function unreleased(order: string): Promise<number> {
  const [held] = await database.sql<{ units: number }[]>`
    select coalesce(sum(a.quantity), 0)::int as units from allocation a
    join sales_order o on o.id = a.order_id
    where o.number = ${order} and a.state = 'allocated'`;
  return held?.units ?? 0;
}

/** What is left at the other node, in as many work orders as there are. */
async function shipRest(page: Page, order: string): Promise<void> {
  await expect.poll(() => unreleased(order), { timeout: 30_000 }).toBe(0);
  for (
    let number = await workOf(order, columbus);
    number !== null;
    number = await workOf(order, columbus)
  ) {
    await page.goto(`/admin/fulfillment/${number}`);
    await pickAll(page);
    for (const code of [frame.code, wheel.code]) {
      const [line] = await database.sql<{ units: number }[]>`
        select (l.quantity - l.rejected)::int as units from fulfillment_order_line l
        join fulfillment_order f on f.id = l.fulfillment_order_id join sku s on s.id = l.sku_id
        where f.number = ${number} and s.code = ${code}`;
      for (let unit = 0; unit < (line?.units ?? 0); unit += 1) {
        const before = await page.getByRole("button", { name: /^Pack \(/ }).textContent();
        await scan(page, code);
        await expect(page.getByRole("button", { name: /^Pack \(/ })).not.toHaveText(before ?? "");
      }
    }
    await shipOut(page);
  }
}

async function deliverAll(page: Page, order: string): Promise<void> {
  const works = await database.sql<{ number: string }[]>`
    select f.number from fulfillment_order f join sales_order o on o.id = f.order_id
    where o.number = ${order} and f.state = 'shipped'`;
  for (const { number } of works) {
    await page.goto(`/admin/fulfillment/${number}`);
    await page.getByRole("button", { name: "Confirm delivery" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Confirm delivery" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
  }
}
