/** What a carrier's service is used for, counted. */
export type ServiceUse = {
  /** It is the service of orders that name none. */
  readonly isUsual: boolean;
  /** Names of nodes that offer no other service. */
  readonly onlyAt: readonly string[];
  /** Nodes that offer it. */
  readonly nodes: number;
  /** Orders by it that are not over. */
  readonly orders: number;
  /** Drafts of orders that ask for it. */
  readonly drafts: number;
  /** Strategies of the live routing profile that name it. */
  readonly strategies: readonly string[];
  /** Disruptions of it that are not over. */
  readonly disruptions: number;
};

/** What keeps a service from being retired, in words; empty: nothing, it may go. */
export const decideRetireService = ({ isUsual, onlyAt }: ServiceUse): string[] => [
  ...(isUsual ? ["orders that name no service go by it"] : []),
  ...(onlyAt.length === 0
    ? []
    : [`${onlyAt.join(", ")} ${onlyAt.length === 1 ? "offers" : "offer"} no other`]),
];
