/** The arrows are only worth something when a wrong one is caught. So wrong ones are drawn here. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A file, what it wrongly imports, and the rule that has to say so. */
const PLANTED = [
  ["server/oms/inventory/decide.ts", "drizzle-orm", "pure-core-knows-only-the-pure-core"],
  ["server/oms/orders/types.ts", "node:fs", "pure-core-knows-only-the-pure-core"],
  ["server/oms/kernel/money.ts", "../../env", "pure-core-knows-only-the-pure-core"],
  ["server/oms/inventory/store.ts", "../sourcing/decide", "inventory-keeps-its-place"],
  ["server/oms/catalog/queries.ts", "../orders/queries", "catalog-keeps-its-place"],
  ["server/oms/returns/store.ts", "../kernel/ids", "every-domain-has-its-place"],
  ["server/oms/orders/queries.ts", "next", "the-domain-knows-no-transport"],
  ["server/shell/command.ts", "../oms/orders/queries", "the-shell-knows-only-the-kernel"],
  [
    "server/oms/fulfillment/commands/ship.ts",
    "../../../integrations/carrier",
    "no-call-outside-within-a-transaction",
  ],
  ["server/api/routers/orders.ts", "../../oms/orders/store", "only-the-domain-touches-stores"],
  ["app/admin/page.tsx", "../../db/client", "pages-come-through-the-api"],
  ["components/orders/lines.tsx", "../../server/api/trpc", "components-know-no-server"],
  ["app/api/v1/orders/route.ts", "../../../../db/schema/orders", "the-edge-writes-no-sql"],
  ["emails/shipment.tsx", "../server/oms/orders/queries", "mails-are-plain"],
  ["db/client.ts", "../server/shell/command", "db-knows-only-the-pure-core"],
  ["server/env.ts", "../tests/support/factories", "nobody-imports-tests"],
  ["server/cli/oms.ts", "vitest", "the-product-runs-without-dev-dependencies"],
  ["server/auth/config.ts", "./nowhere", "what-is-imported-exists"],
  ["server/oms/network/queries.ts", "./store", "no-cycles"],
] as const;

/** The other half of the circle above; a circle is told once. */
const CIRCLE = ["server/oms/network/store.ts", "./queries"] as const;

/** What the planted files need to find. */
const INNOCENT = [
  "server/oms/kernel/ids.ts",
  "server/oms/sourcing/decide.ts",
  "server/oms/orders/store.ts",
  "server/integrations/carrier.ts",
  "server/api/trpc.ts",
  "db/schema/orders.ts",
  "tests/support/factories.ts",
];

let violations: { rule: string; from: string }[];
let dir: string;

beforeAll(() => {
  mkdirSync(".tmp", { recursive: true });
  dir = mkdtempSync(resolve(".tmp", "arrows-"));
  symlinkSync(resolve("node_modules"), join(dir, "node_modules"));
  for (const path of ["package.json", "tsconfig.json", "tests/tools/dependency-cruiser.cjs"]) {
    cpSync(path, join(dir, path), { recursive: true });
  }
  const files = new Map<string, string>(INNOCENT.map((path) => [path, "export const x = 1;\n"]));
  for (const [path, target] of [...PLANTED, CIRCLE]) {
    files.set(path, `import * as wrong from "${target}";\nexport const x = wrong;\n`);
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  violations = cruise(dir);
}, 60_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function cruise(cwd: string): { rule: string; from: string }[] {
  const cruiser = resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const folders = ["app", "components", "db", "emails", "server", "tests"];
  const args = ["--config", "tests/tools/dependency-cruiser.cjs", "--output-type", "json"];
  const report: { summary: { violations: { rule: { name: string }; from: string }[] } } =
    JSON.parse(
      execFileSync(process.execPath, [cruiser, ...args, ...folders], {
        cwd,
        encoding: "utf8",
        maxBuffer: 1e8,
      }),
    );
  return report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

test.each(PLANTED)("%s may not import %s (%s)", (from, _, rule) => {
  expect(violations).toContainEqual({ rule, from });
});

test("nothing else is complained about", () => {
  const planted = new Set<string>(PLANTED.map(([from]) => from));
  expect(violations.filter(({ from }) => !planted.has(from))).toEqual([]);
});
