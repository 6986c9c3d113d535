import type { OfferedSku } from "../backorders/types";
import type { TrackingStatus } from "../fulfillment/types";
import type { LocalDate } from "../kernel/local-date";
import type { SalesOrderState } from "../orders/machine";
import type { CreditReason, LineKit, ShipPolicy } from "../orders/types";

/** What every letter says of the order it is about. */
export type LetterAbout = {
  readonly orderNumber: string;
  readonly customerPo: string | null;
  /** The person it is written to, as the company knows them. */
  readonly greeting: string;
  readonly companyName: string;
  /** The sender's day, which decides where a date needs its year. */
  readonly today: LocalDate;
  readonly orderUrl: string;
  /** The public page of the order's parcels; null where there is nothing to follow. */
  readonly trackingUrl: string | null;
};

/** Units that come on one day. No date: nobody can say yet. */
export type DatedUnits = { readonly units: number; readonly arrivesOn: LocalDate | null };

export type LetterItem = {
  readonly lineId: string;
  readonly description: string;
  readonly skuCode: string;
  readonly customerPart: string | null;
  readonly kit: LineKit | null;
  readonly unit: string;
  readonly units: number;
  /** Day on which it comes out, where units wait for it; unset: it is out. */
  readonly comesOutOn?: LocalDate;
};

export type ConfirmedItem = LetterItem & {
  readonly unitPriceE4: number;
  readonly lineTotal: number;
  /** On stock, with the day it leaves. */
  readonly now: readonly (DatedUnits & { readonly shipsOn: LocalDate })[];
  readonly later: readonly DatedUnits[];
};

/** Units not yet on their way, with the day on which they come. */
export type ItemToCome = LetterItem & { readonly arrivesOn: LocalDate | null };

export type LetterParcel = {
  /** 1, 2, … of the order, as on the tracking page. */
  readonly position: number;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly items: readonly LetterItem[];
};

export type OrderConfirmation = LetterAbout & {
  readonly template: "order-confirmation";
  readonly isAwaitingApproval: boolean;
  readonly placedBy: string;
  readonly shipTo: readonly string[];
  readonly isShippedComplete: boolean;
  /** What has to wait leaves with the next shipment to its address. */
  readonly shipsRestWithNext: boolean;
  readonly items: readonly ConfirmedItem[];
  readonly currency: string;
  readonly subtotal: number;
  readonly promise: LocalDate | null;
};

export type ShipmentSent = LetterAbout & {
  readonly template: "shipment-sent";
  readonly parcels: readonly LetterParcel[];
  readonly arrivesOn: LocalDate | null;
  readonly toCome: readonly ItemToCome[];
};

export type OrderDelivered = LetterAbout & {
  readonly template: "order-delivered";
  readonly parcels: readonly LetterParcel[];
  readonly deliveredOn: LocalDate;
  readonly toCome: readonly ItemToCome[];
};

export type OrderCancelled = LetterAbout & {
  readonly template: "order-cancelled";
  readonly why: "cancelled" | "not_approved";
  readonly reason: string | null;
  readonly items: readonly LetterItem[];
};

/** The customer's order after it was changed: what changed, and what it is now. */
export type OrderChanged = LetterAbout & {
  readonly template: "order-changed";
  /** What changed, each as a person reads it. */
  readonly changes: readonly string[];
  readonly items: readonly ItemToCome[];
  readonly currency: string;
  readonly valueBefore: number;
  readonly valueAfter: number;
  readonly promise: LocalDate | null;
};

/** A question that goes with a later date. */
export type LetterQuestion = {
  readonly url: string;
  readonly answerBy: LocalDate;
  /** What becomes of the order when nobody answers. */
  readonly silence: "accept" | "cancel" | "keep";
};

export type PromiseChanged = LetterAbout & {
  readonly template: "promise-changed";
  /** Null: the customer is told, not asked. */
  readonly question: LetterQuestion | null;
  readonly items: readonly (ItemToCome & { readonly firstPromised: LocalDate | null })[];
};

/** The question whether other SKUs may ship for what waits. */
export type SubstituteOffered = LetterAbout & {
  readonly template: "substitute-offered";
  readonly items: readonly OfferedSku[];
  readonly currency: string;
  readonly url: string;
  readonly answerBy: LocalDate;
};

export type ApprovalNeeded = LetterAbout & {
  readonly template: "approval-needed";
  readonly placedBy: string;
  readonly itemCount: number;
  readonly currency: string;
  readonly subtotal: number;
  readonly spendingLimit: number | null;
};

/** A credit, or what takes one back, with what is owed of the order now. */
export type CreditMemoLetter = LetterAbout & {
  readonly template: "credit-memo";
  readonly number: string;
  /** The number of the credit that is taken back; null: this is one. */
  readonly reverses: string | null;
  readonly reason: CreditReason;
  readonly note: string;
  readonly amount: number;
  readonly owed: number;
  readonly currency: string;
};

/** A letter before it has a form: facts that a customer may read, and nothing else. */
export type Letter =
  | OrderConfirmation
  | ShipmentSent
  | OrderDelivered
  | OrderCancelled
  | OrderChanged
  | PromiseChanged
  | SubstituteOffered
  | CreditMemoLetter
  | ApprovalNeeded;

export type RenderedLetter = {
  readonly subject: string;
  readonly html: string;
  readonly plainText: string;
};

type OutgoingMail = RenderedLetter & { readonly id: string; readonly toAddress: string };

/** The way out: letters get their form, mails are carried. Called outside of every transaction. */
export type MailService = {
  /** Stands in the mail's row: `mailbox`, `resend`. */
  readonly provider: string;
  /** Where links in mails begin: https://orders.example.com */
  readonly appUrl: string;
  readonly render: (letter: Letter) => Promise<RenderedLetter>;
  /**
   * Hand a mail over. The same mail handed over twice arrives once: its id is the idempotency key.
   *
   * @returns the provider's own id of it
   * @throws when it was not taken; the caller tries again later
   */
  readonly deliver: (mail: OutgoingMail) => Promise<string>;
};

/** All that letters and the tracking page are made of: one order as it stands. */
export type OrderFacts = {
  readonly orderId: string;
  readonly number: string;
  readonly status: SalesOrderState;
  readonly customerPo: string | null;
  readonly companyId: string;
  readonly companyName: string;
  readonly placedAt: Date;
  readonly completedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly placedBy: string;
  readonly shipPolicy: ShipPolicy;
  readonly currency: string;
  readonly subtotal: number;
  /** Of that what is credited. */
  readonly credited: number;
  readonly promise: LocalDate | null;
  readonly shipTo: StoredShipTo;
  /** Booked from the past by an import: its customers were told long ago. */
  readonly isHistory: boolean;
  readonly lines: readonly LineFacts[];
  readonly parts: readonly PartFacts[];
  readonly parcels: readonly ParcelFacts[];
};

export type StoredShipTo = {
  readonly name: string;
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

export type LineFacts = {
  readonly lineId: string;
  readonly description: string;
  readonly skuCode: string;
  readonly customerPart: string | null;
  readonly kit: LineKit | null;
  readonly unit: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly unitPriceE4: number;
  readonly lineTotal: number;
  readonly originalPromise: LocalDate | null;
  readonly currentPromise: LocalDate | null;
  /** Day on which it comes out, where units wait for it; null or unset: none does. */
  readonly comesOutOn?: LocalDate | null;
};

/** Units of a line with a dated plan, that have not left yet. */
export type PartFacts = {
  readonly lineId: string;
  readonly state: "promised" | "allocated" | "released";
  readonly units: number;
  readonly shipsOn: LocalDate;
  readonly arrivesOn: LocalDate;
};

/** A parcel with a label, whether or not it has left. */
export type ParcelFacts = {
  readonly packageId: string;
  readonly shipmentId: string;
  readonly hasLeft: boolean;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly trackingStatus: TrackingStatus;
  readonly labelledAt: Date;
  readonly arrivesOn: LocalDate | null;
  readonly deliveredAt: Date | null;
  /** Where it left, for the times of day. */
  readonly timeZone: string;
  readonly items: readonly { readonly lineId: string; readonly units: number }[];
  /** Oldest first. */
  readonly checkpoints: readonly Checkpoint[];
};

export type Checkpoint = {
  readonly at: Date;
  readonly status: TrackingStatus;
  readonly place: string;
};

export const milestoneNames = [
  "label_ready",
  "with_carrier",
  "out_for_delivery",
  "delivered",
] as const;
export type MilestoneName = (typeof milestoneNames)[number];

/** A step on a parcel's way. Reached without a moment: a later step was told, this one was not. */
export type Milestone = {
  readonly name: MilestoneName;
  readonly isReached: boolean;
  readonly at: Date | null;
};

export type TrackedItem = Pick<LetterItem, "description" | "unit" | "units" | "comesOutOn">;

export type TrackedParcel = {
  readonly position: number;
  readonly carrier: string;
  readonly trackingNumber: string | null;
  readonly status: TrackingStatus;
  readonly arrivesOn: LocalDate | null;
  readonly deliveredAt: Date | null;
  readonly timeZone: string;
  readonly milestones: readonly Milestone[];
  readonly items: readonly TrackedItem[];
  /** Newest first. */
  readonly checkpoints: readonly Checkpoint[];
};

/** What anybody with the link may know: no street, no price, no name of a person, no note. */
export type TrackedOrder = {
  readonly number: string;
  readonly status: SalesOrderState;
  readonly city: string;
  readonly postalPrefix: string;
  readonly country: string;
  /** Today where the goods leave, for "today" and for years. */
  readonly today: LocalDate;
  readonly parcels: readonly TrackedParcel[];
  readonly toCome: readonly {
    readonly arrivesOn: LocalDate | null;
    readonly items: readonly TrackedItem[];
  }[];
};
