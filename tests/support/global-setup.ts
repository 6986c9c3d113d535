import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "@/db/embedded";
import { buildTemplate } from "./database";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

/** Once per run: a real server of its own, with a template that holds every migration. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), "ordinate-test-"));
  chmodSync(dir, 0o755);
  const server = await startEmbedded({ dataDir: dir, purpose: "the tests", fast: true });
  await buildTemplate(server.url());
  project.provide("databaseUrl", server.url());
  return async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
