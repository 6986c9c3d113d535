/** The phone desk: a rep takes an order while the customer talks, and never lets go of the keyboard. */
import { expect, type Page, test } from "@playwright/test";
import { type Connection, connect } from "@/db/client";
import { connectRunning } from "@/db/embedded";
import { newId } from "@/server/shell/new-id";
import { untilAlive } from "../support/alive";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

const CUSTOMER = "Specialty Sports Store";
const PO = "DESK-4711";
/** What this customer calls a product, as we never would. */
const THEIR_NUMBER = "SSS-0042";

/** Number and quantity, as the customer reads them out. */
const SAID = [
  ["BB-7421", "2"],
  ["BK-M18B-40", "1"],
  ["CA-1098", "6"],
  ["fe-6654", "4"],
  ["HL-U509", "3"],
  ["LO-C100", "5"],
  ["PU-M044", "2"],
  ["WB-H098", "12"],
] as const;

let database: Connection;
let release: () => Promise<void>;

test.beforeAll(async () => {
  const running = await connectRunning({
    dataDir: process.env.E2E_DATA_DIR ?? "",
    purpose: "the phone desk",
  });
  database = connect(running.url, { max: 2 });
  release = running.release;
  await database.sql`insert into sku_alias (id, kind, code, sku_id, company_id)
    select ${newId()}, 'customer_part', ${THEIR_NUMBER}, s.id, c.id
    from sku s, company c where s.code = 'RA-H123' and c.name = ${CUSTOMER}`;
});
test.afterAll(async () => {
  await database.end();
  await release();
});

/** The keyboard is in the field, and what is typed there arrives. */
async function untilReady(page: Page, name: string): Promise<void> {
  const field = page.getByRole("combobox", { name });
  await expect(field).toBeFocused();
  await untilAlive(field);
}

const grid = (page: Page) => page.getByRole("grid", { name: "Order lines" });
/** The line with a number, once it is known: its cells are resting then. */
const lineOf = (page: Page, code: string) => grid(page).getByRole("row").filter({ hasText: code });
const total = (page: Page) => page.getByRole("status", { name: "Order total" });

/** Number, Enter, quantity, Enter: the keyboard waits on the next line. */
async function say(page: Page, line: number, code: string, quantity: string): Promise<void> {
  await expect(cell(page, "Product", line)).toBeFocused();
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await expect(cell(page, "Quantity", line)).toBeFocused();
  await page.keyboard.type(quantity);
  await page.keyboard.press("Enter");
}

const cell = (page: Page, column: "Product" | "Quantity", line: number) =>
  page.getByRole(column === "Product" ? "combobox" : "textbox", {
    name: `${column} of line ${line}`,
    exact: true,
  });

/** What the rep can say aloud about a line: unit price, day and total. */
async function isAnswered(page: Page, code: string): Promise<void> {
  const line = lineOf(page, code.toUpperCase());
  await expect(line.getByText(/\$[\d,]+\.\d{2,4}/).first()).toBeVisible();
  await expect(line.getByText(/(now|later)/).first()).toBeVisible();
  await expect(line.locator("time").first()).toHaveAttribute("datetime", /^\d{4}-\d{2}-\d{2}$/);
}

test("a rep takes a twelve-line order by keyboard alone", async ({ browser }) => {
  const page = await signIn(browser, "rep@demo.test");
  const keys = page.keyboard;

  await page.goto("/desk");
  await untilReady(page, "Who is calling?");
  await keys.type("specialty sports");
  await expect(page.getByRole("option", { name: CUSTOMER })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await keys.press("Enter");
  await page.waitForURL(/\/desk\/drafts\//);
  await expect(page.getByRole("note")).toContainText(`You act for ${CUSTOMER}`);
  const account = page.getByRole("complementary", { name: `Account ${CUSTOMER}` });
  await expect(account).toContainText(/\$[\d,.]+ left/);
  await expect(account).toContainText("Net 30 days");

  await untilReady(page, "Product of line 1");
  for (const [at, [code, quantity]] of SAID.entries()) {
    await say(page, at + 1, code, quantity);
  }

  // The customer's own number.
  await say(page, 9, THEIR_NUMBER, "2");
  await expect(lineOf(page, "RA-H123")).toContainText(`your ${THEIR_NUMBER}`);

  // Words, and one of the list.
  await keys.type("mountain pump");
  await keys.press("Enter");
  await expect(grid(page)).toContainText("is not a product's number; choose one from the list");
  await keys.press("Control+Delete");
  await expect(cell(page, "Product", 10)).toHaveValue("");
  await keys.type("patch kit");
  const patches = page.getByRole("option", { name: /PK-7098/ });
  await expect(patches).toBeVisible();
  await keys.press("ArrowDown");
  await expect(patches).toHaveAttribute("aria-selected", "true");
  await keys.press("Enter");
  await expect(cell(page, "Quantity", 10)).toBeFocused();
  await keys.type("6");
  await keys.press("Enter");

  // A number that nobody knows: said at its line, with the nearest ones when one goes back to it.
  await say(page, 11, "BK-M68S-43", "1");
  const unknown = grid(page).getByRole("row").filter({ hasText: "No product has the number" });
  await expect(unknown).toContainText("“BK-M68S-43”");
  await expect(unknown).toContainText("back to correct it");
  await expect(total(page)).toContainText("1 line to mend");

  // A quantity that no pack has.
  await say(page, 12, "TI-M602", "7");
  await expect(lineOf(page, "TI-M602")).toContainText("TI-M602 comes in packs of 5: order 5 or 10");

  // Asked for too early: the keyboard is taken to what stands against it, one after the other.
  await keys.press("Tab");
  await expect(page.getByLabel("PO number")).toBeFocused();
  await keys.type(PO);
  await keys.press("Control+Enter");
  await expect(cell(page, "Product", 11)).toBeFocused();
  await expect(page.getByRole("alert").filter({ hasText: "2 things to look at" })).toBeVisible();
  const nearest = page.getByRole("option", { name: /BK-M68S-42/ });
  await expect(nearest).toBeVisible();
  await keys.press("ArrowDown");
  await expect(nearest).toHaveAttribute("aria-selected", "true");
  await keys.press("Enter");
  await expect(cell(page, "Quantity", 11)).toBeFocused();
  await keys.press("Control+Enter");
  await expect(cell(page, "Quantity", 12)).toBeFocused();
  await keys.type("10");
  await keys.press("Enter");

  const codes = [...SAID.map(([code]) => code), "RA-H123", "PK-7098", "BK-M68S-42", "TI-M602"];
  expect(codes).toHaveLength(12);
  for (const code of codes) {
    await isAnswered(page, code);
  }
  await expect(total(page)).toContainText("12 lines");
  await expect(total(page)).not.toContainText("to mend");
  await expect(total(page)).toContainText(/\$[\d,]+\.\d{2}/);
  await expect(total(page)).toContainText("credit left");
  const said = (await total(page).locator("span.text-lg").innerText()).trim();

  await keys.press("Control+Enter");
  const heading = page.getByRole("heading", { level: 1, name: /SO-\d+/ });
  await expect(heading).toBeFocused();
  const number = (await heading.innerText()).match(/SO-\d+/)?.[0] ?? "";
  await expect(page.getByRole("main")).toContainText(`Order placed for ${CUSTOMER}`);
  await expect(page.getByRole("main")).toContainText(`${said} in 12 lines`);
  await expect(page.getByRole("main")).toContainText(`PO number ${PO}`);

  await keys.press("Escape");
  await page.waitForURL(/\/desk$/);
  await expect(page.getByRole("main")).toContainText(number);

  await page.goto(`/admin/orders?q=${PO}`);
  await expect(page.getByRole("row").filter({ hasText: number })).toContainText(CUSTOMER);
  await page.goto(`/admin/orders/${number}`);
  await expect(page.getByText(`Robin West for ${CUSTOMER}`)).toBeVisible();

  const mails = () => database.sql<{ subject: string }[]>`
    select m.subject from mail_message m join sales_order o on o.id = m.order_id
    where o.number = ${number}`;
  await expect.poll(async () => (await mails()).length, { timeout: 30_000 }).toBe(1);
  await page.goto("/admin/mailbox");
  await expect(page.getByRole("row").filter({ hasText: number })).toContainText("is confirmed");
});

test("another address is asked for before anything is said to be missing in it", async ({
  browser,
}) => {
  const page = await signIn(browser, "rep@demo.test");
  await page.goto("/desk");
  await untilReady(page, "Who is calling?");
  await page.keyboard.type("specialty sports");
  await expect(page.getByRole("option", { name: CUSTOMER })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/drafts\//);
  await untilReady(page, "Product of line 1");
  await say(page, 1, "BB-7421", "1");
  await isAnswered(page, "BB-7421");

  const asked = page.waitForResponse((answer) => answer.url().includes("orders.quote"));
  await page.getByLabel("Ship to", { exact: true }).selectOption({ label: "Another address" });
  const street = page.getByLabel("Street", { exact: true });
  await expect(street).toBeVisible();
  // The quote that asks about the blank address has answered.
  await asked;
  await expect(page.getByText(/There is no (street|city|postcode)/)).toHaveCount(0);
  await street.focus();
  await page.keyboard.press("Tab");
  await expect(page.getByText("There is no street")).toBeVisible();
  await expect(page.getByText("There is no city")).toHaveCount(0);
  await page.getByRole("button", { name: "Place order" }).click();
  await expect(page.getByText("There is no city")).toBeVisible();
});
