/** Does the SQL of the migrations say what the schema says? Asks the generator, on a copy. */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync } from "node:fs";

const copy = ".tmp/schema-drift";
rmSync(copy, { recursive: true, force: true });
cpSync("db/migrations", copy, { recursive: true });
const before = readdirSync(copy).length;
const generator = ["node_modules/drizzle-kit/bin.cjs", "generate", "--dialect", "postgresql"];
const where = ["--schema", "./db/schema/index.ts", "--out", copy, "--casing", "snake_case"];
const result = spawnSync(process.execPath, [...generator, ...where], { encoding: "utf8" });
const isCurrent = result.status === 0 && readdirSync(copy).length === before;
if (!isCurrent) {
  console.error(result.stdout, result.stderr);
  console.error("the schema has changes without a migration: npm run db:generate");
}
process.exit(isCurrent ? 0 : 1);
