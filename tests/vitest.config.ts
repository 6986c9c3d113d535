import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
/** The module throws outside of Next; here it has to be loaded and do nothing. */
const serverOnly = `${root}/node_modules/server-only/empty.js`;

/** Two projects, so that the pure one needs no database and answers in seconds. */
export default defineConfig({
  root,
  resolve: { alias: { "@": root, "server-only": serverOnly } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    env: { LOG_LEVEL: "silent", AUTH_SECRET: "only-for-tests-only-for-tests-only-f" },
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: ["tests/{unit,property}/**/*.test.{ts,tsx}", "tests/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.{ts,tsx}"],
          globalSetup: ["tests/support/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
