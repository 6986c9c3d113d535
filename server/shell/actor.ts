/** Who acts, with what rights, and for whom. */
export type Actor = {
  readonly id: string;
  readonly kind: "user" | "api_key" | "system" | "anonymous";
  readonly name: string;
  /** Names of commands and queries; there is no second vocabulary of rights. */
  readonly capabilities: ReadonlySet<string>;
  /** A buyer's company: the wall. Null for staff and the system. */
  readonly companyId: string | null;
  /** A warehouse user's nodes. Null: not limited to nodes. */
  readonly nodeIds: readonly string[] | null;
  readonly contactId: string | null;
  /** The customer for whom staff acts, for the audit trail. */
  readonly onBehalfOf: string | null;
};

const everything: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true });

/** The worker, the importer and the demo world: trusted code of ours, with a name in the timeline. */
export const systemActor = (name: string): Actor => ({
  id: `system:${name}`,
  kind: "system",
  name,
  capabilities: everything,
  companyId: null,
  nodeIds: null,
  contactId: null,
  onBehalfOf: null,
});
