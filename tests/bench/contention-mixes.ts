import { randomUUID } from "node:crypto";
import type { Connection } from "@/db/client";
import { cancelOrder } from "@/server/oms/fulfillment/commands/cancel-order";
import { placeOrder } from "@/server/oms/intake/commands/place-orders";
import { applyFeed } from "@/server/oms/inventory/commands/apply-feed";
import { releaseReservation } from "@/server/oms/inventory/commands/release-reservation";
import { reserveStock } from "@/server/oms/inventory/commands/reserve-stock";
import { setSource } from "@/server/oms/inventory/commands/set-source";
import { transferReservation } from "@/server/oms/inventory/commands/transfer-reservation";
import { feedRowsOf } from "@/server/oms/inventory/decide-feed";
import { DomainError } from "@/server/oms/kernel/errors";
import { type Actor, systemActor } from "@/server/shell/actor";
import type { Clock } from "@/server/shell/clock";
import type { Ctx } from "@/server/shell/command";
import type { GivenSku } from "../support/factories";
import { type BenchWorld, giveScarce } from "./world";

/** Callers at once, and the actors they are: commands of one actor share transactions. */
const CALLERS = 1_200;
const ACTORS = 4;

/** Units of each contested SKU at each of its nodes: far fewer than there are carts. */
const UNITS = 40;
const CARTS = 1_000;

type Arena = {
  readonly connection: Connection;
  readonly world: BenchWorld;
  readonly skus: readonly GivenSku[];
  /** One clock of all callers, since commands share a transaction only by the same; it may run ahead. */
  readonly clock: Clock & { offsetMs: number };
};

/** One way of fighting for stock: what a caller does each time it is its turn. */
type Mix = {
  readonly name: string;
  /** Share of all attempts, in percent. */
  readonly percent: number;
  readonly nodes: number;
  readonly attempt: (arena: Arena, ctx: Ctx, turn: number) => Promise<unknown>;
};

export type MixResult = {
  readonly name: string;
  readonly attempts: number;
  readonly refused: number;
  readonly seconds: number;
  /** Units that are allocated or held beyond what is on hand, over all positions of the mix. */
  readonly oversold: number;
};

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
const cart = (ref: string) => ({ kind: "cart" as const, ref });

const hold = (ctx: Ctx, ref: string, skus: readonly GivenSku[], minutes = 15) =>
  reserveStock(ctx, randomUUID(), {
    owner: cart(ref),
    channelCode: "api",
    minutes,
    lines: skus.map(({ code }) => ({ sku: code, quantity: 1 })),
  });

const order = (arena: Arena, ctx: Ctx, skus: readonly GivenSku[]) =>
  placeOrder(ctx, randomUUID(), {
    channelCode: "api",
    companyId: pick(arena.world.companies).id,
    lines: skus.map(({ code }) => ({ sku: code, quantity: 1 })),
  });

/** Carts that change their minds all the time, named so that callers share them. */
const sharedRef = () => `shared ${Math.floor(Math.random() * CARTS)}`;

/** Many want the last unit; now and then somebody gives one back. */
const lastUnit: Mix = {
  name: "last unit",
  percent: 37,
  nodes: 1,
  attempt: async ({ skus }, ctx, turn) => {
    const ref = randomUUID();
    await hold(ctx, ref, [pick(skus)]);
    if (turn % 3 === 0) {
      await releaseReservation(ctx, randomUUID(), { owner: cart(ref) });
    }
  },
};

/** Lines of one cart or order that need the same component: together, never each for itself. */
const sharedComponent: Mix = {
  name: "shared component",
  percent: 15,
  nodes: 1,
  attempt: (arena, ctx, turn) => {
    const sku = pick(arena.skus);
    return turn % 20 === 0
      ? order(arena, ctx, [sku, sku])
      : hold(ctx, sharedRef(), [sku, sku, sku]);
  },
};

/** Carts that want two SKUs, in either order. */
const twoCarts: Mix = {
  name: "two carts",
  percent: 20,
  nodes: 2,
  attempt: ({ skus }, ctx) => hold(ctx, sharedRef(), [pick(skus), pick(skus)]),
};

/** Holds that move between nodes while others take from both. */
const transfer: Mix = {
  name: "transfer",
  percent: 5,
  nodes: 2,
  attempt: ({ skus, world }, ctx, turn) => {
    const [a, b] = [world.nodes[0]?.code ?? "", world.nodes[1]?.code ?? ""];
    const ref = sharedRef();
    return turn % 2 === 0
      ? hold(ctx, ref, [pick(skus), pick(skus)])
      : transferReservation(ctx, randomUUID(), {
          owner: cart(ref),
          sku: pick(skus).code,
          fromNode: turn % 4 === 1 ? a : b,
          toNode: turn % 4 === 1 ? b : a,
          quantity: 1,
        });
  },
};

/** Orders that are cancelled while others wait for their units. */
const cancelRace: Mix = {
  name: "cancel race",
  percent: 1,
  nodes: 1,
  attempt: async (arena, ctx) => {
    const placed = await order(arena, ctx, [pick(arena.skus), pick(arena.skus)]);
    const cancel = () =>
      cancelOrder(ctx, randomUUID(), { orderId: placed.orderId, reason: "Contest" });
    await Promise.allSettled([cancel(), cancel()]);
  },
};

/** Time runs: holds lapse while their owners ask again and others take the units. */
const expiryRace: Mix = {
  name: "expiry race",
  percent: 15,
  nodes: 1,
  attempt: ({ skus, clock }, ctx) => {
    clock.offsetMs += 500;
    return hold(ctx, sharedRef(), [pick(skus)], 1);
  },
};

/**
 * A source tells what there is, again and again, while units are sold and held. It finds more each
 * time: a count that falls below what is held is the truth, and would be taken for an oversell here.
 */
const snapshotDuringSale: Mix = {
  name: "snapshot during sale",
  percent: 7,
  nodes: 1,
  attempt: (arena, ctx, turn) => {
    const { skus, world } = arena;
    if (turn % 50 === 0) {
      const node = world.nodes[0]?.code ?? "";
      return applyFeed(ctx, randomUUID(), {
        source: "bench",
        mode: "delta",
        sequence: turn,
        rows: feedRowsOf(
          skus.map(({ code }) => ({ sku: code, node, onHand: UNITS + Math.floor(turn / 500) })),
        ),
      });
    }
    return turn % 20 === 0 ? order(arena, ctx, [pick(skus)]) : hold(ctx, sharedRef(), [pick(skus)]);
  },
};

export const MIXES: readonly Mix[] = [
  lastUnit,
  sharedComponent,
  twoCarts,
  transfer,
  cancelRace,
  expiryRace,
  snapshotDuringSale,
];

/** Fight one mix out, then count in the database what was given beyond what there is. */
export async function runMix(
  connection: Connection,
  world: BenchWorld,
  mix: Mix,
  allAttempts: number,
): Promise<MixResult> {
  const skus = await Promise.all(
    Array.from({ length: 8 }, () => giveScarce(connection, world, UNITS, mix.nodes)),
  );
  await connection.sql`update sku set backorder_policy = 'refuse'
    where id = any(${skus.map(({ id }) => id)}::uuid[])`;
  const clock = { offsetMs: 0, now: () => new Date(Date.now() + clock.offsetMs) };
  const arena = { connection, world, skus, clock };
  const actors = Array.from({ length: ACTORS }, (_, index): Actor => {
    const actor = systemActor("bench");
    return { ...actor, id: `${actor.id} ${index}` };
  });
  if (mix === snapshotDuringSale) {
    await giveSource(connection, world, actors[0] as Actor);
  }
  const attempts = Math.ceil((allAttempts * mix.percent) / 100);
  let turn = 0;
  let refused = 0;
  const begun = performance.now();
  const caller = async (_: unknown, index: number) => {
    const actor = actors[index % ACTORS] as Actor;
    const ctx = { database: connection, actor, clock };
    while (turn < attempts) {
      turn += 1;
      await mix.attempt(arena, ctx, turn).catch((error: unknown) => {
        if (!(error instanceof DomainError)) {
          throw error;
        }
        refused += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const seconds = (performance.now() - begun) / 1000;
  const oversold = await countOversold(arena);
  return { name: mix.name, attempts: turn, refused, seconds, oversold };
}

const giveSource = (connection: Connection, world: BenchWorld, actor: Actor) =>
  setSource({ database: connection, actor, clock: { now: () => new Date() } }, randomUUID(), {
    code: "bench",
    name: "Bench",
    kind: "wms",
    nodes: world.nodes.slice(0, 1).map(({ code }) => code),
  });

async function countOversold({ connection: { sql }, skus, clock }: Arena): Promise<number> {
  const now = clock.now();
  const [row] = await sql<{ oversold: number }[]>`
    select coalesce(sum(greatest(0, l.allocated - l.oversold + (
      select coalesce(sum(r.quantity), 0) from reservation r
      where r.sku_id = l.sku_id and r.node_id = l.node_id and r.state = 'active'
        and r.expires_at > ${now}) - l.on_hand)), 0)::int as oversold
    from stock_level l
    where l.sku_id = any(${skus.map(({ id }) => id)}::uuid[]) and l.status = 'sellable'`;
  return row?.oversold ?? 0;
}
