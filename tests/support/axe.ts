/** What keeps somebody from reading a page, found by axe in the page itself. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The serious and critical faults: the rule and the first element that breaks it. */
export async function graveFaults(page: Page, options: RunOptions = {}): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy allows no foreign script.
  await page.evaluate(source);
  const json = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then((results) => JSON.stringify(results))`,
  );
  const { violations }: AxeResults = JSON.parse(String(json));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
