import { groupBy } from "../kernel/groups";
import type { NodeId, OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import type { LanePlace } from "../network/types";
import { multipleOf } from "../sourcing/decide-problem";
import type { Exclusion } from "../sourcing/types";
import type { AppliedStrategy, LineAbout, RouteTrail } from "../sourcing/types-route";

/** Units that stand on stock, of one line at one node. */
export type MovableHold = {
  readonly id: string;
  readonly lineId: OrderLineId;
  readonly nodeId: NodeId;
  readonly units: number;
  readonly shipDate: LocalDate;
  readonly deliveryDate: LocalDate;
};

export type MovableLine = {
  readonly lineId: OrderLineId;
  readonly skuId: SkuId;
  readonly sku: string;
  readonly packMultiple: number;
  readonly gramsPerUnit: number;
  readonly requestedDate: LocalDate | null;
  readonly about: LineAbout;
  /** Another component of its kit waits for units. */
  readonly isKitShort: boolean;
};

/** An order with units on stock that were not given to a node. */
export type MovableOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly serviceCode: string;
  readonly channelCode: string;
  readonly shipAfter: LocalDate | null;
  readonly shipTo: LanePlace;
  readonly lines: readonly MovableLine[];
  readonly holds: readonly MovableHold[];
  readonly excludedNodeIds: ReadonlyMap<string, Exclusion>;
  /** The strategies that the places of its units were decided by; empty: by the landed cost alone. */
  readonly strategies: readonly {
    readonly applied: AppliedStrategy | null;
    readonly route: RouteTrail;
  }[];
  /** A node works on some of it. */
  readonly isBegun: boolean;
  /** A person placed units of it where they stand. */
  readonly isByHand: boolean;
};

/** Why an order stays out of a window, in words that follow its number. */
export const PASSED_OVER = {
  begun: "a node works on some of it",
  byHand: "a person placed its units where they stand",
  manyRules: "parts of it were routed by different strategies",
  linesPerDay: "its strategy counts the lines of a node's day",
  manyDays: "it leaves one node on two days",
  brokenPack: "a pack of it is divided between nodes",
  oneSkuApart: "two lines of one SKU stand at different nodes",
} as const;

/** What keeps an order from being planned with others; null: nothing. */
export function whyNot(order: MovableOrder): string | null {
  const { holds, lines, strategies } = order;
  if (order.isBegun || order.isByHand) {
    return order.isBegun ? PASSED_OVER.begun : PASSED_OVER.byHand;
  }
  if (strategies.some((each) => !isSameRule(each.applied, strategyOf(order)))) {
    return PASSED_OVER.manyRules;
  }
  if (strategyOf(order)?.constraints.some(({ rule }) => rule === "max_lines_per_day")) {
    return PASSED_OVER.linesPerDay;
  }
  const days = groupBy(holds, ({ nodeId }) => nodeId);
  const dayOf = ({ shipDate, deliveryDate }: MovableHold) => `${shipDate} ${deliveryDate}`;
  if ([...days.values()].some((own) => new Set(own.map(dayOf)).size > 1)) {
    return PASSED_OVER.manyDays;
  }
  const places = groupBy(lines, ({ skuId }) => skuId);
  const isApart = [...places.values()].some((own) => {
    const ids = new Set(own.map(({ lineId }) => lineId));
    const at = holds.filter(({ lineId }) => ids.has(lineId)).map(({ nodeId }) => nodeId);
    return own.length > 1 && new Set(at).size > 1;
  });
  if (isApart) {
    return PASSED_OVER.oneSkuApart;
  }
  return lines.every((line) => hasWholePacks(order, line)) ? null : PASSED_OVER.brokenPack;
}

/** What all of its units were routed by; null: the landed cost alone. */
export const strategyOf = ({ strategies }: MovableOrder): AppliedStrategy | null =>
  strategies[0]?.applied ?? null;

/** Days and places apart, which follow from the order. */
const isSameRule = (a: AppliedStrategy | null, b: AppliedStrategy | null): boolean => {
  const said = (rule: AppliedStrategy | null) =>
    rule === null ? "" : JSON.stringify([rule.criteria, rule.constraints, rule.dropShipLast]);
  return said(a) === said(b);
};

function hasWholePacks({ holds }: MovableOrder, line: MovableLine): boolean {
  const own = holds.filter((hold) => hold.lineId === line.lineId);
  const pack = multipleOf({
    quantity: sum(own.map(({ units }) => units)),
    packMultiple: line.packMultiple,
  });
  return [...groupBy(own, ({ nodeId }) => nodeId).values()].every(
    (parts) => sum(parts.map(({ units }) => units)) % pack === 0,
  );
}
