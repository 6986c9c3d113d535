/** An admin uploads customers with two broken rows, mends one, imports, reads the report, and undoes it. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { graveFaults } from "../support/axe";
import { ask } from "../support/procedures";
import { signIn } from "../support/sign-in";

test.describe.configure({ timeout: 180_000 });

const CODE = "AW00000311";

test("a file of customers is mended in the browser, imported and taken back", async ({
  browser,
}) => {
  const admin = await signIn(browser, "admin@demo.test");
  const companies = async () => {
    type Found = { items: { code: string; name: string }[] };
    const { items } = await ask<Found>(admin, "customers.search", { text: CODE });
    return items.find(({ code }) => code === CODE)?.name;
  };
  const before = await companies();
  await admin.goto("/admin/imports");
  await admin.getByRole("link", { name: "Import a file" }).click();
  await admin.waitForURL(/\/admin\/imports\/new$/);
  const lines = [
    "Kunde;Firma;Telefon;Ort;Land;Privat",
    `${CODE};Renamed by a file;555-0100;Reno;US;no`,
    "NEW-4711;Made by a file;555-0101;Reno;US;perhaps",
    ";Nobody knows;555-0102;Reno;US;no",
  ];
  await admin.getByLabel("File (required)").setInputFiles({
    name: "kunden.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(lines.join("\r\n"), "latin1"),
  });
  await admin.getByRole("button", { name: "Read the file" }).click();
  await admin.waitForURL(/\/admin\/imports\/uploads\//);

  await admin.getByLabel("Customer (required)").selectOption("Kunde");
  await admin.getByLabel("Customer name").selectOption("Firma");
  await admin.getByLabel("Phone").selectOption("Telefon");
  await admin.getByLabel("Country").selectOption("Land");
  await admin.getByLabel("Somebody lives there").selectOption("Privat");
  await expect(admin.getByText("2 rows of 3")).toBeVisible();
  await expect(admin.getByText('Row 3, "Privat": write yes or no, not perhaps.')).toBeVisible();
  await expect(admin.getByText('Row 4, "Kunde": expected a value, found none.')).toBeVisible();
  await admin.getByLabel("Privat, row 3").fill("no");
  await admin.getByRole("button", { name: "Check again" }).click();
  await expect(admin.getByText("1 row of 3")).toBeVisible();
  const effect = admin.getByRole("table", { name: "What would change" });
  await expect(effect.getByRole("row").filter({ hasText: "Renamed by a file" })).toContainText(
    before ?? "",
  );
  expect(await graveFaults(admin)).toEqual([]);
  expect(await companies()).toBe(before);

  await admin.getByRole("button", { name: "Import 2 rows, refuse 1" }).click();
  await admin.waitForURL(/\/admin\/imports\/[\w-]+$/, { timeout: 30_000 });
  const rejected = admin.getByRole("region", { name: "Rejected rows" });
  await expect(rejected.getByText('Row 4, "Kunde": expected a value, found none.')).toBeVisible();
  expect(await graveFaults(admin)).toEqual([]);
  const download = admin.waitForEvent("download");
  await admin.getByRole("button", { name: "Download rejected rows" }).click();
  const csv = readFileSync(await (await download).path(), "utf8");
  expect(csv).toContain("Kunde,Firma,Telefon,Ort,Land,Privat,reason,error");
  expect(csv).toContain(",Nobody knows,555-0102,Reno,US,no,value_missing,");
  expect(await companies()).toBe("Renamed by a file");

  await admin.getByRole("button", { name: "Undo this import" }).click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog.getByText(/ would be put back, 2 removed\.$/)).toBeVisible();
  expect(await graveFaults(admin)).toEqual([]);
  await dialog.getByLabel("Reason").fill("The file of another house");
  await admin.keyboard.press("Control+Enter");
  await expect(admin.getByText(/^It was undone: /)).toBeVisible();
  expect(await companies()).toBe(before);

  await admin.goto("/admin/imports");
  const listed = admin.getByRole("row").filter({ hasText: "kunden.csv" });
  await expect(listed).toContainText("Ada Admin");
  await expect(listed).toContainText("Undone");
});
