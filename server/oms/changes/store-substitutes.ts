import type { RawSql, RawTx } from "@/db/client";
import { mostInstead, priceInstead } from "../catalog/decide-relation";
import { readAlternatives } from "../catalog/store-relations";
import type { Alternative, SubstitutionPolicy } from "../catalog/types";
import { restrictedFault, usualPrice } from "../intake/decide-lines";
import { alternativesOf } from "../intake/decide-offers";
import { skuKey } from "../intake/decide-shipping";
import { readCustomers, readInstead, readTiers } from "../intake/store";
import type { Customer, OrderableSku } from "../intake/types";
import { StockBook } from "../inventory/decide-book";
import { readClaims } from "../inventory/store-claims";
import { readTaken } from "../inventory/store-quota";
import { readRuleBook } from "../inventory/store-rules";
import { readStock } from "../inventory/store-stock";
import { readWaiting } from "../inventory/store-waiting";
import { present } from "../kernel/assert";
import type { LocalDate } from "../kernel/local-date";
import { lineTotal } from "../kernel/money";
import { sum } from "../kernel/quantity";
import { readNetwork } from "../network/store";
import { readRestrictions } from "../orders/store-restrictions";
import { wantedOf } from "./decide-scope";
import type { LineProgress, LineSubstitute, OrderProgress } from "./types";

type Env = { readonly owner: object; readonly sql: RawSql | RawTx; readonly now: Date };

export type Substitutes = {
  /** Whether the customer takes them: as the order says, else the company. */
  readonly policy: SubstitutionPolicy;
  /** By line, the first choice first. */
  readonly substitutes: readonly LineSubstitute[];
};

/**
 * What could ship instead of units of an order, by the availability that the order's channel has now. Lines of
 * kits have none. Nothing is locked: a change looks again.
 *
 * @param units how many units of which lines are to be stood in for
 */
export async function findSubstitutes(
  { owner, sql, now }: Env,
  order: OrderProgress,
  units: ReadonlyMap<string, number>,
): Promise<Substitutes> {
  const today = now.toISOString().slice(0, 10) as LocalDate;
  const [company] = await sql<{ policy: SubstitutionPolicy }[]>`
    select substitution as policy from company where id = ${order.companyId}`;
  const { policy } = present(company, "an order has a company");
  const terms = { policy: order.substitution ?? policy };
  const lines = order.lines.filter(
    ({ lineId, kitGroup }) => kitGroup === null && (units.get(lineId) ?? 0) > 0,
  );
  const alternatives = await readAlternatives(
    sql,
    lines.map(({ skuId }) => skuId),
    today,
  );
  const wanted = [...alternatives.values()].flat();
  if (wanted.length === 0) {
    return { ...terms, substitutes: [] };
  }
  const { companyId, companyLocationId } = order;
  const skus = await readInstead(
    sql,
    [companyId],
    wanted.flatMap((each) => [each, { insteadSku: each.sku }]),
  );
  const customers = await readCustomers(sql, [{ companyId, companyLocationId }], null);
  const customer = present(customers.get(0), "an order has a customer");
  const list = customer.priceList?.id;
  const skuIds = [...new Set([...skus.values()].map(({ id }) => id))];
  const tiers = await readTiers(
    sql,
    list === undefined ? [] : skuIds.map((skuId) => ({ priceListId: list, skuId })),
  );
  const { version } = await readNetwork(owner, sql);
  const restrictions = await readRestrictions(owner, sql, version);
  const availableOf = await readAvailable({ owner, sql, now }, order, customer, skuIds);
  const request = { facts: { skus, tiers, alternatives, restrictions }, input: order, today };
  const find = (code: string) => skus.get(skuKey({ text: code, companyId }));
  const substitutes = lines.flatMap((line) => {
    const short = Math.min(units.get(line.lineId) ?? 0, wantedOf(line));
    return alternativesOf(line.skuId, alternatives).flatMap((alternative): LineSubstitute[] => {
      const asked = find(line.sku);
      const instead = find(alternative.insteadSku);
      if (
        asked === undefined ||
        instead === undefined ||
        restrictedFault(request, customer, instead) !== null
      ) {
        return [];
      }
      const most = mostInstead(
        alternative.ratio,
        { short, available: availableOf(instead.id), isWhole: short === wantedOf(line) },
        { asked, instead },
      );
      const usual = usualPrice(request, customer, instead, most.instead);
      return inPlaceOf(line, alternative, { instead, most, currency: order.currency }, usual);
    });
  });
  return { ...terms, substitutes };
}

/** One that may ship instead with its price; none when no unit of it fits, or nobody knows what it costs. */
function inPlaceOf(
  line: LineProgress,
  { kind, price, ratio }: Alternative,
  {
    instead,
    most,
    currency,
  }: {
    readonly instead: OrderableSku;
    readonly most: ReturnType<typeof mostInstead>;
    readonly currency: OrderProgress["currency"];
  },
  usual: ReturnType<typeof usualPrice>,
): LineSubstitute[] {
  const unitPriceE4 = priceInstead(price, ratio, {
    asked: line.unitPriceE4,
    instead: usual.ok ? usual.value.unitPriceE4 : null,
  });
  if (most.instead === 0 || unitPriceE4 === null) {
    return [];
  }
  const moreMinor =
    lineTotal(most.instead, unitPriceE4, currency) -
    lineTotal(most.asked, line.unitPriceE4, currency);
  return [
    {
      ...{ lineId: line.lineId, lineNumber: line.lineNumber, kind, unitPriceE4, moreMinor },
      ...{ asked: line.sku, insteadOf: most.asked, quantity: most.instead },
      ...{ sku: instead.code, name: instead.name, unit: instead.baseUnit },
    },
  ];
}

/** Units of some SKUs that the order may be promised now, over all nodes. */
async function readAvailable(
  { owner, sql, now }: Env,
  order: OrderProgress,
  { code, tier, shipTo }: Customer,
  skuIds: string[],
) {
  const network = await readNetwork(owner, sql);
  const channel = network.channels.get(order.channelCode);
  const rules = await readRuleBook(owner, sql, network.version, now);
  const taken = await readTaken(sql, rules, skuIds, now);
  const waiting = await readWaiting(sql, skuIds, now);
  const claims = await readClaims({ owner, sql, now }, network.version, skuIds);
  const positions = await readStock(sql, skuIds, now);
  const book = new StockBook(positions, rules, { ...network, taken, waiting, claims });
  const asker = {
    channel: order.channelCode,
    orderType: channel?.kind ?? "",
    company: code,
    tier,
    region: shipTo?.region ?? "",
    wanted: order.requestedDate,
    placedAt: now,
  };
  return (skuId: string) =>
    channel === undefined
      ? 0
      : sum(
          network.nodes.map(
            (node) => book.availableAt(node, skuId, channel, asker)?.available ?? 0,
          ),
        );
}
