import type { TypedAddress } from "@/components/orders/address-fields";
import type {
  ChangeOutcome,
  ChangeScope,
  LineSubstitute,
  OrderProgress,
} from "@/server/oms/changes/types";
import type { ShipPolicy } from "@/server/oms/orders/types";

/** What the form begins with. */
export type ChangeFormFacts = {
  order: OrderProgress;
  /** What could ship now instead of what waits. */
  substitutes: readonly LineSubstitute[];
  scope: ChangeScope;
  open: {
    changeId: string;
    reason: string;
    openedByName: string;
    isMine: boolean;
  } | null;
  /** Whether the asker may name an address that is none of them. */
  mayShipElsewhere: boolean;
  locations: readonly { id: string; label: string }[];
  services: readonly { value: string; label: string }[];
};

/** What the controls say; dates and quantities as they are typed. */
export type TypedChange = {
  quantities: Readonly<Record<string, string>>;
  /** By line, the product that ships what waits of it. */
  substitutions: Readonly<Record<string, LineSubstitute>>;
  newLines: readonly { key: string; sku: string; quantity: string }[];
  /** One of the locations, or `ELSEWHERE`. */
  companyLocationId: string;
  shipTo: TypedAddress;
  customerPo: string;
  requestedDate: string;
  shipAfter: string;
  cancelAfter: string;
  serviceCode: string;
  shipPolicy: ShipPolicy;
  note: string;
  reason: string;
};

/** A change that was proposed, and what applying it would do. */
export type PreviewedChange = {
  changeId: string;
  orderVersion: number;
  outcome: ChangeOutcome;
};
