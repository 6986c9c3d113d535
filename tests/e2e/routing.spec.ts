/** An admin writes a rule as a sentence, rehearses it, publishes it for a time, and takes it back. */
import { expect, type Page, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

/** Gold customers in the west: written part by part, as the sentence reads. */
async function write(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add a strategy" }).click();
  await page.getByLabel("Name").fill("Gold in the west");
  await page.getByLabel("What follows").selectOption({ label: "Split it" });
  // Without a condition it takes every order, and leaves the one behind it nothing.
  await page.getByRole("button", { name: "Remove condition 1" }).click();
  await expect(page.getByText(/is never reached: "Gold in the west" takes/)).toBeVisible();
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page
    .getByLabel("What the condition is about")
    .nth(1)
    .selectOption({ label: "State or region it goes to" });
  await page
    .getByLabel("States that people name together")
    .selectOption({ label: "the western states" });
  await page.getByLabel("Criterion 1", { exact: true }).selectOption({ label: "Earliest promise" });
  await page.getByRole("button", { name: "Add a limit" }).click();
  await page.getByRole("button", { name: "Add a limit" }).click();
  await page
    .getByLabel("Limit 2", { exact: true })
    .selectOption({ label: "At most so many shipments" });
  await page.getByLabel("Most shipments", { exact: true }).fill("1");
  await expect(
    page.getByText(
      "Orders of Gold customers in the western states ship complete from the node with the earliest promise, else split over at most two.",
    ),
  ).toBeVisible();
  await expect(page.getByText(/is never reached/)).toBeHidden();
  await expect(page.getByText(/of the last \d+ orders/).first()).toBeVisible();
}

async function rehearse(page: Page, version: string): Promise<void> {
  await page.getByRole("link", { name: "Rehearse" }).click();
  await page.waitForURL(/\/admin\/routing\/rehearsals/);
  const start = page.getByRole("button", { name: `Rehearse version ${version}` });
  await untilAlive(start);
  await start.click();
  await page.getByRole("dialog").getByRole("button", { name: "Rehearse", exact: true }).click();
  await page.waitForURL(/\/rehearsals\/[0-9a-f-]{36}$/);
  await expect(page.getByText(/orders compared, \d+ go/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/seen by/)).toBeVisible();
  await page.getByRole("link", { name: `Open version ${version}` }).click();
  await page.waitForURL(new RegExp(`/admin/routing/${version}$`));
}

test("a strategy is written as a sentence, rehearsed, published and rolled back", async ({
  browser,
}) => {
  const page = await signIn(browser, "admin@demo.test");
  await page.goto("/admin/routing");
  const before = await page.getByText(/^version \d+$/).textContent();
  const live = before?.replace("version ", "") ?? "";
  const draft = page.getByRole("button", { name: "New draft" });
  await untilAlive(draft);
  await draft.click();
  await page.waitForURL(/\/admin\/routing\/\d+$/);
  const version = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await untilAlive(page.getByRole("button", { name: "Add a strategy" }));
  await write(page);
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(`Draft ${version} saved`)).toBeVisible();
  await expect(page.getByText(/"Gold in the west" was put in/)).toBeVisible();

  await rehearse(page, version);
  const publish = page.getByRole("button", { name: "Publish", exact: true });
  await untilAlive(publish);
  await publish.click();
  await page.getByRole("dialog").getByLabel("At a time").check();
  await page.getByRole("dialog").getByRole("button", { name: "Schedule" }).click();
  await expect(page.getByText(/was scheduled for .*06:00/).first()).toBeVisible();
  await page.getByRole("button", { name: "Cancel the schedule" }).click();
  await expect(page.getByText("is not scheduled any more")).toBeVisible();

  await publish.click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish now" }).click();
  await expect(page.getByText(`Version ${version} went live`)).toBeVisible();
  await page.goto("/admin/routing");
  await expect(page.getByText(`version ${version}`, { exact: true })).toBeVisible();
  const back = page.getByRole("button", { name: `Roll back to version ${live}` });
  await untilAlive(back);
  await back.click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Only to see that it works");
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await expect(page.getByText(`Rolled back to version ${live}`).first()).toBeVisible();
  await expect(page.getByText("Gold in the west")).toBeHidden();
});
