/** Where goods come from and by what: homes, services that do not go there, and preferred nodes. */
import { expect, type Page, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

/** Its owner lives above the shop. */
const AT_HOME = "Two Bike Shops";

async function openDraft(page: Page, customer: string): Promise<void> {
  await page.goto("/desk");
  const search = page.getByRole("combobox", { name: "Who is calling?" });
  await untilAlive(search);
  await search.fill(customer);
  await page.getByRole("option", { name: customer }).first().click();
  await page.waitForURL(/\/desk\/drafts\//);
}

async function order(page: Page, code: string, quantity: string): Promise<void> {
  const product = page.getByRole("combobox", { name: "Product of line 1", exact: true });
  await untilAlive(product);
  await product.fill(code);
  await product.press("Enter");
  const units = page.getByRole("textbox", { name: "Quantity of line 1", exact: true });
  await expect(units).toBeFocused();
  await units.fill(quantity);
  await units.press("Enter");
}

test("a home costs more, pallets do not go there, and a service is retired and brought back", async ({
  browser,
}) => {
  const admin = await signIn(browser, "admin@demo.test");
  await admin.goto("/admin/network/services/ground");
  const home = admin.getByLabel("Somebody lives there");
  await untilAlive(home);
  await expect(admin.getByText("Fuel", { exact: true })).toBeVisible();
  await expect(admin.getByText("Residential delivery", { exact: true })).toBeHidden();
  await home.check();
  await expect(admin.getByText("Residential delivery", { exact: true })).toBeVisible();
  await expect(admin.getByRole("button", { name: "Retire Ground" })).toBeDisabled();

  const rep = await signIn(browser, "rep@demo.test");
  await openDraft(rep, AT_HOME);
  await order(rep, "BB-7421", "2");
  const service = rep.getByLabel("Service");
  await service.selectOption({ label: "Freight (Cargo Transport 5)" });
  await expect(
    rep.getByText(/Freight does not deliver to residential addresses: use .*Ground \(ground\)/),
  ).toBeVisible();
  await service.selectOption({ label: "Ground (XRQ Truck)" });
  await expect(rep.getByText(/does not deliver to residential/)).toBeHidden();

  await admin.goto("/admin/network/services/freight");
  const retire = admin.getByRole("button", { name: "Retire Freight" });
  await untilAlive(retire);
  await retire.click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog).toContainText("Used by");
  await expect(dialog).toContainText("4 nodes");
  await dialog.getByLabel("Reason").fill("The contract ended");
  await dialog.getByRole("button", { name: "Retire service" }).click();
  await expect(admin.getByText("Freight is retired")).toBeVisible();
  await rep.reload();
  await expect(service).toBeVisible();
  await expect(service.getByRole("option", { name: /Freight/ })).toHaveCount(0);
  await expect(service).toHaveValue("ground");

  const back = admin.getByRole("button", { name: "Bring Freight back" });
  await back.click();
  await dialog.getByLabel("Reason").fill("It was renewed");
  await dialog.getByRole("button", { name: "Bring back" }).click();
  await expect(admin.getByText("Freight is retired")).toBeHidden();
  await rep.reload();
  await expect(service.getByRole("option", { name: /Freight/ })).toHaveCount(1);
});

test("a preferred node is set by keyboard, and what is wrong is said at its field", async ({
  browser,
}) => {
  const page = await signIn(browser, "admin@demo.test");
  await page.goto("/admin/network/preferred");
  const open = page.getByRole("button", { name: "Set preferred node" });
  await untilAlive(open);
  await open.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Company").fill("NOBODY");
  await dialog.getByLabel("Node").selectOption({ label: "Reno (RNO)" });
  await dialog.getByLabel("Reason").fill("Agreed in the contract");
  await page.keyboard.press("Tab");
  const confirm = dialog.getByRole("button", { name: "Set preferred node" });
  await confirm.focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("There is no company “NOBODY”").first()).toBeVisible();
  await dialog.getByLabel("Company").fill("AW00000036");
  await confirm.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Reno set as the preferred node of Exotic Bikes")).toBeVisible();
  const row = page.getByRole("row", { name: /Exotic Bikes/ });
  await expect(row).toContainText("Asked first");
});
