/** Stock is put aside, sent to another node, received in part and closed short; the ledger tells it. */
import { expect, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { graveFaults } from "../support/axe";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

/** A wheel that no other story sells. */
const SKU = "FW-R820";

test("from one node to another, with three units missing on the way", async ({ browser }) => {
  const ops = await signIn(browser, "ops@demo.test");
  await ops.goto(`/admin/inventory/${SKU}`);
  const status = ops.getByRole("button", { name: "Change status" });
  await untilAlive(status);
  await status.click();
  await ops.getByLabel("Units").fill("2");
  await ops.getByLabel("Reason").fill("Box is wet");
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText(/^2 units of FW-R820 at .* moved to quarantine/)).toBeVisible();

  await ops.getByRole("link", { name: "Transfer", exact: true }).click();
  const quantity = ops.getByLabel(`Units of ${SKU}`);
  await untilAlive(quantity);
  await ops.getByLabel("From").selectOption({ label: "Reno" });
  await ops.getByLabel("To", { exact: true }).selectOption({ label: "Columbus" });
  await quantity.fill("999999");
  await ops.getByRole("button", { name: "Ship transfer" }).click();
  await expect(ops.getByText(/^Reno has \d+ × FW-R820 that nobody holds$/).first()).toBeVisible();
  await expect(quantity).toBeFocused();
  expect(await graveFaults(ops)).toEqual([]);
  await quantity.fill("8");
  await ops.getByRole("button", { name: "Ship transfer" }).click();
  await ops.waitForURL(/\/admin\/transfers\/TR-\d+$/);
  const number = new URL(ops.url()).pathname.split("/").at(-1) ?? "";
  await expect(ops.getByText("In transit")).toBeVisible();
  await ops.goto(`/admin/supply?q=${number}`);
  await ops.getByRole("row").filter({ hasText: number }).hover();
  await ops.getByRole("link", { name: "Transfer", exact: true }).click();

  const wes = await signIn(browser, "warehouse@demo.test");
  await wes.goto(`/admin/transfers/${number}`);
  const receive = wes.getByRole("button", { name: "Receive", exact: true });
  await untilAlive(receive);
  await receive.click();
  await wes.getByRole("dialog").getByLabel(new RegExp(SKU)).fill("5");
  await wes.keyboard.press("Control+Enter");
  await expect(wes.getByText(`5 units of ${number} received at Columbus`)).toBeVisible();

  // Without a reload, for the stream told the window that something moved.
  await expect(ops.getByText("Partly received")).toBeVisible();
  await expect(ops.getByRole("button", { name: "Cancel transfer" })).toBeHidden();
  await ops.getByRole("button", { name: "Close short" }).click();
  await ops.keyboard.type("Pallet was lost");
  await ops.keyboard.press("Control+Enter");
  await expect(ops.getByText(`${number} closed, 3 units missing`)).toBeVisible();
  await expect(ops.getByRole("row").filter({ hasText: SKU })).toContainText("3 missing");
  expect(await graveFaults(ops)).toEqual([]);

  await ops.goto("/admin/transfers?view=discrepancy");
  await expect(ops.getByRole("row").filter({ hasText: number })).toContainText("3 missing");
  await ops.goto(`/admin/inventory/${SKU}#ledger`);
  const came = ops.getByRole("row").filter({ hasText: number }).filter({ hasText: "Columbus" });
  await expect(came).toContainText("+5");
  const balances = (await came.getByRole("cell").nth(4).innerText()).split(" → ").map(Number);
  expect(balances).toEqual([balances[0], (balances[0] ?? 0) + 5]);
});
