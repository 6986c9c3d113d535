import type { DemandOrder, StockPlan } from "../allocation/decide-plan";
import type { Alternative, BackorderPolicy, SkuStatus, SubstitutionPolicy } from "../catalog/types";
import type { CompanyStatus, CompanyTier } from "../customers/types";
import type { Fault } from "../kernel/errors";
import type { CompanyLocationId, OrderId, OrderLineId, SkuId } from "../kernel/ids";
import type { LocalDate } from "../kernel/local-date";
import type { GeoPoint } from "../network/types";
import type { LinePromise } from "../orders/decide";
import type { BackorderWish } from "../orders/decide-backorders";
import type { Tolerance } from "../orders/decide-hold-rule";
import type { Restriction } from "../orders/decide-restriction";
import type { HoldBook } from "../orders/types";
import type { PriceTier } from "../pricing/decide";
import type { BackorderPart } from "../sourcing/types";
import type { Finding, SeverityBook } from "./decide-severity";
import type { PlaceOrderInput } from "./schema";

/** What became of an order that could not be taken as it was sent. */
export const parkedStates = ["parked", "placed", "discarded"] as const;
export type ParkedState = (typeof parkedStates)[number];

/** A ship-to as it stands on the order: a copy, so that a later move does not rewrite history. */
export type ShipTo = {
  readonly name: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
  readonly point: GeoPoint | null;
  /** Somebody lives there; orders that are older than the question do not say. */
  readonly isResidential?: boolean;
};

/** Who orders, where to and on what terms, as one request named them. */
export type Customer = {
  readonly companyId: string;
  readonly code: string;
  readonly name: string;
  readonly status: CompanyStatus;
  readonly currency: string;
  readonly requiresPo: boolean;
  /** Days that what has to wait may wait on for the next shipment, where an order asks for that. */
  readonly remainderDays: number;
  /** Whether it takes other SKUs than it ordered. */
  readonly substitution: SubstitutionPolicy;
  readonly creditLimit: number | null;
  readonly openReceivables: number;
  readonly overdueReceivables: number;
  readonly oldestDueDate: LocalDate | null;
  readonly tier: CompanyTier;
  /** Code of the node that the ship-to prefers, or else its company; null = none. */
  readonly preferredNodeCode: string | null;
  /** Percent; null: as the rules of holds say. */
  readonly tolerance: Tolerance;
  /** What becomes of what is not there when it orders; null: what the SKU says. */
  readonly backorders: BackorderWish | null;
  /** Value of this company's open orders. */
  readonly openOrderValue: number;
  readonly priceList: {
    readonly id: string;
    readonly name: string;
    readonly validFrom: LocalDate | null;
    readonly validTo: LocalDate | null;
  } | null;
  readonly companyLocationId: CompanyLocationId | null;
  /** Its location's address, or the one that an order names for itself. */
  readonly shipTo: ShipTo | null;
  /** Its buyers may name one. */
  readonly allowsOneTimeShipTo: boolean;
  readonly contact: {
    readonly id: string;
    readonly role: string;
    readonly spendingLimit: number | null;
  } | null;
};

/** A SKU that keeps stock: ordered by itself, or as a component of a kit. */
export type StockedSku = {
  readonly id: SkuId;
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly isHazmat: boolean;
  readonly baseUnit: string;
  readonly packMultiple: number;
  readonly minQuantity: number;
  readonly grams: number;
  readonly backorderPolicy: BackorderPolicy;
  readonly backorderLimit: number | null;
  readonly backorderDays: number | null;
  /** Day on which it comes out; null: it is out. */
  readonly comesOutOn: LocalDate | null;
  /** Units that may be pre-ordered at once; null: any number. */
  readonly preorderLimit: number | null;
  readonly leadTimeDays: number;
  readonly listPriceE4: number;
  /** 0: nobody knows. */
  readonly costE4: number;
  readonly status: SkuStatus;
};

/** So many units of a SKU in each kit. */
export type KitComponent = { readonly sku: StockedSku; readonly quantity: number };

export type OrderableSku = StockedSku & {
  /** What a kit is made of, in its order; none for a SKU that is no kit. */
  readonly components: readonly KitComponent[];
};

/** The kit line that a component's line comes from. */
export type KitOfLine = {
  readonly sku: StockedSku;
  /** Kits ordered. */
  readonly quantity: number;
  readonly unitPriceE4: number;
  readonly lineTotal: number;
  readonly customerPart: string | null;
  /** What the kit or one of its components says that lets none of it wait; null: none does. */
  readonly neverWaits: "refuse" | "cancel" | null;
};

/** What the database knows about the requests of one batch. */
export type IntakeFacts = {
  /** By index of the request; absent when the company is unknown. */
  readonly customers: ReadonlyMap<number, Customer>;
  /** By `skuKey`. */
  readonly skus: ReadonlyMap<string, OrderableSku>;
  /** By price list and SKU. */
  readonly tiers: ReadonlyMap<string, readonly PriceTier[]>;
  /** Orders that already carry a request's channel and external reference, by index. */
  readonly existing: ReadonlyMap<number, { readonly orderId: string; readonly number: string }>;
  /** Numbers of the company's orders that carry the same PO number, by index. */
  readonly duplicatePos: ReadonlyMap<number, string>;
  readonly holdBook: HoldBook;
  readonly severities: SeverityBook;
  /** Those in force: see `decideRestricted`. */
  readonly restrictions: readonly Restriction[];
  /** What may ship instead, by the SKU that is asked for. */
  readonly alternatives: ReadonlyMap<string, readonly Alternative[]>;
};

/** What a line that ships another SKU was asked for. */
export type AskedInstead = {
  readonly sku: StockedSku;
  readonly quantity: number;
  readonly unitPriceE4: number;
};

export type ResolvedLine = {
  readonly lineId: OrderLineId;
  /** Place of the line in the request, from 0; the components of a kit share that of its line. */
  readonly askedAt: number;
  readonly kit: KitOfLine | null;
  /** Set when it ships instead of another SKU. */
  readonly asked: AskedInstead | null;
  readonly sku: StockedSku;
  readonly quantity: number;
  /** The word the customer used, when it is not the SKU's code. */
  readonly customerPart: string | null;
  readonly unitPriceE4: number;
  /** What the customer thinks a unit costs; null: they did not say, or it is a component. */
  readonly expectedUnitPriceE4: number | null;
  readonly priceListId: string | null;
  readonly lineTotal: number;
  readonly requestedDate: LocalDate | null;
};

/** A hold that an order is taken with. */
export type EntryHold = {
  readonly type: string;
  readonly reason: string;
  readonly ruleId: string;
  readonly orderLineId: string | null;
};

/** A request that passed every check and may be planned. */
export type ResolvedOrder = {
  readonly index: number;
  readonly orderId: OrderId;
  readonly input: PlaceOrderInput;
  readonly customer: Customer;
  readonly companyLocationId: CompanyLocationId;
  readonly shipTo: ShipTo;
  readonly channelId: string;
  readonly lines: readonly ResolvedLine[];
  readonly subtotal: number;
  readonly holds: readonly EntryHold[];
  /** What was noticed that does not keep it from being taken, and what was put right. */
  readonly findings: readonly Finding[];
  /** Why one of them keeps it from stock: it is promised and takes none until that is lifted. */
  readonly keptFromStock: string | null;
  readonly needsApproval: boolean;
};

export type PlannedLine = {
  readonly line: ResolvedLine;
  readonly allocated: number;
  readonly backordered: number;
  /** Units that are given up because no node has them. */
  readonly cancelled: number;
  /** Who lets them not wait, in words; null: the strategy does, or none is given up. */
  readonly because: string | null;
  readonly promise: LinePromise;
};

export type PlannedOrder = {
  readonly order: ResolvedOrder;
  readonly demand: DemandOrder;
  /** What stock was asked for: of a kit that may not wait, no more than whole kits. */
  readonly asked: DemandOrder;
  readonly plan: StockPlan;
  readonly backorderParts: readonly BackorderPart[];
  readonly lines: readonly PlannedLine[];
  readonly promise: LinePromise;
};

export type Refusal = { readonly index: number; readonly faults: readonly Fault[] };

/** What whoever placed an order is told of it. */
export type PlacedOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly status: string;
  readonly promiseDate: string | null;
  readonly promiseState: string;
  readonly lines: readonly {
    readonly lineNumber: number;
    readonly sku: string;
    readonly allocated: number;
    readonly backordered: number;
    /** Units that nobody has and that do not wait. */
    readonly cancelled: number;
    readonly promiseDate: string | null;
    /** The kit that it is a component of, and which line of the request asked for that, from 1. */
    readonly kit: { readonly line: number; readonly sku: string; readonly quantity: number } | null;
    /** What was asked for, when another SKU ships. */
    readonly insteadOf: { readonly sku: string; readonly quantity: number } | null;
  }[];
  /** What it is held for, and what was noticed that holds nothing. */
  readonly holds: readonly { readonly type: string; readonly reason: string }[];
  readonly findings: readonly Finding[];
  /** The sentences of those findings that are warnings. */
  readonly warnings: readonly string[];
  /** Of an order that is parked, what keeps it from being taken. */
  readonly faults: readonly Fault[];
  /** The channel's reference was known already: this is the order it names. */
  readonly isExisting: boolean;
};
