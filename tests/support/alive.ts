/** A page that was rendered on the server and is not yet alive takes what is typed, and loses it. */
import { expect, type Locator } from "@playwright/test";

/** A person sees that a page is not ready and waits; so does a test. */
export async function untilAlive(field: Locator): Promise<void> {
  await expect
    .poll(() =>
      field.evaluate((element) =>
        Object.keys(element).some((name) => name.startsWith("__reactProps")),
      ),
    )
    .toBe(true);
}
