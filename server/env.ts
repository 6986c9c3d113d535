/** Every variable of the environment that Ordinate reads, parsed once. `.env.example` explains them. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "dotenv";
import { z } from "zod";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const flag = z.enum(["0", "1"], "must be 0 or 1").transform((value) => value === "1");
const atLeast = (length: number) => z.string().min(length, `needs at least ${length} characters`);

const variables = z.object({
  PORT: z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, "must be between 1 and 65535")
    .default(3000),
  HOST: z.string().default("127.0.0.1"),
  OMS_DATA_DIR: z.string().default(".data"),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: "must look like postgres://user:password@host/name",
    })
    .optional(),
  APP_URL: z
    .url({ protocol: /^https?$/, error: "must look like https://orders.example.com" })
    .refine((url) => !URL.canParse(url) || new URL(url).pathname === "/", "must not have a path")
    .optional(),
  AUTH_SECRET: atLeast(32).optional(),
  AUTH_SECRET_PREVIOUS: atLeast(32).optional(),
  OMS_DEMO: flag.optional(),
  OMS_DEMO_PASSWORD: atLeast(8).optional(),
  OMS_METRICS_TOKEN: atLeast(16).optional(),
  RESEND_API_KEY: z.string().optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>]*<)?[^@\s<>]+@[^@\s<>]+>?$/, "must hold one mail address")
    .optional(),
  OMS_WEBHOOKS_ALLOW_LOOPBACK: flag.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("info"),
});

const environment = variables
  .superRefine((given, context) => {
    if (given.DATABASE_URL !== undefined && given.AUTH_SECRET === undefined) {
      const message = "is needed with DATABASE_URL: a random text of at least 32 characters";
      context.addIssue({ code: "custom", path: ["AUTH_SECRET"], message });
    }
    if (given.RESEND_API_KEY !== undefined && given.MAIL_FROM === undefined) {
      const message = "is needed with RESEND_API_KEY: the sender of every mail";
      context.addIssue({ code: "custom", path: ["MAIL_FROM"], message });
    }
  })
  .transform((given) => ({
    port: given.PORT,
    host: given.HOST,
    dataDir: resolve(given.OMS_DATA_DIR),
    /** Null: the embedded server of `dataDir`. */
    databaseUrl: given.DATABASE_URL ?? null,
    /** Without a slash at the end. */
    appUrl: new URL(given.APP_URL ?? `http://localhost:${given.PORT}`).origin,
    /** Null: the one kept in `dataDir`. */
    authSecret: given.AUTH_SECRET ?? null,
    /** The one before: it opens what it sealed, and signs nothing. */
    previousAuthSecret: given.AUTH_SECRET_PREVIOUS ?? null,
    isDemo: given.OMS_DEMO ?? given.DATABASE_URL === undefined,
    metricsToken: given.OMS_METRICS_TOKEN ?? null,
    /** Null: mail goes to the built-in mailbox. */
    resendApiKey: given.RESEND_API_KEY ?? null,
    mailFrom: given.MAIL_FROM ?? "Ordinate <orders@ordinate.test>",
    /** Webhooks may go to this machine, without TLS: for development and tests. */
    webhooksAllowLoopback: given.OMS_WEBHOOKS_ALLOW_LOOPBACK ?? false,
    logLevel: given.LOG_LEVEL,
  }));

export type Env = z.output<typeof environment>;

/** One variable that cannot be used, and why. Secrets are not repeated. */
export type EnvFault = {
  readonly name: string;
  readonly value: string;
  readonly fault: string;
};

export class EnvironmentFault extends Error {
  override readonly name = "EnvironmentFault";
  readonly faults: readonly EnvFault[];
  constructor(faults: readonly EnvFault[]) {
    super(`the environment cannot be used:\n${faultTable(faults)}`);
    this.faults = faults;
  }
}

const SECRETS = new Set([
  "AUTH_SECRET",
  "AUTH_SECRET_PREVIOUS",
  "DATABASE_URL",
  "OMS_DEMO_PASSWORD",
  "OMS_METRICS_TOKEN",
  "RESEND_API_KEY",
]);

/** @throws EnvironmentFault with all that is wrong, not only the first */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  // Compose files hand on variables that nobody set as empty ones.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (parsed.success) {
    return parsed.data;
  }
  throw new EnvironmentFault(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const value = given[name];
      const shown = value === undefined ? "(not set)" : SECRETS.has(name) ? "(secret)" : value;
      return { name, value: shown, fault: issue.message };
    }),
  );
}

function faultTable(faults: readonly EnvFault[]): string {
  const rows = [{ name: "variable", value: "value", fault: "fault" }, ...faults];
  const width = (column: keyof EnvFault) => Math.max(...rows.map((row) => row[column].length));
  const [names, values] = [width("name"), width("value")];
  return rows
    .map((row) => `  ${row.name.padEnd(names)}  ${row.value.padEnd(values)}  ${row.fault}`)
    .join("\n");
}

let parsed: Env | undefined;

/** The environment of this process; what it does not set may stand in the file `.env`. */
export function env(): Env {
  parsed ??= parseEnv(withFile(process.env));
  return parsed;
}

/** The secret that signs sessions and links, as every process of this installation knows it. */
export function authSecret(): string {
  const { authSecret: secret } = env();
  if (secret === null) {
    throw new Error("AUTH_SECRET is not set: `npm start` makes one for the processes it starts");
  }
  return secret;
}

/** The same, and after it the one before, which only opens what it sealed. */
export function authSecrets(): readonly string[] {
  const { previousAuthSecret } = env();
  return previousAuthSecret === null ? [authSecret()] : [authSecret(), previousAuthSecret];
}

/** For those who start without one and find or make it then. */
export function setAuthSecret(secret: string): void {
  process.env.AUTH_SECRET = secret;
  parsed = undefined;
}

function withFile(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = existsSync(".env") ? parse(readFileSync(".env", "utf8")) : {};
  for (const [name, value] of Object.entries(file)) {
    variables[name] ??= value;
  }
  return variables;
}
