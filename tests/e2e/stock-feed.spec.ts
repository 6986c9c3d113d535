/** A planner uploads a feed that is partly wrong, mends it, and the buyer's open window follows. */
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { graveFaults } from "../support/axe";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

const SKU = "GL-F110-M";
const NODES = ["RNO", "CMH", "DFW", "YYZ", "RTM", "ATL", "SEA", "GRL"];

/** As a spreadsheet of another country writes it: semicolons, Windows' encoding, its own names. */
const fileOf = (rows: readonly string[]) => ({
  name: "zaehlung.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(["Artikel;Lager;Menge;Gezählt von", ...rows].join("\r\n"), "latin1"),
});

async function read(page: Page, rows: readonly string[]): Promise<void> {
  await page.goto("/admin/feeds");
  await page.getByRole("link", { name: "Upload a file" }).click();
  await page.waitForURL(/\/admin\/feeds\/upload$/);
  await page.getByLabel("Source (required)").selectOption({ label: "Yearly count" });
  await page.getByLabel("File (required)").setInputFiles(fileOf(rows));
  await page.getByRole("button", { name: "Read the file" }).click();
  await page.waitForURL(/\/admin\/feeds\/uploads\//);
}

test("a feed is made right in the browser, applied, and the portal follows without a reload", async ({
  browser,
}) => {
  const buyer = await signIn(browser, "approver@demo.test");
  await buyer.goto(`/portal/order?add=${SKU}*7`);
  const shipsNow = buyer.getByText(/^7 now$/);
  await expect(shipsNow).toBeVisible();

  const planner = await signIn(browser, "admin@demo.test");
  await planner.goto("/admin/feeds");
  await planner.getByRole("button", { name: "New source" }).click();
  const dialog = planner.getByRole("dialog");
  await dialog.getByLabel("Code").fill("COUNT");
  await dialog.getByLabel("Name").fill("Yearly count");
  for (const node of NODES) {
    await dialog.getByLabel(new RegExp(`\\(${node}\\)`)).check();
  }
  await planner.keyboard.press("Control+Enter");
  await expect(planner.getByText("Source Yearly count saved")).toBeVisible();

  // Nothing is left anywhere, says the file; two of its rows can be mended, two cannot.
  const [first = "", ...others] = NODES;
  await read(planner, [
    `GL-F11O-M;${first};0;Käthe`,
    `${SKU};${others[0]};0.5;Käthe`,
    ...others.slice(1).map((node) => `${SKU};${node};0;Jörg`),
    `NOBODY-1;${first};5;Jörg`,
    `${SKU};ELSEWHERE;5;Jörg`,
  ]);
  await expect(planner.getByText("Windows-1252")).toBeVisible();
  await expect(planner.getByText("Semicolon")).toBeVisible();
  await planner.getByLabel("SKU (required)").selectOption("Artikel");
  await planner.getByLabel("Node (required)").selectOption("Lager");
  await planner.getByLabel("Units on hand (required)").selectOption("Menge");
  await expect(planner.getByText("4 rows of 10")).toBeVisible();
  await expect(
    planner.getByText('Row 3, "Menge": expected a whole number, found 0.5.'),
  ).toBeVisible();
  await planner.getByLabel("SKU for GL-F11O-M").fill(SKU);
  await planner.getByLabel("Units on hand, row 3").fill("0");
  await planner.getByRole("button", { name: "Check again" }).click();
  await expect(planner.getByText("2 rows of 10")).toBeVisible();
  await expect(planner.getByText(`GL-F11O-M is ${SKU}`)).toBeVisible();
  expect(await graveFaults(planner)).toEqual([]);
  await expect(shipsNow).toBeVisible();

  await planner.getByRole("button", { name: "Apply 8 rows, refuse 2" }).click();
  await expect(planner.getByRole("heading", { name: "Rejected rows" })).toBeVisible({
    timeout: 30_000,
  });
  const refused = planner.getByRole("region", { name: "Rejected rows" });
  await expect(refused.getByRole("row").filter({ hasText: "NOBODY-1" })).toContainText(
    "no SKU has this code",
  );
  await expect(refused.getByRole("row").filter({ hasText: "ELSEWHERE" })).toContainText(
    "no node has this code",
  );
  expect(await graveFaults(planner)).toEqual([]);
  const download = planner.waitForEvent("download");
  await planner.getByRole("button", { name: "Download rejected rows" }).click();
  const csv = readFileSync(await (await download).path(), "utf8");
  expect(csv).toContain("row,reason,error,Artikel,Lager,Menge,Gezählt von");
  expect(csv).toContain(`NOBODY-1,${first},5,Jörg`);

  // Without a reload: the stream told the window that the stock moved.
  await expect(shipsNow).toBeHidden();

  // The columns of such a file are known now; what it brings is back in the portal.
  await read(
    planner,
    NODES.map((node) => `${SKU};${node};400;Jörg`),
  );
  await expect(planner.getByText("As last time")).toBeVisible();
  await planner.getByRole("button", { name: "Apply 8 rows" }).click();
  await expect(planner.getByRole("heading", { name: "The feed" })).toBeVisible({ timeout: 30_000 });
  await expect(shipsNow).toBeVisible();

  await planner.goto("/admin/availability");
  await planner.getByRole("button", { name: "New rule" }).click();
  const rule = planner.getByRole("dialog");
  await rule.getByLabel("Channel").selectOption({ label: "Ordering portal" });
  await rule.getByLabel("SKU").fill(SKU);
  await rule.getByLabel("Units").fill("400");
  await rule.getByLabel("Place").fill("1");
  await rule.getByLabel("What it is for").fill("Counted twice before it is sold");
  await expect(rule.getByText(/^Keeps back 3,\d\d\d units of 1 SKU$/)).toBeVisible();
  await planner.keyboard.press("Control+Enter");
  await expect(planner.getByText("Rule 1 saved as version 1")).toBeVisible();
  await expect(shipsNow).toBeHidden();

  const listed = planner.getByRole("row").filter({ hasText: "Counted twice before it is sold" });
  await listed.getByRole("button", { name: "Retire rule 1" }).click();
  await planner.keyboard.type("Counted twice");
  await planner.keyboard.press("Control+Enter");
  await expect(listed).toBeHidden();
  await expect(shipsNow).toBeVisible();
});
