import type { AnySql, RawTx } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import { DomainError } from "../kernel/errors";
import type { FeedScope } from "./store-feed";
import type { FeedMode } from "./types";

/** Who speaks, for which nodes, and how far it has told. */
export type FeedSource = FeedScope & {
  readonly code: string;
  readonly name: string;
  readonly defaultMode: FeedMode;
  readonly guardPercent: number;
  readonly fullSequence: number | null;
  readonly fullAsOf: Date | null;
};

/** Feeds of one source wait for each other here, and only here. */
export async function lockSource(sql: RawTx, code: string, actor: Actor): Promise<FeedSource> {
  // The feed before may be a million rows; the five seconds that others wait are for an order.
  await sql`set local lock_timeout = '60s'`;
  await sql`select from inventory_source where upper(code) = upper(${code}) for no key update`;
  return readSource(sql, code, actor);
}

/**
 * A source as it is, without waiting for anybody.
 *
 * @throws NOT_FOUND for an unknown source; FORBIDDEN for somebody who is not of all its nodes
 */
export async function readSource(sql: AnySql, code: string, actor: Actor): Promise<FeedSource> {
  const [source] = await sql<FeedSource[]>`
    select id as "sourceId", code, name, default_mode as "defaultMode",
      guard_percent as "guardPercent", full_sequence as "fullSequence", full_as_of as "fullAsOf",
      array(select node_id from inventory_source_node n where n.source_id = s.id) as "nodeIds"
    from inventory_source s where upper(code) = upper(${code})`;
  if (source === undefined) {
    throw new DomainError("NOT_FOUND", `There is no source of stock "${code}"`, { source: code });
  }
  if (actor.nodeIds !== null && !source.nodeIds.every((id) => actor.nodeIds?.includes(id))) {
    throw new DomainError("FORBIDDEN", `${source.name} speaks for nodes that are not yours`);
  }
  return source;
}
