/** The screens of operations and admins: what they can do there, and that everybody can read them. */
import { expect, type Page, test } from "@playwright/test";
import { graveFaults } from "../support/axe";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

/** The address behind the first row of a list. */
async function firstOf(page: Page, list: string): Promise<string> {
  await page.goto(list);
  const href = await page.locator("tbody tr a").first().getAttribute("href");
  return href ?? list;
}

/** A figure at the top of a page, by its label. */
const figure = (page: Page, label: string) =>
  page
    .getByRole("region", { name: "In all" })
    .getByRole("link", { name: new RegExp(`^${label}`) })
    .locator("span.text-3xl");

const units = async (page: Page, label: string) =>
  Number((await figure(page, label).innerText()).replaceAll(",", ""));

const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

/** Each screen, or the list whose first row leads to it. */
const SCREENS = [
  { name: "today", path: "/admin" },
  { name: "orders", path: "/admin/orders" },
  { name: "an order", firstOf: "/admin/orders?view=attention" },
  { name: "inventory", path: "/admin/inventory" },
  { name: "a SKU", firstOf: "/admin/inventory?view=short" },
  { name: "supply", path: "/admin/supply" },
  { name: "transfers", path: "/admin/transfers?view=all" },
  { name: "a new transfer", path: "/admin/transfers/new?sku=RA-H123" },
  { name: "feeds", path: "/admin/feeds" },
  { name: "a feed to upload", path: "/admin/feeds/upload" },
  { name: "exceptions", path: "/admin/exceptions" },
  { name: "exceptions by type", path: "/admin/exceptions?sort=type" },
  { name: "an exception", firstOf: "/admin/exceptions" },
  { name: "the exception report", path: "/admin/reports/exceptions" },
  { name: "playbooks", path: "/admin/settings/playbooks" },
  { name: "exception handling", path: "/admin/settings/exceptions" },
  { name: "closed exceptions", path: "/admin/exceptions?view=closed" },
  { name: "network", path: "/admin/network" },
  { name: "a node", firstOf: "/admin/network" },
  { name: "carrier services", path: "/admin/network/services" },
  { name: "a carrier service", firstOf: "/admin/network/services" },
  { name: "preferred nodes", path: "/admin/network/preferred" },
  { name: "calendars", path: "/admin/network/calendars" },
  { name: "an order to change", firstOf: "/admin/orders?view=attention", below: "/change" },
  { name: "imports", path: "/admin/imports" },
  { name: "an import", firstOf: "/admin/imports?kind=orders" },
  { name: "a file to import", path: "/admin/imports/new" },
  { name: "routing", path: "/admin/routing" },
  { name: "a version of routing", firstOf: "/admin/routing" },
  { name: "rehearsals", path: "/admin/routing/rehearsals" },
  { name: "windows", path: "/admin/routing/windows" },
  { name: "scarce stock", path: "/admin/allocation" },
  { name: "the allocation policy", path: "/admin/allocation/policy" },
  { name: "disruptions", path: "/admin/network/disruptions" },
  { name: "sellable stock", path: "/admin/availability" },
  { name: "orders on hold", path: "/admin/orders?view=on_hold" },
  { name: "parked orders", path: "/admin/orders/parked" },
  { name: "holds", path: "/admin/settings/holds" },
  { name: "credit", path: "/admin/credit" },
  { name: "people", path: "/admin/settings/access" },
  { name: "keys", path: "/admin/settings/access/keys" },
  { name: "webhooks", path: "/admin/settings/webhooks" },
  { name: "no such order", path: "/admin/orders/SO-NOPE" },
] as const;

test.describe("everybody can read", () => {
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    page = await signIn(browser, "admin@demo.test");
  });

  for (const screen of SCREENS) {
    test(screen.name, async () => {
      await page.emulateMedia({ colorScheme: "light" });
      const path = "path" in screen ? screen.path : await firstOf(page, screen.firstOf);
      await page.goto("below" in screen ? `${path}${screen.below}` : path);
      await expect(page.getByRole("main")).toBeVisible();
      expect(await graveFaults(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      // Only colours change with the theme.
      expect(await graveFaults(page, { runOnly: ["color-contrast"] })).toEqual([]);
    });
  }
});

test("every counter of today opens a list of that length", async ({ browser }) => {
  const page = await signIn(browser, "ops@demo.test");
  for (const [label, noun] of [
    ["Due by tomorrow", "order"],
    ["On hold", "order"],
    ["Unowned", "exception"],
    ["Backordered", "order"],
    ["Promise at risk", "exception"],
    ["Promise missed", "order"],
    ["Backorders due", "order"],
    ["Integration failures", "exception"],
    ["Awaiting approval", "order"],
    ["Orders placed", "order"],
    ["Orders shipped", "order"],
    ["Over their time", "exception"],
  ] as const) {
    await page.goto("/admin");
    const stat = page.getByRole("link", { name: new RegExp(`^${label}`) });
    const count = Number(await stat.locator("span.text-3xl").innerText());
    await stat.click();
    await expect(page.getByRole("status").filter({ hasText: noun })).toContainText(
      count === 0 ? `0 ${noun}s` : `of ${count} ${noun}`,
    );
  }
});

test("stock is corrected by keyboard, never below what orders hold, and the ledger says so", async ({
  browser,
}) => {
  const page = await signIn(browser, "ops@demo.test");
  await page.goto("/admin/inventory/RA-H123");
  const before = await units(page, "On hand");
  const free = before - (await units(page, "Allocated"));

  await page.getByRole("button", { name: "Adjust stock" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Units more or less").fill(`-${free + 1}`);
  await dialog.getByLabel("Reason").fill("Counted by two people");
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByText(`at most ${free} can be taken away`).first()).toBeVisible();
  await expect(dialog.getByLabel("Units more or less")).toBeFocused();

  await dialog.getByLabel("Units more or less").fill("+12");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/12 units of RA-H123 added at/)).toBeVisible();
  await expect(figure(page, "On hand")).toHaveText(String(before + 12));
  const newest = page.getByRole("region", { name: "Ledger" }).getByRole("row").nth(1);
  await expect(newest).toContainText("“Counted by two people”");
  await expect(newest).toContainText("+12");
  await expect(newest).toContainText("Olga Operations");
});

test("what a node has available opens its steps, its holds and who keeps some back", async ({
  browser,
}) => {
  const page = await signIn(browser, "ops@demo.test");
  await page.goto("/admin/inventory/RA-H123");
  await page.getByRole("button", { name: "Adjust stock" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Units more or less").fill("+2");
  await dialog.getByLabel("Stock", { exact: true }).selectOption("damaged");
  await dialog.getByLabel("Reason").fill("Fell off the shelf");
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();

  const stock = page.getByRole("region", { name: "Stock by node" });
  const node = stock.getByRole("row").filter({ hasText: "2 damaged" });
  const available = node.getByRole("cell").nth(-3).getByRole("link");
  const units = await available.innerText();
  await available.click();
  const sheet = page.getByRole("dialog");
  const steps = sheet.getByRole("region", { name: "How the number comes about" });
  await expect(steps.getByRole("row").last()).toHaveText(`Available${units}`);
  await expect(sheet.getByRole("region", { name: "Reserved by" })).toBeVisible();
  await expect(sheet.getByRole("region", { name: "Safety stock" })).toContainText("kept back");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();

  await node.getByRole("link", { name: "2 damaged" }).click();
  await expect(page).toHaveURL(/status=damaged#ledger$/);
  const moves = page.getByRole("region", { name: "Ledger", exact: true }).getByRole("row");
  await expect(moves).toHaveCount(2);
  await expect(moves.nth(1)).toContainText("“Fell off the shelf”");
});

test("search and filters stand in the address, and the way back brings them back", async ({
  browser,
}) => {
  const page = await signIn(browser, "ops@demo.test");
  await page.goto("/admin/inventory?category=Bikes&q=BK-R");
  const first = page.locator("tbody tr a").first();
  const code = await first.innerText();
  expect(code).toMatch(/^BK-R/);
  await first.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(code);
  await page.goBack();
  await expect(page).toHaveURL(/category=Bikes/);
  await expect(page.locator("tbody tr a").first()).toHaveText(code);
});

test("an exception is taken in hand, and resolved with what was done", async ({ browser }) => {
  const page = await signIn(browser, "ops@demo.test");
  await page.goto("/admin/exceptions?view=unowned");
  // One that names its order: what is wrong with two addresses may read the same.
  const named = page
    .locator("tbody tr")
    .filter({ hasText: /SO-\d+:/ })
    .first();
  const sentence = await named.locator("td").nth(1).innerText();
  const [told = ""] = sentence.split("\n");
  await row(page, told).hover();
  await row(page, told).getByRole("button", { name: "Assign to me" }).click();
  await expect(row(page, told)).toHaveCount(0);
  await page.goto(`/admin/exceptions`);
  await expect(row(page, told)).toContainText("Olga Operations");
  await row(page, told).hover();
  await row(page, told).getByRole("button", { name: "Resolve" }).click();
  await page.keyboard.type("Called the customer");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Exception resolved")).toBeVisible();
  await page.goto("/admin/exceptions?view=closed");
  await expect(row(page, told)).toContainText("Called the customer");
});

test("the warehouse receives at its own nodes and sees no others", async ({ browser }) => {
  const page = await signIn(browser, "warehouse@demo.test");
  await page.goto("/admin/supply");
  const nodes = await page.locator("tbody tr td:nth-child(4)").allInnerTexts();
  expect([...new Set(nodes)].toSorted()).toEqual(["Columbus", "Reno"]);
  const supply = page.locator("tbody tr").last();
  const open = Number((await supply.locator("td").nth(6).innerText()).replaceAll(",", ""));
  await supply.hover();
  await supply.getByRole("button", { name: /^Receive/ }).click();
  await expect(page.getByLabel("Units received")).toBeFocused();
  await page.keyboard.type("1");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^1 unit of .* received at/)).toBeVisible();
  if (open > 1) {
    await expect(page.locator("tbody tr").last()).toContainText(
      `${(open - 1).toLocaleString("en-US")} of`,
    );
  }
  await page.goto("/admin/inventory");
  await expect(page.getByText("Your roles do not open this screen")).toBeVisible();
});

test("a role taken away ends at the next step of whoever had it", async ({ browser }) => {
  const admin = await signIn(browser, "admin@demo.test");
  const email = `temp-${Date.now()}@demo.test`;
  await admin.goto("/admin/settings/access");
  await admin.getByRole("button", { name: "Add person" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByLabel("Name").fill("Tess Temp");
  await dialog.getByLabel("Password").fill("for-this-test-only");
  await dialog.getByLabel("Ops").check();
  await admin.keyboard.press("Control+Enter");
  await expect(admin.getByText(`${email} can sign in`)).toBeVisible();

  const tess = await signIn(browser, email, "for-this-test-only");
  await tess.goto("/admin/exceptions");
  await expect(tess.getByRole("heading", { level: 1 })).toHaveText("Exceptions");

  await row(admin, email).hover();
  await row(admin, email).getByRole("button", { name: "Roles" }).click();
  await admin.getByLabel("Ops").uncheck();
  await admin.getByLabel("Warehouse").check();
  await admin.keyboard.press("Control+Enter");
  await expect(admin.getByText("Roles of Tess Temp set")).toBeVisible();
  await tess.reload();
  await expect(tess.getByText("Your roles do not open this screen")).toBeVisible();

  await row(admin, email).hover();
  await row(admin, email).getByRole("button", { name: "Close" }).click();
  await admin.keyboard.type("The season is over");
  await admin.keyboard.press("Control+Enter");
  await expect(admin.getByText("Tess Temp is signed out, for good")).toBeVisible();
  await tess.reload();
  await expect(tess).toHaveURL(/\/sign-in/);
});

test("a key is shown once, opens what it is made for, and ends when revoked", async ({
  browser,
  request,
}) => {
  const page = await signIn(browser, "admin@demo.test");
  await page.goto("/admin/settings/access/keys");
  await page.getByRole("button", { name: "Make key" }).click();
  await page.getByLabel("Who will use it").fill("Web shop");
  await page.getByLabel("Read availability").check();
  await page.keyboard.press("Control+Enter");
  const shown = page.getByRole("dialog", { name: "Copy the key now" });
  const key = await shown.locator(".ident").innerText();
  await shown.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(key)).toHaveCount(0);

  const headers = { authorization: `Bearer ${key}` };
  const ask = () => request.get("/api/v1/availability?sku=RA-H123", { headers });
  expect((await ask()).status()).toBe(200);
  const order = await request.get("/api/v1/orders/SO-100400", { headers });
  expect(order.status()).toBe(403);

  await page.getByRole("button", { name: "Revoke the key of Web shop" }).click();
  await page.keyboard.type("It was a test");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Key of Web shop revoked")).toBeVisible();
  expect((await ask()).status()).toBe(401);
});
