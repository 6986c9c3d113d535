/**
 * `npm start`: one command from a checkout to a running system. Database, migrations, demo world,
 * production build, then the web server and the worker under supervision; stops all of it when told.
 *
 *   --dev                      with hot reload
 *   --build                    only the production build
 *   --only web|worker|migrate  one part alone, for deployments that run them apart
 */
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DataDirectoryInUse, type EmbeddedServer, startEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { authSecret, type Env, EnvironmentFault, env } from "./env";
import { build, isBuilt } from "./start/build";
import { type ChildSpec, END_WITH_PARENT, type SupervisedChild, supervise } from "./start/children";
import { ensureDemoWorld } from "./start/demo-world";
import { type DemoWorld, say, sayReady, step } from "./start/report";
import { settleAuthSecret } from "./start/secret";

const PARTS = ["web", "worker", "migrate"] as const;
type Part = (typeof PARTS)[number];
type Options = { readonly isDev: boolean; readonly buildOnly: boolean; readonly only: Part | null };

/** What a start has begun, in the order in which it is stopped. */
type Running = { children: SupervisedChild[]; database: EmbeddedServer | null };

const WEB_DRAIN_MS = 3_000;
const WORKER_DRAIN_MS = 10_000;
const WELL_WITHIN_MS = 120_000;

const startedMs = Date.now();
const running: Running = { children: [], database: null };
let stopping = false;

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      dev: { type: "boolean", default: false },
      build: { type: "boolean", default: false },
      only: { type: "string" },
    },
  });
  const only = PARTS.find((part) => part === values.only) ?? null;
  if (values.only !== undefined && only === null) {
    throw new TypeError(`--only must be one of ${PARTS.join(", ")}`);
  }
  return { isDev: values.dev, buildOnly: values.build, only };
}

async function start(settings: Env, options: Options): Promise<void> {
  if (options.buildOnly) {
    await step("building the production version", () => build(process.env));
    return;
  }
  const databaseUrl = await openDatabase(settings, options);
  if (options.only === null || options.only === "web") {
    await requireFreePort(settings);
  }
  const built = startBuild(options);
  const demo =
    options.only === null || options.only === "migrate"
      ? await prepareDatabase(settings, databaseUrl)
      : null;
  if (options.only === "migrate") {
    return;
  }
  const environment = childEnvironment(settings, options, databaseUrl);
  if (built !== null) {
    await step("building the production version", () => built);
  }
  startChildren(settings, options, environment);
  if (options.only !== "worker") {
    // A web server alone cannot wait for a worker that may start later.
    const sign = options.only === "web" ? "live" : "ready";
    await step("starting", () => untilWell(settings, sign));
    if (!stopping) {
      sayReady(settings.appUrl, startedMs, demo);
    }
  }
}

/** Begun when it is needed, and waited for later: it asks nothing of the database. */
function startBuild({ only, isDev }: Options): Promise<void> | null {
  const servesPages = only === null || only === "web";
  if (!servesPages || isDev || isBuilt()) {
    return null;
  }
  const building = build(process.env);
  // Who waits hears of a failure; until then it is not an unheard one.
  building.catch(() => {});
  return building;
}

/** Schema and, where it belongs, the demo world. */
async function prepareDatabase(settings: Env, databaseUrl: string): Promise<DemoWorld | null> {
  const applied = await step("migrating the database", () => migrateDatabase(databaseUrl, say));
  say(applied === 0 ? "  migrations are current" : `  ${applied} migrations applied`);
  const { isDemo, dataDir } = settings;
  const embedded = settings.databaseUrl === null;
  return isDemo ? ensureDemoWorld({ databaseUrl, dataDir, embedded }) : null;
}

async function openDatabase(settings: Env, options: Options): Promise<string> {
  if (settings.databaseUrl !== null) {
    return settings.databaseUrl;
  }
  if (options.only !== null) {
    throw new Error("--only needs DATABASE_URL: an embedded database serves one start alone");
  }
  const server = await step("starting PostgreSQL", () =>
    startEmbedded({
      dataDir: settings.dataDir,
      purpose: `Ordinate on port ${settings.port}`,
      log: (line) => say(`  ${line}`),
    }),
  );
  running.database = server;
  settleAuthSecret();
  server.failed.then((error) => stop(1, error.message)).catch(() => stop(1, "PostgreSQL is gone"));
  return server.url();
}

/** Everything spelled out, so that no child reads a default that this start decided otherwise. */
function childEnvironment(settings: Env, options: Options, databaseUrl: string): NodeJS.ProcessEnv {
  const secret = authSecret();
  return {
    ...process.env,
    NODE_ENV: options.isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(settings.port),
    HOST: settings.host,
    OMS_DATA_DIR: settings.dataDir,
    DATABASE_URL: databaseUrl,
    APP_URL: settings.appUrl,
    AUTH_SECRET: secret,
    OMS_DEMO: settings.isDemo ? "1" : "0",
    NEXTAUTH_URL: settings.appUrl,
    NEXTAUTH_SECRET: secret,
  };
}

function startChildren(settings: Env, options: Options, environment: NodeJS.ProcessEnv): void {
  const address = ["-p", String(settings.port), "-H", settings.host];
  const peerAddress = "./server/start/peer-address.cjs";
  const web: ChildSpec = {
    name: "web server",
    args: options.isDev
      ? [
          ...["--require", END_WITH_PARENT, "--require", peerAddress],
          ...["node_modules/next/dist/bin/next", "dev", ...address],
        ]
      : [
          ...["--import", "tsx", "--import", END_WITH_PARENT, "--import", peerAddress],
          "server/web.ts",
        ],
    environment,
    drainMs: WEB_DRAIN_MS,
  };
  const worker: ChildSpec = {
    name: "worker",
    args: ["--import", "tsx", "--import", END_WITH_PARENT, "server/shell/worker.ts"],
    environment,
    drainMs: WORKER_DRAIN_MS,
  };
  const specs = { web: [web], worker: [worker], migrate: [], all: [web, worker] };
  for (const spec of specs[options.only ?? "all"]) {
    const child = supervise(spec, say);
    running.children.push(child);
    child.failed
      .then((error) => stop(1, error.message))
      .catch(() => stop(1, `${spec.name} failed`));
  }
}

async function requireFreePort({ port, host }: Env): Promise<void> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
  if (!free) {
    throw new Error(
      `port ${port} on ${host} is taken by another program. Stop it, or choose another: ` +
        `PORT=${port + 1} npm start`,
    );
  }
}

/** Until the web server answers; `ready` includes that database, migrations and worker are well. */
async function untilWell({ port, host }: Env, sign: "live" | "ready"): Promise<void> {
  const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = `http://${address}:${port}/api/health/${sign}`;
  let reason = "no answer";
  for (const began = Date.now(); !stopping && Date.now() - began < WELL_WITHIN_MS; ) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      if (response.ok) {
        return;
      }
      reason = await response.text();
    } catch (error) {
      reason = error instanceof Error ? error.message : "no answer";
    }
    await sleep(100);
  }
  if (!stopping) {
    throw new Error(`Ordinate was not well after ${WELL_WITHIN_MS / 1000} s: ${reason}`);
  }
}

/** Stops what was started: first who asks the database, then the database. */
async function stop(exitCode: number, why: string): Promise<void> {
  if (stopping) {
    return;
  }
  stopping = true;
  const hasStarted = running.database !== null || running.children.length > 0;
  if (hasStarted) {
    say(`${why}; stopping`);
  }
  running.database?.retire();
  await Promise.all(running.children.map((child) => child.stop()));
  await running.database?.stop();
  if (hasStarted) {
    say("stopped");
  }
  process.exit(exitCode);
}

function stopOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      void stop(0, signal);
    });
  }
  // npm itself can be killed in a way that it cannot hand on.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && void stop(1, "npm is gone"), 500).unref();
  }
}

/** What we throw on purpose says all in its message; of a bug the place is wanted too. */
function explain(error: unknown): string {
  const isOurs =
    error instanceof EnvironmentFault ||
    error instanceof DataDirectoryInUse ||
    (error instanceof Error && error.constructor === Error);
  return error instanceof Error ? ((isOurs ? undefined : error.stack) ?? error.message) : "";
}

stopOnSignals();
try {
  await start(env(), readOptions());
} catch (error) {
  if (!stopping) {
    console.error(explain(error));
  }
  await stop(1, "the start failed");
}
