/** What is to come is written down, changed and called off; a node keeps some of what it has back. */
import { expect, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { graveFaults } from "../support/axe";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

/** A wheel that no other story sells. */
const SKU = "FW-M423";
const NUMBER = "PO-STORY-1";
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

test("a purchase order is opened by hand, becomes less, and does not come", async ({ browser }) => {
  const ops = await signIn(browser, "ops@demo.test");
  await ops.goto("/admin/supply");
  const open = ops.getByRole("button", { name: "New supply" });
  await untilAlive(open);
  await open.click();
  await ops.getByRole("button", { name: "Save" }).click();
  await expect(ops.getByText("Give it its number").first()).toBeVisible();
  expect(await graveFaults(ops)).toEqual([]);
  await ops.getByLabel("Number").fill(NUMBER);
  await ops.getByRole("textbox", { name: "SKU (required)" }).fill(SKU);
  await ops.getByLabel("Arrives at").selectOption({ label: "Reno" });
  await ops.getByLabel("Units in all").fill("40");
  await ops.getByLabel("Expected").fill(day(9));
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText(new RegExp(`^40 units of ${SKU} expected`))).toBeVisible();

  await ops.goto(`/admin/supply?q=${NUMBER}`);
  const row = ops.getByRole("row").filter({ hasText: NUMBER });
  await expect(row).toContainText("40");
  const edit = ops.getByRole("button", { name: `Edit ${NUMBER} ${SKU}` });
  await untilAlive(edit);
  await row.hover();
  await edit.click();
  await ops.getByLabel("Units in all").fill("25");
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText(new RegExp(`^25 units of ${SKU} expected`))).toBeVisible();
  await expect(row).toContainText("25");
  await row.hover();
  await edit.click();
  await ops.getByLabel("Units in all").fill("0");
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText(`${NUMBER} does not come any more`)).toBeVisible();
  await expect(row).toBeHidden();
});

test("what a node keeps as safety stock is not available any more", async ({ browser }) => {
  const ops = await signIn(browser, "ops@demo.test");
  await ops.goto(`/admin/inventory/${SKU}`);
  const reno = ops.getByRole("row").filter({ hasText: "RNO" }).first();
  const keep = ops.getByRole("button", { name: "Set safety stock" });
  await untilAlive(keep);
  await keep.click();
  await ops.getByLabel("Node", { exact: true }).selectOption({ label: "Reno" });
  await ops.getByLabel("Units to keep").fill("999999");
  await ops.getByLabel("Reason").fill("Spring campaign");
  expect(await graveFaults(ops)).toEqual([]);
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText(`Reno keeps 999,999 units of ${SKU}`)).toBeVisible();
  await expect(reno.getByRole("cell").nth(4)).toHaveText("0");
});
