import { generationOf, type RawSql, type RawTx } from "@/db/client";
import { type Moment, momentOf } from "@/server/shell/moment";
import { sharedRead } from "@/server/shell/shared-read";
import { present } from "../kernel/assert";
import type { LocalDate } from "../kernel/local-date";
import type { SkuFacts, SkuStock } from "./decide-answer";
import type { BalanceChange } from "./decide-projection";
import { type WaitingFigures, waitingDemand, waitingOf } from "./store-waiting";

export type StockAsk = {
  /** Codes of SKUs, in capitals. */
  readonly codes: readonly string[];
  /** Holds count that have not run out by then. */
  readonly now: Date;
};

export type StockFacts = {
  /** Of the reference data, in the same instant. */
  readonly version: number;
  /** In the order asked; null for a SKU that does not exist. */
  readonly skus: readonly (SkuFacts | null)[];
};

/** What was read of a SKU, when, and in which snapshot of the database. */
type Copy = {
  readonly moment: Moment;
  readonly snapshot: string;
  readonly version: number;
  readonly found: Found;
  /**
   * The clocks that it may be asked for by: at others more of its holds have run out, or it is
   * another day, on which other orders wait.
   */
  readonly fromMs: number;
  readonly untilMs: number;
};
type Copies = { generation: number; version: number; readonly byCode: Map<string, Copy> };

const copiesByOwner = new WeakMap<object, Copies>();

/** Some thirty megabytes at fifty nodes a SKU. */
const COPIES_MAX = 5_000;

/** So much later than it was read a copy may be used, as long as nothing in the database changed. */
const COPY_MS = 60_000;
const DAY_MS = 86_400_000;

/** What there is of some SKUs and, of the kits among them, of their components, by code. */
export type StockWithComponents = StockFacts & {
  readonly components: ReadonlyMap<string, SkuFacts>;
};

/**
 * What there is of some SKUs now: from copies of all of them where they were read at the moment that
 * the caller found, so that the database would say the same again; else from `readStockFacts`. Copies
 * are given without a promise, since most requests need no more.
 */
export function stockAt(
  sql: RawSql,
  ask: StockAsk,
  moment: Moment | undefined,
): StockWithComponents | Promise<StockWithComponents> {
  const kept = moment === undefined ? null : keptStock(sql, ask, moment);
  return kept ?? withComponents((each) => readStockFacts(sql, each), ask);
}

function keptStock(sql: RawSql, ask: StockAsk, moment: Moment): StockWithComponents | null {
  const asked = keptFacts(sql, ask, moment);
  const codes = asked === null ? [] : componentCodes(asked);
  const parts = codes.length === 0 ? asked : keptFacts(sql, { codes, now: ask.now }, moment);
  return asked && parts && { ...asked, components: codes.length === 0 ? NOTHING : byCode(parts) };
}

const componentCodes = ({ skus }: StockFacts): string[] => [
  ...new Set(skus.flatMap((facts) => facts?.components.map(({ code }) => code) ?? [])),
];

const byCode = ({ skus }: StockFacts): ReadonlyMap<string, SkuFacts> =>
  new Map(
    skus.flatMap((facts) => (facts === null ? [] : [[facts.code.toUpperCase(), facts] as const])),
  );

function keptFacts(sql: RawSql, ask: StockAsk, moment: Moment): StockFacts | null {
  const byCode = copiesByOwner.get(sql)?.byCode;
  const nowMs = ask.now.getTime();
  const skus: (SkuFacts | null)[] = [];
  let version = 0;
  for (const code of ask.codes) {
    const copy = byCode?.get(code);
    if (copy?.moment !== moment || nowMs < copy.fromMs || nowMs > copy.untilMs) {
      return null;
    }
    version = copy.version;
    skus.push(factsOf(copy.found, ask));
  }
  return { version, skus };
}

/**
 * What there is of some SKUs now, in one statement for all who ask at about the same time.
 *
 * Positions are read only when the ledger holds a movement of the SKU that the snapshot of the copy
 * did not see; otherwise the copy is what the database would say, and it has just said so.
 * What changes positions without a movement counts up the version of the reference data.
 */
const readStockFacts = sharedRead<StockAsk, StockFacts>(readTogether);

async function readTogether(sql: RawSql, asks: readonly StockAsk[]): Promise<StockFacts[]> {
  const copies = copiesOf(sql);
  const codes = [...new Set(asks.flatMap((ask) => ask.codes))];
  const held = codes.map((code) => copies.byCode.get(code));
  const clocks = asks.map(({ now }) => now.getTime());
  const fromMs = Math.min(...clocks);
  const toMs = Math.max(...clocks) + COPY_MS;
  const { version, snapshot, rows } = await readFacts(sql, codes, held, {
    version: copies.version,
    from: new Date(fromMs),
    to: new Date(toMs),
  });
  if (copies.generation !== generationOf(sql)) {
    // Another server may have answered than the one whose snapshots it was asked by.
    return readTogether(sql, asks);
  }
  if (copies.version !== version) {
    copies.byCode.clear();
    copies.version = version;
  }
  const moment = momentOf(sql, snapshot);
  const untilMs = Math.min(toMs, endOfDay(fromMs));
  const found = foundOf(codes, rows, held);
  for (const [code, read] of found) {
    keep(copies, code, { moment, snapshot, version, found: read, fromMs, untilMs });
  }
  return asks.map((ask) => ({ version, skus: factsOfAll(found, ask) }));
}

/** The last millisecond of a day, in UTC, by which orders begin to wait. */
const endOfDay = (ms: number) => (Math.floor(ms / DAY_MS) + 1) * DAY_MS - 1;

/** The copies of a database; those of a server that has gone meanwhile are none. */
function copiesOf(sql: RawSql): Copies {
  const generation = generationOf(sql);
  const kept = copiesByOwner.get(sql);
  if (kept?.generation === generation) {
    return kept;
  }
  const copies = { generation, version: 0, byCode: new Map<string, Copy>() };
  copiesByOwner.set(sql, copies);
  return copies;
}

/** The same, read whole in a transaction of the caller's, with no copy used or kept. */
export async function readStockOf(sql: RawTx, ask: StockAsk): Promise<StockFacts> {
  const held = ask.codes.map(() => undefined);
  const moment = { version: 0, from: ask.now, to: ask.now };
  const { version, rows } = await readFacts(sql, ask.codes, held, moment);
  const found = foundOf(ask.codes, rows, held);
  return { version, skus: factsOfAll(found, ask) };
}

function foundOf(
  codes: readonly string[],
  rows: readonly FactRow[],
  held: readonly (Copy | undefined)[],
): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const [index, row] of rows.entries()) {
    const { code, skuId, positions } = row;
    if (code !== null && skuId !== null) {
      const stock =
        positions === null
          ? present(held[index], "a copy that was sent").found.unheld.stock
          : { skuId, positions: positions.map(nodeStockOf) };
      found.set(present(codes[index], "a row for each code"), readOf({ ...row, code }, stock));
    }
  }
  return found;
}

/** What was read of a SKU; its holds still have to be looked at by somebody's clock. */
type Found = { readonly holds: readonly Hold[] | null; readonly unheld: SkuFacts };

type KnownRow = FactRow & { readonly code: string };

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

const readOf = (row: KnownRow, stock: SkuStock): Found => ({
  holds: row.holds,
  unheld: {
    code: row.code,
    stock,
    reserved: NOTHING,
    nextSupplyDate: row.nextSupplyDate,
    ...(row.comesOutOn !== null && {
      preorder: {
        comesOutOn: row.comesOutOn,
        left:
          row.preorderLimit === null
            ? null
            : Math.max(0, row.preorderLimit - (row.preordered ?? 0)),
      },
    }),
    components: (row.components ?? []).map(([code, perKit]) => ({ code, perKit })),
    waiting: waitingDemand(row.waiting),
  },
});

const factsOf = ({ holds, unheld }: Found, { now }: StockAsk): SkuFacts =>
  holds === null ? unheld : { ...unheld, reserved: reservedAt(holds, now) };

const factsOfAll = (found: ReadonlyMap<string, Found>, ask: StockAsk) =>
  ask.codes.map((code) => {
    const read = found.get(code);
    return read === undefined ? null : factsOf(read, ask);
  });

/** Units by node that holds keep at a clock within those that they were read for. */
function reservedAt(holds: readonly Hold[], now: Date): ReadonlyMap<string, number> {
  const reserved = new Map<string, number>();
  for (const [nodeId, units, endsMs] of holds) {
    if (endsMs > now.getTime()) {
      reserved.set(nodeId, units + (reserved.get(nodeId) ?? 0));
    }
  }
  return reserved;
}

function keep({ byCode }: Copies, code: string, copy: Copy): void {
  byCode.set(code, copy);
  if (byCode.size > COPIES_MAX) {
    byCode.delete(present(byCode.keys().next().value, "more than none"));
  }
}

type PositionFigures = readonly [string, number, number, number, number];

const nodeStockOf = ([nodeId, onHand, unsellable, allocated, safetyStock]: PositionFigures) => ({
  nodeId,
  onHand,
  unsellable,
  allocated,
  safetyStock,
});

type FactRow = {
  readonly code: string | null;
  readonly skuId: string | null;
  /** Null where the copy is as good. */
  readonly positions: readonly PositionFigures[] | null;
  /** Null where nothing is held. */
  readonly holds: readonly Hold[] | null;
  readonly nextSupplyDate: LocalDate | null;
  /** Null: it is out. */
  readonly comesOutOn: LocalDate | null;
  readonly preorderLimit: number | null;
  /** Units that are pre-ordered; null where no cap asks. */
  readonly preordered: number | null;
  /** Code in capitals and units per kit; null for a SKU that is no kit. */
  readonly components: readonly (readonly [string, number])[] | null;
  /** Null where nothing waits. */
  readonly waiting: WaitingFigures | null;
};

/** Node, units, and when they end; all that end after the last clock they are read for are one sum. */
type Hold = readonly [string, number, number];

async function readFacts(
  sql: RawSql | RawTx,
  codes: readonly string[],
  held: readonly (Copy | undefined)[],
  known: { readonly version: number; readonly from: Date; readonly to: Date },
) {
  const ids = held.map((copy) => copy?.found.unheld.stock.skuId ?? "");
  const snapshots = held.map((copy) => copy?.snapshot ?? "");
  const rows = await sql<(FactRow & { version: number; snapshot: string })[]>`
    select v.version, pg_current_snapshot()::text as snapshot, s.code, s.id as "skuId",
      case when c.snapshot = '' or c.sku_id <> s.id::text or v.version <> ${known.version} or exists (
          select 1 from stock_movement m where m.sku_id = s.id
            and m.xid >= pg_snapshot_xmin(nullif(c.snapshot, '')::pg_snapshot)
            and not pg_visible_in_snapshot(m.xid, nullif(c.snapshot, '')::pg_snapshot))
        then (
          select coalesce(json_agg(json_build_array(p.node_id, p.on_hand, p.unsellable, p.allocated,
            p.safety_stock)), '[]')
          from (
            select node_id, sum(on_hand) filter (where status = 'sellable') as on_hand,
              coalesce(sum(on_hand) filter (where status <> 'sellable'), 0) as unsellable,
              sum(allocated) as allocated,
              sum(safety_stock) filter (where status = 'sellable') as safety_stock
            from stock_level where sku_id = s.id
            group by node_id having bool_or(status = 'sellable') order by node_id) p)
        end as positions,
      (select json_agg(json_build_array(h.node_id, h.units, extract(epoch from h.ends) * 1000))
        from (
          select node_id, sum(quantity) as units,
            least(expires_at, ${known.to}::timestamptz + interval '1 ms') as ends
          from reservation
          where sku_id = s.id and state = 'active' and expires_at > ${known.from}
          group by 1, 3 order by 1, 3) h) as holds,
      (select min(i.eta + i.dock_to_stock_days)::text from inbound_supply i
        where i.sku_id = s.id and i.status = 'open' and i.quantity - i.received > i.pegged
        ) as "nextSupplyDate",
      s.comes_out_on::text as "comesOutOn", s.preorder_limit as "preorderLimit",
      case when s.preorder_limit is not null then (
        select coalesce(sum(l.backordered), 0)::int from order_line l
        where l.sku_id = s.id and l.backordered > 0) end as preordered,
      (select json_agg(json_build_array(upper(k.code), k.quantity) order by k.position)
        from (select c.code, i.quantity, i.position
          from kit_component i join sku c on c.id = i.component_sku_id
          where i.kit_sku_id = s.id) k) as components,
      ${waitingOf(sql, sql`s.id`, known.from)} as waiting
    from reference_version v
    cross join unnest(${[...codes]}::text[], ${ids}::text[], ${snapshots}::text[])
      with ordinality c(code, sku_id, snapshot, place)
    left join sku s on upper(s.code) = c.code
    where v.name = 'network' order by c.place`;
  const { version, snapshot } = present(rows[0], "the version of the network is a row");
  return { version, snapshot, rows };
}

/**
 * Free units on their way, by SKU and node, on the day they can be picked: of open supply that the
 * sourcing profile trusts enough to promise, less what it has been promised. What is overdue is not
 * there yet, so it is expected tomorrow at the earliest.
 */
export async function readArrivals(
  sql: RawSql,
  skuIds: readonly string[],
  now: Date,
): Promise<Map<string, Map<string, BalanceChange[]>>> {
  const rows = await sql<({ skuId: string; nodeId: string } & BalanceChange)[]>`
    select i.sku_id as "skuId", i.node_id as "nodeId",
      greatest(i.eta + i.dock_to_stock_days,
        (${now}::timestamptz at time zone n.time_zone)::date + 1)::text as day,
      i.quantity - i.received - i.pegged as units
    from inbound_supply i join node n on n.id = i.node_id
    where i.sku_id = any(${[...skuIds]}::uuid[]) and i.status = 'open'
      and i.quantity - i.received > i.pegged
      and i.confidence >= (select (parameters ->> 'inboundConfidenceMinPercent')::int
        from sourcing_profile where ref = 'default' and status = 'active')`;
  const bySku = new Map<string, Map<string, BalanceChange[]>>();
  for (const { skuId, nodeId, day, units } of rows) {
    const byNode = bySku.get(skuId) ?? new Map<string, BalanceChange[]>();
    bySku.set(skuId, byNode.set(nodeId, [...(byNode.get(nodeId) ?? []), { day, units }]));
  }
  return bySku;
}

/** What there is of some SKUs and, of the kits among them, of their components. */
export async function withComponents(
  read: (ask: StockAsk) => Promise<StockFacts>,
  ask: StockAsk,
): Promise<StockWithComponents> {
  const asked = await read(ask);
  const codes = componentCodes(asked);
  if (codes.length === 0) {
    return { ...asked, components: NOTHING };
  }
  const parts = await read({ codes, now: ask.now });
  return { version: parts.version, skus: asked.skus, components: byCode(parts) };
}
