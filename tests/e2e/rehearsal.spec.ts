/** An admin tries routing on the orders of the last weeks and reads what comes out. */
import { expect, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { graveFaults } from "../support/axe";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

test("a rehearsal runs while one watches, and its result can be read by everybody", async ({
  browser,
}) => {
  const page = await signIn(browser, "admin@demo.test");
  await page.goto("/admin/routing/rehearsals");
  const open = page.getByRole("button", { name: "New rehearsal" });
  await untilAlive(open);
  await open.click();
  const dialog = page.getByRole("dialog");
  // What routes now, against itself: the story leaves every draft of other stories as it is.
  const against = dialog.getByLabel("Compared with");
  await dialog.getByLabel("Rehearse", { exact: true }).selectOption(await against.inputValue());
  expect(await graveFaults(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Rehearse" }).click();
  await page.waitForURL(/\/rehearsals\/[0-9a-f-]{36}$/);
  await expect(page.getByText(/^\s*\d[\d,]* orders? compared/)).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByText(/^All \d[\d,]* orders that one of these versions routed/),
  ).toBeVisible();
  await expect(page.getByRole("region", { name: "Totals before and after" })).toBeVisible();
  await expect(page.getByText("No order changes")).toBeVisible();
  await expect(page.getByText(/seen by/)).toBeVisible();
  expect(await graveFaults(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await graveFaults(page, { runOnly: ["color-contrast"] })).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);

  await page.goto("/admin/routing/rehearsals");
  await expect(page.getByRole("row").filter({ hasText: "Done" }).first()).toBeVisible();
});
