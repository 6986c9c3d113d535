import type { LocalDate } from "../kernel/local-date";
import { sum } from "../kernel/quantity";
import { classesOf, classOf, isKept } from "./decide-classes";
import { QuotaBook } from "./decide-quotas";
import type { AllocationPolicy, Claimant, PriorityClass, QuotaUse } from "./types";

/** What is known of one SKU when somebody asks how much of it they may have. */
export type ClaimedSku = {
  readonly sku: string;
  /** Free units, on hand and on their way. */
  readonly there: number;
  /** What each quota gave already, by its place in the policy. */
  readonly uses: ReadonlyMap<number, QuotaUse>;
  /** Units that open orders and live holds keep of the stock, by who they are for. */
  readonly held: readonly { readonly claimant: Claimant; readonly units: number }[];
};

/** What the policy leaves to whoever asks for free stock of a SKU. */
export type ClaimsLeft = {
  /** Units that pools keep for other classes, and the first of those. */
  readonly kept: number;
  readonly keptFor: string | null;
  /** Units that quotas leave to the asker, and the tightest in words; `Infinity`: none binds. */
  readonly room: number;
  readonly quota: string | null;
};

/** Does a policy say anything about who may take free stock today? */
export const isBinding = (policy: AllocationPolicy, today: LocalDate): boolean =>
  policy.quotas.length > 0 || policy.classes.some((each) => isKept(each, today));

/**
 * What the allocation policy leaves of one SKU to those who order it, as they take from it: the same
 * classes, pools and quotas by which a run gives out what is scarce.
 *
 * A pool keeps its units for its class until its day, less what the class's open orders and holds have
 * of the stock and no node was given yet; a share is of all that is there or on its way. A quota counts
 * what its orders took in the period and what live holds keep.
 */
export class SkuClaims {
  private readonly classes: readonly PriorityClass[];
  private readonly quotas: QuotaBook;
  /** Units that each class has of the stock, by its place. */
  private readonly has: number[];
  private readonly all: number;
  readonly today: LocalDate;

  constructor(policy: AllocationPolicy, { sku, there, uses, held }: ClaimedSku, today: LocalDate) {
    this.today = today;
    this.classes = classesOf(policy);
    this.quotas = new QuotaBook(policy, { sku, supplies: [{ units: there }], uses });
    this.has = this.classes.map(() => 0);
    this.all = there + sum(held.map(({ units }) => units));
    for (const { claimant, units } of held) {
      this.count(claimant, units);
    }
  }

  leftTo(asker: Claimant): ClaimsLeft {
    const own = classOf(this.classes, asker, this.today);
    const pools = this.classes.flatMap((each, at) => {
      const units = at === own ? 0 : this.poolLeft(each, at);
      return units > 0 ? [{ name: each.name, units }] : [];
    });
    return {
      kept: sum(pools.map(({ units }) => units)),
      keptFor: pools[0]?.name ?? null,
      room: this.quotas.roomFor(asker),
      quota: this.quotas.tightest(asker),
    };
  }

  /** Count units that somebody took, or gave back with a negative number. */
  take(asker: Claimant, units: number): void {
    this.quotas.take(asker, units);
    this.count(asker, units);
  }

  private poolLeft(each: PriorityClass, at: number): number {
    if (each.pool === null || !isKept(each, this.today)) {
      return 0;
    }
    const { measure, amount } = each.pool;
    const size = measure === "units" ? amount : Math.floor((this.all * amount) / 100);
    return Math.max(0, size - (this.has[at] ?? 0));
  }

  private count(claimant: Claimant, units: number): void {
    const at = classOf(this.classes, claimant, this.today);
    this.has[at] = (this.has[at] ?? 0) + units;
  }
}

/** The policy's claims by SKU; a SKU that is not named is everybody's. */
export type Claims = ReadonlyMap<string, SkuClaims>;

export const NO_CLAIMS: Claims = new Map();

/** Whoever comes to a channel and is named no further. */
export const anyoneAt = (
  { code, kind }: { readonly code: string; readonly kind: string },
  today: LocalDate,
): Claimant => ({
  ...{ channel: code, orderType: kind, company: "", tier: "", region: "", wanted: null },
  placedAt: new Date(`${today}T00:00:00Z`),
});
