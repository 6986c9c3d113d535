/** A product that is not out yet: a buyer pre-orders it, the planner moves its day, the buyer's order says the new one. */
import { expect, type Page, test } from "@playwright/test";
import { type Connection, connect } from "@/db/client";
import { connectRunning } from "@/db/embedded";
import { graveFaults } from "../support/axe";
import { type GivenSku, givenSku } from "../support/factories";
import { act, ask } from "../support/procedures";
import { signIn } from "../support/sign-in";

test.describe.configure({ mode: "serial", timeout: 180_000 });

let database: Connection;
let release: () => Promise<void>;
let sku: GivenSku;
test.beforeAll(async () => {
  const running = await connectRunning({
    dataDir: process.env.E2E_DATA_DIR ?? "",
    purpose: "the pre-order",
  });
  database = connect(running.url, { max: 2 });
  release = running.release;
  sku = await givenSku(database, { leadTimeDays: 1, listPriceE4: 20_000 });
});
test.afterAll(async () => {
  await database.end();
  await release();
});

const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** `Tue 12 Jan`: a day as screens write it, without its year. */
const written = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(date);
  return `${part({ weekday: "short" })} ${part({ day: "numeric" })} ${part({ month: "short" }).slice(0, 3)}`;
};

/** The planner says on the SKU's page on which day it comes out. */
async function setDay(admin: Page, button: string, day: string, limit?: string): Promise<void> {
  await admin.goto(`/admin/inventory/${sku.code}`);
  await admin.getByRole("button", { name: button }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Comes out on").fill(day);
  if (limit !== undefined) {
    await dialog.getByLabel("Units that may be pre-ordered").fill(limit);
  }
  expect(await graveFaults(admin)).toEqual([]);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(admin.getByText(`comes out ${written(day)}`)).toBeVisible();
}

/** What is typed before the page's script runs is lost; a person sees that and waits. */
async function untilAlive(page: Page, placeholder: string): Promise<void> {
  await page.waitForFunction((text) => {
    const field = document.querySelector(`[placeholder="${text}"]`);
    return field !== null && Object.keys(field).some((name) => name.startsWith("__reactProps"));
  }, placeholder);
}

test("is ordered on the pad with its day, and follows the day when it moves", async ({
  browser,
}) => {
  const admin = await signIn(browser, "admin@demo.test");
  const [first, moved] = [inDays(30), inDays(51)];
  await setDay(admin, "Set pre-orders", first, "5");

  const buyer = await signIn(browser, "buyer@demo.test");
  await buyer.goto("/portal/order");
  await untilAlive(buyer, "Number or words");
  await buyer.getByPlaceholder("Number or words").first().click();
  await buyer.keyboard.type(sku.code);
  await buyer.keyboard.press("Enter");
  await buyer.keyboard.type("3");
  await buyer.keyboard.press("Enter");
  const label = `Pre-order, ships from ${written(first)}`;
  await expect(buyer.getByText(label)).toBeVisible();
  await buyer.getByRole("button", { name: "Review order" }).click();
  await buyer.waitForURL("**/portal/checkout");
  await expect(buyer.getByText(label)).toBeVisible();
  expect(await graveFaults(buyer)).toEqual([]);
  await buyer.getByLabel("Your PO number").fill(`PRE-${sku.code}`);
  await buyer.getByRole("button", { name: "Place order" }).click();
  await buyer.waitForURL(/\/portal\/orders\/SO-\d+/);
  await expect(buyer.getByText(label)).toBeVisible();
  const number = /SO-\d+/.exec(buyer.url())?.[0] ?? "";

  await setDay(admin, "Change pre-orders", moved);
  await expect(buyer.getByText(`Pre-order, ships from ${written(moved)}`)).toBeVisible({
    timeout: 30_000,
  });
  await admin.goto(`/admin/orders/${number}`);
  await expect(admin.getByText(`Pre-order, ships from ${written(moved)}`)).toBeVisible();
  await admin.goto("/admin/orders?view=preordered");
  await expect(admin.getByText(number)).toBeVisible();
  type Mails = { rows: { subject: string }[] };
  const order = await ask<{ id: string }>(admin, "orders.find", { orderNumber: number });
  const told = async () =>
    (await ask<Mails>(admin, "notifications.listMail", { orderId: order.id })).rows.length;
  // The confirmation and the one mail about the new day.
  await expect.poll(told, { timeout: 30_000 }).toBe(2);
  await act(admin, "orders.cancel", { orderId: order.id, reason: "The story is over" });
});
