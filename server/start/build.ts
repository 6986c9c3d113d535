/** The production build: made when there is none, or when it is older than the sources. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { END_WITH_PARENT } from "./children";

/** Everything that goes into the build. */
const SOURCES = [
  "app",
  "components",
  "db",
  "emails",
  "server",
  "public",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];
/** Not in it. The migrations are: the web server knows which is the newest. */
const NOT_BUILT = new Set([
  "db/seed",
  "server/cli",
  "server/start",
  "server/start.ts",
  "server/web.ts",
]);

const STAMP = ".next/ordinate-build";

/** Is the build there, and made from these very sources? */
export function isBuilt(): boolean {
  return (
    existsSync(".next/BUILD_ID") &&
    existsSync(STAMP) &&
    readFileSync(STAMP, "utf8") === hashOfSources()
  );
}

/** @throws with the builder's output when it fails */
export async function build(environment: NodeJS.ProcessEnv): Promise<void> {
  const hash = hashOfSources();
  rmSync(STAMP, { force: true });
  const watch = ["--require", END_WITH_PARENT];
  const child = spawn(process.execPath, [...watch, "node_modules/next/dist/bin/next", "build"], {
    env: { ...environment, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) {
    throw new Error(`next build failed:\n${Buffer.concat(output).toString()}`);
  }
  writeFileSync(STAMP, hash);
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const path of filesOf(source)) {
      hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
    }
  }
  return hash.digest("hex");
}

function filesOf(path: string): string[] {
  if (!existsSync(path) || NOT_BUILT.has(path) || path.endsWith(".md")) {
    return [];
  }
  return statSync(path).isDirectory()
    ? readdirSync(path)
        .toSorted()
        .flatMap((name) => filesOf(join(path, name)))
    : [path];
}
