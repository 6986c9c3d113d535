/**
 * Faults that the tests must catch. Each is planted in a copy of the project and the test that
 * guards it is run there: a fault that stays green is a hole in the tests.
 *
 *   npx tsx tests/tools/mutants.ts [word …]
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

type Mutant = {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The test file that must fail. */
  readonly caughtBy: string;
};

const PLACING = "tests/integration/intake/place-orders.test.ts";
const MODEL = "tests/integration/inventory/model.test.ts";
const SUPPLY = "tests/integration/allocation/supply.test.ts";
const CANCELLING = "tests/integration/fulfillment/cancel-order.test.ts";
const RIGHTS = "tests/integration/house/rights.test.ts";
const TRACKING = "tests/integration/notifications/tracking.test.ts";
const MAILS = "tests/integration/notifications/mail.test.ts";
const JOBS = "tests/integration/shell/jobs.test.ts";
const SWEEP = "tests/integration/shell/sweep-promises.test.ts";

const MUTANTS: readonly Mutant[] = [
  {
    name: "stock is read without a lock",
    file: "server/oms/inventory/store.ts",
    from: "order by sku_id, node_id\n    for no key update`;",
    to: "order by sku_id, node_id`;",
    caughtBy: PLACING,
  },
  {
    name: "an order of a batch does not take its units out of the books",
    file: "server/oms/intake/decide-intake.ts",
    from: "  takeParts(plan.parts, world);\n",
    to: "",
    caughtBy: PLACING,
  },
  {
    name: "safety stock is promised",
    file: "server/oms/inventory/decide.ts",
    from: "free - position.safetyStock - bufferUnits",
    to: "free - bufferUnits",
    caughtBy: PLACING,
  },
  {
    name: "a key is not claimed",
    file: "server/shell/command.ts",
    from: "if (claimed.length === keys.length) {",
    to: "if (claimed.length <= keys.length) {",
    caughtBy: PLACING,
  },
  {
    name: "a refused order of a batch keeps its key",
    file: "server/shell/command.ts",
    from: "  if (refused.length > 0) {",
    to: "  if (refused.length > 1_000) {",
    caughtBy: PLACING,
  },
  {
    name: "the lowest tier decides the price",
    file: "server/oms/pricing/decide.ts",
    from: "tier.minQuantity > reached.minQuantity",
    to: "tier.minQuantity < reached.minQuantity",
    caughtBy: PLACING,
  },
  {
    name: "a node's day has no end",
    file: "server/oms/network/store.ts",
    from: "and w.lines_used > n.daily_capacity_lines",
    to: "and w.lines_used > n.daily_capacity_lines * 100",
    caughtBy: PLACING,
  },
  {
    name: "stock moves without its ledger row",
    file: "server/oms/inventory/store.ts",
    from: "::timestamptz from moves)",
    to: "::timestamptz from moves where kind <> 'allocated')",
    caughtBy: MODEL,
  },
  {
    name: "cancelling keeps the peg",
    file: "server/oms/fulfillment/commands/cancel-order.ts",
    from: "[{ inboundSupplyId, units: -quantity }]",
    to: "[{ inboundSupplyId, units: 0 * quantity }]",
    caughtBy: CANCELLING,
  },
  {
    name: "a receipt serves more than came",
    file: "server/oms/allocation/commands/receive-supply.ts",
    from: "const units = Math.min(left, peg.quantity);",
    to: "const units = left > 0 ? peg.quantity : 0;",
    caughtBy: SUPPLY,
  },
  {
    name: "the wall lets a foreign company in",
    file: "server/shell/wall.ts",
    from: "owner === null || isForeignCompany || isForeignNode",
    to: "owner === null || isForeignNode",
    caughtBy: RIGHTS,
  },
  {
    name: "the wall lets a foreign node's people in",
    file: "server/shell/wall.ts",
    from: "owner === null || isForeignCompany || isForeignNode",
    to: "owner === null || isForeignCompany",
    caughtBy: RIGHTS,
  },
  {
    name: "a revoked link opens",
    file: "server/oms/notifications/queries.ts",
    from: "hashTrackingToken(token)} and l.revoked_at is null`",
    to: "hashTrackingToken(token)}`",
    caughtBy: TRACKING,
  },
  {
    name: "a link outlives its order",
    file: "server/oms/notifications/queries.ts",
    from: "(endsAt !== null && endsAt <= now)",
    to: "endsAt === now",
    caughtBy: TRACKING,
  },
  {
    name: "the street is public",
    file: "server/oms/notifications/decide-tracking.ts",
    from: "city: order.shipTo.city",
    to: "city: order.shipTo.address1",
    caughtBy: TRACKING,
  },
  {
    name: "a label is a shipment",
    file: "server/oms/notifications/decide-tracking.ts",
    from: "pre_transit: 0",
    to: "pre_transit: 1",
    caughtBy: TRACKING,
  },
  {
    name: "a mail is written anew at the next attempt",
    file: "server/oms/notifications/handlers.ts",
    from: "if ((await readMailOf(sql, causeKey)) === null) {",
    to: "if ((await readMailOf(sql, causeKey))?.sentAt == null) {",
    caughtBy: MAILS,
  },
  {
    name: "history is told by mail",
    file: "server/oms/notifications/handlers.ts",
    from: "order === null || order.isHistory ? null : order",
    to: "order",
    caughtBy: MAILS,
  },
  {
    name: "a leased job is free to all",
    file: "server/shell/jobs.ts",
    from: "LEASE_SECONDS = 60",
    to: "LEASE_SECONDS = 0",
    caughtBy: JOBS,
  },
  {
    name: "a handler has another key each time",
    file: "server/shell/handler.ts",
    from: 'createHash("sha256").update(',
    to: 'createHash("sha256").update(String(Math.random())).update(',
    caughtBy: JOBS,
  },
  {
    name: "a promised day ends in Greenwich",
    file: "server/oms/exceptions/commands/sweep-promises.ts",
    from: "HOURS_UNTIL_OVER_EVERYWHERE = 12",
    to: "HOURS_UNTIL_OVER_EVERYWHERE = 0",
    caughtBy: SWEEP,
  },
  {
    name: "a buyer hears of every company's orders",
    file: "server/shell/live.ts",
    from: "notice.companyId === actor.companyId && BUYER_TYPES",
    to: "BUYER_TYPES",
    caughtBy: "tests/integration/shell/live.test.ts",
  },
];

const root = fileURLToPath(new URL("../..", import.meta.url));

function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), "ordinate-mutants-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path !== "");
  for (const path of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Plant, run, take back. A fault whose place is gone must be moved, not forgotten. */
function isCaught(copy: string, mutant: Mutant): boolean {
  const path = join(copy, mutant.file);
  const sound = readFileSync(path, "utf8");
  if (!sound.includes(mutant.from)) {
    throw new Error(`${mutant.name}: ${mutant.file} no longer says ${JSON.stringify(mutant.from)}`);
  }
  writeFileSync(path, sound.replace(mutant.from, mutant.to));
  try {
    const run = spawnSync(
      process.execPath,
      [
        "node_modules/vitest/vitest.mjs",
        "run",
        "--config",
        "tests/vitest.config.ts",
        mutant.caughtBy,
      ],
      { cwd: copy, stdio: "ignore" },
    );
    return run.status !== 0;
  } finally {
    writeFileSync(path, sound);
  }
}

const words = process.argv.slice(2);
const chosen = MUTANTS.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const copy = copyProject();
let missed = 0;
try {
  for (const mutant of chosen) {
    const caught = isCaught(copy, mutant);
    missed += caught ? 0 : 1;
    console.log(`${caught ? "caught" : "MISSED"}  ${mutant.name}  (${mutant.caughtBy})`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${chosen.length - missed} of ${chosen.length} planted faults were caught`);
process.exit(missed === 0 ? 0 : 1);
