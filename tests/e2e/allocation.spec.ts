/**
 * A planner opens the board of a short SKU, holds fair share against priority, sees who loses and the new
 * dates, approves with a reason and applies; the customer who waits longer accepts it by the mail's link.
 */
import { expect, type Locator, type Page, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { graveFaults } from "../support/axe";
import { act, ask } from "../support/procedures";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

/** A derailleur that no other story sells. */
const SKU = "RD-2308";
/** All that the Reno shelf has beyond its safety stock when 60 are counted there. */
const ASKED = 42;

type Placed = { readonly orderId: string; readonly number: string };

async function placeFor(page: Page, companyCode: string): Promise<Placed> {
  const shipAfter = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
  return act<Placed>(page, "orders.place", {
    channelCode: "phone",
    companyCode,
    serviceCode: "ground",
    shipAfter,
    lines: [{ sku: SKU, quantity: ASKED }],
  });
}

async function givenShortSku(page: Page): Promise<{ first: Placed; second: Placed }> {
  type Stock = { sku: { id: string }; positions: { nodeId: string; node: string }[] };
  const { sku, positions } = await ask<Stock>(page, "inventory.findSku", { code: SKU });
  for (const { nodeId, node } of positions) {
    await act(page, "inventory.count", {
      skuId: sku.id,
      nodeId,
      counted: node === "Reno" ? 60 : 0,
      reason: "Count of the shelf",
    });
  }
  const first = await placeFor(page, "AW00000001");
  const second = await placeFor(page, "AW00000023");
  return { first, second };
}

async function untilMoved(row: Locator): Promise<string> {
  await expect(row).toContainText("→");
  return row.innerText();
}

/** Of the mail that asks whether a later day will do. */
async function consentLink(page: Page, orderId: string): Promise<string> {
  type Mails = { rows: { id: string; subject: string }[] };
  const asking = async () =>
    (await ask<Mails>(page, "notifications.listMail", { orderId })).rows.find(({ subject }) =>
      subject.includes("do you accept the new date?"),
    )?.id ?? null;
  await expect.poll(asking, { timeout: 30_000 }).not.toBeNull();
  const mail = await ask<unknown>(page, "notifications.findMail", { mailId: await asking() });
  return /\/c\/[\w-]+/.exec(JSON.stringify(mail))?.[0] ?? "";
}

/** Publishes a policy without classes: first come. Returns what publishes the one before again. */
async function givenNoClasses(admin: Page): Promise<() => Promise<unknown>> {
  const { version: before } = await ask<{ version: number }>(admin, "allocation.findPolicy", {});
  const { version } = await act<{ version: number }>(admin, "allocation.savePolicy", {
    content: { lockDays: 2, borrow: "when_date_is_kept" },
    note: "First come, first served",
  });
  const publish = (one: number) =>
    act(admin, "allocation.activatePolicy", { version: one, reason: "For this story" });
  await publish(version);
  return () => publish(before);
}

test("a planner shares a short SKU fairly, and each order says why", async ({ browser }) => {
  const ops = await signIn(browser, "ops@demo.test");
  const admin = await signIn(browser, "admin@demo.test");
  const rule = { company: "AW00000001", answerDays: 5, silence: "keep" };
  await act(admin, "backorders.setConsentRule", { ...rule, afterDays: 1 });
  const publishBefore = await givenNoClasses(admin);
  const { first, second } = await givenShortSku(ops);

  await ops.goto("/admin/allocation");
  await ops.getByRole("link", { name: SKU }).click();
  await ops.waitForURL(new RegExp(`/admin/allocation/${SKU}$`));
  const holder = ops.getByRole("row").filter({ hasText: first.number });
  await expect(holder).toContainText("first come");
  await ops.getByRole("link", { name: "A line may lose what it holds", exact: true }).click();
  await ops.waitForURL(/borrow=freely/);
  await ops.getByRole("link", { name: "Side by side" }).click();
  await ops.waitForURL(/view=side_by_side/);
  const ways = ops.getByRole("table", { name: "Ways to share" });
  await expect(ways.getByRole("columnheader")).toHaveText([
    "Order",
    "Asks",
    "As the policy says",
    "First come",
    "Who wants it first",
    "Fair share",
  ]);
  // By fair share the holder loses half, and its day moves; by priority it loses nothing.
  const compared = ways.getByRole("row").filter({ hasText: first.number }).getByRole("cell");
  await expect(compared.last()).toHaveText(/^\d+ → \d+.+ → .+$/);
  await expect(compared.nth(3)).toHaveText(/^\d+\w{3} \d+ \w{3}$/);
  await expect(ways.getByText("1 line gains, 1 loses; 1 comes later")).toBeVisible();
  expect(await graveFaults(ops)).toEqual([]);
  await ops.getByRole("link", { name: "Look at “Fair share”" }).click();
  await ops.waitForURL(/share=fair_share/);
  const held = Number(/(\d+) → \d+/.exec(await untilMoved(holder))?.[1]);
  await expect(holder).toContainText(`${held} → ${held / 2}`);
  await expect(holder).toContainText(/by fair share \d+ %/);
  const gainer = ops.getByRole("row").filter({ hasText: second.number });
  await expect(gainer).toContainText(`0 → ${held / 2}`);
  expect(await graveFaults(ops)).toEqual([]);

  const open = ops.getByRole("button", { name: "Re-allocate" });
  await untilAlive(open);
  await open.click();
  await ops.keyboard.type("Half each, as agreed on the phone");
  await ops.keyboard.press("Control+Enter");
  await ops.waitForURL(/\/admin\/allocation\/runs\/AR-\d+$/);
  const run = new URL(ops.url()).pathname.split("/").at(-1) ?? "";
  await expect(ops.getByText("Waits for approval")).toBeVisible();
  const set = ops.getByRole("button", { name: `Set units of ${second.number}` });
  await untilAlive(set);
  await set.click();
  await ops.getByLabel("Units from stock").fill("20");
  await ops.getByLabel("Reason").fill("They can sell no more this month");
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText(`${second.number} gets 20 units from stock`)).toBeVisible();
  await expect(holder).toContainText(`${held} → ${held - 20}`);
  expect(await graveFaults(ops)).toEqual([]);

  await ops.getByRole("button", { name: "Approve", exact: true }).click();
  await ops.keyboard.type("Both stores open that week");
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText("Approved, not applied")).toBeVisible();
  await ops.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(ops.getByText(new RegExp(`^${run} applied to 2 orders`))).toBeVisible();
  await expect(ops.getByText(/Approved by .*: Both stores open that week/)).toBeVisible();
  await ops.goto(`/admin/orders/${first.number}`);
  await expect(ops.getByText(new RegExp(`Allocation run ${run} took 20 units`))).toBeVisible();

  await expect(ops.getByText(/of 42 from stock.*by fair share/).first()).toBeVisible();
  await expect(ops.getByRole("link", { name: run })).toBeVisible();

  const customer = await (
    await browser.newContext({ viewport: { width: 390, height: 844 } })
  ).newPage();
  await customer.goto(await consentLink(admin, first.orderId));
  await customer.getByRole("button", { name: "Accept the new date" }).click();
  await expect(customer.getByRole("heading", { name: "The new date is accepted" })).toBeVisible();
  await act(admin, "backorders.setConsentRule", { ...rule, afterDays: null });

  await admin.goto("/admin/allocation/policy");
  const add = admin.getByRole("button", { name: "Add class" });
  await untilAlive(add);
  await add.click();
  await admin.getByLabel("Name").fill("Gold");
  await admin.getByLabel("Gold", { exact: true }).check();
  await admin.getByRole("button", { name: "Preview" }).click();
  await expect(admin.getByRole("heading", { name: "What it would do now" })).toBeVisible();
  expect(await graveFaults(admin)).toEqual([]);
  await admin.getByRole("button", { name: "Save draft" }).click();
  await admin.keyboard.type("Gold customers first");
  await admin.keyboard.press("Control+Enter");
  await expect(admin.getByText(/^Version \d+ saved as a draft$/)).toBeVisible();

  await publishBefore();
  for (const { orderId } of [first, second]) {
    await act(ops, "orders.cancel", { orderId, reason: "The story is over" });
  }
});
