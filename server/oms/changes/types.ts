import type { RelationKind, SubstitutionPolicy } from "../catalog/types";
import type { FulfillmentOrderState } from "../fulfillment/machine";
import type { ResolvedLine, ShipTo } from "../intake/types";
import type { LocalDate } from "../kernel/local-date";
import type { SalesOrderState } from "../orders/machine";
import type { ShipPolicy } from "../orders/types";

/** Who asks for a change: what a buyer may still change ends earlier. */
export type ChangeAudience = "buyer" | "staff";

/** A line as far as it has gone. Units are of what is still wanted, or have left. */
export type LineProgress = {
  readonly lineId: string;
  readonly lineNumber: number;
  readonly skuId: string;
  readonly sku: string;
  readonly description: string;
  readonly unit: string;
  /** The kit line that it is a component of; components are cancelled together. */
  readonly kitGroup: number | null;
  readonly ordered: number;
  readonly cancelled: number;
  /** Of the cancelled units, those that another line ships instead. */
  readonly replaced: number;
  readonly allocated: number;
  readonly backordered: number;
  readonly shipped: number;
  /** Released to nodes that have not begun with them: they can be called back. */
  readonly atNodes: number;
  /** Being picked or packed. */
  readonly inHand: number;
  readonly unitPriceE4: number;
  /** Minor units of what is not cancelled. */
  readonly owed: number;
  readonly promise: LocalDate | null;
  /** What was asked for, when the line ships another SKU. */
  readonly insteadOf: { readonly sku: string; readonly quantity: number } | null;
};

/** A work order of the order that is not over. */
export type WorkProgress = {
  readonly id: string;
  readonly number: string;
  readonly node: string;
  readonly state: FulfillmentOrderState;
};

/** What an order says of itself that a change may replace. */
export type OrderTerms = {
  readonly customerPo: string | null;
  readonly requestedDate: LocalDate | null;
  readonly shipAfter: LocalDate | null;
  readonly cancelAfter: LocalDate | null;
  readonly serviceCode: string;
  readonly shipPolicy: ShipPolicy;
  readonly note: string;
  /** Whether other SKUs may ship than were ordered; null: as the company says. */
  readonly substitution: SubstitutionPolicy | null;
};

/** An order as a change meets it. */
export type OrderProgress = OrderTerms & {
  readonly orderId: string;
  readonly number: string;
  readonly status: SalesOrderState;
  readonly version: number;
  readonly companyId: string;
  readonly company: string;
  readonly companyLocationId: string;
  readonly contactId: string | null;
  readonly channelCode: string;
  readonly currency: string;
  readonly subtotal: number;
  readonly promise: LocalDate | null;
  readonly shipTo: ShipTo;
  /** That is none of the customer's locations. */
  readonly isOneTimeShipTo: boolean;
  readonly lines: readonly LineProgress[];
  readonly work: readonly WorkProgress[];
};

/** Whether one thing may be changed; null = it may, else why not, as a person reads it. */
export type Closed = string | null;

/** What may change of an order, and why the rest may not. */
export type ChangeScope = {
  /** Nothing at all may change, for this reason. */
  readonly all: Closed;
  /** Where it goes. */
  readonly shipTo: Closed;
  /** Days, service: whatever makes the rest be planned anew. */
  readonly schedule: Closed;
  /** PO number and note: what papers say, and nothing else follows from. */
  readonly papers: Closed;
  /** Ship policy, cancel-after, substitutes: what becomes of units that have not left. */
  readonly terms: Closed;
  readonly newLines: Closed;
  readonly lines: readonly LineScope[];
};

export type LineScope = {
  readonly lineId: string;
  /** The least that may stay wanted. */
  readonly least: number;
  /** Why no less; null where the line may be cancelled whole. */
  readonly why: Closed;
  /** Why it may not grow. */
  readonly growth: Closed;
};

/** Units of a line that are not wanted any more. */
export type TakenUnits = { readonly lineId: string; readonly units: number };

/** Units of a line that are wanted in addition, and the price of all of it from now on. */
export type AddedUnits = {
  readonly lineId: string;
  readonly units: number;
  readonly unitPriceE4: number;
};

/** Units of a line that another line ships instead. */
export type ReplacedUnits = {
  readonly lineId: string;
  readonly units: number;
  readonly byLineId: string;
};

/** What a change comes to, ready to be carried out. */
export type ChangePlan = {
  readonly terms: OrderTerms;
  readonly destination: {
    readonly companyLocationId: string;
    readonly shipTo: ShipTo;
    readonly isOneTime: boolean;
  } | null;
  readonly taken: readonly TakenUnits[];
  readonly added: readonly AddedUnits[];
  readonly newLines: readonly ResolvedLine[];
  /** Of the units taken, those that new lines ship instead. */
  readonly replaced: readonly ReplacedUnits[];
  /** All that has not left its node's shelf is planned anew. */
  readonly isPlannedAnew: boolean;
  /** What changes, each as a person reads it. */
  readonly sentences: readonly string[];
};

/** One line before and after. */
export type LineDifference = {
  readonly lineId: string;
  readonly lineNumber: number;
  readonly sku: string;
  readonly description: string;
  readonly before: LineState | null;
  readonly after: LineState | null;
  /** Units of it that another line ships instead from now on. */
  readonly replaced: number;
};

export type LineState = {
  readonly units: number;
  readonly unitPriceE4: number;
  /** Minor units of what is still wanted. */
  readonly value: number;
  readonly onHand: number;
  readonly waiting: number;
  readonly promise: LocalDate | null;
};

/** What applying a change does: money, stock, dates, work and mails. */
export type ChangeOutcome = {
  readonly sentences: readonly string[];
  readonly lines: readonly LineDifference[];
  readonly currency: string;
  readonly valueBefore: number;
  readonly valueAfter: number;
  /** Estimated, in minor units, of what is still to leave; null: it is not the asker's business. */
  readonly freightBefore: number | null;
  readonly freightAfter: number | null;
  readonly promiseBefore: LocalDate | null;
  readonly promiseAfter: LocalDate | null;
  /** Work orders that are called back. */
  readonly calledBack: readonly { readonly number: string; readonly node: string }[];
  /** Holds that stop the order from now on. */
  readonly holds: readonly string[];
  /** The whole order ends by it. */
  readonly isCancelled: boolean;
};

/** Another SKU that could ship from stock now instead of units of an order's line. */
export type LineSubstitute = {
  readonly lineId: string;
  readonly lineNumber: number;
  readonly asked: string;
  /** Units of the line that it would stand in for. */
  readonly insteadOf: number;
  readonly kind: RelationKind;
  readonly sku: string;
  readonly name: string;
  readonly unit: string;
  readonly quantity: number;
  readonly unitPriceE4: number;
  /** What it costs more than what was ordered, in minor units; negative: less. */
  readonly moreMinor: number;
};

/** A new line of an order that ships for units of another, as it came out. */
export type ShippedInstead = {
  /** The line that it stands in for. */
  readonly lineId: string;
  readonly units: number;
  readonly unitPriceE4: number;
  /** Of the units, those that stock could not fill. */
  readonly waiting: number;
  readonly arrivesOn: LocalDate | null;
};
