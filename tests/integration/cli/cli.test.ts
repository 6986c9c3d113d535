/** The command line as a program: what it prints where, and with which status it ends. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admitByKey } from "@/server/auth/api-key";
import { verifyPassword } from "@/server/auth/password";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
  unique,
} from "../../support/factories";
import { givenFile } from "../../support/tables";

let database: TestDatabase;
let calendarId: string;

beforeAll(async () => {
  database = await openDatabase({ max: 4 });
  ({ calendarId } = await givenNetwork(database));
});
afterAll(() => database.drop());

type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function start(args: readonly string[], input = "", url = database.url) {
  const child = spawn(process.execPath, ["--import", "tsx", "server/cli/oms.ts", ...args], {
    env: { ...process.env, DATABASE_URL: url, AUTH_SECRET: "", LOG_LEVEL: "silent" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const chunks = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    chunks.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    chunks.stderr += chunk;
  });
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (status) => resolve({ status, ...chunks }));
  });
  return { child, ended };
}

const oms = (args: readonly string[], input?: string) => start(args, input).ended;

const IMPORT = ["import", "orders"];
const EXCERPT = "tests/fixtures/imports/online-retail-excerpt.csv";
const RETAIL = ["--map", "docs/mappings/online-retail.json", "--as", "history"];

describe("help", () => {
  test("is there for the whole, for a group and for each command, on stdout", async () => {
    const [all, group, one] = await Promise.all([
      oms(["--help"]),
      oms(["import", "--help"]),
      oms([...IMPORT, "--help"]),
    ]);
    expect(all).toMatchObject({ status: 0, stderr: "" });
    for (const command of [
      "import orders FILE",
      "audit",
      "explain ORDER",
      "backup FILE",
      "doctor",
    ]) {
      expect(all.stdout).toContain(command);
    }
    expect(group.status).toBe(0);
    expect(group.stdout).toContain("import inventory FILE");
    expect(group.stdout).not.toContain("audit");
    expect(one).toMatchObject({ status: 0, stderr: "" });
    expect(one.stdout).toContain("--dry-run");
  });

  test("wrong usage ends with status 2, and says what would be right", async () => {
    const wrong: [string[], RegExp][] = [
      [["nonsense"], /there is no command "nonsense"/],
      [[], /npm run oms/],
      [[...IMPORT], /expected FILE, found nothing/],
      [[...IMPORT, "a.csv", "b.csv"], /expected FILE, found a.csv b.csv/],
      [[...IMPORT, "a.csv", "--as", "past"], /--as takes open or history, found past/],
      [[...IMPORT, "a.csv", "--create", "orders"], /--create takes skus,companies, found orders/],
      [[...IMPORT, "a.csv", "--nonsense"], /nonsense/],
      [["key", "create", "--name", "x"], /--scopes or --role/],
      [["user", "create", "a@b.test", "--role", "king"], /--role takes/],
    ];
    const ends = await Promise.all(wrong.map(([args]) => oms(args)));
    for (const [at, { status, stdout, stderr }] of ends.entries()) {
      expect({ args: wrong[at]?.[0], status }).toEqual({ args: wrong[at]?.[0], status: 2 });
      expect(stdout === "" ? stderr : stdout).toMatch(wrong[at]?.[1] ?? "");
    }
  }, 60_000);
});

describe("import", () => {
  test("prints one JSON document on stdout and nothing else", async () => {
    const { status, stdout } = await oms([
      ...IMPORT,
      EXCERPT,
      ...RETAIL,
      "--create",
      "skus,companies",
      "--json",
    ]);
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ read: 77, accepted: 56, merged: 4, rejected: 17 });
    expect(Object.keys(report.value).toSorted()).toEqual([
      "accepted",
      "currency",
      "merged",
      "rejected",
    ]);
    expect(report.seconds).toBeGreaterThan(0);
  });

  test("writes rejected lines as they came, with reason and error, to be repaired and taken", async () => {
    const sku = await givenSku(database);
    const company = await givenCompany(database);
    const reference = unique("R");
    const path = givenFile(
      `order;date;customer;sku;quantity;unit_price\n${reference};2024-05-06;${company.code};${sku.code};1,5;2,50\n`,
    );
    const rejects = givenFile("", "rejects.csv");
    const first = await oms([...IMPORT, path, "--as", "history", "--rejects", rejects]);
    expect(first.status).toBe(0);
    const written = readFileSync(rejects, "utf8").split("\r\n");
    expect(written[0]).toBe("order;date;customer;sku;quantity;unit_price;reason;error");
    expect(written[1]).toContain(
      `quantity_not_whole;"Row 2, ""quantity"": expected whole units, found 1,5."`,
    );
    const repaired = givenFile(readFileSync(rejects, "utf8").replace(";1,5;", ";2;"));
    const second = await oms([...IMPORT, repaired, "--as", "history", "--json"]);
    expect(JSON.parse(second.stdout)).toMatchObject({ accepted: 1, orders: { created: 1 } });
  });

  test("that is refused ends with status 1, in words and as JSON", async () => {
    const path = givenFile("a,b\n1,2\n");
    const words = await oms([...IMPORT, path]);
    expect(words).toMatchObject({ status: 1, stdout: "" });
    expect(words.stderr).toContain("No column is mapped to order.reference");
    const json = await oms([...IMPORT, path, "--json"]);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "INVALID_INPUT" } });
  });

  test("names what a mapping file says that nobody knows", async () => {
    const map = givenFile('{ "order.refernce": "No" }', "map.json");
    const { status, stderr } = await oms([...IMPORT, EXCERPT, "--map", map]);
    expect(status).toBe(1);
    expect(stderr).toContain('"order.refernce" is not a field or setting of a mapping');
  });

  test("looks values up in tables beside the file", async () => {
    const company = await givenCompany(database);
    const sku = await givenSku(database);
    const reference = unique("L");
    const path = givenFile(`No,Who,What,Qty,On,Price\n${reference},7,9,2,2024-01-01,1\n`);
    const folder = path.replace(/[^/]+$/, "");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(`${folder}who.csv`, `id,code\n7,${company.code}\n`);
    writeFileSync(`${folder}what.csv`, `id,code\n9,${sku.code}\n`);
    writeFileSync(
      `${folder}map.json`,
      JSON.stringify({
        "order.reference": "No",
        "order.placedAt": "On",
        "company.code": { column: "Who", lookup: { file: "who.csv", key: "id", value: "code" } },
        "line.sku": { column: "What", lookup: { file: "what.csv", key: "id", value: "code" } },
        "line.quantity": "Qty",
        "line.unitPrice": "Price",
      }),
    );
    const { stdout } = await oms([
      ...IMPORT,
      path,
      "--map",
      `${folder}map.json`,
      "--as",
      "history",
      "--json",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, orders: { created: 1 } });
  });
});

describe("a stock feed", () => {
  test("is taken from a file, held back when it would empty too much, and confirmed", async () => {
    const node = await givenNode(database, calendarId);
    const [one, two] = [await givenSku(database), await givenSku(database)];
    const code = unique("WMS");
    const made = await oms(["source", "set", code, "--nodes", node.code, "--mode", "full"]);
    expect(made).toMatchObject({ status: 0, stdout: `${code} made.\n` });
    const feed = (content: string, ...args: string[]) =>
      oms(["import", "inventory", givenFile(content), "--source", code, "--json", ...args]);
    const both = `sku,node,on_hand\n${one.code},${node.code},5\n${two.code},${node.code},6\n`;
    const first = await feed(both, "--sequence", "1", "--as-of", "2026-11-01T06:00:00Z");
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ read: 2, accepted: 2, state: "applied" });
    const rejects = givenFile("", "rejects.csv");
    const less = `sku,node,on_hand\n${one.code},${node.code},5\nNOPE,${node.code},1\n`;
    const held = await feed(less, "--sequence", "2", "--rejects", rejects);
    expect(held.status).toBe(1);
    expect(JSON.parse(held.stdout)).toMatchObject({ state: "needs_confirmation", zeroed: 1 });
    expect(readFileSync(rejects, "utf8")).toContain(`sku_unknown`);
    const done = await feed(less, "--sequence", "2", "--confirm");
    expect(done.status).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ state: "applied", zeroed: 1, rejected: 1 });
  }, 60_000);

  test("used wrongly ends with status 2, and says what would be right", async () => {
    const wrong: [string[], RegExp][] = [
      [["import", "inventory", "a.csv", "--confirm"], /--confirm is about a feed/],
      [["import", "inventory", "a.csv", "--mode", "full"], /--mode is about a feed/],
      [["import", "inventory", "a.csv", "--source", "X", "--mode", "all"], /full or delta/],
      [["import", "inventory", "a.csv", "--source", "X", "--sequence", "1.5"], /whole number/],
      [["import", "inventory", "a.csv", "--source", "X", "--as-of", "2026-11-01"], /with its zone/],
      [["source", "set", "X"], /--nodes says/],
      [["source", "set", "X", "--nodes", "A", "--kind", "oracle"], /--kind takes/],
      [["source", "set", "X", "--nodes", "A", "--guard", "110"], /--guard takes/],
    ];
    const ends = await Promise.all(wrong.map(([args]) => oms(args)));
    for (const [at, { status, stderr }] of ends.entries()) {
      expect({ args: wrong[at]?.[0], status }).toEqual({ args: wrong[at]?.[0], status: 2 });
      expect(stderr).toMatch(wrong[at]?.[1] ?? "");
    }
  }, 60_000);
});

test("an import that was killed is completed by the next one", async () => {
  const channel = unique("KILL");
  await database.sql`insert into channel (id, code, name, kind) values (gen_random_uuid(), ${channel}, 'x', 'csv')`;
  const lines = Array.from({ length: 12_000 }, (_, at) => {
    const order = Math.floor(at / 4);
    return `${channel}-${order},2024-01-0${1 + (order % 9)},K${order % 50},KS${at % 300},1,2.50`;
  });
  const path = givenFile(["order,date,customer,sku,quantity,unit_price", ...lines].join("\n"));
  const args = [
    ...IMPORT,
    path,
    "--as",
    "history",
    "--create",
    "skus,companies",
    "--channel",
    channel,
    "--json",
  ];
  const booked = async () => {
    const [row] = await database.sql<{ count: number }[]>`
      select count(*) from sales_order where external_ref like ${`${channel}-%`}`;
    return row?.count ?? 0;
  };
  const { child, ended } = start(args);
  while ((await booked()) === 0) {
    await sleep(20);
  }
  child.kill("SIGKILL");
  await ended;
  const half = await booked();
  expect(half).toBeGreaterThan(0);
  const { status, stdout } = await oms(args);
  expect(status).toBe(0);
  const { orders, accepted } = JSON.parse(stdout);
  expect(accepted).toBe(12_000);
  expect(orders.created + orders.unchanged).toBe(3_000);
  expect(orders.unchanged).toBe(half);
  expect(await booked()).toBe(3_000);
  const audit = await oms(["audit", "--json"]);
  expect(JSON.parse(audit.stdout).violations).toBe(0);
}, 120_000);

describe("audit", () => {
  test("ends with 0 on a clean database and with 1 when a promise is broken, and says which", async () => {
    const clean = await oms(["audit"]);
    expect(clean.status).toBe(0);
    expect(clean.stdout).toContain("0 violations");
    const sku = await givenSku(database);
    const node = await givenNode(database, calendarId);
    await database.sql`insert into stock_level (sku_id, node_id, on_hand) values (${sku.id}, ${node.id}, 5)`;
    const broken = await oms(["audit", "--json"]);
    expect(broken.status).toBe(1);
    const { invariants, violations } = JSON.parse(broken.stdout);
    expect(violations).toBe(1);
    expect(
      invariants.filter(({ violations: count }: { violations: number }) => count > 0),
    ).toMatchObject([{ name: "counters are the sum of the ledger", violations: 1 }]);
    await database.sql`delete from stock_level where sku_id = ${sku.id}`;
  });
});

describe("accounts and keys", () => {
  test("a user is made with a password that is shown once and kept as a hash", async () => {
    const email = `${unique("u").toLowerCase()}@example.test`;
    const { stdout } = await oms(["user", "create", email, "--role", "rep,ops", "--json"]);
    const { password } = JSON.parse(stdout);
    const [user] = await database.sql`
      select u.password_hash as hash, array_agg(r.role order by r.role) as roles
      from app_user u join user_role r on r.user_id = u.id where u.email = ${email} group by u.id`;
    expect(user?.roles).toEqual(["ops", "rep"]);
    expect(await verifyPassword(password, user?.hash)).toBe(true);
    const again = await oms(["user", "create", email, "--role", "rep"]);
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining("has an account") });
  });

  test("a buyer belongs to a company; a given password is read from stdin and never printed", async () => {
    const company = await givenCompany(database);
    const email = `${unique("b").toLowerCase()}@example.test`;
    const args = ["user", "create", email, "--role", "buyer", "--company", company.code];
    const { status, stdout } = await oms([...args, "--password-stdin"], "a long enough one\n");
    expect(status).toBe(0);
    expect(stdout).not.toContain("a long enough one");
    const [contact] =
      await database.sql`select company_id, role from contact where email = ${email}`;
    expect(contact).toEqual({ company_id: company.id, role: "buyer" });
    const unknown = await oms([
      "user",
      "create",
      `x${email}`,
      "--role",
      "buyer",
      "--company",
      "NOBODY",
    ]);
    expect(unknown).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no company "NOBODY"'),
    });
  });

  test("a warehouse user is bound to nodes that exist", async () => {
    const node = await givenNode(database, calendarId);
    const email = `${unique("w").toLowerCase()}@example.test`;
    const args = ["user", "create", email, "--role", "warehouse", "--node"];
    expect(await oms([...args, "NOWHERE"])).toMatchObject({ status: 1 });
    expect(await oms([...args, node.code])).toMatchObject({ status: 0 });
    const bound = await database.sql`
      select n.node_id from user_node n join app_user u on u.id = n.user_id where u.email = ${email}`;
    expect(bound).toEqual([{ node_id: node.id }]);
  });

  test("a key is shown once, carries its rights, and opens the door", async () => {
    const { stdout } = await oms([
      "key",
      "create",
      "--name",
      "webshop",
      "--scopes",
      "orders.place_orders",
      "--json",
    ]);
    const { key, scopes } = JSON.parse(stdout);
    expect(scopes).toEqual(["orders.place_orders"]);
    const { actor } = (await admitByKey(database, `Bearer ${key}`)) ?? {};
    expect(actor).toMatchObject({ kind: "api_key", name: "webshop" });
    expect([...(actor?.capabilities ?? [])]).toEqual(["orders.place_orders"]);
    const unknown = await oms(["key", "create", "--name", "x", "--scopes", "orders.steal"]);
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining("orders.steal") });
  });
});

test("a back-up restores every row into an empty database, and only there", async () => {
  const path = `${givenFile("", "x").replace(/x$/, "")}backup.gz`;
  const made = await oms(["backup", path, "--json"]);
  expect(made.status).toBe(0);
  const { rows } = JSON.parse(made.stdout);
  expect(rows).toBeGreaterThan(10);
  expect(await oms(["backup", path])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("there already"),
  });
  expect(await oms(["restore", path])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("in use"),
  });

  const other = await openDatabase({ max: 2 });
  try {
    const cut = givenFile(readFileSync(path).subarray(0, -200), "cut.gz");
    expect(await start(["restore", cut], "", other.url).ended).toMatchObject({ status: 1 });
    const restored = await start(["restore", path, "--json"], "", other.url).ended;
    expect(JSON.parse(restored.stdout)).toMatchObject({ rows });
    for (const table of ["sales_order", "order_line", "event", "api_key", "stock_level"]) {
      const [a] =
        await database.sql`select count(*), md5(string_agg(t::text, '|' order by t::text)) from ${database.sql(table)} t`;
      const [b] =
        await other.sql`select count(*), md5(string_agg(t::text, '|' order by t::text)) from ${other.sql(table)} t`;
      expect({ table, ...b }).toEqual({ table, ...a });
    }
    const [next] = await other.sql`
      select nextval('sales_order_number') > (select max(substring(number from 4)::int) from sales_order) as fresh`;
    expect(next).toEqual({ fresh: true });
    expect((await start(["audit"], "", other.url).ended).status).toBe(0);
  } finally {
    await other.drop();
  }
  expect(existsSync(`${path}.unfinished`)).toBe(false);
}, 120_000);

test("doctor tells a database that works from one that does not answer", async () => {
  const well = await oms(["doctor", "--json"]);
  expect(well.status).toBe(0);
  const { findings } = JSON.parse(well.stdout);
  expect(findings).toContainEqual(expect.objectContaining({ check: "tables", state: "ok" }));
  expect(findings).toContainEqual(expect.objectContaining({ check: "worker", state: "warning" }));
  const away = await start(["doctor"], "", "postgres://nobody:x@127.0.0.1:4699/none").ended;
  expect(away.status).toBe(1);
  expect(away.stdout).toMatch(/failed\s+database/);
});

test("the demo's reset asks twice, and not on a database that is no demo's", async () => {
  expect(await oms(["demo", "reset", "--yes"])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("OMS_DEMO is not 1"),
  });
});

describe("stock drift", () => {
  test("lists what drifted with status 1, repairs it, and asks for the reason", async () => {
    const [node, sku] = [await givenNode(database, calendarId), await givenSku(database)];
    await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 9 });
    await database.sql`update stock_level set on_hand = 7 where sku_id = ${sku.id}`;
    const found = await oms(["stock", "drift"]);
    expect(found.status).toBe(1);
    expect(found.stdout).toContain(`${sku.code}  ${node.name}  sellable  7 / 0    9 / 0   0`);
    expect(found.stdout).toMatch(/1 drifted, 0 repaired, 1 left/);

    const unreasoned = await oms(["stock", "drift", "--repair", "counter"]);
    expect(unreasoned).toMatchObject({ status: 2, stdout: "" });
    const args = ["stock", "drift", "--repair", "counter", "--reason", "Counted twice", "--json"];
    const repaired = await oms(args);
    expect(repaired.status).toBe(0);
    expect(JSON.parse(repaired.stdout)).toMatchObject({ repaired: 1, left: 0 });
    expect(await oms(["stock", "drift"])).toMatchObject({ status: 0 });
    const [row] = await database.sql`
      select on_hand_delta as delta, reason from stock_movement
      where sku_id = ${sku.id} and cause_kind = 'drift_repair'`;
    expect(row).toEqual({ delta: -2, reason: "Counted twice" });
  }, 60_000);
});

describe("the routing profile as a document", () => {
  test("is exported, checked and taken as a draft; faults are told with their places", async () => {
    const exported = await oms(["profile", "export"]);
    expect(exported.status).toBe(0);
    const document = JSON.parse(exported.stdout);
    const good = givenFile(JSON.stringify(document), "profile.json");
    const renamed = { ...document.strategies[0], name: "Every order" };
    const changed = givenFile(
      JSON.stringify({ ...document, strategies: [renamed] }),
      "changed.json",
    );
    const bad = givenFile(JSON.stringify({ ...document, strategies: [] }), "bad.json");
    const [read, refused, same, taken] = await Promise.all([
      oms(["profile", "validate", good]),
      oms(["profile", "validate", bad]),
      oms(["profile", "import", good]),
      oms(["profile", "import", changed, "--note", "from a file"]),
    ]);
    expect(read).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("1. All orders ship"),
    });
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain("strategies: A profile has at least one strategy");
    expect(same.stdout).toContain("says the same");
    expect(taken).toMatchObject({ status: 0, stdout: "Draft 2 saved.\n" });
  });
});

test("relations come from a file as a whole, with each fault at its row", async () => {
  const [a, b] = [await givenSku(database), await givenSku(database)];
  const header = "kind,sku,instead,ratio,mutual,price,valid_from\n";
  const row = `substitution,${a.code},${b.code},2:1,yes,ordered,2026-11-01\n`;
  const faulty = givenFile(`${header}${row}supersession,${a.code},NOBODY,,,,\n`);
  const refused = await oms(["import", "relations", faulty]);
  expect(refused).toMatchObject({ status: 1, stdout: "" });
  expect(refused.stderr).toContain("row 3, instead: There is no SKU “NOBODY”");
  const good = givenFile(header + row);
  expect(await oms(["import", "relations", good])).toMatchObject({ status: 0 });
  const [kept] = await database.sql`
    select ratio_numerator as n, ratio_denominator as d, is_mutual as mutual, price, valid_from::text
    from sku_relation where sku_id = ${a.id}`;
  expect(kept).toEqual({ n: 2, d: 1, mutual: true, price: "ordered", valid_from: "2026-11-01" });
  const strange = await oms(["import", "relations", givenFile("kind,sku\nx,y\n")]);
  expect(strange.stderr).toContain("the column instead is missing");
});
