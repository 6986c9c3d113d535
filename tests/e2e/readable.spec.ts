/**
 * Everybody can read: buyers, reps, the people on the floor and whoever waits for a parcel. In both
 * themes, and on a phone where the screen is made for one.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { untilAlive } from "../support/alive";
import { graveFaults } from "../support/axe";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

type Screen = {
  readonly name: string;
  readonly open: (page: Page) => Promise<unknown>;
};

const at =
  (path: string): Screen["open"] =>
  (page) =>
    page.goto(path);

/** The page behind the first row of a list. */
const firstOf =
  (list: string): Screen["open"] =>
  async (page) => {
    await page.goto(list);
    const row = page.locator("tbody tr a").first();
    await page.goto((await row.getAttribute("href")) ?? list);
  };

/** One line in the grid, with its price, its date and its place on the way to the server. */
async function typeLine(page: Page): Promise<void> {
  const number = page.getByRole("combobox", { name: /^Product of line/ });
  await untilAlive(number);
  await number.fill("BK-M18B-44");
  await number.press("Enter");
  await expect(page.getByRole("textbox", { name: /^Quantity of line/ })).toBeFocused();
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("grid").locator("time").first()).toBeVisible();
  await expect(page.getByText(/^Saved /)).toBeVisible();
}

async function beginOrder(page: Page): Promise<void> {
  await page.goto("/desk");
  const search = page.getByLabel("Who is calling?");
  await untilAlive(search);
  await search.fill("Fitness Toy Store");
  await search.press("Enter");
  await page.waitForURL(/\/desk\/drafts\//);
  await expect(page.getByRole("combobox", { name: "Product of line 1" })).toBeFocused();
}

const demoWorld = (): { trackingUrlPath: string } =>
  JSON.parse(readFileSync(join(process.env.E2E_DATA_DIR ?? "", "demo-world.json"), "utf8"));

const PORTAL: readonly Screen[] = [
  { name: "home", open: at("/portal") },
  { name: "orders", open: at("/portal/orders") },
  { name: "orders that nobody placed", open: at("/portal/orders?q=nobody-ordered-this") },
  { name: "an order", open: firstOf("/portal/orders") },
  { name: "approvals", open: at("/portal/approvals") },
  { name: "account", open: at("/portal/account") },
  {
    name: "the order pad",
    open: async (page) => {
      await page.goto("/portal/order");
      await typeLine(page);
    },
  },
  { name: "checkout", open: at("/portal/checkout") },
  { name: "no such order", open: at("/portal/orders/SO-NOPE") },
];

const DESK: readonly Screen[] = [
  { name: "the desk", open: at("/desk") },
  {
    name: "an order being taken",
    open: async (page) => {
      await beginOrder(page);
      await typeLine(page);
      await page.keyboard.type("NO-SUCH-1");
      await page.keyboard.press("Enter");
      await expect(page.getByText("No product has the number")).toBeVisible();
    },
  },
  {
    name: "an order placed",
    open: async (page) => {
      await beginOrder(page);
      await typeLine(page);
      await page.keyboard.press("Control+Enter");
      await expect(page.getByRole("heading", { level: 1, name: /SO-\d+/ })).toBeVisible();
    },
  },
];

const FLOOR: readonly Screen[] = [
  { name: "the board", open: at("/admin/fulfillment") },
  { name: "a work order", open: firstOf("/admin/fulfillment") },
  { name: "shipments", open: at("/admin/shipments") },
  { name: "a shipment", open: firstOf("/admin/shipments") },
  { name: "mailbox", open: at("/admin/mailbox") },
  { name: "a mail", open: firstOf("/admin/mailbox") },
  { name: "design", open: at("/admin/design") },
];

const PUBLIC: readonly Screen[] = [
  { name: "sign-in", open: at("/sign-in") },
  { name: "tracking", open: (page) => page.goto(demoWorld().trackingUrlPath) },
  { name: "no such parcel", open: at(`/t/${"A".repeat(43)}`) },
];

const visit = async (browser: Browser, email: string | null): Promise<Page> =>
  email === null ? (await browser.newContext()).newPage() : signIn(browser, email);

/** Only sideways: a page may be as long as it likes. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });

/** What a part of the page hides to its right. */
const hidden = (page: Page, region: string) =>
  page
    .getByRole("region", { name: region })
    .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);

for (const { email, list } of [
  { email: "approver@demo.test", list: "/portal/orders" },
  { email: "admin@demo.test", list: "/admin/orders" },
]) {
  test(`the lines of an order are whole on a phone and on a desk, from ${list}`, async ({
    browser,
  }) => {
    const page = await visit(browser, email);
    await page.setViewportSize(DESKTOP);
    await firstOf(list)(page);
    expect(await hidden(page, "Order lines")).toBe(0);
    await page.setViewportSize(PHONE);
    await expect.poll(() => hidden(page, "Order lines")).toBe(0);
    const lines = page.getByRole("table", { name: "Order lines" });
    await expect(lines.getByRole("row").nth(1).getByRole("cell").first()).toBeVisible();
  });
}

for (const { area, email, screens, isForPhones } of [
  { area: "the portal", email: "approver@demo.test", screens: PORTAL, isForPhones: true },
  { area: "the desk", email: "rep@demo.test", screens: DESK, isForPhones: true },
  { area: "the floor", email: "admin@demo.test", screens: FLOOR, isForPhones: false },
  { area: "without an account", email: null, screens: PUBLIC, isForPhones: true },
]) {
  test.describe(area, () => {
    let page: Page;
    test.beforeAll(async ({ browser }) => {
      page = await visit(browser, email);
    });

    for (const screen of screens) {
      test(screen.name, async () => {
        await page.setViewportSize(DESKTOP);
        await page.emulateMedia({ colorScheme: "light" });
        await screen.open(page);
        await expect(page.getByRole("main")).toBeVisible();
        expect(await graveFaults(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: "dark" });
        // Only colours change with the theme.
        expect(await graveFaults(page, { runOnly: ["color-contrast"] })).toEqual([]);
        if (isForPhones) {
          await page.setViewportSize(PHONE);
          await expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);
          // What only a phone shows, and what it wraps.
          expect(await graveFaults(page)).toEqual([]);
        }
      });
    }
  });
}
