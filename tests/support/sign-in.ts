import type { Browser, Page } from "@playwright/test";

/** The password of every account of the demo world. */
const DEMO_PASSWORD = "demo-ordinate";

/** A browser of its own, with somebody signed in, wherever their role takes them. */
export async function signIn(
  browser: Browser,
  email: string,
  password = DEMO_PASSWORD,
): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return page;
}
