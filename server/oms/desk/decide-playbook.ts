import type { Offer, PlaybookConditions, PlaybookFacts, ResolutionKind } from "./types";

/** Whether a playbook is for an exception of its type: every condition that narrows must hold. */
export function fitsPlaybook(conditions: PlaybookConditions, facts: PlaybookFacts): boolean {
  const { severities, tiers, nodes, stakeMaxMinor, ageMinutes } = conditions;
  const isOneOf = (list: readonly string[], value: string | null) =>
    list.length === 0 || (value !== null && list.includes(value));
  return (
    isOneOf(severities, facts.severity) &&
    isOneOf(tiers, facts.tier) &&
    isOneOf(nodes, facts.node) &&
    (stakeMaxMinor === null || (facts.stakeMinor ?? 0) <= stakeMaxMinor) &&
    facts.openMinutes >= ageMinutes
  );
}

/** What a playbook proposes is suggested in place of what a clerk would choose, if it is offered. */
export function decideProposal(
  offers: readonly Offer[],
  proposal: { readonly kind: ResolutionKind; readonly name: string } | undefined,
): readonly Offer[] {
  if (proposal === undefined || offers.every(({ kind }) => kind !== proposal.kind)) {
    return offers;
  }
  return offers.map(({ playbook: _, ...offer }) =>
    offer.kind === proposal.kind
      ? { ...offer, isSuggested: true, playbook: proposal.name }
      : { ...offer, isSuggested: false },
  );
}
