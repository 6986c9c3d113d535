import { sum } from "../kernel/quantity";
import type { SlotOf } from "./decide-allocation";
import type { Claim, Gift } from "./decide-tranche";
import type { ContestHold, ContestLine, ContestSupply, GivenPart } from "./types";

/** Supplies by the day on which they are there: stock first, then each day by itself. */
export function tranchesOf(supplies: readonly ContestSupply[]): ContestSupply[][] {
  const byDay = new Map<string, ContestSupply[]>();
  for (const supply of supplies) {
    const day = supply.availableDate ?? "";
    byDay.set(day, [...(byDay.get(day) ?? []), supply]);
  }
  return [...byDay]
    .sort(([a], [b]) => compare(a, b))
    .map(([, each]) => each.toSorted((a, b) => compare(a.id, b.id)));
}

/** Which units of which supply go to which line, as they are given out. */
export class PlaceBook {
  private readonly free: Map<string, number>;
  private readonly supplies: ReadonlyMap<string, ContestSupply>;
  private readonly parts = new Map<string, Map<string, GivenPart>>();
  private readonly slotOf: SlotOf;

  constructor(supplies: readonly ContestSupply[], slotOf: SlotOf) {
    this.free = new Map(supplies.map(({ id, units }) => [id, units]));
    this.supplies = new Map(supplies.map((supply) => [supply.id, supply]));
    this.slotOf = slotOf;
  }

  freeOf(supplies: readonly ContestSupply[]): number {
    return sum(supplies.map(({ id }) => this.free.get(id) ?? 0));
  }

  partsOf({ lineId }: ContestLine): GivenPart[] {
    return [...(this.parts.get(lineId)?.values() ?? [])];
  }

  /** Leave a line all that it holds. @returns units */
  keepAll(line: ContestLine): number {
    return sum(
      line.held.map((hold) => {
        const supply = this.supplies.get(hold.supplyId);
        return supply === undefined ? 0 : this.keep(line, hold, supply, hold.units);
      }),
    );
  }

  /**
   * Find the units of gifts: first those that a line holds already, then at the node that reaches it
   * first, of those that can serve all of it before those that cannot.
   *
   * @returns units that were found, per claim
   */
  place(gifts: readonly Gift[], supplies: readonly ContestSupply[]): Map<Claim, number> {
    const placed = new Map<Claim, number>();
    for (const { claim, units } of gifts) {
      placed.set(claim, this.keepWithin(claim.line, units, supplies));
    }
    for (const { claim, units } of gifts) {
      const kept = placed.get(claim) ?? 0;
      placed.set(claim, kept + this.find(claim.line, units - kept, supplies));
    }
    return placed;
  }

  private keepWithin(line: ContestLine, units: number, supplies: readonly ContestSupply[]): number {
    let left = units;
    for (const hold of line.held) {
      const supply = supplies.find(({ id }) => id === hold.supplyId);
      if (supply !== undefined && left > 0) {
        const had = this.parts.get(line.lineId)?.get(supply.id)?.units ?? 0;
        left -= this.keep(line, hold, supply, Math.min(left, hold.units - had));
      }
    }
    return units - left;
  }

  private keep(
    line: ContestLine,
    { shipDate, deliveryDate }: ContestHold,
    supply: ContestSupply,
    wanted: number,
  ): number {
    const units = Math.max(0, Math.min(wanted, this.free.get(supply.id) ?? 0));
    this.give(line, supply, units, { shipDate, deliveryDate });
    return units;
  }

  private find(line: ContestLine, wanted: number, supplies: readonly ContestSupply[]): number {
    if (wanted <= 0) {
      return 0;
    }
    const options = supplies
      .flatMap((supply) => {
        const units = this.openTo(line, supply);
        const slot = units > 0 ? this.slotOf(line, supply) : null;
        return slot === null ? [] : [{ supply, units, slot }];
      })
      .sort(
        (a, b) =>
          Number(b.units >= wanted) - Number(a.units >= wanted) ||
          compare(a.slot.deliveryDate, b.slot.deliveryDate) ||
          b.units - a.units ||
          compare(a.supply.id, b.supply.id),
      );
    let left = wanted;
    for (const { supply, units, slot } of options) {
      const taken = Math.min(left, units);
      this.give(line, supply, taken, slot);
      left -= taken;
    }
    return wanted - left;
  }

  /** What of a supply the channel of a line may take: what others took counts against its ceiling. */
  private openTo({ channel }: ContestLine, { id, units, ceilings }: ContestSupply): number {
    const free = this.free.get(id) ?? 0;
    const ceiling = ceilings.get(channel) ?? units;
    return Math.max(0, Math.min(free, ceiling - (units - free)));
  }

  private give(
    { lineId }: ContestLine,
    { id, kind, nodeId }: ContestSupply,
    units: number,
    slot: Pick<GivenPart, "shipDate" | "deliveryDate">,
  ): void {
    if (units === 0) {
      return;
    }
    this.free.set(id, (this.free.get(id) ?? 0) - units);
    const parts = this.parts.get(lineId) ?? new Map<string, GivenPart>();
    const had = parts.get(id);
    parts.set(
      id,
      had === undefined
        ? { supplyId: id, kind, nodeId, units, ...slot }
        : { ...had, units: had.units + units },
    );
    this.parts.set(lineId, parts);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
