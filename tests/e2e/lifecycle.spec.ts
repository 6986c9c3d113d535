/** Starting, crashing and stopping, as the person sees it who runs the product. No browser. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";

test.describe.configure({ mode: "serial", timeout: 180_000 });

let dataDir: string;
let port: number;
const started: ChildProcess[] = [];

test.beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "ordinate-lifecycle-"));
  chmodSync(dataDir, 0o755);
  port = await freePort();
});
test.afterAll(async () => {
  for (const child of started) {
    child.kill("SIGTERM");
    await ended(child);
  }
  rmSync(dataDir, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

function start(variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", "server/start.ts"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: "",
      APP_URL: "",
      PORT: String(port),
      OMS_DATA_DIR: dataDir,
      OMS_DEMO: "0",
      LOG_LEVEL: "warn",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return { child, output: () => output };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    await new Promise((resolve) => child.once("exit", resolve));
  }
}

async function status(path: string): Promise<number> {
  try {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  } catch {
    return 0;
  }
}

const isReady = () => expect.poll(() => status("/api/health/ready"), { timeout: 90_000 }).toBe(200);

/** Command lines by process, with the parent of each. A bare Linux has no `ps`. */
function processes(): { pid: number; parent: number; command: string }[] {
  if (process.platform !== "linux") {
    const lines = execFileSync("ps", ["-e", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
    return lines.split("\n").map((line) => {
      const [pid, parent, ...command] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), command: command.join(" ") };
    });
  }
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return [{ pid: Number(pid), parent, command }];
    } catch {
      return [];
    }
  });
}

/** A child by a word of its command line; NaN when there is none. */
function childOf(parent: ChildProcess, word: string): number {
  const child = processes().find(
    (each) => each.parent === parent.pid && each.command.includes(word),
  );
  return child?.pid ?? Number.NaN;
}

const postmaster = () =>
  Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("starts on an empty directory, says where it is, and is ready", async () => {
  const { output } = start();
  await expect
    .poll(output, { timeout: 150_000 })
    .toContain(`Ordinate is running at http://localhost:${port}`);
  expect(await status("/api/health/ready")).toBe(200);
  expect(await status("/api/health/live")).toBe(200);
});

test("keeps a connection longer than a proxy before it, which would send down one just closed", async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/health/live`);
  const seconds = /timeout=(\d+)/.exec(answer.headers.get("keep-alive") ?? "")?.[1];
  expect(Number(seconds)).toBeGreaterThan(60);
});

test("a second start on the same directory says so, ends with 1 and disturbs nothing", async () => {
  const second = start({ PORT: String(await freePort()) });
  await ended(second.child);
  expect(second.child.exitCode).toBe(1);
  expect(second.output()).toContain(`in use by Ordinate on port ${port}`);
  expect(await status("/api/health/ready")).toBe(200);
});

test("a start on a taken port says so and ends with 1", async () => {
  const other = mkdtempSync(join(tmpdir(), "ordinate-other-"));
  chmodSync(other, 0o755);
  const second = start({ OMS_DATA_DIR: other });
  await ended(second.child);
  expect(second.child.exitCode).toBe(1);
  expect(second.output()).toContain(`port ${port} on 127.0.0.1 is taken`);
  rmSync(other, { recursive: true, force: true });
});

test("a wrong environment stops the start with a table", async () => {
  const wrong = start({ LOG_LEVEL: "loud", PORT: "0" });
  await ended(wrong.child);
  expect(wrong.child.exitCode).toBe(1);
  expect(wrong.output()).toMatch(/PORT +0 +must be between 1 and 65535/);
  expect(wrong.output()).toMatch(/LOG_LEVEL +loud +must be one of/);
});

test("web server, worker and PostgreSQL, killed one after the other, come back", async () => {
  const main = started[0];
  if (main === undefined) {
    throw new Error("nothing was started");
  }
  for (const word of ["web.ts", "worker.ts"]) {
    const pid = childOf(main, word);
    process.kill(pid, "SIGKILL");
    // Who was killed may still stand in the list for a moment.
    const isAnother = () => ![pid, Number.NaN].includes(childOf(main, word));
    await expect.poll(isAnother, { timeout: 30_000 }).toBe(true);
    await isReady();
  }
  const server = postmaster();
  process.kill(server, "SIGKILL");
  await expect.poll(() => isAlive(server)).toBe(false);
  await isReady();
  expect(postmaster()).not.toBe(server);
});

test("after kill -9 of the start nothing of it is left, and the next one starts", async () => {
  const main = started[0];
  if (main === undefined) {
    throw new Error("nothing was started");
  }
  const left = [childOf(main, "web.ts"), childOf(main, "worker.ts"), postmaster()];
  main.kill("SIGKILL");
  await ended(main);
  await expect.poll(() => left.filter(isAlive), { timeout: 20_000 }).toEqual([]);
  start();
  await isReady();
});

test("SIGTERM stops everything it started, in seconds, with 0", async () => {
  const main = started.at(-1);
  if (main === undefined) {
    throw new Error("nothing was started");
  }
  const left = [childOf(main, "web.ts"), childOf(main, "worker.ts"), postmaster()];
  const began = Date.now();
  main.kill("SIGTERM");
  await ended(main);
  expect(main.exitCode).toBe(0);
  expect(Date.now() - began).toBeLessThan(15_000);
  expect(left.filter(isAlive)).toEqual([]);
});
