/** A buyer changes an order that waits for its day, and is told why not once a node has it. */
import { expect, test } from "@playwright/test";
import { type Connection, connect } from "@/db/client";
import { connectRunning } from "@/db/embedded";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { newId } from "@/server/shell/new-id";
import { untilAlive } from "../support/alive";
import { ctxOf, type GivenSku, givenNode, givenSku, givenStock } from "../support/factories";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 120_000 });

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

let database: Connection;
let release: () => Promise<void>;
let saddle: GivenSku;
let bell: GivenSku;

test.beforeAll(async () => {
  const running = await connectRunning({
    dataDir: process.env.E2E_DATA_DIR ?? "",
    purpose: "the story of a change",
  });
  database = connect(running.url, { max: 2 });
  release = running.release;
  const calendarId = newId();
  await database.sql`insert into calendar (id, code, name, working_days)
    values (${calendarId}, ${`E2E-${calendarId.slice(-6)}`}, 'Every day', 127)`;
  const node = await givenNode(database, calendarId, { name: "Story Reno", timeZone: "UTC" });
  saddle = await givenSku(database);
  bell = await givenSku(database);
  for (const { id } of [saddle, bell]) {
    await givenStock(database, { skuId: id, nodeId: node.id, onHand: 20 });
  }
});
test.afterAll(async () => {
  await database.end();
  await release();
});

async function givenWaiting(customerPo = `CHANGE-${saddle.code}`) {
  const [buyer] = await database.sql<{ companyId: string; contactId: string }[]>`
    select k.company_id as "companyId", k.id as "contactId" from contact k
    join app_user u on u.id = k.user_id where u.email = 'buyer@demo.test'`;
  return placeOrder(ctxOf(database, undefined, new Date()), newId(), {
    channelCode: "portal",
    companyId: buyer?.companyId ?? "",
    contactId: buyer?.contactId ?? "",
    shipAfter: inDays(20).toISOString().slice(0, 10),
    customerPo,
    lines: [
      { sku: saddle.code, quantity: 6 },
      { sku: bell.code, quantity: 2 },
    ],
  });
}

/** Its day has come: the worker hands it to its node. */
async function untilReleased(number: string): Promise<void> {
  await database.sql`
    update allocation set ship_date = current_date where state = 'allocated'
      and order_id = (select id from sales_order where number = ${number})`;
  const released = async () => {
    const [row] = await database.sql<{ units: number }[]>`
      select coalesce(sum(released), 0)::int as units from order_line
      where order_id = (select id from sales_order where number = ${number})`;
    return row?.units;
  };
  await expect.poll(released, { timeout: 30_000 }).toBe(4);
}

test("fewer of one, none of another, and too late once it is being worked on", async ({
  browser,
}) => {
  const { number } = await givenWaiting();
  const buyer = await signIn(browser, "buyer@demo.test");
  await buyer.goto(`/portal/orders/${number}`);
  await buyer.getByRole("link", { name: "Change order" }).click();
  await buyer.waitForURL(/\/change$/);
  const wanted = (sku: string) =>
    buyer.getByRole("textbox", { name: new RegExp(`^Wanted of ${sku},`) });
  const apply = buyer.getByRole("button", { name: "Apply change" });
  await expect(async () => {
    await wanted(saddle.code).fill("4");
    await wanted(bell.code).fill("0");
    await expect(wanted(bell.code)).toHaveValue("0");
  }).toPass();
  await buyer.getByRole("button", { name: "Preview change" }).click();
  await expect(buyer.getByText("Say why it changes").first()).toBeVisible();
  await buyer.getByLabel("Reason").fill("Fewer bikes than planned");
  await buyer.getByRole("button", { name: "Preview change" }).click();
  await expect(buyer.getByText(`${saddle.code} from 6 to 4`)).toBeVisible();
  await expect(buyer.getByText(`${bell.code} cancelled, 2 less`)).toBeVisible();
  await expect(buyer.getByText("$100.00 → $50.00")).toBeVisible();
  await apply.click();
  await buyer.waitForURL(new RegExp(`/portal/orders/${number}$`));
  await expect(buyer.getByText(/Order changed: .* from 6 to 4/)).toBeVisible();

  await untilReleased(number);
  await buyer.goto(`/portal/orders/${number}/change`);
  await expect(
    buyer.getByText("A warehouse has it in hand: ask your sales rep").first(),
  ).toBeVisible();
  await expect(wanted(saddle.code)).toBeHidden();

  const staff = await signIn(browser, "ops@demo.test");
  await staff.goto("/admin/mailbox");
  await expect(staff.getByText(`Order ${number} was changed`)).toBeVisible();
});

test("to another address by the buyer; what came late of it is credited, and taken back", async ({
  browser,
}) => {
  const { number } = await givenWaiting(`SITE-${saddle.code}`);
  const buyer = await signIn(browser, "buyer@demo.test");
  await buyer.goto(`/portal/orders/${number}/change`);
  const shipTo = buyer.getByLabel("Ship to", { exact: true });
  await untilAlive(shipTo);
  await shipTo.selectOption({ label: "Another address" });
  await buyer.getByLabel("Street", { exact: true }).fill("12 Front St");
  await buyer.getByLabel("City").fill("Columbus");
  await buyer.getByLabel("Region").fill("Michigan");
  await buyer.getByLabel("Postcode").fill("432151234");
  await expect(buyer.getByText("lies in OH, not in MI")).toBeVisible();
  await buyer.getByRole("button", { name: "Use it" }).click();
  await expect(buyer.getByLabel("Region")).toHaveValue("OH");
  await buyer.getByLabel("Reason").fill("Straight to the site");
  await buyer.getByRole("button", { name: "Preview change" }).click();
  await expect(buyer.getByText(/Ships to 12 Front St, Columbus instead of/)).toBeVisible();
  await buyer.getByRole("button", { name: "Apply change" }).click();
  await buyer.waitForURL(new RegExp(`/portal/orders/${number}$`));
  await expect(buyer.getByText("12 Front St", { exact: true })).toBeVisible();

  const finance = await signIn(browser, "finance@demo.test");
  await finance.goto(`/admin/orders/${number}`);
  const credit = finance.getByRole("button", { name: "Credit", exact: true });
  await untilAlive(credit);
  await credit.click();
  const dialog = finance.getByRole("dialog");
  await dialog.getByLabel("Amount in USD").fill("99999");
  await dialog.getByLabel("Note").fill("Two days late");
  await dialog.getByRole("button", { name: "Grant credit" }).click();
  await expect(
    dialog.getByText(/^\$[\d,]+\.\d\d is still owed of .*: credit at most that/).first(),
  ).toBeVisible();
  await dialog.getByLabel("Amount in USD").fill("12.50");
  await dialog.getByRole("button", { name: "Grant credit" }).click();
  const credits = finance.getByRole("table", { name: "Credits" });
  await expect(credits.getByText("Two days late")).toBeVisible();
  await expect(credits.getByText("$12.50")).toBeVisible();
  await credits.getByRole("button", { name: /^Take back CM-/ }).click();
  await finance.getByRole("dialog").getByLabel("Note").fill("It was on time");
  await finance.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await expect(credits.getByText(/^takes back CM-/)).toBeVisible();

  await buyer.reload();
  const theirs = buyer.getByRole("table", { name: "Credits" });
  await expect(theirs.getByText("It was on time")).toBeVisible();
  await expect(theirs.getByRole("button")).toHaveCount(0);
});
