import { folded } from "./decide-strategy";
import type { ConditionTree, ProfileFinding, SourcingProfile, Strategy } from "./types-profile";

/** Codes that exist, by what they are codes of. */
export type KnownCodes = Readonly<Record<CodeKind, ReadonlySet<string>>>;
export const codeKinds = ["channel", "company", "service", "node", "category"] as const;
export type CodeKind = (typeof codeKinds)[number];

const nouns: Readonly<Record<CodeKind, string>> = {
  channel: "channel",
  company: "customer",
  service: "service",
  node: "node",
  category: "category of SKUs",
};

type Named = { readonly kind: CodeKind; readonly value: string };

/** Every code that a strategy names. */
function namedIn({ when, constraints }: Strategy): Named[] {
  const found = when === null ? [] : namedInTree(when);
  for (const row of constraints) {
    if (row.rule === "nodes") {
      found.push(...row.values.map((value) => ({ kind: "node" as const, value })));
    }
  }
  return found;
}

function namedInTree(tree: ConditionTree): Named[] {
  if ("all" in tree || "any" in tree) {
    return ("all" in tree ? tree.all : tree.any).flatMap(namedInTree);
  }
  const of = (kind: CodeKind, values: readonly string[]) =>
    values.map((value) => ({ kind, value }));
  switch (tree.fact) {
    case "channel":
    case "company":
    case "service":
      return of(tree.fact, tree.values);
    case "preferred_node":
      return of("node", tree.values);
    case "sku_category":
      return of("category", tree.values);
    default:
      return [];
  }
}

/** Codes of companies that a profile names, to be looked up. */
export const companiesIn = ({ strategies }: Pick<SourcingProfile, "strategies">): string[] => [
  ...new Set(
    strategies
      .flatMap(namedIn)
      .flatMap(({ kind, value }) => (kind === "company" ? [value.trim().toUpperCase()] : [])),
  ),
];

/**
 * Codes that a profile names and nobody knows: probably misspelled, perhaps not made yet. A profile
 * with such may be published all the same.
 *
 * @param known folded codes, as `folded` writes them
 */
export function findUnknownCodes(
  { strategies }: Pick<SourcingProfile, "strategies">,
  known: KnownCodes,
): ProfileFinding[] {
  return strategies.flatMap((strategy, index) =>
    namedIn(strategy)
      .filter(({ kind, value }) => !known[kind].has(folded(value)))
      .map(({ kind, value }) => ({
        kind: "unknown_code" as const,
        strategy: index,
        other: null,
        sentence: `"${strategy.name}" names ${value}, and there is no such ${nouns[kind]}.`,
      })),
  );
}
