import { z } from "zod";
import { defineQuery } from "@/server/shell/query";
import { csvOf } from "../kernel/csv";
import { decodeCursor, pageOf } from "../kernel/cursor";

/** The longest page of an export. */
export const SELLABLE_PAGE_MAX = 10_000;

export type SellableRow = {
  readonly sku: string;
  readonly quantity: number;
  readonly sentAt: Date;
};

/** What a channel was told, by SKU: all of it, or what changed after a run. */
export const listSellable = defineQuery({
  name: "inventory.list_sellable",
  input: z.object({
    channelCode: z.string().trim().min(1).max(40),
    /** The number of a run; 0: everything. */
    since: z.int().min(0).default(0),
    after: z.string().max(200).optional(),
    limit: z.int().min(1).max(SELLABLE_PAGE_MAX).default(SELLABLE_PAGE_MAX),
  }),
  wall: "staff",
  run: async ({ sql }, { channelCode, since, after, limit }) => {
    const [cursor] = decodeCursor(after, 1) ?? [""];
    const page = await sql<SellableRow[]>`
      select s.code as sku, t.quantity, t.sent_at as "sentAt"
      from sellable_sent t join channel c on c.id = t.channel_id join sku s on s.id = t.sku_id
      where c.code = ${channelCode} and t.run > ${since} and s.code > ${String(cursor ?? "")}
      order by s.code limit ${limit + 1}`;
    return pageOf(page, limit, (last) => [last.sku]);
  },
});

/**
 * An export as a file, page by page: SKU, units, and when the channel was first told so many.
 *
 * @param read gives the page after a cursor
 */
export async function* sellableCsv(
  read: (after: string | undefined) => ReturnType<typeof listSellable>,
): AsyncGenerator<string> {
  yield csvOf([["sku", "quantity", "sent_at"]]);
  let after: string | null | undefined;
  while (after !== null) {
    const { rows, next } = await read(after);
    yield csvOf(rows.map(({ sku, quantity, sentAt }) => [sku, quantity, sentAt.toISOString()]));
    after = next;
  }
}

export type ChannelExport = {
  readonly code: string;
  readonly name: string;
  /** The newest export; null: there was none yet. */
  readonly last: {
    readonly run: number;
    readonly skus: number;
    readonly changed: number;
    readonly by: string;
    readonly sentAt: Date;
  } | null;
};

/** Each channel with its newest export. */
export const listSellableExports = defineQuery({
  name: "inventory.list_sellable_exports",
  input: z.object({}),
  wall: "staff",
  run: async ({ sql }): Promise<ChannelExport[]> => {
    const rows = await sql<
      {
        code: string;
        name: string;
        run: number | null;
        skus: number;
        changed: number;
        by: string;
        sentAt: Date;
      }[]
    >`
      select c.code, c.name, r.run, r.skus, r.changed, r.sent_at as "sentAt",
        coalesce(u.name, k.name, r.actor_id) as by
      from channel c
      left join lateral (select * from sellable_run where channel_id = c.id
        order by run desc limit 1) r on true
      left join app_user u on u.id::text = r.actor_id
      left join api_key k on k.id::text = r.actor_id
      order by c.name, c.code`;
    return rows.map(({ code, name, run, ...last }) => ({
      code,
      name,
      last: run === null ? null : { run, ...last },
    }));
  },
});

/** What a channel was last told of one SKU; null when it was told nothing. */
export const findSellableSent = defineQuery({
  name: "inventory.find_sellable_sent",
  input: z.object({
    channelCode: z.string().trim().min(1).max(40),
    sku: z.string().trim().min(1).max(80),
  }),
  wall: "staff",
  run: async ({ sql }, { channelCode, sku }) => {
    const [row] = await sql<Omit<SellableRow, "sku">[]>`
      select t.quantity, t.sent_at as "sentAt"
      from sellable_sent t join channel c on c.id = t.channel_id join sku s on s.id = t.sku_id
      where c.code = ${channelCode} and upper(s.code) = upper(${sku})`;
    return row ?? null;
  },
});
