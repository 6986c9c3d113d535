import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anonymousActor, CAPABILITIES } from "@/server/auth/capabilities";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { holdReleaseRights } from "@/server/oms/orders/types";
import { passWall, type Wall } from "@/server/shell/wall";
import { openDatabase, type TestDatabase } from "../../support/database";
import {
  actorWith,
  ctxOf,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
  givenStock,
} from "../../support/factories";

type Spec = { readonly name: string; readonly wall: Wall<Record<string, unknown>> };

const modules: Record<string, Record<string, unknown>> = import.meta.glob(
  "../../../server/oms/**/{commands/*,queries*}.ts",
  { eager: true },
);

const isGated = (value: unknown): value is { readonly spec: Spec } =>
  typeof value === "function" && "spec" in value;

const specs = Object.values(modules)
  .flatMap((exports) => Object.values(exports))
  .filter(isGated)
  .map((gated) => gated.spec);

const granted = new Set([...Object.values(CAPABILITIES).flat(), ...anonymousActor.capabilities]);

test("every right in a role is the name of a command or query that exists", () => {
  // A stream is neither a command nor a query; server/api/routers/live.ts asks for its right. What a
  // type of hold asks for is no command either.
  const names = new Set([...specs.map((spec) => spec.name), ...holdReleaseRights, "live.watch"]);
  expect([...granted].filter((name) => !names.has(name))).toEqual([]);
});

describe("the wall", () => {
  let database: TestDatabase;
  let subject: Record<string, unknown>;
  let strangerCompany: string;
  let strangerNode: string;
  beforeAll(async () => {
    database = await openDatabase();
    const { calendarId } = await givenNetwork(database);
    const node = await givenNode(database, calendarId);
    strangerNode = (await givenNode(database, calendarId)).id;
    const company = await givenCompany(database);
    strangerCompany = (await givenCompany(database)).id;
    const sku = await givenSku(database);
    await givenStock(database, { skuId: sku.id, nodeId: node.id, onHand: 5 });
    const order = await placeOrder(ctxOf(database), randomUUID(), {
      channelCode: "portal",
      companyId: company.id,
      lines: [{ sku: sku.code, quantity: 1 }],
    });
    const ids = await givenWork(order.orderId, node.id);
    subject = {
      ...ids,
      companyId: company.id,
      companyLocationId: company.locationId,
      orderId: order.orderId,
      orderNumber: order.number,
      nodeId: node.id,
    };
  });
  afterAll(() => database.drop());

  /** Rows that only a name is needed of: what belongs to the order and the node above. */
  async function givenWork(orderId: string, nodeId: string) {
    const { sql } = database;
    const [workId, shipmentId, packageId] = [randomUUID(), randomUUID(), randomUUID()];
    await sql`insert into fulfillment_order (id, number, order_id, node_id, state, service_code,
      ship_by, released_at, line_count, unit_count)
      values (${workId}, ${workId.slice(0, 8)}, ${orderId}, ${nodeId}, 'open', 'ground', '2026-11-11',
        now(), 1, 1)`;
    await sql`insert into shipment (id, number, fulfillment_order_id, order_id, node_id, state,
      carrier, service_code, currency, created_at)
      values (${shipmentId}, ${shipmentId.slice(0, 8)}, ${workId}, ${orderId}, ${nodeId}, 'draft',
        'x', 'ground', 'USD', now())`;
    await sql`insert into package (id, shipment_id, package_number, sscc)
      values (${packageId}, ${shipmentId}, 1, ${packageId.slice(0, 18)})`;
    return { fulfillmentOrderId: workId, shipmentId, packageId };
  }

  const read = () =>
    new Proxy(
      {},
      {
        get: (_, name) => (typeof name === "string" ? (subject[name] ?? randomUUID()) : undefined),
      },
    );

  test.each(specs.map((spec) => [spec.name, spec] as const))(
    "%s keeps a foreign buyer out",
    async (_, { wall }) => {
      if (wall === "public") {
        return;
      }
      const stranger = actorWith([], { companyId: strangerCompany });
      if (wall === "company") {
        await expect(
          passWall(database.sql, stranger, wall, { companyId: subject.companyId }),
        ).rejects.toMatchObject({ code: "NOT_FOUND" });
        return;
      }
      await expect(passWall(database.sql, stranger, wall, read())).rejects.toMatchObject({
        code: wall === "staff" ? "FORBIDDEN" : "NOT_FOUND",
      });
    },
  );

  test.each(
    specs.flatMap((spec) =>
      typeof spec.wall === "object" ? [[spec.name, spec.wall] as const] : [],
    ),
  )(
    "%s lets the owner through, and a foreign node's people only where no node is concerned",
    async (_, wall) => {
      const named = wall.of(read());
      const isOfNode = ["nodeId", "fulfillmentOrderId", "shipmentId", "packageId"].some(
        (name) => name in named,
      );
      const isKnown = Object.values(named).every((value) => Object.values(subject).includes(value));
      const elsewhere = actorWith([], { nodeIds: [strangerNode] });
      if (isOfNode && isKnown) {
        await expect(passWall(database.sql, elsewhere, wall, read())).rejects.toMatchObject({
          code: "NOT_FOUND",
        });
      }
      const owner = actorWith([], { companyId: String(subject.companyId) });
      if (isKnown && !("nodeId" in named)) {
        await expect(passWall(database.sql, owner, wall, read())).resolves.toBe(subject.companyId);
      }
    },
  );
});
