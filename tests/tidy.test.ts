/**
 * Rules about the text of this project that no linter knows. Each has a reason, and none has a
 * list of exceptions.
 */
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { offences, projectFiles, sources, textOf } from "./support/project-files";

const PURE =
  /^server\/oms\/(kernel\/|[^/]+\/(types[a-z-]*|machine|decide[a-z-]*|schema[a-z-]*|events)\.ts$)/;

/** In a domain's folder the name of a file says what it may do. */
const VOCABULARY =
  /^server\/oms\/(kernel\/[a-z-]+|[a-z-]+\/(types(-[a-z-]+)?|machine|decide(-[a-z-]+)?|schema(-[a-z-]+)?|events|store(-[a-z-]+)?|queries(-[a-z-]+)?|handlers|tracking-token|commands\/[a-z-]+))\.ts$/;

/** This file names what it bans. */
const others = (paths: readonly string[]) => paths.filter((path) => path !== "tests/tidy.test.ts");
const prose = projectFiles.filter((path) => path.endsWith(".md"));
const product = sources.filter((path) => /^(app|components|db|emails|server)\//.test(path));

test("the pure core asks neither the clock, chance nor the environment, and never waits", () => {
  const impure =
    /\bnew Date\(\)|\bDate\.now\b|\bMath\.random\b|\brandomUUID\b|\bperformance\.|\bprocess\.|\basync\b|\bawait\b|\bfetch\(/;
  expect(
    offences(
      product.filter((path) => PURE.test(path)),
      impure,
    ),
  ).toEqual([]);
});

test("files of the domain have names from the vocabulary", () => {
  const domain = product.filter((path) => path.startsWith("server/oms/"));
  expect(domain.filter((path) => !VOCABULARY.test(path))).toEqual([]);
});

test("a file is named for what it holds, in kebab case", () => {
  const drawers = /(^|\/)(helpers?|utils?|misc|common|lib|hooks)(\.tsx?$|\/)/;
  const kebab = /^(\.?[a-z0-9]+([-.][a-z0-9]+)*|\([a-z-]+\)|\[(\.\.\.)?[a-z]+\])$/i;
  expect(sources.filter((path) => drawers.test(path))).toEqual([]);
  expect(sources.filter((path) => !path.split("/").every((part) => kebab.test(part)))).toEqual([]);
  expect(product.filter((path) => /[A-Z]/.test(path))).toEqual([]);
});

test("no file is so long that it must be about two things", () => {
  expect(product.filter((path) => textOf(path).split("\n").length > 401)).toEqual([]);
});

test("the top level holds the agreed folders and nothing else", () => {
  const folders = new Set(
    projectFiles.filter((path) => path.includes("/")).map((path) => path.split("/")[0]),
  );
  const agreed = ["app", "server", "db", "components", "emails", "tests", "docs", "public", ".ci"];
  expect([...folders].filter((folder) => !agreed.includes(folder ?? ""))).toEqual([]);
});

test("nothing is left behind", () => {
  const unfinished =
    /\b(TODO|FIXME|XXX|HACK)\b|\.only\(|\.skip\(|as unknown as|@ts-ignore|vi\.mock\(/;
  expect(offences(others(sources), unfinished)).toEqual([]);
});

test("one spelling each: cancelled, fulfillment", () => {
  const banned = /\bcancel(ed|ing|ation\b(?<!cancellation))|\bfulfilment|\bfulfils?\b/i;
  expect(offences(others([...sources, ...prose]), banned)).toEqual([]);
});

test("an applied migration is never edited: each SQL file has its journal entry, in order", () => {
  const journal: { entries: { tag: string; when: number }[] } = JSON.parse(
    textOf("db/migrations/meta/_journal.json"),
  );
  const onDisk = projectFiles.filter((path) => /^db\/migrations\/\d{4}_.*\.sql$/.test(path));
  expect(onDisk.map((path) => path.replace(/^.*\/|\.sql$/g, ""))).toEqual(
    journal.entries.map((entry) => entry.tag),
  );
  const times = journal.entries.map((entry) => entry.when);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test("a path named in a document exists", () => {
  const path = /`((?:app|server|db|components|emails|tests|docs)\/[\w./()[\]-]+)`/g;
  const named = prose.flatMap((file) =>
    [...textOf(file).matchAll(path)].map((match) => `${file}: ${match[1]}`),
  );
  expect(named.filter((each) => !existsSync(each.split(": ")[1] ?? ""))).toEqual([]);
});

test("a command named in a document is one of package.json", () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf("package.json"));
  const named = prose.flatMap((file) =>
    [...textOf(file).matchAll(/npm run ([\w:-]+)/g)].map((match) => `${file}: ${match[1]}`),
  );
  expect(named.filter((each) => !((each.split(": ")[1] ?? "") in scripts))).toEqual([]);
});

test("every table is created by a migration under the name the schema gives it", () => {
  const sql = projectFiles
    .filter((path) => /^db\/migrations\/.*\.sql$/.test(path))
    .map(textOf)
    .join("\n");
  const tables = product
    .filter((path) => path.startsWith("db/schema/"))
    .flatMap((path) => [...textOf(path).matchAll(/pgTable\(\s*"([a-z_]+)"/g)])
    .map((match) => match[1]);
  expect(tables.length).toBeGreaterThan(0);
  expect(tables.filter((name) => !sql.includes(`CREATE TABLE "${name}"`))).toEqual([]);
});
