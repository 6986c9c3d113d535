import type { NodeId, SkuId } from "../kernel/ids";
import { addDays, type LocalDate } from "../kernel/local-date";
import type { Network } from "../network/types";
import { unpackDecision } from "../sourcing/decide-replay";
import { decideRoute } from "../sourcing/decide-route";
import type { BackorderPart, StoredDecision } from "../sourcing/types";
import type { OrderFacts } from "../sourcing/types-profile";
import type { NodeAbout } from "../sourcing/types-route";
import { routeOf } from "./decide-outcome";
import type { RoutingProfile } from "./decide-today";
import type { Route } from "./types";

/** An order with all that was weighed when it was routed. */
export type KeptOrder = {
  readonly stored: StoredDecision;
  /** The day on which it was decided. */
  readonly today: LocalDate;
  /** Days until a SKU can be had anew; a SKU that is gone has none. */
  readonly leadTimeDays: ReadonlyMap<string, number>;
  /** What strategies are chosen by. */
  readonly facts: OrderFacts;
  /** What a node is, for decisions that are older than rules that ask for it. */
  readonly about: (nodeId: NodeId) => NodeAbout;
};

/**
 * Route an order again on the candidates of that day: their stock, dates, prices and room, as they
 * were kept. What stays open is dated by the lead time, since the supply of that day is not kept.
 */
export function routeAsThen(order: KeptOrder, profile: RoutingProfile): Route {
  const { stored, today, facts } = order;
  const { order: asked, nodes: kept } = unpackDecision(stored);
  const nodes = kept.map((node) => ({ about: order.about(node.nodeId), ...node }));
  const { decision, routed } = decideRoute({ order: asked, nodes, facts, profile });
  const { assignments } = decision.withheld ?? decision.plan;
  const waiting = asked.lines.flatMap(({ lineId, skuId, quantity }): BackorderPart[] => {
    const placed = assignments.reduce(
      (sum, part) => sum + (part.lineId === lineId ? part.units : 0),
      0,
    );
    return placed === quantity
      ? []
      : [
          {
            kind: "lead_time",
            lineId,
            units: quantity - placed,
            deliveryDate: arrivalOf(skuId, order),
          },
        ];
  });
  return routeOf({
    lines: asked.lines,
    nodes,
    decision,
    route: routed.route,
    waiting: routed.route.after === "cancel_remainder" ? [] : waiting,
    today,
  });
}

function arrivalOf(skuId: SkuId, { leadTimeDays, today }: KeptOrder): LocalDate | null {
  const days = leadTimeDays.get(skuId);
  return days === undefined ? null : addDays(today, days);
}

/** Whether a route is what was decided in earnest. */
export function isAsDecided(route: Route, stored: StoredDecision): boolean {
  const decided = stored.assigned
    .map(([line, node, units]) => `${line} ${stored.nodes[node]?.id ?? ""} ${units}`)
    .toSorted();
  return (
    decided.length === route.assigned.length &&
    decided.every((part, index) => part === route.assigned[index])
  );
}

/**
 * What rules may ask of nodes, of an order that was decided before they did: what a node is now, as
 * if its day had been empty and its cut-off kept.
 */
export function aboutNodes(network: Network): (nodeId: NodeId) => NodeAbout {
  const nodes = new Map(network.nodes.map((node) => [node.id, node]));
  return (nodeId) => {
    const { kind, country, region } = nodes.get(nodeId) ?? GONE;
    const empty = { missesCutOff: false, linesPlanned: 0, percentUsed: 0, backlogHours: 0 };
    return { kind, country, region, ...empty };
  };
}

/** A node that only old decisions know. */
const GONE = { kind: "warehouse", country: "", region: "" } as const;
