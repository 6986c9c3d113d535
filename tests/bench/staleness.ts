import { randomUUID } from "node:crypto";
import { type Connection, inTransaction } from "@/db/client";
import { moveStock } from "@/server/oms/inventory/store";
import type { openClient } from "./http-client";
import { type BenchWorld, giveScarce } from "./world";

/** A web server to ask, one of several on the same database. */
type Door = {
  readonly send: ReturnType<typeof openClient>["send"];
  readonly headers: Readonly<Record<string, string>>;
};

/** Probes under way at once, each about a SKU of its own. */
const LANES = 16;

async function readAvailable({ send, headers }: Door, sku: string): Promise<number> {
  const { text } = await send("GET", `/api/v1/availability?sku=${sku}`, headers);
  const answer: { skus: { available: number }[] } = JSON.parse(text());
  return answer.skus[0]?.available ?? Number.NaN;
}

/**
 * After an order is acknowledged by one web server, a read through another must know it: counts the
 * reads that do not.
 */
export async function probeOrders(
  connection: Connection,
  world: BenchWorld,
  doors: readonly Door[],
  probes: number,
): Promise<number> {
  const sku = await giveScarce(connection, world, 1_000_000);
  let expected = 1_000_000;
  let stale = 0;
  for (let probe = 0; probe < probes; probe += 1) {
    const [ordering, reading] = turn(doors, probe);
    const headers = {
      ...ordering.headers,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    };
    const companyId = world.companies[0]?.id;
    const body = JSON.stringify({ companyId, lines: [{ sku: sku.code, quantity: 1 }] });
    const { status } = await ordering.send("POST", "/api/v1/orders", headers, body);
    expected -= status === 201 ? 1 : 0;
    stale += (await readAvailable(reading, sku.code)) === expected ? 0 : 1;
  }
  return stale;
}

/** After a unit is booked and committed by another process, the next read must know it. */
export async function probeStock(
  connection: Connection,
  world: BenchWorld,
  doors: readonly Door[],
  probes: number,
): Promise<number> {
  let [begun, stale] = [0, 0];
  const lane = async () => {
    const sku = await giveScarce(connection, world, 1);
    const nodeId = world.nodes[0]?.id ?? "";
    for (let expected = 2; begun++ < probes; expected += 1) {
      const cause = { causeKind: "bench", causeId: randomUUID() };
      const move = { skuId: sku.id, nodeId, kind: "received", ...cause } as const;
      await inTransaction(connection, ({ sql }) =>
        moveStock(sql, [{ ...move, onHandDelta: 1, allocatedDelta: 0 }], {
          actorId: "bench",
          now: new Date(),
        }),
      );
      const [reading] = turn(doors, expected);
      stale += (await readAvailable(reading, sku.code)) === expected ? 0 : 1;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return stale;
}

/** One door to write through and another to read through, each in its turn. */
function turn(doors: readonly Door[], at: number): readonly [Door, Door] {
  const door = (place: number) => doors[place % doors.length] as Door;
  return [door(at), door(at + 1)];
}
