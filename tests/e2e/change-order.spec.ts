/** A buyer changes an order that waits for its day, and is told why not once a node has it. */
import { expect, test } from "@playwright/test";
import { type Connection, connect } from "@/db/client";
import { connectRunning } from "@/db/embedded";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { newId } from "@/server/shell/new-id";
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

async function givenWaiting() {
  const [buyer] = await database.sql<{ companyId: string; contactId: string }[]>`
    select k.company_id as "companyId", k.id as "contactId" from contact k
    join app_user u on u.id = k.user_id where u.email = 'buyer@demo.test'`;
  return placeOrder(ctxOf(database, undefined, new Date()), newId(), {
    channelCode: "portal",
    companyId: buyer?.companyId ?? "",
    contactId: buyer?.contactId ?? "",
    shipAfter: inDays(20).toISOString().slice(0, 10),
    customerPo: `CHANGE-${saddle.code}`,
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
  await expect(wanted(saddle.code)).toBeDisabled();
  await expect(
    buyer.getByText("A warehouse has it in hand: ask your sales rep").first(),
  ).toBeVisible();

  const staff = await signIn(browser, "ops@demo.test");
  await staff.goto("/admin/mailbox");
  await expect(staff.getByText(`Order ${number} was changed`)).toBeVisible();
});
