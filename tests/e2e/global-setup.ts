/** Once per run: the product as `npm start` starts it, on a data directory of its own. */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const READY_WITHIN_MS = 600_000;

export default async function startProduct(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "ordinate-e2e-"));
  chmodSync(dataDir, 0o755);
  const watch = ["--import", "tsx", "--import", "./server/start/end-with-parent.cjs"];
  const product = spawn(process.execPath, [...watch, "server/start.ts"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: process.env.E2E_PORT,
      APP_URL: `http://localhost:${process.env.E2E_PORT}`,
      OMS_DATA_DIR: dataDir,
      DATABASE_URL: "",
      OMS_DEMO: "1",
      LOG_LEVEL: "warn",
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
  };
  product.stdout.on("data", hear);
  product.stderr.on("data", hear);
  const gone = new Promise<void>((resolve) => product.once("exit", () => resolve()));
  const ready = async () => {
    for (const began = Date.now(); Date.now() - began < READY_WITHIN_MS; ) {
      if (output.includes("Ordinate is running at")) {
        return;
      }
      if (product.exitCode !== null) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    product.kill("SIGTERM");
    throw new Error(`the product did not start:\n${output}`);
  };
  await ready();
  process.env.E2E_DATA_DIR = dataDir;
  return async () => {
    product.kill("SIGTERM");
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  };
}
