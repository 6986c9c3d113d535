/**
 * `npm test`: every check, from format to browser stories, on a machine with only Node.
 *
 *   npm test                     everything
 *   npm test -- types e2e        only these steps
 *   npm test -- sourcing         only test files whose path holds the word
 *   npm run verify               what needs no database, in under a minute
 *
 * The last line is `N passed, N failed`, and `, N skipped` when some were; a check without tests
 * of its own counts as one.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";

type Counts = { passed: number; failed: number; skipped: number };

type Step = {
  readonly name: string;
  readonly title: string;
  readonly isFast: boolean;
  readonly commands: (words: readonly string[]) => readonly (readonly string[])[];
  /** Its tool runs on this Node and newer; on an older one the step is counted as skipped. */
  readonly sinceNode?: string;
  /** Where the tests of this step are reported; a step without is one check. */
  readonly report?: { readonly path: string; readonly read: (text: string) => Counts };
};

const bin = (path: string) => `node_modules/${path}`;
const vitest = (project: string, report: string, words: readonly string[]) => [
  bin("vitest/vitest.mjs"),
  "run",
  ...["--config", "tests/vitest.config.ts", "--project", project],
  ...["--reporter", "dot", "--reporter", "json", "--outputFile.json", report],
  "--passWithNoTests",
  ...words,
];

/** In the order in which they run: of the checks, the longest first. */
const STEPS: readonly Step[] = [
  {
    name: "types",
    title: "types",
    isFast: true,
    commands: () => [
      [bin("next/dist/bin/next"), "typegen"],
      [bin("typescript/bin/tsc"), "--noEmit"],
    ],
  },
  {
    name: "lint",
    title: "format and lint",
    isFast: true,
    commands: () => [[bin("@biomejs/biome/bin/biome"), "ci", "--error-on-warnings", "."]],
  },
  {
    name: "promises",
    title: "rules that need types",
    isFast: true,
    sinceNode: "20.19.0",
    commands: () => [[bin("oxlint/bin/oxlint"), "--type-aware", "--deny-warnings", "."]],
  },
  {
    name: "arrows",
    title: "architecture",
    isFast: true,
    sinceNode: "20.12.0",
    commands: () => [
      [
        bin("dependency-cruiser/bin/dependency-cruise.mjs"),
        ...["--config", "tests/tools/dependency-cruiser.cjs"],
        ...["app", "components", "db", "emails", "server", "tests"],
      ],
    ],
  },
  {
    name: "drift",
    title: "schema and migrations agree",
    isFast: true,
    commands: () => [["--import", "tsx", "tests/tools/schema-drift.ts"]],
  },
  {
    name: "unused",
    title: "nothing unused",
    isFast: true,
    sinceNode: "20.19.0",
    commands: () => [[bin("knip/bin/knip.js"), "--no-progress"]],
  },
  {
    name: "pure",
    title: "unit, property and tidy tests",
    isFast: true,
    commands: (words) => [vitest("pure", ".tmp/pure-report.json", words)],
    report: { path: ".tmp/pure-report.json", read: readVitest },
  },
  {
    name: "integration",
    title: "integration tests on PostgreSQL",
    isFast: false,
    commands: (words) => [vitest("integration", ".tmp/integration-report.json", words)],
    report: { path: ".tmp/integration-report.json", read: readVitest },
  },
  {
    name: "build",
    title: "production build",
    isFast: false,
    commands: () => [["--import", "tsx", "server/start.ts", "--build"]],
  },
  {
    name: "e2e",
    title: "stories in a browser",
    isFast: false,
    commands: (words) => [
      [
        bin("@playwright/test/cli.js"),
        "test",
        ...["--config", "tests/e2e/playwright.config.ts"],
        "--pass-with-no-tests",
        ...words,
      ],
    ],
    report: { path: ".tmp/e2e-report.json", read: readPlaywright },
  },
];

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

/** A file that could not even be loaded has no tests to count, and counts as one that failed. */
function readVitest(text: string): Counts {
  const report: VitestReport = JSON.parse(text);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
};

function readPlaywright(text: string): Counts {
  const { stats }: PlaywrightReport = JSON.parse(text);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  };
}

/** Set by a signal: what runs is ended, and nothing more is begun. */
let interrupted = false;

/** What a step prints: at once, or kept until the step is over when others run beside it. */
type Print = ((chunk: Buffer) => void) | "at once";

/** In a process group of its own, so that an interrupt can end it with all it began. */
function run(args: readonly string[], print: Print): Promise<boolean> {
  return new Promise((resolve) => {
    const out = print === "at once" ? "inherit" : "pipe";
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", out, out],
      detached: true,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", FORCE_COLOR: "0", NO_COLOR: "1" },
    });
    if (print !== "at once") {
      child.stdout?.on("data", print);
      child.stderr?.on("data", print);
    }
    const end = (signal: NodeJS.Signals) => {
      interrupted = true;
      process.kill(-Number(child.pid), signal);
    };
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
    child.once("close", (code) => {
      process.off("SIGINT", end);
      process.off("SIGTERM", end);
      resolve(code === 0);
    });
  });
}

const isOlder = (version: string, than: string) =>
  version.localeCompare(than, "en", { numeric: true }) < 0;

async function runStep(step: Step, words: readonly string[], print: Print): Promise<Counts> {
  if (step.sinceNode !== undefined && isOlder(process.versions.node, step.sinceNode)) {
    return { passed: 0, failed: 0, skipped: 1 };
  }
  if (step.report !== undefined) {
    rmSync(step.report.path, { force: true });
  }
  let isFine = true;
  for (const command of step.commands(words)) {
    isFine = isFine && !interrupted && (await run(command, print));
  }
  const { report } = step;
  const counts =
    report !== undefined && existsSync(report.path)
      ? report.read(readFileSync(report.path, "utf8"))
      : { passed: report === undefined && isFine ? 1 : 0, failed: 0, skipped: 0 };
  // Whatever went wrong beside the tests (a leak, a crash) is a failure too.
  return isFine || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function choose(args: readonly string[]): { steps: readonly Step[]; words: readonly string[] } {
  const names = new Set(STEPS.map((step) => step.name));
  const words = args.filter((arg) => !arg.startsWith("--") && !names.has(arg));
  const named = args.filter((arg) => names.has(arg));
  const possible = STEPS.filter((step) => step.isFast || !args.includes("--fast"));
  if (named.length > 0) {
    return { steps: possible.filter((step) => named.includes(step.name)), words };
  }
  const withFiles = (step: Step) => step.report !== undefined;
  return { steps: words.length > 0 ? possible.filter(withFiles) : possible, words };
}

type Outcome = { readonly step: Step; readonly counts: Counts; readonly ms: number };

/** One step to itself, printing as it goes. */
async function runAlone(step: Step, words: readonly string[]): Promise<Outcome> {
  console.log(`\n=== ${step.title}`);
  const began = Date.now();
  const counts = await runStep(step, words, "at once");
  return { step, counts, ms: Date.now() - began };
}

/** The checks without tests of their own use one core each; so they run two at a time. */
async function runChecks(steps: readonly Step[]): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const output: Buffer[] = [];
      const began = Date.now();
      const counts = await runStep(step, [], (chunk) => output.push(chunk));
      console.log(`\n=== ${step.title}\n${Buffer.concat(output).toString()}`);
      outcomes.push({ step, counts, ms: Date.now() - began });
    }
  };
  await Promise.all([lane(), lane()]);
  return outcomes;
}

async function main(): Promise<boolean> {
  mkdirSync(".tmp", { recursive: true });
  const { steps, words } = choose(process.argv.slice(2));
  const isCheck = (step: Step) => step.isFast && step.report === undefined;
  const outcomes = await runChecks(steps.filter(isCheck));
  for (const step of steps.filter((each) => !isCheck(each))) {
    outcomes.push(await runAlone(step, words));
  }
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  console.log("");
  for (const { step, counts, ms } of outcomes) {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    const seconds = (ms / 1000).toFixed(1).padStart(6);
    const verdict = (counts.failed === 0 ? "ok" : "FAILED").padEnd(7);
    console.log(`${verdict} ${seconds} s  ${step.title} (${say(counts)})`);
  }
  console.log(`\n${say(total)}`);
  return total.failed === 0 && total.passed > 0;
}

function say({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

process.exitCode = (await main()) ? 0 : 1;
