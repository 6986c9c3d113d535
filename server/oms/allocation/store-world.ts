import type { RawSql, RawTx } from "@/db/client";
import type { CommandEnv } from "@/server/shell/command";
import { StockBook } from "../inventory/decide-book";
import { NOBODY_WAITS, type WaitingUnits } from "../inventory/decide-owed";
import { readClaims } from "../inventory/store-claims";
import { readTaken } from "../inventory/store-quota";
import { readRuleBook } from "../inventory/store-rules";
import { lockStock, readStock, type StockRow } from "../inventory/store-stock";
import { readWaiting } from "../inventory/store-waiting";
import type { LocalDate } from "../kernel/local-date";
import { isLimited } from "../network/decide-capacity";
import { lockComingOut, readNetwork } from "../network/store";
import { readCapacityUsed } from "../network/store-capacity";
import type { Network } from "../network/types";
import { NO_CLAIMS } from "../scarcity/decide-claims";
import { CandidateBook } from "../sourcing/decide-candidates";
import { type ActiveProfile, readActiveProfile } from "../sourcing/store";
import type { PlanWorld } from "./decide-plan";

export type KnownWorld = {
  readonly world: PlanWorld;
  readonly profile: ActiveProfile;
  readonly today: LocalDate;
  /** The counters that the world was made of, as they stood. */
  readonly stock: readonly StockRow[];
};

/** Who reads, and when: of a command, or of a query. */
export type Reader = {
  readonly owner: object;
  readonly sql: RawSql | RawTx;
  readonly now: Date;
};

/** Whose units are planned, and whom they come behind. */
export type Turn = {
  readonly orderId: string | null;
  /** The units were added: they come behind what other orders wait for, and keep to pools and quotas. */
  readonly isAdded: boolean;
};

const NO_TURN: Turn = { orderId: null, isAdded: false };

/**
 * All that a plan is made on: the network as it is, and the stock of some SKUs, locked.
 *
 * @param turn left out: who plans had its units, or its turn, before
 */
export const lockWorld = async (
  env: CommandEnv,
  skuIds: readonly string[],
  turn: Turn = NO_TURN,
): Promise<KnownWorld> =>
  worldOf(
    env,
    async (network) => {
      const rows = await lockStock(env.sql, skuIds, env.now);
      await lockComingOut(env.sql, network, skuIds);
      return rows;
    },
    turn,
  );

/** The same as it stands, unlocked: for what is only looked at. */
export const readWorld = (reader: Reader, skuIds: readonly string[]): Promise<KnownWorld> =>
  worldOf(reader, () => readStock(reader.sql, skuIds, reader.now));

async function worldOf(
  { owner, sql, now }: Reader,
  stockOf: (network: Network) => PromiseLike<readonly StockRow[]>,
  turn: Turn = NO_TURN,
): Promise<KnownWorld> {
  const network = await readNetwork(owner, sql);
  const profile = await readActiveProfile(owner, sql, network.version);
  const today = now.toISOString().slice(0, 10) as LocalDate;
  const counted = network.nodes.filter(isLimited);
  const rules = await readRuleBook(owner, sql, network.version, now);
  const rows = await stockOf(network);
  const skuIds = [...new Set(rows.map(({ skuId }) => skuId))];
  const taken = await readTaken(sql, rules, skuIds, now);
  const waiting = await waitingBefore(sql, network, skuIds, now, turn);
  const claims = turn.isAdded
    ? await readClaims({ owner, sql, now }, network.version, skuIds)
    : NO_CLAIMS;
  const stock = new StockBook(rows, rules, { ...network, taken, waiting, claims });
  const capacityUsed = await readCapacityUsed(
    sql,
    counted.map((node) => node.id),
    today,
  );
  const candidates = new CandidateBook({ network, stock, capacityUsed, now });
  return {
    world: {
      network,
      stock,
      candidates,
      strategies: profile.strategies,
      parameters: profile.parameters,
    },
    profile,
    today,
    stock: rows,
  };
}

/** What comes before: of what is not out yet the pre-orders of earlier orders, which hold no stock. */
async function waitingBefore(
  sql: RawSql | RawTx,
  { comingOut }: Network,
  skuIds: readonly string[],
  now: Date,
  { orderId, isAdded }: Turn,
): Promise<WaitingUnits> {
  if (orderId !== null && isAdded) {
    return readWaiting(sql, skuIds, now, { exceptOrderId: orderId });
  }
  const coming = orderId === null ? [] : skuIds.filter((skuId) => comingOut.has(skuId));
  return coming.length === 0
    ? NOBODY_WAITS
    : readWaiting(sql, coming, now, { exceptOrderId: orderId, isBefore: true });
}
