/** A buyer orders a kit as one line, sees what it is made of, and orders it again. */
import { expect, test } from "@playwright/test";
import { graveFaults } from "../support/axe";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

test("a kit is one line with its components folded under it, on the pad and on its order", async ({
  browser,
}) => {
  // Not the account of the other stories: its pad is left as it was found.
  const page = await signIn(browser, "approver@demo.test");
  await page.goto("/portal/orders?q=PO-KIT-1");
  await page.getByRole("link", { name: /^SO-/ }).first().click();
  const kit = page.getByRole("row").filter({ hasText: "KIT-HYDR-R" });
  await expect(kit).toContainText("10");
  const fold = page.getByText("2 components, leaving together");
  const bottles = page.locator("details li").filter({ hasText: "WB-H098" });
  await expect(bottles).toBeHidden();
  await fold.focus();
  await page.keyboard.press("Enter");
  await expect(bottles).toBeVisible();
  expect(await graveFaults(page)).toEqual([]);

  await page.getByRole("link", { name: "Order again" }).click();
  await page.waitForURL(/\/portal\/order/);
  const line = page.getByRole("row").filter({ hasText: "Road Hydration Set" });
  await expect(line.getByText(/^10 now$/)).toBeVisible();
  await line.getByText("Kit of 2 components").click();
  await expect(line.getByText(/\d+ available/).first()).toBeVisible();
  expect(await graveFaults(page)).toEqual([]);
  for (let left = 3; left > 0; left -= 1) {
    await page.getByRole("button", { name: `Remove line ${left}`, exact: true }).click();
  }
  await expect(line).toBeHidden();
  await expect(page.getByText(/^Saved/)).toBeVisible();
});

test("operations see what limits a kit, and a component says what it goes into", async ({
  browser,
}) => {
  const page = await signIn(browser, "ops@demo.test");
  await page.goto("/admin/inventory/KIT-HYDR-R");
  const bottles = page.getByRole("row").filter({ hasText: "WB-H098" });
  await expect(bottles).toContainText("limits it");
  await page.getByRole("button", { name: "Change components" }).click();
  await page.getByRole("textbox", { name: "Components" }).fill("WB-H098 2\nKIT-HYDR-M 1");
  await page.getByRole("button", { name: "Save components" }).click();
  await expect(page.getByText("KIT-HYDR-M is a kit itself").first()).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await bottles.getByRole("link", { name: "WB-H098" }).click();
  await expect(page.getByRole("heading", { name: "Goes into" })).toBeVisible();
  await expect(page.getByRole("link", { name: "KIT-HYDR-M" })).toBeVisible();
  expect(await graveFaults(page)).toEqual([]);
});
