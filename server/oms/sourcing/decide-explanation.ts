import type { OrderLineId } from "../kernel/ids";
import { MICRO_PER_MINOR } from "../network/decide-freight";
import { joined, Phrases, plainWords, type Words } from "./decide-phrases";
import type { DecidedOrder, DecidedPlan } from "./decide-replay";
import type {
  Assignment,
  BackorderPart,
  Candidate,
  Plan,
  PlanNode,
  SourcingDecision,
} from "./types";
import type { AppliedStrategy, RouteTrail } from "./types-route";

/**
 * One sentence about an order: who ships what, the rule that decided, and what came second.
 *
 * @param waiting the dated parts of what stock could not fill; units in neither are not supplied
 */
export function explainDecision(
  order: DecidedOrder,
  { nodes, decision, horizon, routed }: DecidedPlan,
  waiting: readonly BackorderPart[],
  words: Words = plainWords,
): string {
  const phrases = new Phrases(order, nodes, words);
  if (horizon !== undefined) {
    return phrases.promised(horizon, waiting);
  }
  const early = waiting.filter(({ comesOutOn }) => comesOutOn !== undefined);
  if (early.length > 0) {
    const isEarly = ({ lineId }: { readonly lineId: OrderLineId }) =>
      early.some((part) => part.lineId === lineId);
    const rest = { ...order, lines: order.lines.filter((line) => !isEarly(line)) };
    const others = waiting.filter((part) => !isEarly(part));
    const said = phrases.preordered(early);
    return rest.lines.length === 0
      ? said
      : `${explainDecision(rest, { nodes, decision, ...(routed && { routed }) }, others, words)} ${said}`;
  }
  const plan = decision.withheld ?? decision.plan;
  const wanted = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const who = phrases.who(plan.assignments, wanted, waiting, decision.withheld !== null);
  const rejections = decision.candidates.flatMap(({ nodeId, excluded }) =>
    excluded?.code === "rejected" ? [phrases.exclusion(nodeId, excluded)] : [],
  );
  const opening = rejections.length === 0 ? who : `after ${joined(rejections)}, ${who}`;
  const why = [
    ...preference(phrases, decision, plan, nodes, routed?.applied ?? null),
    ...reasons(phrases, decision, plan),
    ...givenUp(routed?.route),
  ];
  return `${byStrategy(routed?.route, opening)}: ${why.join("; ")}.`;
}

/** A strategy is named where there was one to choose: `By “Gold”, Reno ships all 4`. */
const byStrategy = (route: RouteTrail | undefined, text: string): string =>
  route === undefined || route.of < 2 ? capital(text) : `By “${route.strategy}”, ${text}`;

/** What became of the node that the customer prefers, where the strategy asks for it. */
function preference(
  phrases: Phrases,
  { candidates }: SourcingDecision,
  plan: Plan,
  nodes: readonly PlanNode[],
  applied: AppliedStrategy | null,
): string[] {
  const code = applied?.preferredNodeCode ?? null;
  if (code === null || applied?.criteria.every(({ by }) => by !== "preferred_node")) {
    return [];
  }
  const nodeId = nodes.find((node) => node.code === code)?.nodeId;
  const row = candidates.find((candidate) => candidate.nodeId === nodeId);
  if (row === undefined) {
    return [`${code}, which the customer prefers, was retired and not asked`];
  }
  const name = phrases.name(row.nodeId);
  if (plan.shipments.some((shipment) => shipment.nodeId === nodeId)) {
    return [`${name} is the node that the customer prefers`];
  }
  const preferred = `${name}, which the customer prefers,`;
  switch (row.verdict) {
    case "excluded":
      return row.excluded === null
        ? []
        : [
            `the node that the customer prefers was passed over: ${phrases.exclusion(row.nodeId, row.excluded)}`,
          ];
    case "no_stock":
      return [`${preferred} has none`];
    case "no_capacity":
      return [`${preferred} is full`];
    case "later":
      return [`${preferred} would have been later`];
    case "lacks_units":
      return [`${preferred} lacked units`];
    default:
      return [`${preferred} came behind by a criterion before that`];
  }
}

/** What the strategy could not keep. */
function givenUp(route: RouteTrail | undefined): string[] {
  if (route === undefined) {
    return [];
  }
  const soft = route.dropped.map((rule) => `“${rule}” was given up`);
  switch (route.after) {
    case "split":
      return [...soft, "it could not be kept together"];
    case "drop_ship":
      return [...soft, "drop-ship suppliers were asked for what no node has"];
    case "raise_exception":
      return [...soft, "a person was told"];
    case "cancel_remainder":
      return [...soft, "what no node has is cancelled"];
    default:
      return soft;
  }
}

/** The same about one line of the order. */
export function explainLine(
  order: DecidedOrder,
  { nodes, decision }: DecidedPlan,
  lineId: OrderLineId,
  waiting: readonly BackorderPart[],
  words: Words = plainWords,
): string {
  const phrases = new Phrases(order, nodes, words);
  const plan = decision.withheld ?? decision.plan;
  const index = order.lines.findIndex((line) => line.lineId === lineId);
  const wanted = order.lines[index]?.quantity ?? 0;
  const own = plan.assignments.filter((part) => part.lineId === lineId);
  const parts = waiting.filter((part) => part.lineId === lineId);
  if (parts.some(({ comesOutOn }) => comesOutOn !== undefined)) {
    return phrases.preordered(parts);
  }
  const who = capital(phrases.who(own, wanted, parts, decision.withheld !== null));
  return `${who}: ${whyLine(phrases, decision.candidates, plan, own, index, wanted)}.`;
}

function reasons(phrases: Phrases, decision: SourcingDecision, plan: Plan): string[] {
  if (plan.key.unfilledUnits > 0) {
    return whyOpen(phrases, decision, plan);
  }
  return plan.shipments.length === 1
    ? whySingle(phrases, decision, plan)
    : whySplit(phrases, decision, plan);
}

/** Units stay open: what would have had to be otherwise, and what came second. */
function whyOpen(phrases: Phrases, decision: SourcingDecision, plan: Plan): string[] {
  const { candidates, openCause, runnerUp } = decision;
  const second = phrases.runnerUp(runnerUp, plan, candidates);
  if (openCause === "shipments_max") {
    const most = plan.shipments.length;
    const shipments = most === 1 ? "1 shipment" : `${most} shipments`;
    return [`the order may be split into ${shipments} at most`, ...second];
  }
  if (openCause === "capacity") {
    return ["the nodes that have the rest are full on their ship dates", ...second];
  }
  const barred = phrases.barred(candidates, null, false);
  const isOneOfMany = candidates.some(
    ({ verdict, alone }) => verdict !== "ships" && alone !== null,
  );
  const none =
    plan.shipments.length === 0
      ? "no node has any"
      : isOneOfMany
        ? "no other node has any of the rest"
        : "no other node has any";
  return [[...barred, none].join(", and "), ...second];
}

/** One node ships it all. */
function whySingle(phrases: Phrases, decision: SourcingDecision, plan: Plan): string[] {
  const { runnerUp, candidates } = decision;
  const second = phrases.runnerUp(runnerUp, plan, candidates);
  if (runnerUp === null) {
    return [[...phrases.barred(candidates, null, false), "no other node has any"].join(", and ")];
  }
  const nearest = runnerUp.plan.shipments.length === 1 ? null : closestShort(candidates);
  return nearest === null ? second : [phrases.lacked(nearest, plan), ...second];
}

/** Several nodes share it: why none of them does it alone, and what came second. */
function whySplit(phrases: Phrases, decision: SourcingDecision, plan: Plan): string[] {
  const { candidates, runnerUp } = decision;
  const best = candidates.filter((row) => row.alone !== null).sort(compareAlone)[0];
  const isSecond =
    runnerUp?.plan.shipments.length === 1 && runnerUp.plan.shipments[0]?.nodeId === best?.nodeId;
  const second = isSecond ? [] : phrases.runnerUp(runnerUp, plan, candidates);
  if (best === undefined || best.alone === null) {
    return second;
  }
  const name = phrases.name(best.nodeId);
  if (best.alone.unfilledUnits > 0) {
    const scarcity = isLineSplit(plan) ? "no node has enough" : "no node has every line";
    const lacked = phrases.words.units(best.alone.unfilledUnits);
    return [`${scarcity}, ${name} alone lacked ${lacked}`, ...second];
  }
  if (best.alone.lateUnitDays > plan.key.lateUnitDays) {
    const days = phrases.daysLateAlone(best);
    const late = `${days} ${days === 1 ? "day" : "days"} late`;
    return [`${name} alone would have been ${late}`, ...second];
  }
  const more = Math.round((best.alone.costMicro - plan.key.costMicro) / MICRO_PER_MINOR);
  return [`${name} alone would have cost ${phrases.words.money(more)} more`, ...second];
}

function whyLine(
  phrases: Phrases,
  candidates: readonly Candidate[],
  plan: Plan,
  own: readonly Assignment[],
  line: number,
  wanted: number,
): string {
  const filled = own.reduce((sum, part) => sum + part.units, 0);
  const others = candidates.filter(({ nodeId }) => own.every((part) => part.nodeId !== nodeId));
  const has = (row: Candidate) => row.couldFill[line] ?? 0;
  const isSpare = others.some((row) => row.alone !== null && has(row) > 0);
  const none = filled === 0 ? "no node has any" : "no other node has any";
  if (filled < wanted) {
    const rest = isSpare ? "what other nodes have cannot go with this order" : none;
    return [...phrases.barred(others, line, true), rest].join(", and ");
  }
  if (own.length > 1) {
    return candidates.every((row) => row.alone === null || has(row) < wanted)
      ? `no node has all ${phrases.words.units(wanted)}`
      : "all of it from one node would have been later or dearer for the order";
  }
  if (!isSpare) {
    return [...phrases.barred(others, line, true), none].join(", and ");
  }
  const fellow = others.find((row) => row.verdict === "ships" && has(row) < wanted);
  if (fellow !== undefined) {
    const left = has(fellow) === 0 ? "has none" : `has only ${phrases.words.units(has(fellow))}`;
    return `${phrases.name(fellow.nodeId)}, which ships other lines, ${left}`;
  }
  return plan.shipments.length === 1
    ? "one shipment takes the whole order"
    : "the order is earliest or cheapest this way";
}

const isLineSplit = (plan: Plan): boolean =>
  new Set(plan.assignments.map(({ lineId }) => lineId)).size < plan.assignments.length;

/** The best by its own plan first. */
function compareAlone(a: Candidate, b: Candidate): number {
  if (a.alone === null || b.alone === null) {
    return 0;
  }
  return (
    a.alone.unfilledUnits - b.alone.unfilledUnits ||
    a.alone.lateUnitDays - b.alone.lateUnitDays ||
    a.alone.costMicro - b.alone.costMicro
  );
}

/** The node that came nearest to filling it all and could not. */
const closestShort = (candidates: readonly Candidate[]): Candidate | null =>
  candidates
    .filter(({ verdict, alone }) => verdict === "lacks_units" && alone !== null)
    .sort(compareAlone)[0] ?? null;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
