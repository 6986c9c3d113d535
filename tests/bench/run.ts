/**
 * `npm run bench -- [scenario …] [--rounds N] [--seconds N] [--rows N] [--json FILE]`: each figure is
 * a ratio to a control of the same round on the same machine; raw samples are kept beside the summary.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { allocation } from "./allocation";
import { availability } from "./availability";
import { contention } from "./contention";
import { crash } from "./crash";
import { live } from "./live";
import type { Report, ScenarioOptions } from "./measure";
import { orders } from "./orders";
import { simulate } from "./simulate";
import { snapshot } from "./snapshot";
import { sourcing } from "./sourcing";

const SCENARIOS: Readonly<Record<string, (options: ScenarioOptions) => Promise<Report>>> = {
  orders,
  availability,
  contention,
  crash,
  snapshot,
  sourcing,
  allocation,
  simulate,
  live,
};

const machine = () =>
  `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;

const commit = () => {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
};

const rounded = (value: number) => Math.round(value * 100_000) / 100_000;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "string" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "4" },
      rows: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const names = positionals.length === 0 ? Object.keys(SCENARIOS) : positionals;
  const unknown = names.filter((name) => SCENARIOS[name] === undefined);
  if (values.help || unknown.length > 0) {
    console.error(
      `Scenarios: ${Object.keys(SCENARIOS).join(", ")}${unknown.length > 0 ? `; not ${unknown.join(", ")}` : ""}`,
    );
    return values.help ? 0 : 2;
  }
  const options = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    ...(values.rows === undefined ? {} : { rows: Number(values.rows) }),
  };
  let violations = 0;
  for (const name of names) {
    const report = await SCENARIOS[name]?.(options);
    if (report === undefined) {
      continue;
    }
    const metrics = Object.fromEntries(
      Object.entries(report.metrics).map(([metric, value]) => [metric, rounded(value)]),
    );
    violations += metrics.violations ?? 0;
    const file = values.json ?? join(".tmp", "bench", `${name}.json`);
    const samples = file.replace(/\.json$/, `.${name}.samples.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(samples, JSON.stringify(report.samples));
    writeFileSync(
      file,
      `${JSON.stringify({ scenario: name, machine: machine(), commit: commit(), rounds: options.rounds, metrics, samples }, null, 2)}\n`,
    );
    console.log(`${name} · ${machine()} · ${commit()}`);
    console.table(metrics);
  }
  return violations === 0 ? 0 : 1;
}

process.exit(await main());
