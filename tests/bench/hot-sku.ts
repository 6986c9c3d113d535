import { randomUUID } from "node:crypto";
import type { Connection } from "@/db/client";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { systemActor } from "@/server/shell/actor";
import { systemClock } from "@/server/shell/clock";
import type { openClient } from "./http-client";
import { type BenchWorld, giveScarce } from "./world";

type Client = ReturnType<typeof openClient>;

export const HOT = { callers: 500, attempts: 10_000, units: 1_000 };

/** One run of a crowd on one SKU: who got a unit, and how long each waited for the answer. */
export type HotRun = {
  readonly granted: number;
  /** From the first question to the last grant. */
  readonly sellingSeconds: number;
  /** To the last answer. */
  readonly seconds: number;
  readonly grantedMs: readonly number[];
  readonly soldOutMs: readonly number[];
};

/** So many callers at once, each asking again as soon as it is answered, until all asked. */
async function crowd(attempt: () => Promise<boolean>): Promise<HotRun> {
  const grantedMs: number[] = [];
  const soldOutMs: number[] = [];
  let left = HOT.attempts;
  let lastGrant = 0;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const asked = performance.now();
      const isGranted = await attempt();
      const answered = performance.now();
      (isGranted ? grantedMs : soldOutMs).push(answered - asked);
      lastGrant = isGranted ? answered : lastGrant;
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: HOT.callers }, caller));
  return {
    granted: grantedMs.length,
    sellingSeconds: (lastGrant - begun) / 1000,
    seconds: (performance.now() - begun) / 1000,
    grantedMs,
    soldOutMs,
  };
}

const isShort = (error: unknown): false => {
  if (error instanceof Error && "code" in error) {
    const { code } = error;
    if (code === "SHORT_SUPPLY" || code === "ORDER_REFUSED") {
      return false;
    }
  }
  throw error;
};

const ctxOf = (connection: Connection) => ({
  database: connection,
  clock: systemClock,
  actor: systemActor("bench"),
});

/** The control: each attempt is one conditional UPDATE, as the best of the simple ways is. */
export async function hotControl({ sql }: Connection): Promise<HotRun> {
  await sql`create table if not exists bench.hot (id int primary key, left_over int not null)`;
  await sql`insert into bench.hot values (1, ${HOT.units})
    on conflict (id) do update set left_over = excluded.left_over`;
  await sql`vacuum bench.hot`;
  return crowd(async () => {
    const done = await sql`update bench.hot set left_over = left_over - 1
      where id = 1 and left_over >= 1`;
    return done.count === 1;
  });
}

/** Ours: the command that holds a unit for a cart, with its key, its event and its audit line. */
export async function hotReserve(connection: Connection, world: BenchWorld): Promise<HotRun> {
  const sku = await giveScarce(connection, world, HOT.units);
  const ctx = ctxOf(connection);
  return crowd(() =>
    reserveStock(ctx, randomUUID(), {
      owner: { kind: "cart", ref: randomUUID() },
      channelCode: "api",
      lines: [{ sku: sku.code, quantity: 1 }],
    }).then(() => true, isShort),
  );
}

/** The same with whole orders: priced, planned, allocated, with decision and timeline. */
export async function hotOrders(connection: Connection, world: BenchWorld): Promise<HotRun> {
  const sku = await giveScarce(connection, world, HOT.units);
  await connection.sql`update sku set backorder_policy = 'refuse' where id = ${sku.id}`;
  const ctx = ctxOf(connection);
  const [company] = world.companies;
  return crowd(() =>
    placeOrder(ctx, randomUUID(), {
      channelCode: "api",
      companyId: company?.id,
      lines: [{ sku: sku.code, quantity: 1 }],
    }).then(() => true, isShort),
  );
}

/** The same holds over the public API; the crowd is on connections of its own. */
export async function hotHttp(
  connection: Connection,
  world: BenchWorld,
  send: Client["send"],
): Promise<HotRun> {
  const sku = await giveScarce(connection, world, HOT.units);
  const headers = { authorization: `Bearer ${world.key}`, "content-type": "application/json" };
  return crowd(async () => {
    const body = JSON.stringify({
      owner: { kind: "cart", ref: randomUUID() },
      lines: [{ sku: sku.code, quantity: 1 }],
    });
    const sent = { ...headers, "idempotency-key": randomUUID() };
    const { status } = await send("POST", "/api/v1/reservations", sent, body);
    if (status !== 201 && status !== 422) {
      throw new Error(`answered with status ${status}`);
    }
    return status === 201;
  });
}
