/** A supply slips: the customer reads the mail and accepts the later date by its link, without an account. */
import { expect, type Page, test } from "@playwright/test";
import { graveFaults } from "../support/axe";
import { act, ask } from "../support/procedures";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

/** A frame that no other story sells, of which some are on their way. */
const SKU = "FR-R38B-60";
const COMPANY = "AW00000001";

type Placed = { readonly orderId: string; readonly number: string };
type Supply = { readonly id: string; readonly eta: string };

/** An order that waits for a supply. */
async function givenWaiting(admin: Page): Promise<{ order: Placed; supply: Supply }> {
  type Stock = { sku: { id: string }; positions: { nodeId: string }[]; supply: Supply[] };
  const { sku, positions, supply } = await ask<Stock>(admin, "inventory.findSku", { code: SKU });
  for (const { nodeId } of positions) {
    const count = { skuId: sku.id, nodeId, counted: 0, reason: "Count of the shelf" };
    await act(admin, "inventory.count", count);
  }
  const order = await act<Placed>(admin, "orders.place", {
    channelCode: "phone",
    companyCode: COMPANY,
    serviceCode: "ground",
    lines: [{ sku: SKU, quantity: 2 }],
  });
  const [coming] = supply;
  if (coming === undefined) {
    throw new Error(`nothing of ${SKU} is on its way`);
  }
  return { order, supply: coming };
}

const later = (day: string, days: number) =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + days * 86_400_000).toISOString().slice(0, 10);

test("a customer reads the mail and accepts the delay by its link", async ({ browser }) => {
  const admin = await signIn(browser, "admin@demo.test");
  const rule = { company: COMPANY, answerDays: 5, silence: "keep" };
  await act(admin, "backorders.setConsentRule", { ...rule, afterDays: 2 });
  const { order, supply } = await givenWaiting(admin);
  await act(admin, "inventory.changeInbound", {
    inboundSupplyId: supply.id,
    eta: later(supply.eta, 9),
    reason: "Vessel is late",
  });

  type Mails = { rows: { id: string; subject: string }[] };
  const asking = async () =>
    (await ask<Mails>(admin, "notifications.listMail", { orderId: order.orderId })).rows.find(
      ({ subject }) => subject.includes("do you accept the new date?"),
    )?.id ?? null;
  await expect.poll(asking, { timeout: 30_000 }).not.toBeNull();
  const mail = await ask<{ text: string }>(admin, "notifications.findMail", {
    mailId: await asking(),
  });
  const link = /\/c\/[\w-]+/.exec(JSON.stringify(mail))?.[0] ?? "";

  const customer = await (
    await browser.newContext({ viewport: { width: 390, height: 844 } })
  ).newPage();
  await customer.goto(link);
  await expect(
    customer.getByRole("heading", { name: "Do you accept the new date?" }),
  ).toBeVisible();
  await expect(customer.getByText(order.number)).toBeVisible();
  expect(await graveFaults(customer)).toEqual([]);
  await customer.getByRole("button", { name: "Accept the new date" }).click();
  await expect(customer.getByRole("heading", { name: "The new date is accepted" })).toBeVisible();
  expect(await graveFaults(customer)).toEqual([]);

  await admin.goto(`/admin/orders/${order.number}`);
  await expect(admin.getByText(/^The later date was accepted/)).toBeVisible();
  await act(admin, "backorders.setConsentRule", { ...rule, afterDays: null });
  await act(admin, "orders.cancel", { orderId: order.orderId, reason: "The story is over" });
});
