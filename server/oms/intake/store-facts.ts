import type { RawTx } from "@/db/client";
import type { Actor } from "@/server/shell/actor";
import type { BatchItem, CommandEnv } from "@/server/shell/command";
import { readAlternatives } from "../catalog/store-relations";
import type { LocalDate } from "../kernel/local-date";
import type { Network } from "../network/types";
import { readHoldBook } from "../orders/store-hold-book";
import { readRestrictions } from "../orders/store-restrictions";
import { skuKey } from "./decide-shipping";
import type { PlaceOrderInput } from "./schema";
import {
  lockCreditOf,
  readCustomers,
  readDuplicatePos,
  readExisting,
  readInstead,
  readSkus,
  readTiers,
} from "./store";
import { readSeverities } from "./store-severities";
import { customerAt } from "./store-ship-to";
import type { IntakeFacts } from "./types";

type Items = readonly BatchItem<PlaceOrderInput>[];

/** A buyer orders in their own name and within their own limit, whatever the request says. */
const orderedBy = (actor: Actor) => (input: PlaceOrderInput) =>
  actor.contactId === null ? input : { ...input, contactId: actor.contactId };

/** All that the orders of a batch are decided by, in a few statements; locks the credit of their customers. */
export async function readFacts(
  env: CommandEnv,
  items: Items,
  network: Network,
): Promise<IntakeFacts> {
  const { sql } = env;
  const inputs = items.map((item) => item.input);
  const channelIds = inputs.map((input) => network.channels.get(input.channelCode)?.id ?? null);
  const requests = inputs.map(orderedBy(env.actor));
  const [, found, existing] = await Promise.all([
    // On one connection each statement sees what was committed before it began: first the lock.
    lockCreditOf(sql, requests, env.companyId),
    readCustomers(sql, requests, env.companyId),
    readExisting(
      sql,
      inputs.map((input, index) => ({
        channelId: channelIds[index] ?? null,
        externalRef: input.externalRef ?? null,
      })),
    ),
  ]);
  const customers = new Map(
    await Promise.all(
      [...found].map(
        async ([index, customer]) =>
          [index, await customerAt(sql, customer, inputs[index]?.shipTo)] as const,
      ),
    ),
  );
  const companyIds = inputs.map((_, index) => customers.get(index)?.companyId ?? null);
  const skuRequests = inputs.flatMap((input, index) => {
    const companyId = companyIds[index] ?? null;
    return companyId === null
      ? []
      : input.lines.flatMap(namesOf).map((text) => ({ text, companyId }));
  });
  const [named, duplicatePos] = await Promise.all([
    readSkus(sql, skuRequests),
    readDuplicatePos(
      sql,
      inputs.map((input, index) => ({
        companyId: companyIds[index] ?? null,
        customerPo: input.customerPo ?? null,
      })),
    ),
  ]);
  const [alternatives, tiers, holdBook, severities, restrictions] = await Promise.all([
    readAlternatives(
      sql,
      [...named.values()].map(({ id }) => id),
      env.now.toISOString().slice(0, 10) as LocalDate,
    ),
    readTiers(sql, pricePairs(inputs, customers, named)),
    readHoldBook(env.owner, sql, network.version),
    readSeverities(env.owner, sql, network.version),
    readRestrictions(env.owner, sql, network.version),
  ]);
  const facts = {
    ...{ customers, existing, duplicatePos, holdBook, severities, alternatives, restrictions },
  };
  const following = await readFollowing(sql, facts);
  return {
    ...facts,
    skus: new Map([...following.skus, ...named]),
    tiers: new Map([...following.tiers, ...tiers]),
  };
}

/** What lines become whose SKU is followed by another; it is asked only where one is. */
async function readFollowing(
  sql: RawTx,
  { customers, alternatives }: Pick<IntakeFacts, "customers" | "alternatives">,
): Promise<Pick<IntakeFacts, "skus" | "tiers">> {
  const successors = [...alternatives.values()]
    .flat()
    .filter(({ kind }) => kind === "supersession");
  const companyIds = new Set([...customers.values()].map(({ companyId }) => companyId));
  const lists = [...customers.values()].flatMap(({ priceList }) => priceList?.id ?? []);
  const [skus, tiers] = await Promise.all([
    readInstead(sql, [...companyIds], successors),
    readTiers(
      sql,
      lists.flatMap((priceListId) =>
        successors.map(({ insteadSkuId }) => ({ priceListId, skuId: insteadSkuId })),
      ),
    ),
  ]);
  return { skus, tiers };
}

/** The SKUs whose price may be asked: those that lines name, and those that they ship instead of. */
function pricePairs(
  inputs: readonly PlaceOrderInput[],
  customers: IntakeFacts["customers"],
  skus: IntakeFacts["skus"],
) {
  return inputs.flatMap((input, index) => {
    const customer = customers.get(index);
    const priceListId = customer?.priceList?.id;
    if (customer === undefined || priceListId === undefined) {
      return [];
    }
    return input.lines.flatMap(namesOf).flatMap((text) => {
      const sku = skus.get(skuKey({ text, companyId: customer.companyId }));
      return sku === undefined ? [] : [{ priceListId, skuId: sku.id }];
    });
  });
}

const namesOf = ({ sku, insteadOf }: PlaceOrderInput["lines"][number]) =>
  insteadOf === undefined ? [sku] : [sku, insteadOf];
