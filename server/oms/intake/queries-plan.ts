import type { QueryEnv } from "@/server/shell/query";
import { claimantOf } from "../allocation/decide-claimant";
import { planBackorder } from "../allocation/decide-dates";
import { type DemandOrder, fillDays, planBeyond } from "../allocation/decide-plan";
import { readInbound } from "../allocation/store";
import { StockBook } from "../inventory/decide-book";
import { readClaims } from "../inventory/store-claims";
import { readTaken } from "../inventory/store-quota";
import { readRuleBook } from "../inventory/store-rules";
import { readStock } from "../inventory/store-stock";
import { readWaiting } from "../inventory/store-waiting";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { isLimited } from "../network/decide-capacity";
import { readCapacityUsed } from "../network/store-capacity";
import type { Network } from "../network/types";
import { CandidateBook } from "../sourcing/decide-candidates";
import { decideHorizon } from "../sourcing/decide-horizon";
import { readActiveProfile } from "../sourcing/store";
import { factsOf } from "./decide-facts";
import { allWait, decideOpen, demandLine, placeOf, refusedEarly } from "./decide-intake";
import { asksCounts, BackorderCounts, planKits, wishOf } from "./decide-waits";
import type { QuoteLinesInput } from "./schema";
import { readBackordered } from "./store";
import type { Customer, ResolvedLine } from "./types";

/** Lines planned on what there is, without a lock and without a trace. */
export async function planQuote(
  env: QueryEnv,
  input: QuoteLinesInput,
  customer: Customer,
  lines: readonly ResolvedLine[],
  network: Network,
  today: LocalDate,
) {
  const { sql, now } = env;
  const skuIds = [...new Set(lines.map((line) => line.sku.id))];
  const counted = network.nodes.filter(isLimited);
  const asking = { lines, customer, wish: wishOf(input) };
  const capped = lines
    .filter((line) => asksCounts(line, asking))
    .map(({ sku }) => ({ skuId: sku.id, companyId: customer.companyId }));
  const rules = await readRuleBook(sql, sql, network.version, now);
  const [profile, taken, waiting, claims, positions, inbound, capacityUsed, backordered] =
    await Promise.all([
      readActiveProfile(sql, sql, network.version),
      readTaken(sql, rules, skuIds, now, input.reservation),
      readWaiting(sql, skuIds, now),
      readClaims({ owner: sql, sql, now }, network.version, skuIds, input.reservation),
      readStock(sql, skuIds, now, input.reservation),
      readInbound(sql, skuIds),
      readCapacityUsed(
        sql,
        counted.map((node) => node.id),
        today,
      ),
      readBackordered(sql, capped),
    ]);
  const book = new StockBook(positions, rules, { ...network, taken, waiting, claims });
  const demand: DemandOrder = {
    facts: factsOf(
      {
        ...input,
        customer,
        shipTo: customer.shipTo,
        lines,
        subtotal: sum(lines.map((l) => l.lineTotal)),
      },
      today,
    ),
    lines: lines.map(demandLine),
    shipPolicy: input.shipPolicy,
    shipTo: placeOf(customer.shipTo ?? { country: "", point: null }),
    serviceCode: input.serviceCode,
    channelCode: input.channelCode,
    shipAfter: input.shipAfter ?? null,
    remainderDays: customer.remainderDays,
    excludedNodeIds: new Map(),
  };
  const world = {
    network,
    stock: book,
    candidates: new CandidateBook({ network, stock: book, capacityUsed, now }),
    strategies: profile.strategies,
    parameters: profile.parameters,
  };
  const asker = claimantOf(demand, world);
  const { allocationHorizonDays } = profile.parameters;
  const horizon = decideHorizon(demand.shipAfter, today, allocationHorizonDays);
  const known = {
    ...{ counts: new BackorderCounts(backordered), inbound, today },
    // A buyer is spoken to, not about.
    customerName: env.actor.companyId === null ? customer.name : "your company",
  };
  if (horizon !== null) {
    const plan = planBeyond(demand, horizon, world);
    const waits = plan.openUnits.map(allWait);
    const faults = refusedEarly(asking, demand, world, known);
    const parts = planBackorder(demand, plan.openUnits, [], world, today);
    return { demand, asked: demand, plan, waits, faults, waiting: parts, book, asker };
  }
  const { plan, asked } = planKits(asking, demand, world);
  fillDays(plan.parts, world);
  const { waiting: waits, faults } = decideOpen(asking, demand, plan, world, known);
  // What is refused is dated all the same: it says when the line could come.
  const open = waits.map(({ waits: units, refused }) => units + refused);
  const parts = planBackorder(demand, open, inbound, world, today);
  return { demand, asked, plan, waits, faults, waiting: parts, book, asker };
}
