import type { Connection } from "@/db/client";
import { hashApiKey } from "@/server/auth/api-key";
import { newApiKey } from "@/server/auth/session";
import { newId } from "@/server/shell/new-id";
import {
  type GivenCompany,
  type GivenNode,
  type GivenSku,
  givenCompany,
  givenNetwork,
  givenNode,
  givenSku,
} from "../support/factories";

export type BenchWorld = {
  readonly key: string;
  readonly nodes: readonly GivenNode[];
  readonly skus: readonly GivenSku[];
  readonly companies: readonly GivenCompany[];
};

/** A network of a size that a manufacturer has, with stock that a run cannot exhaust. */
export async function makeWorld(
  connection: Connection,
  size: { readonly nodes: number; readonly skus: number; readonly companies: number },
): Promise<BenchWorld> {
  const { calendarId } = await givenNetwork(connection);
  const nodes: GivenNode[] = [];
  for (let i = 0; i < size.nodes; i += 1) {
    const spread = i / Math.max(1, size.nodes - 1);
    nodes.push(
      await givenNode(connection, calendarId, {
        name: `Node ${i + 1}`,
        latitude: 30 + 15 * ((i * 7) % 10) * 0.1,
        longitude: -122 + 48 * spread,
      }),
    );
  }
  const skus: GivenSku[] = [];
  for (let i = 0; i < size.skus; i += 1) {
    skus.push(await givenSku(connection));
  }
  await fillStock(connection, skus, nodes, 10_000_000);
  const companies: GivenCompany[] = [];
  for (let i = 0; i < size.companies; i += 1) {
    companies.push(await givenCompany(connection));
  }
  // Only what is filled: a table that was analysed while empty is taken to be empty, and read whole.
  await connection.sql`analyze sku, stock_level, company, company_location, node`;
  return { key: await giveKey(connection), nodes, skus, companies };
}

async function fillStock(
  { sql }: Connection,
  skus: readonly GivenSku[],
  nodes: readonly GivenNode[],
  onHand: number,
) {
  const [skuIds, nodeIds] = [skus.map((sku) => sku.id), nodes.map((node) => node.id)];
  await sql`insert into stock_level (sku_id, node_id, on_hand)
    select s, n, ${onHand} from unnest(${skuIds}::uuid[]) s, unnest(${nodeIds}::uuid[]) n`;
  await sql`
    insert into stock_movement (sku_id, node_id, kind, on_hand_delta, allocated_delta, cause_kind,
      cause_id, actor_id, occurred_at)
    select sku_id, node_id, 'received', on_hand, 0, 'bench', sku_id, 'bench', now() from stock_level
    where sku_id = any(${skuIds}::uuid[])`;
}

async function giveKey({ sql }: Connection): Promise<string> {
  const key = newApiKey();
  const scopes = [
    "orders.place_order",
    "orders.place_orders",
    "inventory.availability",
    "inventory.reserve_stock",
  ];
  await sql`insert into api_key (id, name, prefix, secret_hash, scopes)
    values (${newId()}, 'bench', ${key.slice(0, 8)}, ${hashApiKey(key)}, ${scopes})`;
  return key;
}

/** One SKU with `onHand` units at each of a few nodes: what a crowd fights for. */
export async function giveScarce(
  connection: Connection,
  world: BenchWorld,
  onHand: number,
  nodes = 1,
): Promise<GivenSku> {
  const sku = await givenSku(connection);
  await fillStock(connection, [sku], world.nodes.slice(0, nodes), onHand);
  return sku;
}
