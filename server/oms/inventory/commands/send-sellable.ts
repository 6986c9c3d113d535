import { z } from "zod";
import type { RawTx } from "@/db/client";
import { defineCommand } from "@/server/shell/command";
import { present } from "../../kernel/assert";
import { DomainError } from "../../kernel/errors";
import type { LocalDate } from "../../kernel/local-date";
import { networkAt } from "../../network/store";
import { anyoneAt } from "../../scarcity/decide-claims";
import { decideAnswer } from "../decide-answer";
import { answerAll } from "../decide-answers";
import { readStockOf, withComponents } from "../store-availability";
import { readClaims } from "../store-claims";
import { readTaken } from "../store-quota";
import { readRuleBook } from "../store-rules";

/** SKUs held in memory at a time, whatever the size of the catalogue. */
const CHUNK = 1_000;

export type SentSellable = {
  readonly channel: string;
  /** Its number: name it as `since` to be told what changed after it. */
  readonly run: number;
  /** The one before it for the channel; null: it was the first. */
  readonly previous: number | null;
  readonly skus: number;
  /** SKUs whose number differs from what was sent last. */
  readonly changed: number;
  readonly sentAt: string;
};

/**
 * Bring what a channel was told up to what it may sell now, by the formula of every availability
 * answer, and keep each number that changed under the number of this run. A SKU that is no longer
 * active is told once more, as 0.
 *
 * @throws NOT_FOUND for an unknown channel; STALE while another run for the channel is under way
 */
export const sendSellable = defineCommand({
  name: "inventory.send_sellable",
  input: z.object({ channelCode: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql, owner, now, actor, emit }, { channelCode }): Promise<SentSellable> => {
    const channelId = await lockChannel(sql, channelCode);
    const [begun] = await sql<{ run: number; previous: number | null }[]>`
      insert into sellable_run (channel_id, skus, changed, actor_id, sent_at)
      values (${channelId}, 0, 0, ${actor.id}, ${now})
      returning run, (select max(r.run) from sellable_run r where r.channel_id = ${channelId})
        as previous`;
    const { run, previous } = present(begun, "an insert returns its row");
    let [skus, changed] = [0, 0];
    for await (const chunk of skuChunks(sql, channelId)) {
      const codes = chunk.map(({ code }) => code.toUpperCase());
      const read = await withComponents((ask) => readStockOf(sql, ask), { codes, now });
      const { version, components } = read;
      const network = await networkAt(owner, sql, version);
      const channel = present(network.channels.get(channelCode), "a channel that is locked");
      const rules = await readRuleBook(owner, sql, version, now);
      const skuIds = [...read.skus, ...components.values()].flatMap(
        (facts) => facts?.stock.skuId ?? [],
      );
      const taken = await readTaken(sql, rules, skuIds, now);
      const claims = await readClaims({ owner, sql, now }, version, skuIds);
      const asker = anyoneAt(channel, now.toISOString().slice(0, 10) as LocalDate);
      const grounds = { network, channel, rules, taken, claims, asker };
      const plain = { breakdown: false, later: null };
      const answers = answerAll(
        read.skus.map((facts) => present(facts, "a SKU that was just listed")),
        components,
        (facts) => decideAnswer(facts, grounds, plain),
      );
      const numbers = chunk.map(({ isActive }, at) =>
        isActive ? (answers[at]?.available ?? 0) : 0,
      );
      const ids = chunk.map(({ id }) => id);
      const written = await writeSent(sql, { channelId, run, now, ids, numbers });
      skus += chunk.length;
      changed += written;
    }
    await sql`update sellable_run set skus = ${skus}, changed = ${changed} where run = ${run}`;
    emit({
      type: "sellable.sent",
      subject: { kind: "channel", id: channelId },
      payload: { channel: channelCode, run, skus, changed },
    });
    return { channel: channelCode, run, previous, skus, changed, sentAt: now.toISOString() };
  },
});

async function lockChannel(sql: RawTx, code: string): Promise<string> {
  const [channel] = await sql<{ id: string }[]>`select id from channel where code = ${code}`;
  if (channel === undefined) {
    throw new DomainError("NOT_FOUND", `There is no channel “${code}”`, { channelCode: code });
  }
  const locked = await sql`
    select 1 from channel where id = ${channel.id} for no key update skip locked`;
  if (locked.length === 0) {
    throw new DomainError("STALE", "An export for this channel is under way", {
      channelCode: code,
    });
  }
  return channel.id;
}

type SkuRow = { readonly id: string; readonly code: string; readonly isActive: boolean };

/** The SKUs a channel is told of, some at a time: the active ones, and those it was told before. */
async function* skuChunks(sql: RawTx, channelId: string): AsyncGenerator<SkuRow[]> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const chunk = await sql<SkuRow[]>`
      select s.id, s.code, s.status = 'active' as "isActive" from sku s
      where s.id > ${after} and (s.status = 'active' or exists (
        select 1 from sellable_sent t where t.channel_id = ${channelId} and t.sku_id = s.id))
      order by s.id limit ${CHUNK}`;
    const last = chunk.at(-1);
    if (last === undefined) {
      return;
    }
    yield chunk;
    after = last.id;
  }
}

/** @returns how many of the numbers were not what had been sent */
async function writeSent(
  sql: RawTx,
  sent: {
    readonly channelId: string;
    readonly run: number;
    readonly now: Date;
    readonly ids: readonly string[];
    readonly numbers: readonly number[];
  },
): Promise<number> {
  const { count } = await sql`
    insert into sellable_sent as s (channel_id, sku_id, quantity, run, sent_at)
    select ${sent.channelId}, t.id, t.quantity, ${sent.run}, ${sent.now}
    from unnest(${[...sent.ids]}::uuid[], ${[...sent.numbers]}::int[]) as t(id, quantity)
    on conflict (channel_id, sku_id) do update
      set quantity = excluded.quantity, run = excluded.run, sent_at = excluded.sent_at
      where s.quantity <> excluded.quantity`;
  return count;
}
