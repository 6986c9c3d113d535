import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { EnvironmentFault, parseEnv } from "@/server/env";

const faultsOf = (source: Record<string, string>) => {
  try {
    parseEnv(source);
    return [];
  } catch (error) {
    return error instanceof EnvironmentFault ? error.faults.map(({ name }) => name) : [];
  }
};

test("nothing has to be set: the embedded database with the demo world on port 3000", () => {
  expect(parseEnv({})).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    dataDir: resolve(".data"),
    databaseUrl: null,
    appUrl: "http://localhost:3000",
    authSecret: null,
    isDemo: true,
    resendApiKey: null,
    logLevel: "info",
  });
});

test("with a database of one's own there is no demo world unless asked for", () => {
  const own = { DATABASE_URL: "postgres://a:b@db/oms", AUTH_SECRET: "x".repeat(32) };
  expect(parseEnv(own).isDemo).toBe(false);
  expect(parseEnv({ ...own, OMS_DEMO: "1" }).isDemo).toBe(true);
});

test("every fault is named at once", () => {
  const wrong = { PORT: "70000", APP_URL: "ftp://x", OMS_DEMO: "yes", LOG_LEVEL: "loud" };
  expect(faultsOf(wrong)).toEqual(["PORT", "APP_URL", "OMS_DEMO", "LOG_LEVEL"]);
});

test.each([
  ["a port with a fraction", { PORT: "3000.5" }, "PORT"],
  ["port 0", { PORT: "0" }, "PORT"],
  [
    "another kind of database",
    { DATABASE_URL: "mysql://a@b/c", AUTH_SECRET: "x".repeat(32) },
    "DATABASE_URL",
  ],
  ["an address with a path", { APP_URL: "https://a.test/orders" }, "APP_URL"],
  ["a short secret", { AUTH_SECRET: "short" }, "AUTH_SECRET"],
  ["no secret with a database of one's own", { DATABASE_URL: "postgres://a@b/c" }, "AUTH_SECRET"],
  ["a mail key without a sender", { RESEND_API_KEY: "re_1" }, "MAIL_FROM"],
  ["a sender without an address", { MAIL_FROM: "Orders" }, "MAIL_FROM"],
])("%s is refused", (_, source, name) => {
  expect(faultsOf(source)).toEqual([name]);
});

test("a secret that is wrong does not stand in the message", () => {
  expect(() => parseEnv({ AUTH_SECRET: "hunter2" })).toThrow(/AUTH_SECRET +\(secret\)/);
  expect(() => parseEnv({ AUTH_SECRET: "hunter2" })).not.toThrow(/hunter2/);
});

test("empty counts as not set", () => {
  expect(parseEnv({ PORT: "", DATABASE_URL: "", OMS_DEMO: "" })).toMatchObject({
    port: 3000,
    databaseUrl: null,
    isDemo: true,
  });
});

test(".env.example names every variable, and no other", () => {
  const example = readFileSync(".env.example", "utf8");
  const named = [...example.matchAll(/^#?\s?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
  const read = [...readFileSync("server/env.ts", "utf8").matchAll(/^ {2}([A-Z][A-Z_]+): /gm)];
  expect(named.toSorted()).toEqual(read.map((match) => match[1]).toSorted());
});
