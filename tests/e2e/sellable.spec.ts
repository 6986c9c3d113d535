/** A planner holds stock back from a channel, and the buyer's open window says so. */
import { expect, test } from "@playwright/test";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

test("a rule is previewed, saved, seen by the buyer at once, and retired", async ({ browser }) => {
  // Not the account of the other stories: what stands on its pad stays there.
  const buyer = await signIn(browser, "approver@demo.test");
  await buyer.goto("/portal/order?add=RA-H123*4");
  const shipsNow = buyer.getByText(/^4 now$/);
  await expect(shipsNow).toBeVisible();

  const ops = await signIn(browser, "ops@demo.test");
  await ops.goto("/admin/availability");
  await ops.getByRole("button", { name: "New rule" }).click();
  const dialog = ops.getByRole("dialog");
  await dialog.getByLabel("Channel").selectOption({ label: "Ordering portal" });
  await dialog.getByLabel("SKU").fill("RA-H123");
  await dialog.getByLabel("What it does").selectOption({ label: "Sells none" });
  await dialog.getByLabel("Place").fill("1");
  await expect(dialog.getByText(/^Keeps back .* of 1 SKU$/)).toBeVisible();
  await expect(dialog.getByText(/^portal: [\d,]+ to [\d,]+ sellable$/)).toBeVisible();

  await ops.keyboard.press("Control+Enter");
  await expect(dialog.getByText("Say what it is for").first()).toBeVisible();
  await dialog.getByLabel("What it is for").fill("Kept for the trade fair");
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText("Rule 1 saved as version 1")).toBeVisible();
  const rule = ops.getByRole("row").filter({ hasText: "Kept for the trade fair" });
  await expect(rule).toContainText("Ordering portal sells none of RA-H123 at every node");

  // Without a reload, for the stream told the window that something moved.
  await expect(shipsNow).toBeHidden();

  await rule.getByRole("button", { name: "Retire rule 1" }).click();
  await ops.keyboard.type("The fair is over");
  await ops.keyboard.press("Control+Enter");
  await expect(rule).toBeHidden();
  await expect(shipsNow).toBeVisible();
});
