import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setPreferredNode } from "@/server/oms/customers/commands/set-preferred-node";
import { listPreferredNodes } from "@/server/oms/customers/queries-terms";
import { importCustomers } from "@/server/oms/imports/commands/import-items";
import { customerMapping } from "@/server/oms/imports/schema";
import { quoteLines } from "@/server/oms/intake/queries";
import { retireNode } from "@/server/oms/network/commands/retire-node";
import { isReplayed } from "@/server/oms/sourcing/decide-replay";
import type { StoredDecision } from "@/server/oms/sourcing/types";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";
import { type Floor, givenFloor, givenOrder, key } from "../../support/floor";
import { givenStrategies } from "../../support/routing";
import { givenTable } from "../../support/tables";

let database: TestDatabase;
let floor: Floor;
beforeAll(async () => {
  database = await openDatabase();
  floor = await givenFloor(database);
  await givenStrategies(database, [
    {
      name: "Own node",
      when: null,
      criteria: [
        { by: "preferred_node", band: 0 },
        { by: "landed_cost", band: 0 },
      ],
      constraints: [],
      afterAction: { do: "backorder" },
    },
  ]);
});
afterAll(() => database.drop());

async function stocked() {
  const sku = await givenSku(database);
  await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 9 });
  await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 9 });
  return sku;
}

/** A customer of its own on the same floor. */
async function guest(): Promise<Floor> {
  return { ...floor, company: await givenCompany(database) };
}

const prefer = ({ company }: Floor, node: string | null, location: string | null = null) =>
  setPreferredNode(ctxOf(database), key(), {
    ...{ company: company.code, location, node },
    reason: "agreed",
  });

async function routed(at: Floor) {
  const sku = await stocked();
  const { orderId } = await givenOrder(at, [{ sku: sku.code, quantity: 4 }]);
  const [row] = await database.sql<{ sentence: string; detail: StoredDecision; nodes: string[] }[]>`
    select d.sentence, d.detail, array(select n.name from allocation a join node n on n.id = a.node_id
      where a.order_id = d.order_id) as nodes
    from sourcing_decision d where d.order_id = ${orderId}`;
  if (row === undefined) {
    throw new Error("the order was routed");
  }
  return row;
}

describe("a customer's preferred node", () => {
  test("ships first where a strategy asks for it, says so, and replays", async () => {
    const at = await guest();
    expect((await routed(at)).nodes).toEqual(["Reno"]);
    await prefer(at, floor.columbus.code);
    const { nodes, sentence, detail } = await routed(at);
    expect(nodes).toEqual(["Columbus"]);
    expect(sentence).toContain("Columbus is the node that the customer prefers");
    expect(detail.applied?.preferredNodeCode).toBe(floor.columbus.code);
    expect(isReplayed(detail)).toBe(true);
  });

  test("of a ship-to goes before that of its company", async () => {
    const at = await guest();
    await prefer(at, floor.reno.code);
    await prefer(at, floor.columbus.code, "MAIN");
    expect((await routed(at)).nodes).toEqual(["Columbus"]);
    await prefer(at, null, "MAIN");
    expect((await routed(at)).nodes).toEqual(["Reno"]);
  });

  test("decides a quote as it decides the order", async () => {
    const at = await guest();
    await prefer(at, floor.columbus.code);
    const sku = await stocked();
    const quote = await quoteLines(floor.ctx, {
      ...{ channelCode: "portal", companyId: at.company.id, serviceCode: "ground" },
      lines: [{ key: "1", sku: sku.code, quantity: 4 }],
    });
    expect(quote.lines[0]?.parts.map(({ nodeName }) => nodeName)).toEqual(["Columbus"]);
  });

  test("that has none is passed over, and one that has a part ships that", async () => {
    const at = await guest();
    await prefer(at, floor.columbus.code);
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: floor.reno.id, onHand: 9 });
    await givenStock(database, { skuId: sku.id, nodeId: floor.columbus.id, onHand: 2 });
    const place = async () => {
      const { orderId } = await givenOrder(at, [{ sku: sku.code, quantity: 3 }]);
      const [row] = await database.sql<{ sentence: string }[]>`
        select sentence from sourcing_decision where order_id = ${orderId}`;
      return row?.sentence;
    };
    expect(await place()).toMatch(
      /^By “Own node”, Columbus ships 2 of 3 and Reno 1: Columbus is the node that the customer prefers;/,
    );
    expect(await place()).toContain("Columbus, which the customer prefers, has none");
  });

  test("that is off is passed over, and the sentence says why", async () => {
    const at = await guest();
    await prefer(at, floor.columbus.code);
    await database.sql`update node set is_on = false, off_reason = 'snow' where id = ${floor.columbus.id}`;
    const { nodes, sentence } = await routed(at);
    await database.sql`update node set is_on = true, off_reason = null where id = ${floor.columbus.id}`;
    expect(nodes).toEqual(["Reno"]);
    expect(sentence).toContain(
      "the node that the customer prefers was passed over: Columbus is switched off (snow)",
    );
  });

  test("that was retired is ignored, said in the sentence and in the list", async () => {
    const at = await guest();
    const [calendar] = await database.sql<{ id: string }[]>`select id from calendar limit 1`;
    const gone = await givenNode(database, calendar?.id ?? "", { name: "Gone" });
    await prefer(at, gone.code);
    await retireNode(ctxOf(database), key(), { nodeId: gone.id, reason: "closed" });
    const { nodes, sentence } = await routed(at);
    expect(nodes).toEqual(["Reno"]);
    expect(sentence).toContain(`${gone.code}, which the customer prefers, was retired`);
    const listed = await listPreferredNodes(ctxOf(database), {});
    expect(listed.find(({ code }) => code === at.company.code)).toMatchObject({
      ...{ node: gone.code, location: null, ignored: "retired" },
    });
    await expect(prefer(at, gone.code)).rejects.toMatchObject({
      details: { faults: [{ field: "node", code: "retired" }] },
    });
  });
});

describe("setting it", () => {
  const eventsOf = async (companyId: string) =>
    database.sql<{ payload: unknown }[]>`
      select payload from event where type = 'company.preferred_node_set'
        and subject_id = ${companyId} order by id`;
  const preferenceOf = async ({ company }: Floor) => {
    const [row] = await database.sql<{ code: string | null }[]>`
      select n.code from company c left join node n on n.id = c.preferred_node_id
      where c.id = ${company.id}`;
    return row?.code ?? null;
  };

  test("names what is wrong, and writes nothing", async () => {
    const at = await guest();
    const refused = (field: string) => ({
      code: "INVALID_INPUT",
      details: { faults: [{ field, code: "unknown" }] },
    });
    await expect(prefer(at, "NOWHERE")).rejects.toMatchObject(refused("node"));
    await expect(prefer(at, floor.reno.code, "NOWHERE")).rejects.toMatchObject(refused("location"));
    const nobody = { ...at, company: { ...at.company, code: "NOBODY" } };
    await expect(prefer(nobody, floor.reno.code)).rejects.toMatchObject(refused("company"));
    expect(await preferenceOf(at)).toBeNull();
    expect(await eventsOf(at.company.id)).toEqual([]);
  });

  test("by the same key twice happens once; of two at once the later knows the earlier", async () => {
    const at = await guest();
    const same = key();
    const input = { company: at.company.code, node: floor.reno.code, reason: "agreed" };
    const twins = await Promise.all([
      setPreferredNode(floor.ctx, same, input),
      setPreferredNode(floor.ctx, same, input),
    ]);
    expect(twins[0]).toEqual(twins[1]);
    await Promise.all([prefer(at, floor.columbus.code), prefer(at, null)]);
    const told = (await eventsOf(at.company.id)).map(({ payload }) => payload);
    const [first, second, third] = told as { before: string | null; after: string | null }[];
    expect(told).toHaveLength(3);
    expect(first).toEqual({ location: null, before: null, after: floor.reno.code });
    expect([second?.before, third?.before]).toEqual([first?.after, second?.after]);
    expect(third?.after).toBe(await preferenceOf(at));
  });

  test("needs the right, and is not for a company's own people", async () => {
    const at = await guest();
    const input = { company: at.company.code, node: floor.reno.code, reason: "agreed" };
    const none = ctxOf(database, actorWith(["customers.list_preferred_nodes"]));
    const buyer = ctxOf(
      database,
      actorWith(["customers.set_preferred_node"], { companyId: floor.company.id }),
    );
    for (const ctx of [none, buyer]) {
      await expect(setPreferredNode(ctx, key(), input)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    expect(await preferenceOf(at)).toBeNull();
  });

  test("comes with the file of customers: of the ship-to, or of the company without one", async () => {
    const [a, b] = [await guest(), await guest()];
    const rows = [
      "company,ship_to,country,preferred_node",
      `${a.company.code},MAIN,US,${floor.columbus.code}`,
      `${b.company.code},,,${floor.columbus.code.toLowerCase()}`,
      `${floor.company.code},MAIN,US,NOWHERE`,
    ].join("\n");
    const told: unknown[] = [];
    const load = async () =>
      importCustomers(ctxOf(database), {
        ...{ table: await givenTable(rows), lookups: new Map(), isDryRun: false },
        mapping: customerMapping.parse({}),
        onProgress: () => {},
        onRejected: ({ refusal }) => told.push(refusal),
      });
    expect((await load()).rows).toEqual({ created: 0, updated: 2, unchanged: 0 });
    expect(told).toMatchObject([{ reason: "node_unknown", field: "company.preferredNode" }]);
    expect(await preferenceOf(a)).toBeNull();
    expect(await preferenceOf(b)).toBe(floor.columbus.code);
    expect((await routed(a)).nodes).toEqual(["Columbus"]);
    expect((await load()).rows).toEqual({ created: 0, updated: 0, unchanged: 2 });
  });
});
