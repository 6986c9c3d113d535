import { z } from "zod";
import { defineQuery, PAGE_MAX } from "@/server/shell/query";
import { decodeCursor, pageOf } from "../kernel/cursor";
import { DomainError, type Fault } from "../kernel/errors";
import { escapeLike } from "../kernel/like";
import type { PlaceOrderInput } from "./schema";
import { type ParkedState, parkedStates } from "./types";

export type ParkedRow = {
  readonly id: string;
  readonly number: string;
  readonly channel: string;
  readonly company: string | null;
  readonly externalRef: string | null;
  readonly customerPo: string | null;
  readonly receivedAt: Date;
  readonly lines: number;
  readonly faults: readonly Fault[];
  readonly orderNumber: string | null;
  readonly closeReason: string | null;
};

/** Orders that could not be taken as they were sent, a page at a time, the oldest first. */
export const listParked = defineQuery({
  name: "orders.list_parked",
  input: z.object({
    view: z.enum(parkedStates).default("parked"),
    q: z.string().trim().max(100).default(""),
    after: z.string().max(400).optional(),
    limit: z.int().min(1).max(PAGE_MAX).default(50),
  }),
  wall: "staff",
  run: async ({ sql }, { view, q, after, limit }) => {
    const pattern = `%${escapeLike(q)}%`;
    const cursor = decodeCursor(after, 2);
    const found = sql`
      from parked_order p join channel h on h.id = p.channel_id
      left join company c on c.id = p.company_id left join sales_order o on o.id = p.order_id
      where ${q} = '' or p.number ilike ${pattern} or p.external_ref ilike ${pattern}
        or p.customer_po ilike ${pattern} or c.name ilike ${pattern}`;
    const [counts, rows] = await Promise.all([
      sql<{ state: ParkedState; n: number }[]>`
        select p.state, count(*)::int as n ${found} group by p.state`,
      sql<(ParkedRow & { state: ParkedState; key: string })[]>`
        select * from (select p.id, p.number, h.code as channel, c.name as company,
            p.external_ref as "externalRef", p.customer_po as "customerPo",
            p.received_at as "receivedAt", jsonb_array_length(p.content -> 'lines') as lines,
            p.faults, o.number as "orderNumber", p.close_reason as "closeReason", p.state,
            p.received_at::text as key ${found}) x
        where state = ${view} and ${
          cursor === null
            ? sql`true`
            : sql`("receivedAt", id) > (${cursor[0] ?? ""}::timestamptz, ${cursor[1] ?? ""}::uuid)`
        }
        order by "receivedAt", id limit ${limit + 1}`,
    ]);
    const page = pageOf(rows, limit, (last) => [last.key, last.id]);
    const countOf = (state: ParkedState) => counts.find((row) => row.state === state)?.n ?? 0;
    return {
      rows: page.rows.map(({ key: _, state: __, ...row }): ParkedRow => row),
      counts: {
        parked: countOf("parked"),
        placed: countOf("placed"),
        discarded: countOf("discarded"),
      },
      next: page.next,
    };
  },
});

/** As many SKUs are named that an unknown one may have meant. */
const LIKELY_MAX = 3;

/** A parked order as it was sent, what keeps it from being taken, and what may have been meant. */
export const findParked = defineQuery({
  name: "orders.find_parked",
  input: z.object({ number: z.string().trim().min(1).max(40) }),
  wall: "staff",
  run: async ({ sql }, { number }) => {
    const [parked] = await sql<ParkedDetail[]>`
      select p.id, p.number, p.state, h.code as channel, p.company_id as "companyId",
        c.name as company, p.content, p.faults, p.received_at as "receivedAt",
        p.received_from as "receivedFrom", p.version, o.number as "orderNumber",
        p.close_reason as "closeReason"
      from parked_order p join channel h on h.id = p.channel_id
      left join company c on c.id = p.company_id left join sales_order o on o.id = p.order_id
      where p.number = ${number.toUpperCase()}`;
    if (parked === undefined) {
      throw new DomainError("NOT_FOUND", "There is no such parked order", { number });
    }
    const unknown = parked.faults.flatMap(({ field, code }) => {
      const at = /^lines\.(\d+)\.sku$/.exec(field)?.[1];
      const text = at === undefined ? undefined : parked.content.lines[Number(at)]?.sku;
      return code === "sku_unknown" && text !== undefined ? [{ at: Number(at), text }] : [];
    });
    const [likely, locations] = await Promise.all([
      sql<{ at: number; code: string; name: string }[]>`
        select u.at, s.code, s.name
        from jsonb_to_recordset(${sql.typed(unknown, 3802)}::jsonb) as u(at int, text text)
        cross join lateral (
          select code, name from sku where similarity(code, u.text) > 0.2
          order by similarity(code, u.text) desc, code limit ${LIKELY_MAX}) s`,
      sql<{ id: string; label: string }[]>`
        select id, name || ', ' || city || ' ' || postal_code as label from company_location
        where company_id = ${parked.companyId} order by is_default desc, name`,
    ]);
    return { ...parked, likely, locations };
  },
});

type ParkedDetail = {
  readonly id: string;
  readonly number: string;
  readonly state: ParkedState;
  readonly channel: string;
  readonly companyId: string | null;
  readonly company: string | null;
  readonly content: PlaceOrderInput;
  readonly faults: readonly Fault[];
  readonly receivedAt: Date;
  readonly receivedFrom: string;
  readonly version: number;
  readonly orderNumber: string | null;
  readonly closeReason: string | null;
};
