/** A rep holds stock while the customer makes up their mind, and another rep sees it gone. */
import { expect, type Page, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

const SKU = "PD-M562";

const lineOf = (page: Page) =>
  page.getByRole("grid", { name: "Order lines" }).getByRole("row").filter({ hasText: SKU });

/** A new order for a customer, with one line. */
async function write(page: Page, customer: string, quantity: string): Promise<void> {
  await page.goto("/desk");
  const search = page.getByRole("combobox", { name: "Who is calling?" });
  await untilAlive(search);
  await search.fill(customer);
  await expect(page.getByRole("option", { name: customer })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/drafts\//);
  const product = page.getByRole("combobox", { name: "Product of line 1" });
  await expect(product).toBeFocused();
  await untilAlive(product);
  await page.keyboard.type(SKU);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Quantity of line 1" })).toBeFocused();
  await page.keyboard.type(quantity);
  await page.keyboard.press("Enter");
  await expect(
    lineOf(page)
      .getByText(/(now|later)/)
      .first(),
  ).toBeVisible();
}

test("what one rep holds, another cannot sell, until it is given up", async ({ browser }) => {
  const other = await signIn(browser, "ops@demo.test");
  await write(other, "Bike World", "1");
  await expect(lineOf(other)).toContainText("1 now");

  const rep = await signIn(browser, "rep@demo.test");
  await write(rep, "Small Cycle Store", "9000000");
  await rep.getByRole("button", { name: "Hold stock for 30 minutes" }).click();
  await expect(
    rep.getByText(/^Held until \d.*, but for PD-M562 [\d,]+ of 9,000,000$/),
  ).toBeVisible();

  // Without a reload: the other window is told that something is held.
  await expect(lineOf(other)).not.toContainText("1 now");
  // What the rep holds is free for the rep's own order.
  await expect(
    lineOf(rep)
      .getByText(/[\d,]+ now/)
      .first(),
  ).toBeVisible();

  await rep.getByRole("button", { name: "Release" }).click();
  await expect(rep.getByRole("button", { name: "Hold stock for 30 minutes" })).toBeVisible();
  await expect(lineOf(other)).toContainText("1 now");

  await discard(other, "Bike World");
  await discard(rep, "Small Cycle Store");
});

async function discard(page: Page, customer: string): Promise<void> {
  await page.goto("/desk");
  const button = page.getByRole("button", { name: `Discard the draft for ${customer}` });
  await untilAlive(button);
  await button.click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}
