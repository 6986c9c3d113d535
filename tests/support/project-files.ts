import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Made by tools, not by people. */
const GENERATED = new Set([
  ".data",
  ".git",
  ".next",
  ".tmp",
  "coverage",
  "node_modules",
  "playwright-report",
  "test-results",
]);

const listed = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (GENERATED.has(path)) {
      return [];
    }
    return entry.isDirectory() ? listed(path) : [path];
  });

/** Every file of the project, as its path from the root. Needs no git, so a download passes too. */
export const projectFiles = listed(".").toSorted();

export const textOf = (path: string): string => readFileSync(path, "utf8");

/** TypeScript that people wrote. */
export const sources = projectFiles.filter(
  (path) => /\.tsx?$/.test(path) && path !== "next-env.d.ts",
);

/** Lines of `paths` that match `banned`, as `path:line text`. */
export const offences = (paths: readonly string[], banned: RegExp): string[] =>
  paths.flatMap((path) =>
    textOf(path)
      .split("\n")
      .flatMap((line, index) => (banned.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
