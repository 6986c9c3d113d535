import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { findBrowser } from "../support/browser";

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        resolve(address !== null && typeof address === "object" ? address.port : 0),
      );
    });
  });
}

// The workers of Playwright read this file again; the environment tells them what was chosen.
process.env.E2E_PORT ??= String(await freePort());
const { executablePath, env } = await findBrowser();

/** Stories in a real browser, on the production build with the demo world. */
export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../../.tmp/e2e",
  globalSetup: "./global-setup.ts",
  workers: 1,
  // A test that passes the second time has found something.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "../../.tmp/e2e-report.json" }]],
  use: {
    baseURL: `http://localhost:${process.env.E2E_PORT}`,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      env,
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
});
