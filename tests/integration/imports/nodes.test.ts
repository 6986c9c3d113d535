import { afterAll, beforeAll, expect, test } from "vitest";
import { importNodes } from "@/server/oms/imports/commands/import-items";
import { setNode } from "@/server/oms/imports/commands/set-node";
import { nodeMapping } from "@/server/oms/imports/schema";
import { retireNode } from "@/server/oms/network/commands/retire-node";
import { findNode } from "@/server/oms/network/queries-nodes";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenNetwork,
  givenNode,
  unique,
} from "../../support/factories";
import { key } from "../../support/floor";
import { givenTable } from "../../support/tables";

let database: TestDatabase;
let calendar: { id: string; code: string };
beforeAll(async () => {
  database = await openDatabase({ max: 6 });
  await givenNetwork(database);
  const [row] = await database.sql<{ id: string; code: string }[]>`select id, code from calendar`;
  calendar = row ?? { id: "", code: "" };
  await database.sql`insert into postal_area (country, prefix, latitude, longitude)
    values ('US', '937', 36.75, -119.77)`;
});
afterAll(() => database.drop());

const HEADER =
  "code,name,kind,address1,city,region,postal_code,country,time_zone,calendar,handling_per_line,daily_lines,cut_offs,channels";

async function load(rows: readonly string[], { header = HEADER, isDryRun = false } = {}) {
  const rejected: { reason: string; field: string | null; message: string }[] = [];
  const report = await importNodes(ctxOf(database), {
    ...{ table: await givenTable([header, ...rows].join("\n")), lookups: new Map(), isDryRun },
    mapping: nodeMapping.parse({}),
    onProgress: () => {},
    onRejected: ({ refusal }) => rejected.push(refusal),
  });
  return { ...report.rows, outcomes: report.outcomes, rejected };
}

const fresno = (code: string, over: { zone?: string; lines?: string; cutOffs?: string } = {}) =>
  `${code},Fresno,Drop-ship supplier,1 Fulton St,Fresno,CA,93721,us,${over.zone ?? "America/Los_Angeles"},${calendar.code},0.35,${over.lines ?? "40"},"${over.cutOffs ?? "ground 9:30"}","portal, api 5"`;

const nodeOf = (code: string) => findNode(ctxOf(database), { code });

test("a node is opened with all that a row says, and where its postal code is", async () => {
  const code = unique("F");
  expect(await load([fresno(code)], { isDryRun: true })).toMatchObject({ created: 1 });
  await expect(nodeOf(code)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await load([fresno(code)])).toMatchObject({ created: 1, updated: 0, rejected: [] });
  const [row] = await database.sql`
    select kind, country, latitude, handling_per_line as handling, daily_capacity_lines as lines,
      daily_capacity_units as units, priority,
      (select json_object_agg(service_code, to_char(local_time, 'HH24:MI')) from node_cut_off
        where node_id = n.id) as "cutOffs",
      (select json_object_agg(c.code, p.buffer_units) from channel_node p
        join channel c on c.id = p.channel_id where p.node_id = n.id) as channels
    from node n where code = ${code}`;
  expect(row).toEqual({
    ...{ kind: "dropship_supplier", country: "US", latitude: 36.75, handling: 35 },
    ...{ lines: 40, units: null, priority: 100 },
    cutOffs: { ground: "09:30" },
    channels: { portal: 0, api: 5 },
  });
  expect(await load([fresno(code)])).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
});

test("a known node is brought up to date; what is empty or has no column stays", async () => {
  const node = await givenNode(database, calendar.id, { name: "Old", capacity: 12 });
  const header = "code,name,priority,daily_lines,daily_units,longitude";
  const row = `${node.code.toLowerCase()},New name,7,,900,-120.5`;
  expect(await load([row], { header })).toMatchObject({ updated: 1, rejected: [] });
  const [now] = await database.sql`
    select name, priority, daily_capacity_lines as lines, daily_capacity_units as units, longitude,
      latitude, city, (select count(*)::int from node_cut_off where node_id = n.id) as services
    from node n where id = ${node.id}`;
  expect(now).toEqual({
    ...{ name: "New name", priority: 7, lines: 12, units: 900, longitude: -120.5 },
    ...{ latitude: 39.53, city: "Reno", services: 1 },
  });
  const told = await database.sql<{ type: string; reason: string }[]>`
    select type, reason from event where subject_id = ${node.id} order by id`;
  expect(told.map(({ type }) => type)).toEqual(["node.capacity_set", "node.changed"]);
  expect(told[0]?.reason).toBe("Told by orders.csv");
  expect(await load([row], { header })).toMatchObject({ unchanged: 1 });
});

test("each row that is wrong is told with its field, and leaves nothing; the others are taken", async () => {
  const [good, bad] = [unique("G"), unique("B")];
  const retired = await givenNode(database, calendar.id);
  await retireNode(ctxOf(database), key(), { nodeId: retired.id, reason: "closed" });
  const { created, rejected } = await load([
    fresno(good),
    fresno(bad, { zone: "Mars/Olympus" }),
    fresno(`${bad}2`, { cutOffs: "boat 12:00" }),
    fresno(`${bad}3`, { cutOffs: "ground noon" }),
    fresno(`${bad}4`, { lines: "many" }),
    fresno(`${bad}5`).replace("Drop-ship supplier", "Shed"),
    fresno(`${bad}6`).replace(calendar.code, "NONE"),
    fresno(`${bad}7`).replace("93721", "00001"),
    `${bad}8,Only a name,,,,,,,,,,,,`,
    fresno(retired.code),
  ]);
  expect(created).toBe(1);
  expect(rejected.map(({ reason, field }) => [reason, field])).toEqual([
    ["list_invalid", "node.cutOffs"],
    ["number_invalid", "node.dailyLines"],
    ["kind_unknown", "node.kind"],
    ["custom", "node.timeZone"],
    ["unknown", "node.cutOffs"],
    ["unknown", "node.calendar"],
    ["place_unknown", "node.latitude"],
    ["invalid_value", "node.kind"],
    ["node_retired", "node.code"],
  ]);
  expect(rejected[3]?.message).toBe("Row 3: there is no such time zone.");
  const made = await database.sql<{ code: string }[]>`
    select code from node where code like ${`${bad}%`}`;
  expect(made).toEqual([]);
});

test("one node by one key happens once, and of two at once by different keys one opens it", async () => {
  const input = (code: string) => ({
    ...{ fileName: "nodes.csv", code, cutOffs: null, channels: null },
    facts: {
      ...{ name: "Fresno", kind: "store" as const, address1: "1 Fulton St", city: "Fresno" },
      ...{ region: "CA", postalCode: "93721", country: "US", latitude: null, longitude: null },
      ...{ timeZone: "America/Los_Angeles", calendarCode: calendar.code, priority: null },
      ...{ handlingPerOrder: null, handlingPerLine: null, handlingPerUnit: null },
      ...{ orders: null, lines: null, units: null, processingDays: null },
    },
  });
  const [first, second, same] = [unique("T"), unique("T"), key()];
  const twins = await Promise.all([
    setNode(ctxOf(database), same, input(first)),
    setNode(ctxOf(database), same, input(first)),
  ]);
  expect(twins).toEqual([{ kind: "created" }, { kind: "created" }]);
  const both = await Promise.allSettled([
    setNode(ctxOf(database), key(), input(second)),
    setNode(ctxOf(database), key(), input(second)),
  ]);
  const kinds = both.map((one) => (one.status === "fulfilled" ? one.value.kind : "refused"));
  expect(kinds.filter((kind) => kind === "created")).toHaveLength(1);
  const opened = await database.sql`
    select 1 from event where type = 'node.created' and payload ->> 'code' = ${second}`;
  expect(opened).toHaveLength(1);
  const rights = ["imports.set_node", "network.create_node"];
  const { id } = await givenCompany(database);
  const lacking = ctxOf(database, actorWith(["imports.set_node"]));
  const buyer = ctxOf(database, actorWith(rights, { companyId: id }));
  for (const ctx of [ctxOf(database, actorWith([])), lacking, buyer]) {
    await expect(setNode(ctx, key(), input(unique("T")))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  }
});
