import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { type Claims, NO_CLAIMS } from "../scarcity/decide-claims";
import type { Claimant } from "../scarcity/types";
import { type AvailableStock, decideAvailable, type StockPosition } from "./decide";
import { decideOwed, NOBODY_WAITS, type WaitingDemand, type WaitingUnits } from "./decide-owed";
import { decidePool, NOTHING_TAKEN, type TakenUnits } from "./decide-pool";
import type { ListedRule, RuleBook, RuleChannel, RuleNode } from "./decide-rules";
import type { Withholding } from "./types";

type Counters = {
  onHand: number;
  allocated: number;
  reserved: number;
  safetyStock: number;
  /** Units that whoever takes next held so far: nobody waits for those. */
  own: number;
};

/**
 * The stock that one transaction has locked, as it changes while its orders are planned one after
 * the other: what an earlier order of a batch took is not there for the later ones.
 */
export class StockBook {
  private readonly positions = new Map<string, Map<string, Counters>>();
  private readonly rules: RuleBook;
  private readonly nodes: readonly RuleNode[];
  private readonly channels: ReadonlyMap<string, RuleChannel>;
  private readonly taken: TakenUnits;
  private readonly waiting: Map<string, readonly WaitingDemand[]>;
  /** Units that were taken and given back here, by channel and SKU. */
  private readonly moved = new Map<string, number>();
  private readonly claims: Claims;
  private readonly comingOut: ReadonlyMap<string, LocalDate>;
  private lent: Counters[] = [];

  /** @param world what else the number hangs on; without `waiting` nobody comes before who takes */
  constructor(
    rows: readonly (StockPosition & {
      readonly skuId: string;
      readonly nodeId: string;
      /** Units that the asker holds, which `reserved` leaves out. */
      readonly own?: number;
    })[],
    rules: RuleBook,
    {
      nodes,
      channels,
      taken = NOTHING_TAKEN,
      waiting = NOBODY_WAITS,
      claims = NO_CLAIMS,
      comingOut = EVERYTHING_OUT,
    }: StockWorld,
  ) {
    this.rules = rules;
    this.nodes = nodes;
    this.channels = channels;
    this.claims = claims;
    this.comingOut = comingOut;
    this.waiting = new Map(waiting);
    this.taken = (rule: ListedRule, channelCode: string, skuId: string) =>
      taken(rule, channelCode, skuId) + (this.moved.get(`${channelCode} ${skuId}`) ?? 0);
    for (const { skuId, nodeId, own = 0, ...counters } of rows) {
      const { onHand, allocated, reserved, safetyStock } = counters;
      const byNode = this.positions.get(skuId) ?? new Map<string, Counters>();
      byNode.set(nodeId, { onHand, allocated, reserved, safetyStock, own });
      this.positions.set(skuId, byNode);
    }
  }

  /**
   * What a channel may promise there; null when the node does not keep the SKU. Of one that is not out
   * yet it is nothing, whatever stands there (`shelfUnits`).
   *
   * @param asker for whom, where the allocation policy binds them; null: whoever has their turn by it
   */
  availableAt(
    node: RuleNode,
    skuId: string,
    channel: RuleChannel,
    asker: Claimant | null = null,
  ): AvailableStock | null {
    const alone = this.aloneAt(node, skuId, channel);
    if (alone === NOT_OUT) {
      return alone;
    }
    const waiting = this.waiting.get(skuId) ?? [];
    const claimed = asker === null ? undefined : this.claims.get(skuId);
    const claims = asker === null ? undefined : claimed?.leftTo(asker);
    const isBounded =
      claims !== undefined ||
      waiting.length > 0 ||
      this.rules.totalsFor(skuId, channel.code) !== null;
    if (alone === null || !isBounded || !channel.buffers.has(node.id)) {
      return alone;
    }
    const byNode = this.positions.get(skuId);
    const entries = this.nodes.flatMap((each) => {
      const position = byNode?.get(each.id);
      return position === undefined ? [] : [{ node: each, position }];
    });
    const { rules, taken, channels } = this;
    const forOthers = entries.map(({ node: at, position }) => ({
      node: at,
      position: { ...position, reserved: position.reserved + position.own },
    }));
    const owed = decideOwed(forOthers, skuId, channel, { rules, taken, waiting, channels });
    const pool = entries.filter((entry) => channel.buffers.has(entry.node.id));
    const shares = decidePool(pool, skuId, channel, { rules, taken, owed, claims });
    return shares[pool.findIndex((entry) => entry.node.id === node.id)] ?? alone;
  }

  /** Whether a channel may still promise any unit of a SKU. */
  hasAny(skuId: string, channel: RuleChannel, asker: Claimant | null = null): boolean {
    return this.nodes.some(
      (node) => (this.availableAt(node, skuId, channel, asker)?.available ?? 0) > 0,
    );
  }

  /** Units of a channel's order that wait from now on: who comes later comes behind them. */
  owe(skuId: string, channelCode: string, units: number): void {
    const isSame = ({ channel, refusedBy }: WaitingDemand) =>
      channel === channelCode && refusedBy.length === 0;
    const before = this.waiting.get(skuId) ?? [];
    const same = sum(before.filter(isSame).map((demand) => demand.units));
    this.waiting.set(skuId, [
      ...before.filter((demand) => !isSame(demand)),
      { channel: channelCode, refusedBy: [], units: same + units },
    ]);
  }

  /** The same without what the channel leaves of its total: for units that only change their node. */
  aloneAt(node: RuleNode, skuId: string, channel: RuleChannel): AvailableStock | null {
    const position = this.positions.get(skuId)?.get(node.id);
    if (position === undefined) {
      return null;
    }
    return this.comingOut.has(skuId)
      ? NOT_OUT
      : decideAvailable(position, this.rules.withheldAt(node, skuId, channel).withheld);
  }

  /** Units of a SKU that is not out yet which stand at a node and nobody keeps for something else. */
  shelfUnits(node: RuleNode, skuId: string): number {
    const position = this.positions.get(skuId)?.get(node.id);
    return position === undefined ? 0 : decideAvailable(position, NOTHING_WITHHELD).available;
  }

  /** Units of a SKU that those who come before wait for without a supply. */
  owedUnits(skuId: string): number {
    return sum((this.waiting.get(skuId) ?? []).map(({ units }) => units));
  }

  /** Take units for an order of a channel, or give them back with a negative number; null: nobody's. */
  allocate(
    nodeId: string,
    skuId: string,
    units: number,
    channelCode: string | null,
    asker: Claimant | null = null,
  ): void {
    const position = this.positions.get(skuId)?.get(nodeId);
    if (position !== undefined) {
      position.allocated += units;
      position.own = Math.max(0, position.own - Math.max(0, units));
      this.move(channelCode, skuId, units, asker);
    }
  }

  /** Hold units for an owner. */
  reserve(
    nodeId: string,
    skuId: string,
    units: number,
    channelCode: string,
    asker: Claimant | null = null,
  ): void {
    const position = this.positions.get(skuId)?.get(nodeId);
    if (position !== undefined) {
      position.reserved += units;
      position.own = Math.max(0, position.own - units);
      this.move(channelCode, skuId, units, asker);
    }
  }

  /**
   * Free what an owner holds for that owner: until `endTurn` nobody who waits has a claim on it, so
   * that who holds units never loses them to others by taking them.
   */
  lend(
    nodeId: string,
    skuId: string,
    units: number,
    channelCode: string,
    asker: Claimant | null = null,
  ): void {
    const position = this.positions.get(skuId)?.get(nodeId);
    if (position !== undefined) {
      position.reserved -= units;
      position.own += units;
      this.lent.push(position);
      this.move(channelCode, skuId, -units, asker);
    }
  }

  /** The owner has decided: what it did not take again is there for all. */
  endTurn(): void {
    for (const position of this.lent) {
      position.own = 0;
    }
    this.lent = [];
  }

  /** Whether the allocation policy says anything about a SKU of this book. */
  get hasClaims(): boolean {
    return this.claims.size > 0;
  }

  private move(
    channelCode: string | null,
    skuId: string,
    units: number,
    asker: Claimant | null,
  ): void {
    if (asker !== null) {
      this.claims.get(skuId)?.take(asker, units);
    }
    if (channelCode === null) {
      return;
    }
    const key = `${channelCode} ${skuId}`;
    this.moved.set(key, (this.moved.get(key) ?? 0) + units);
  }
}

const EVERYTHING_OUT: ReadonlyMap<string, LocalDate> = new Map();

/** Of a SKU that is not out yet no unit may be promised from the shelf, and none counts as kept back. */
const NOT_OUT: AvailableStock = { available: 0, heldBack: 0 };

const NOTHING_WITHHELD: Withholding = { kind: "units", units: 0 };

export type StockWorld = {
  /** In the order of the network. */
  readonly nodes: readonly RuleNode[];
  readonly channels: ReadonlyMap<string, RuleChannel>;
  /** What was taken under quotas before. */
  readonly taken?: TakenUnits;
  /** Accepted demand that whoever takes from the book comes behind. */
  readonly waiting?: WaitingUnits;
  /** What the allocation policy keeps and caps, for whoever orders anew. */
  readonly claims?: Claims;
  /** SKUs that are not out yet, and their days. */
  readonly comingOut?: ReadonlyMap<string, LocalDate>;
};
