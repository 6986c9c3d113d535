import { coalesced } from "@/server/shell/coalesce";
import {
  type BatchItem,
  type BatchOutcome,
  type CommandEnv,
  defineBatchCommand,
} from "@/server/shell/command";
import { newId } from "@/server/shell/new-id";
import { DomainError, type Fault } from "../../kernel/errors";
import { sum } from "../../kernel/quantity";
import { readNetwork } from "../../network/store";
import type { Network, NetworkChannel } from "../../network/types";
import type { Claimant } from "../../scarcity/types";
import { StockBook } from "../decide-book";
import { decideHold, diffHolds, type HeldPlace, isLive } from "../decide-reservation";
import { expiryOf, type ReserveInput, reserveInput } from "../schema";
import { askerOf, readClaims } from "../store-claims";
import { readTaken } from "../store-quota";
import {
  extendReservations,
  insertReservations,
  lockOwners,
  type NewReservation,
  type OwnedReservation,
  ownerKey,
  readOwned,
  releaseReservations,
} from "../store-reservations";
import { readRuleBook } from "../store-rules";
import { lockStock } from "../store-stock";
import { readWaiting } from "../store-waiting";
import type { Owner } from "../types";

/**
 * Most holds that share a transaction when each came by itself: while one batch is written, the next
 * is read and checked, so two of half the size are done sooner than one.
 */
const SHARED_MAX = 250;

/** What an owner wants to hold: all of it, in the place of what it held before. */
export type Wish = {
  readonly owner: Owner;
  readonly companyId: string | null;
  readonly channel: NetworkChannel;
  readonly expiresAt: Date;
  /** Take what there is, when it is less than asked. */
  readonly partial: boolean;
  readonly lines: readonly WishLine[];
};

export type WishLine = {
  /** Place of the line in the request, from 0; the components of a kit share that of its line. */
  readonly askedAt: number;
  readonly skuId: string;
  readonly sku: string;
  readonly quantity: number;
  /** The only node that may hold it; null: any of the channel's. */
  readonly nodeId: string | null;
};

export type HeldLine = {
  readonly sku: string;
  readonly asked: number;
  readonly held: number;
  readonly nodes: readonly { readonly node: string; readonly held: number }[];
};

export type Held = { readonly expiresAt: string; readonly lines: readonly HeldLine[] };

/**
 * Hold units for a cart, a quote or an order until a moment: `lines` are all that the owner holds
 * from then on; what it held before and does not name is free again. What the owner holds already
 * never stands in its own way. A kit is held by its components, and answered so. Without `partial` a line that cannot be held in full refuses all of
 * them and nothing changes.
 *
 * Calls of one actor at the same moment share a transaction, so that a SKU that everybody wants is
 * locked once for many.
 *
 * Locks: the owners by name, then stock positions by (SKU, node).
 *
 * @throws SHORT_SUPPLY naming each line with what can be held; NOT_FOUND; INVALID_INPUT
 */
export const reserveStock = coalesced(
  defineBatchCommand({
    name: "inventory.reserve_stock",
    input: reserveInput,
    wall: "company",
    run: reserveAll,
  }),
  SHARED_MAX,
);

async function reserveAll(
  env: CommandEnv,
  items: readonly BatchItem<ReserveInput>[],
): Promise<BatchOutcome<Held>[]> {
  const network = await readNetwork(env.owner, env.sql);
  const codes = items.flatMap(({ input }) => input.lines.map(({ sku }) => sku.toUpperCase()));
  const found = await env.sql<HoldableSku[]>`
    select s.id, s.code, coalesce((
        select jsonb_agg(jsonb_build_object('id', c.id, 'code', c.code, 'quantity', k.quantity)
          order by k.position)
        from kit_component k join sku c on c.id = k.component_sku_id
        where k.kit_sku_id = s.id), '[]') as components
    from sku s where upper(s.code) = any(${[...new Set(codes)]}::text[])`;
  const skus = new Map(found.map((sku) => [sku.code.toUpperCase(), sku]));
  const wishes = items.map(({ input }) => wishOf(env, input, network, skus));
  const held = await holdAll(
    env,
    wishes.flatMap((wish) => (wish.ok ? [wish.value] : [])),
    network,
  );
  const outcomes = held.values();
  return wishes.map((wish) => (wish.ok ? (outcomes.next().value as BatchOutcome<Held>) : wish));
}

type HoldableSku = {
  readonly id: string;
  readonly code: string;
  /** What a kit is made of; a SKU that is none is held itself. */
  readonly components: readonly {
    readonly id: string;
    readonly code: string;
    readonly quantity: number;
  }[];
};

const heldOf = (sku: HoldableSku) =>
  sku.components.length === 0 ? [{ ...sku, quantity: 1 }] : sku.components;

function wishOf(
  { actor, now }: CommandEnv,
  input: ReserveInput,
  network: Network,
  skus: ReadonlyMap<string, HoldableSku>,
): BatchOutcome<Wish> {
  const faults: Fault[] = [];
  const channel = network.channels.get(input.channelCode);
  if (channel === undefined) {
    const message = `There is no channel “${input.channelCode}”`;
    faults.push({ field: "channelCode", code: "channel_unknown", message });
  }
  const expiry = expiryOf(actor.companyId !== null, input.minutes, now);
  if (!expiry.ok) {
    faults.push(expiry.error);
  }
  const lines = input.lines.flatMap((line, position): WishLine[] => {
    const sku = skus.get(line.sku.toUpperCase());
    const node = network.nodes.find(({ code }) => code.toUpperCase() === line.node?.toUpperCase());
    if (sku === undefined) {
      const message = `“${line.sku}” is no SKU that we know`;
      faults.push({ field: `lines.${position}.sku`, code: "sku_unknown", message });
      return [];
    }
    if (line.node !== undefined && node === undefined) {
      const message = `There is no node “${line.node}”`;
      faults.push({ field: `lines.${position}.node`, code: "node_unknown", message });
      return [];
    }
    return heldOf(sku).map(({ id, code, quantity }) => ({
      askedAt: position,
      skuId: id,
      sku: code,
      quantity: line.quantity * quantity,
      nodeId: node?.id ?? null,
    }));
  });
  if (faults.length > 0 || channel === undefined || !expiry.ok) {
    return refused("INVALID_INPUT", faults);
  }
  const { owner, partial } = input;
  const companyId = actor.companyId ?? input.companyId ?? null;
  return {
    ok: true,
    value: { owner, companyId, channel, expiresAt: expiry.value, partial, lines },
  };
}

const refused = (code: "INVALID_INPUT" | "SHORT_SUPPLY", faults: readonly Fault[]) =>
  ({
    ok: false,
    error: new DomainError(code, faults[0]?.message ?? "Nothing was held", { faults }),
  }) as const;

/** What one owner has in the books while a transaction decides: rows, or parts not yet written. */
type Standing = {
  readonly rows: readonly OwnedReservation[];
  wish: Wish | null;
  parts: readonly (HeldPlace & { readonly channelCode: string })[];
};

/**
 * Decide and write holds for several owners, one after the other: what an earlier one holds is not
 * there for the later ones.
 */
export async function holdAll(
  env: CommandEnv,
  wishes: readonly Wish[],
  network: Network,
): Promise<BatchOutcome<Held>[]> {
  if (wishes.length === 0) {
    return [];
  }
  const { sql, now } = env;
  const owners = wishes.map(({ owner }) => owner);
  const [rules, , owned] = await Promise.all([
    readRuleBook(env.owner, sql, network.version, now),
    lockOwners(sql, owners),
    readOwned(sql, owners, env.companyId),
  ]);
  const asked = wishes.flatMap(({ lines }) => lines.map(({ skuId }) => skuId));
  const skuIds = [...new Set([...asked, ...owned.map(({ skuId }) => skuId)])];
  const positions = await lockStock(sql, skuIds, now);
  const ask = { owner: env.owner, sql, now };
  const [taken, waiting, claims] = await Promise.all([
    readTaken(sql, rules, skuIds, now),
    readWaiting(sql, skuIds, now),
    readClaims(ask, network.version, skuIds),
  ]);
  const stock = new StockBook(positions, rules, { ...network, taken, waiting, claims });
  const askers = new Map<Wish, Claimant>();
  for (const wish of stock.hasClaims ? wishes : []) {
    askers.set(wish, await askerOf(ask, wish.channel, wish.companyId, null));
  }
  const standings = new Map<string, Standing>();
  for (const row of owned) {
    const key = ownerKey(row);
    const { rows = [] } = standings.get(key) ?? {};
    standings.set(key, standingOf([...rows, row], now));
  }
  const world = worldOf(network, stock);
  const outcomes = wishes.map((wish) => {
    const key = ownerKey(wish.owner);
    const standing = standings.get(key) ?? standingOf([], now);
    standings.set(key, standing);
    return decideWish(wish, standing, world, askers.get(wish) ?? null);
  });
  await writeHolds(env, [...standings.values()]);
  return outcomes;
}

const standingOf = (rows: readonly OwnedReservation[], now: Date): Standing => ({
  rows,
  wish: null,
  parts: rows
    .filter((row) => isLive(row, now))
    .map(({ skuId, nodeId, channelCode, quantity }) => ({
      skuId,
      nodeId,
      channelCode,
      units: quantity,
    })),
});

/** What all wishes of a transaction are decided on. */
type World = {
  readonly stock: StockBook;
  /** Nodes that work, or will again at a time that is known. */
  readonly openNodes: Network["nodes"];
  readonly codeOf: ReadonlyMap<string, string>;
};

const worldOf = ({ nodes }: Network, stock: StockBook): World => ({
  stock,
  openNodes: nodes.filter((node) => node.isOn || node.offUntil !== null),
  codeOf: new Map(nodes.map((node) => [node.id, node.code])),
});

function decideWish(
  wish: Wish,
  standing: Standing,
  { stock, openNodes, codeOf }: World,
  asker: Claimant | null,
): BatchOutcome<Held> {
  const before = standing.parts;
  const channelCode = wish.channel.code;
  for (const { nodeId, skuId, units, channelCode } of before) {
    stock.lend(nodeId, skuId, units, channelCode, asker);
  }
  const held = wish.lines.map((line) => {
    const nodes = nodesFor(line, before, openNodes);
    const parts = decideHold(line, nodes, wish.channel, stock, asker);
    for (const { nodeId, units } of parts) {
      stock.reserve(nodeId, line.skuId, units, channelCode, asker);
    }
    return { line, parts, units: sum(parts.map(({ units }) => units)) };
  });
  const short = held.flatMap(({ line, units }) =>
    units < line.quantity && !wish.partial ? [shortFault(line, units)] : [],
  );
  const kept = held.flatMap(({ line, parts }) =>
    parts.map((part) => ({ ...part, skuId: line.skuId, channelCode })),
  );
  stock.endTurn();
  if (short.length > 0) {
    for (const part of kept) {
      stock.reserve(part.nodeId, part.skuId, -part.units, channelCode, asker);
    }
    for (const part of before) {
      stock.reserve(part.nodeId, part.skuId, part.units, part.channelCode, asker);
    }
    return refused("SHORT_SUPPLY", short);
  }
  standing.wish = wish;
  standing.parts = kept;
  return {
    ok: true,
    value: {
      expiresAt: wish.expiresAt.toISOString(),
      lines: held.map(({ line, parts, units }) => ({
        sku: line.sku,
        asked: line.quantity,
        held: units,
        nodes: parts.map((part) => ({ node: codeOf.get(part.nodeId) ?? "", held: part.units })),
      })),
    },
  };
}

const shortFault = (line: WishLine, units: number): Fault => ({
  field: `lines.${line.askedAt}.quantity`,
  code: "short",
  message: `${line.sku}: ${units} of ${line.quantity} can be held`,
});

/** The nodes that may hold a line, those that hold the SKU for this owner already first. */
function nodesFor(
  { skuId, nodeId }: WishLine,
  before: Standing["parts"],
  openNodes: World["openNodes"],
): World["openNodes"] {
  const open = nodeId === null ? openNodes : openNodes.filter(({ id }) => id === nodeId);
  if (before.length === 0) {
    return open;
  }
  const own = new Set(before.filter((part) => part.skuId === skuId).map((part) => part.nodeId));
  return [...open.filter(({ id }) => own.has(id)), ...open.filter(({ id }) => !own.has(id))];
}

/** Bring the rows of owners to what was decided for them, and say what each holds now. */
async function writeHolds(env: CommandEnv, standings: readonly Standing[]): Promise<void> {
  const ended: string[] = [];
  const kept: { id: string; expiresAt: Date }[] = [];
  const added: NewReservation[] = [];
  for (const { rows, wish, parts } of standings) {
    if (wish !== null) {
      const change = diffHolds(rows, parts, env.now);
      const fresh = change.added.map((place) => newHold(wish, place, env.now));
      ended.push(...change.ended.map(({ id }) => id));
      kept.push(...change.kept.map(({ id }) => ({ id, expiresAt: wish.expiresAt })));
      added.push(...fresh);
      const subject = fresh[0]?.id ?? change.kept[0]?.id;
      if (subject !== undefined) {
        env.emit(heldEvent(wish, parts, subject));
      }
    }
  }
  await Promise.all([
    releaseReservations(env.sql, ended, env.now),
    extendReservations(env.sql, kept),
    insertReservations(env, added),
  ]);
}

const newHold = (wish: Wish, { skuId, nodeId, units }: HeldPlace, now: Date): NewReservation => ({
  id: newId(now.getTime()),
  kind: wish.owner.kind,
  ref: wish.owner.ref,
  companyId: wish.companyId,
  channelId: wish.channel.id,
  expiresAt: wish.expiresAt,
  skuId,
  nodeId,
  quantity: units,
});

const heldEvent = (wish: Wish, parts: Standing["parts"], reservationId: string) =>
  ({
    type: "reservation.held",
    subject: { kind: "reservation", id: reservationId },
    payload: {
      owner: { ...wish.owner },
      channel: wish.channel.code,
      expiresAt: wish.expiresAt.toISOString(),
      skuIds: [...new Set(parts.map(({ skuId }) => skuId))],
      units: sum(parts.map(({ units }) => units)),
    },
  }) as const;
