import type { RawSql } from "@/db/client";
import { DomainError } from "../kernel/errors";
import type { LocalDate } from "../kernel/local-date";
import { networkAt } from "../network/store";
import { anyoneAt } from "../scarcity/decide-claims";
import type { Grounds } from "./decide-answer";
import type { RuleBook } from "./decide-rules";
import { askerOf, bindsAnybody, readClaims } from "./store-claims";
import { readTaken } from "./store-quota";
import { readRuleBook } from "./store-rules";

/** Grounds that are the same for every SKU and whoever asks, by channel, while these rules are in force. */
type Kept = {
  readonly version: number;
  readonly rules: RuleBook;
  readonly byChannel: Map<string, Grounds>;
};

const cached = new WeakMap<object, Kept>();

export type GroundsAsk = {
  /** Of the reference data, as it was read with the stock. */
  readonly version: number;
  readonly channelCode: string;
  readonly skuIds: readonly string[];
  /** For whom; null: for anybody who comes to the channel. */
  readonly companyId: string | null;
  /** The day that is asked about; null: now. */
  readonly wanted: LocalDate | null;
  readonly now: Date;
};

/**
 * What answers of a channel follow from beside the stock, as far as it hangs on the reference data
 * alone and was read before; null where it has to be read. Without a promise: most requests need none.
 */
export function keptGrounds(
  owner: object,
  { version, channelCode, now }: GroundsAsk,
): Grounds | null {
  const kept = cached.get(owner);
  const isGood = kept?.version === version && kept.rules.holdsAt(now);
  return isGood ? (kept.byChannel.get(channelCode) ?? null) : null;
}

/**
 * The same, read: network, rules, what channels took under quotas and what the allocation policy
 * keeps and caps. Where no quota and no policy binds anybody, the next request finds it kept.
 *
 * @throws NOT_FOUND for a channel that does not exist
 */
export async function readGrounds(sql: RawSql, asked: GroundsAsk): Promise<Grounds> {
  const { version, channelCode, skuIds, now } = asked;
  const network = await networkAt(sql, sql, version);
  const channel = network.channels.get(channelCode);
  if (channel === undefined) {
    throw new DomainError("NOT_FOUND", `There is no channel “${channelCode}”`, { channelCode });
  }
  const rules = await readRuleBook(sql, sql, version, now);
  const taken = await readTaken(sql, rules, skuIds, now);
  const ask = { owner: sql, sql, now };
  const claims = await readClaims(ask, version, skuIds);
  const asker =
    claims.size === 0
      ? anyoneAt(channel, now.toISOString().slice(0, 10) as LocalDate)
      : await askerOf(ask, channel, asked.companyId, asked.wanted);
  const grounds = { network, channel, rules, taken, claims, asker };
  if (rules.quotas.length === 0 && !(await bindsAnybody(ask, version))) {
    const last = cached.get(sql);
    const kept =
      last?.version === version && last.rules === rules
        ? last
        : { version, rules, byChannel: new Map<string, Grounds>() };
    kept.byChannel.set(channelCode, grounds);
    cached.set(sql, kept);
  }
  return grounds;
}
