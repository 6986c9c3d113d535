import { sum } from "../kernel/quantity";
import { comparePlans, valuesOf, withObjective } from "./decide-objective";
import { multipleOf, readProblem } from "./decide-problem";
import { hasSplitRules, rulesOf, shapeOrder } from "./decide-shape";
import { bundleBy, keepsSplits, splitRulesOf } from "./decide-splits";
import type { Column, WindowBundle, WindowPart, WindowRules } from "./decide-window-problem";
import type { PlanLine, PlanNode, SearchParameters } from "./types";
import type { AppliedStrategy } from "./types-route";

/** A line with what rules ask of it in a window. */
export type RuledLine = PlanLine & {
  /** Lines with the same word are one kit; null: of none. */
  readonly kit: string | null;
  /** Others of its kit wait, so that it stays where the kit is to leave from. */
  readonly isFixed: boolean;
};

export type RulesAsk = {
  /** With the units that the order holds. */
  readonly lines: readonly RuledLine[];
  /** By source: the node with the days of that shipment, and what it has with the order's own units. */
  readonly nodes: readonly PlanNode[];
  readonly held: readonly WindowPart[];
  /** What the order was routed by; null: by the landed cost alone. */
  readonly applied: AppliedStrategy | null;
  readonly parameters: SearchParameters;
};

/**
 * What a window has to keep of one order beside dates and units: kits, lines of one SKU and what its
 * strategy groups stand together at one node or stay as they stand; a line is split as its strategy
 * allows; and it goes nowhere that its strategy's criteria place behind where it stands. The landed
 * cost is what all orders of a window are compared by, so it alone may turn out worse for one of them,
 * where criteria before it tie.
 *
 * Nodes that a strategy bars are no sources, and its most shipments are the order's.
 *
 * @returns null where each line goes by itself and only the cost counts
 */
export function decideWindowRules(ask: RulesAsk): WindowRules | null {
  const { lines, held, applied } = ask;
  const rules = applied === null ? null : rulesOf(applied);
  const shaped = shapeOrder(
    { lines, shipPolicy: "as_available", shipmentsMax: null },
    applied?.constraints ?? [],
  );
  const splits = rules === null || !hasSplitRules(rules) ? null : splitRulesOf(shaped, rules);
  const grouped = splits?.bundles ?? [];
  const bundles = bundleBy(lines.length, (index) => {
    const { kit, skuId } = lines[index] as RuledLine;
    const group = grouped.findIndex((each) => each.length > 1 && each.includes(index));
    return [
      `sku ${skuId}`,
      ...(kit === null ? [] : [`kit ${kit}`]),
      ...(group < 0 ? [] : [`group ${group}`]),
    ];
  }).map((own): WindowBundle => {
    const isKit = own.some((index) => lines[index]?.kit !== null);
    const isFixed = own.some((index) => lines[index]?.isFixed);
    return { lines: own, isWhole: own.length > 1 || isKit, isFixed };
  });
  const isPlain = applied === null && bundles.every(({ isWhole, isFixed }) => !isWhole && !isFixed);
  if (isPlain) {
    return null;
  }
  const isNoWorse = criteriaOf(ask);
  const packs = shaped.lines.map(multipleOf);
  const quantity = lines.map((line) => line.quantity);
  return {
    bundles,
    packs,
    leastPart: splits?.leastPart ?? lines.map(() => 1),
    allows: (moved, now) =>
      moved.parts.every(({ line, units }) => units % (packs[line] as number) === 0) &&
      bundles.every((bundle) => staysTogether(bundle, moved.parts, held)) &&
      (splits === null ||
        keepsSplits(
          { lineCount: lines.length, quantity },
          ask.nodes.length,
          unitsOf(ask, moved.parts),
          splits,
        )) &&
      isNoWorse(moved, now),
  };
}

function staysTogether(
  { lines, isWhole, isFixed }: WindowBundle,
  parts: readonly WindowPart[],
  held: readonly WindowPart[],
): boolean {
  const own = parts.filter(({ line }) => lines.includes(line));
  const isAtOne = new Set(own.map(({ source }) => source)).size === 1;
  if (!isFixed && (!isWhole || isAtOne)) {
    return true;
  }
  const cells = (of: readonly WindowPart[]) =>
    of
      .map(({ line, source, units }) => `${line} ${source} ${units}`)
      .sort()
      .join();
  return cells(own) === cells(held.filter(({ line }) => lines.includes(line)));
}

/** Whether a plan is no worse than another by the order's own criteria, as the planner compares. */
function criteriaOf({ lines, nodes, applied, parameters }: RulesAsk): WindowRules["allows"] {
  if (applied === null) {
    return () => true;
  }
  const order = { lines, shipPolicy: "as_available" as const, shipmentsMax: null };
  const open = nodes.map((node) => ({ ...node, excluded: null, capacityLeftLines: null }));
  const problem = withObjective(readProblem(order, open, parameters), open, rulesOf(applied));
  const placeOf = new Map(problem.source.map((node, place) => [node, place]));
  const terms = problem.objective?.terms ?? [];
  const read = ({ parts }: Column): number[] | null => {
    const sources = [...new Set(parts.map(({ source }) => source))];
    const places = sources.flatMap((source) => placeOf.get(source) ?? []);
    const units = sources.flatMap((source) =>
      lines.map((_, line) =>
        sum(
          parts
            .filter((part) => part.source === source && part.line === line)
            .map((part) => part.units),
        ),
      ),
    );
    return places.length < sources.length ? null : valuesOf(problem, places, units);
  };
  return (moved, now) => {
    const [a, b] = [read(moved), read(now)];
    if (a === null || b === null) {
      return false;
    }
    const { by, isBefore } = comparePlans(terms, a, b);
    return by === null || by === "landed_cost" || isBefore;
  };
}

/** [source × lines + line] units. */
const unitsOf = ({ lines, nodes }: RulesAsk, parts: readonly WindowPart[]): number[] => {
  const units = new Array<number>(nodes.length * lines.length).fill(0);
  for (const part of parts) {
    const cell = part.source * lines.length + part.line;
    units[cell] = (units[cell] ?? 0) + part.units;
  }
  return units;
};
