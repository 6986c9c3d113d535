/** Operations work the exception queue by keyboard, and clear all of a kind in one action. */
import { expect, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

const QUEUE = "/admin/exceptions?type=carrier_missed_pickup";

test("a van that did not come: one is taken, all of them get their new date at once", async ({
  browser,
}) => {
  const page = await signIn(browser, "admin@demo.test");
  await page.goto(QUEUE);
  const rows = page.locator("tr[data-row]");
  const count = await rows.count();
  expect(count).toBeGreaterThanOrEqual(12);
  await expect(rows.first()).toContainText("has not scanned");

  await untilAlive(page.getByRole("searchbox"));
  await page.keyboard.press("j");
  await expect(rows.first()).toBeFocused();
  const others = rows.filter({ hasNotText: "Ada Admin" }).first();
  const taken = page.locator(`tr[data-row="${await others.getAttribute("data-row")}"]`);
  await taken.focus();
  await page.keyboard.press("i");
  await expect(page.getByText("Exception assigned to you")).toBeVisible();
  await expect(taken).toContainText("Ada Admin");

  await taken.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/admin\/exceptions\/[0-9a-f-]{36}$/);
  const all = page.getByRole("button", { name: /^Apply to all \d+: Give it its new date$/ });
  await expect(all).toBeVisible();
  await expect(page.getByText("Suggested", { exact: true })).toBeVisible();
  await expect(page.getByText(/expected on .* · .* · promise (kept|moves)/).first()).toBeVisible();
  await untilAlive(all);
  await all.click();

  const dialog = page.getByRole("dialog", { name: "Give it its new date" });
  await expect(dialog.getByRole("listitem")).toHaveCount(count);
  await dialog.getByRole("button", { name: `Apply to ${count} exceptions` }).click();
  await expect(page.getByText(`${count} of ${count} exceptions resolved`)).toBeVisible({
    timeout: 30_000,
  });
  await expect(dialog.getByRole("listitem").first()).toContainText("expected on");

  await page.goto(QUEUE);
  await expect(page.getByRole("status").filter({ hasText: "Exceptions:" })).toContainText(
    "Exceptions: 0 exceptions",
  );
  await page.goto(`${QUEUE}&view=closed`);
  await expect(rows.first()).toContainText("Give it its new date");
  await expect(taken).toContainText("Ada Admin");
});
