import type { BackorderSlip } from "../catalog/types";
import type { LocalDate } from "../kernel/local-date";
import type { ConsentState } from "./machine";

/** What becomes of an order whose customer does not answer in time. */
export const silences = ["accept", "cancel", "keep"] as const;
export type Silence = (typeof silences)[number];

/** When a customer is asked whether a later date is accepted. */
export type ConsentRule = {
  /** More days than so later than what the customer agreed to. */
  readonly afterDays: number;
  /** Days to answer. */
  readonly answerDays: number;
  readonly silence: Silence;
};

/** A question that nobody has answered yet. */
export type OpenConsent = {
  readonly id: string;
  readonly orderId: string;
  readonly number: string;
  readonly agreed: LocalDate;
  readonly proposed: LocalDate;
  readonly answerBy: Date;
  readonly silence: Silence;
  /** The proposed date that a mail asked about last; null: none did yet. */
  readonly told: LocalDate | null;
};

/** A line that a question is about: of it units wait that come after this day. */
export type ConsentLine = { readonly lineId: string; readonly until: LocalDate };

/** The last day until which units wait by their cap, and what becomes of those that slip beyond it. */
export type DelayCap = { readonly lastDay: LocalDate; readonly slip: BackorderSlip };

/** How a customer is asked about a cap where no rule says how: what nobody accepts is cancelled. */
export const CAP_TERMS = {
  answerDays: 5,
  silence: "cancel",
} as const satisfies Omit<ConsentRule, "afterDays">;

/** Another SKU that a customer is offered for units of a line that wait. */
export type OfferedSku = {
  readonly lineId: string;
  readonly sku: string;
  readonly description: string;
  readonly unit: string;
  readonly quantity: number;
  /** Never passed: whoever accepts pays this or less. */
  readonly unitPriceE4: number;
  /** What it costs more than what was ordered, in minor units; negative: less. */
  readonly moreMinor: number;
  /** As reckoned when it was asked. */
  readonly arrivesOn: LocalDate;
  /** What was ordered, and what of it would be replaced. */
  readonly asked: {
    readonly sku: string;
    readonly description: string;
    readonly unit: string;
    readonly units: number;
    readonly unitPriceE4: number;
    /** When those units come, as it stands now; null: nobody knows, or they wait no more. */
    readonly arrivesOn: LocalDate | null;
  };
};

/** An offer as it is made: what is known of it before anybody is asked. */
export type NewOffer = Pick<
  OfferedSku,
  "lineId" | "sku" | "quantity" | "unitPriceE4" | "moreMinor" | "arrivesOn"
> & { readonly askedUnits: number };

/** A question whether other SKUs may ship that nobody has answered yet. */
export type OpenSubstitute = {
  readonly id: string;
  readonly orderId: string;
  readonly number: string;
  readonly currency: string;
  readonly answerBy: Date;
  readonly items: readonly OfferedSku[];
};

/** What became of a question about another SKU that was asked for an exception. */
export type AskedFor = {
  readonly id: string;
  readonly order: string;
  readonly company: string;
  readonly currency: string;
  readonly state: ConsentState;
  readonly answerBy: Date;
  readonly answeredAt: Date | null;
  readonly items: readonly OfferedSku[];
};

/** Days to answer whether another SKU may ship, where no rule says otherwise. */
export const SUBSTITUTE_ANSWER_DAYS = 5;
