import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectRunning } from "@/db/embedded";

export type Stack = {
  readonly origin: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** The supervisor: web and worker are its children. */
  readonly process: ChildProcess;
  readonly stop: () => Promise<void>;
};

const READY_WITHIN_MS = 300_000;

/**
 * The whole product as a user runs it, on an empty database of its own: production build, web,
 * worker, embedded PostgreSQL with fsync on.
 */
export async function startStack(): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), "ordinate-bench-"));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["--import", "tsx", "server/start.ts"], {
    env: {
      ...process.env,
      PORT: String(port),
      APP_URL: origin,
      OMS_DATA_DIR: dataDir,
      OMS_DEMO: "0",
      LOG_LEVEL: "error",
      NODE_ENV: "production",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilReady(origin, child);
  const database = await connectRunning({ dataDir, purpose: "the benchmark" });
  return {
    origin,
    databaseUrl: database.url,
    dataDir,
    process: child,
    stop: async () => {
      await database.release();
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A second web server on the same database, as an installation of several has it. */
export async function startSecondWeb({
  databaseUrl,
  dataDir,
}: Stack): Promise<Pick<Stack, "origin" | "stop">> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const args = ["--import", "tsx", "server/start.ts", "--only", "web"];
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      PORT: String(port),
      APP_URL: origin,
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: readFileSync(join(dataDir, "auth-secret"), "utf8").trim(),
      LOG_LEVEL: "error",
      NODE_ENV: "production",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilReady(origin, child);
  return {
    origin,
    stop: async () => {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}

async function untilReady(origin: string, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt) {
    if (child.exitCode !== null) {
      throw new Error(`the product ended with status ${child.exitCode} before it was ready`);
    }
    const isReady = await fetch(`${origin}/api/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) {
      return;
    }
    await sleep(200);
  }
  throw new Error(`the product was not ready within ${READY_WITHIN_MS / 1000} s`);
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
