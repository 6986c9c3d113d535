/**
 * What was placed by hand is not on the shelf: operations ask the customer for another colour, who accepts by
 * the link of the mail without an account; the order ships it, and the exception is closed.
 */
import { type Browser, expect, type Page, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { graveFaults } from "../support/axe";
import { act, ask } from "../support/procedures";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

/** A bike in two colours that no other story sells. */
const ASKED = "BK-T18U-62";
const INSTEAD = "BK-T18Y-62";
const COMPANY = "AW00000166";

type Placed = { readonly orderId: string; readonly number: string };
type Stock = {
  readonly sku: { readonly id: string };
  readonly positions: readonly { readonly nodeId: string; readonly node: string }[];
};

/** So many on the shelves of some nodes, and none elsewhere. */
async function count(
  page: Page,
  code: string,
  shelves: Readonly<Record<string, number>>,
): Promise<string> {
  const { sku, positions } = await ask<Stock>(page, "inventory.findSku", { code });
  for (const { nodeId, node } of positions) {
    const counted = shelves[node] ?? 0;
    const reason = "Count of the shelf";
    await act(page, "inventory.count", { skuId: sku.id, nodeId, counted, reason });
  }
  return positions.find(({ node }) => node === "Reno")?.nodeId ?? "";
}

/** An order that a person placed at Reno, where a count finds nothing of it. */
async function givenLost(ops: Page): Promise<{ order: Placed; exceptionId: string }> {
  await count(ops, ASKED, { Columbus: 30 });
  await count(ops, INSTEAD, { Reno: 30 });
  const order = await act<Placed>(ops, "orders.place", {
    channelCode: "phone",
    companyCode: COMPANY,
    serviceCode: "ground",
    shipAfter: new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10),
    lines: [{ sku: ASKED, quantity: 2 }],
  });
  type Found = { lines: { id: string }[] };
  const { lines } = await ask<Found>(ops, "orders.find", { orderNumber: order.number });
  const nodeId = await count(ops, ASKED, { Columbus: 30, Reno: 30 });
  await act(ops, "allocation.routeByHand", {
    orderId: order.orderId,
    lines: [{ orderLineId: lines[0]?.id ?? "", nodeId, quantity: 2 }],
    reason: "The customer asked for Reno",
  });
  await count(ops, ASKED, {});
  type List = { rows: { id: string; order: string | null }[] };
  const lost = async () =>
    (
      await ask<List>(ops, "exceptions.list", { type: ["hand_placement_lost"], limit: 50 })
    ).rows.find((row) => row.order === order.number)?.id ?? null;
  await expect.poll(lost, { timeout: 30_000 }).not.toBeNull();
  return { order, exceptionId: (await lost()) ?? "" };
}

/** Of the mail that offers another item. */
async function offerLink(page: Page, orderId: string): Promise<string> {
  type Mails = { rows: { id: string; subject: string }[] };
  const offering = async () =>
    (await ask<Mails>(page, "notifications.listMail", { orderId })).rows.find(({ subject }) =>
      subject.includes("will you take another item instead?"),
    )?.id ?? null;
  await expect.poll(offering, { timeout: 30_000 }).not.toBeNull();
  const mail = await ask<unknown>(page, "notifications.findMail", { mailId: await offering() });
  return /\/c\/[\w-]+/.exec(JSON.stringify(mail))?.[0] ?? "";
}

const onPhone = async (browser: Browser) =>
  (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();

test("a customer is asked for another colour, accepts by the mail's link, and it ships", async ({
  browser,
}) => {
  const admin = await signIn(browser, "admin@demo.test");
  const { order, exceptionId } = await givenLost(admin);

  await admin.goto(`/admin/exceptions/${exceptionId}`);
  const label = "Ask the customer for another SKU instead";
  const apply = admin.getByRole("button", { name: `Apply: ${label}` });
  await expect(
    admin.getByText(new RegExp(`if accepted 2 × ${INSTEAD} instead of 2 × ${ASKED}, there on`)),
  ).toBeVisible();
  await untilAlive(apply);
  await apply.click();
  await expect(admin.getByText("Not answered")).toBeVisible();
  expect(await graveFaults(admin)).toEqual([]);

  await admin.goto(`/admin/orders/${order.number}`);
  await expect(admin.getByText("The customer is asked whether another SKU may ship")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Withdraw" })).toBeVisible();
  expect(await graveFaults(admin)).toEqual([]);

  const link = await offerLink(admin, order.orderId);
  const customer = await onPhone(browser);
  // Gone in the meantime: the page says so, and nothing is changed.
  await customer.goto(link);
  await count(admin, INSTEAD, {});
  await customer.getByRole("button", { name: "Take it instead" }).click();
  await expect(customer.getByRole("heading", { name: "It is not there any more" })).toBeVisible();
  expect(await graveFaults(customer)).toEqual([]);
  await count(admin, INSTEAD, { Reno: 30 });
  await customer.goto(link);
  await expect(
    customer.getByRole("heading", { name: "Will you take another item instead?" }),
  ).toBeVisible();
  await expect(customer.getByText(order.number)).toBeVisible();
  expect(await graveFaults(customer)).toEqual([]);
  await customer.getByRole("button", { name: "Take it instead" }).click();
  await expect(customer.getByRole("heading", { name: "Your order was changed" })).toBeVisible();

  await admin.goto(`/admin/orders/${order.number}`);
  await expect(admin.getByRole("row").filter({ hasText: INSTEAD })).toContainText("Instead of 2");
  await expect(admin.getByText(/^Another SKU was accepted: 2 × /)).toBeVisible();
  await admin.goto(`/admin/exceptions/${exceptionId}`);
  await expect(admin.getByText(`The customer accepted: 2 × ${INSTEAD}`).first()).toBeVisible();

  await act(admin, "orders.cancel", { orderId: order.orderId, reason: "The story is over" });
});

test("a buyer declines in the portal, and it goes on waiting", async ({ browser }) => {
  const admin = await signIn(browser, "admin@demo.test");
  const { order, exceptionId } = await givenLost(admin);
  await act(admin, "exceptions.applyResolution", { exceptionId, kind: "ask_substitute" });

  const buyer = await signIn(browser, "buyer@demo.test");
  await buyer.goto(`/portal/orders/${order.number}`);
  await expect(buyer.getByText("Will you take another item instead of what waits?")).toBeVisible();
  expect(await graveFaults(buyer)).toEqual([]);
  const keep = buyer.getByRole("button", { name: "Keep waiting" });
  await untilAlive(keep);
  await keep.click();
  await expect(buyer.getByText("Declined: what was ordered goes on waiting")).toBeVisible();
  await expect(keep).toBeHidden();

  await admin.goto(`/admin/exceptions/${exceptionId}`);
  await expect(admin.getByText("Declined", { exact: true })).toBeVisible();
  await act(admin, "orders.cancel", { orderId: order.orderId, reason: "The story is over" });
});
