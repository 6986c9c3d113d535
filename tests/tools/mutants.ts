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
import { MUTANTS, type Mutant } from "./planted-faults";

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
