import type { CommandEnv } from "@/server/shell/command";
import { StockBook } from "../inventory/decide";
import { readRuleBook } from "../inventory/store-rules";
import { lockStock } from "../inventory/store-stock";
import type { LocalDate } from "../kernel/local-date";
import { isLimited } from "../network/decide-capacity";
import { readNetwork } from "../network/store";
import { readCapacityUsed } from "../network/store-capacity";
import { CandidateBook } from "../sourcing/decide-candidates";
import { type ActiveProfile, readActiveProfile } from "../sourcing/store";
import type { PlanWorld } from "./decide-plan";

export type LockedWorld = {
  readonly world: PlanWorld;
  readonly profile: ActiveProfile;
  readonly today: LocalDate;
};

/** All that a plan is made on: the network as it is, and the stock of some SKUs, locked. */
export async function lockWorld(env: CommandEnv, skuIds: readonly string[]): Promise<LockedWorld> {
  const { sql, now } = env;
  const network = await readNetwork(env.owner, sql);
  const profile = await readActiveProfile(env.owner, sql, network.version);
  const today = now.toISOString().slice(0, 10) as LocalDate;
  const counted = network.nodes.filter(isLimited);
  const rules = await readRuleBook(env.owner, sql, network.version, now);
  const stock = new StockBook(await lockStock(sql, skuIds, now), rules);
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
  };
}
