import type { ReactNode } from "react";
import { BackorderField } from "@/components/order-entry/backorder-field";
import { ShipToField } from "@/components/order-entry/ship-to-field";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { OrderDraftContent } from "@/server/oms/orders/schema";

export type CheckoutFieldsProps = {
  content: OrderDraftContent;
  errors: Readonly<Record<string, string>>;
  change: (part: Partial<OrderDraftContent>) => void;
  locations: readonly { companyLocationId: string; label: string }[];
  /** Whether this company's buyers may name an address that is none of them. */
  mayShipElsewhere: boolean;
  requiresPo: boolean;
  today: string;
  /** The warning about a PO number that was used before. */
  duplicate: ReactNode;
};

const POLICIES = [
  {
    value: "as_available",
    label: "Ship what is there",
    help: "Each part leaves as soon as it can",
  },
  {
    value: "with_next",
    label: "Ship the rest with my next order",
    help: "What has to wait leaves with your next shipment from the same place, or after some days alone",
  },
  {
    value: "complete",
    label: "Ship complete",
    help: "Nothing leaves before everything is there",
  },
] as const;

export function CheckoutFields(props: CheckoutFieldsProps) {
  const { content, errors, change, locations, mayShipElsewhere } = props;
  const { requiresPo, today, duplicate } = props;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <ShipToField
        value={content}
        change={change}
        locations={locations.map(({ companyLocationId, label }) => ({
          value: companyLocationId,
          label,
        }))}
        mayShipElsewhere={mayShipElsewhere}
        errors={errors}
        size="portal"
        className="sm:col-span-2"
        addressClassName="sm:col-span-2"
      />
      <Field
        label="Your PO number"
        help="Stands on the packing slip and the invoice"
        error={errors.customerPo}
        required={requiresPo}
      >
        {(control) => (
          <Input
            {...control}
            name="customerPo"
            size="portal"
            ident
            autoComplete="off"
            value={content.customerPo}
            onChange={(event) => change({ customerPo: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Wanted on" help="Empty: as soon as possible" error={errors.requestedDate}>
        {(control) => (
          <Input
            {...control}
            name="requestedDate"
            type="date"
            size="portal"
            min={today}
            value={content.requestedDate}
            onChange={(event) => change({ requestedDate: event.currentTarget.value })}
          />
        )}
      </Field>
      {duplicate ? <div className="sm:col-span-2">{duplicate}</div> : null}
      <fieldset className="sm:col-span-2">
        <legend className="mb-1 text-sm font-medium">If not everything is there</legend>
        <div className="grid gap-1 sm:grid-cols-2">
          {POLICIES.map(({ value, label, help }) => (
            <Checkbox
              key={value}
              kind="radio"
              name="shipPolicy"
              label={label}
              help={help}
              checked={content.shipPolicy === value}
              onChange={() => change({ shipPolicy: value })}
            />
          ))}
        </div>
      </fieldset>
      <BackorderField
        value={content.backorders}
        help="Never more than your company agreed on"
        error={errors["backorders.policy"]}
        size="portal"
        className="sm:col-span-2"
        onChange={(backorders) => change({ backorders })}
      />
      <Field
        label="Instructions"
        help="Read by the people who pack and deliver"
        error={errors.note}
        className="sm:col-span-2"
      >
        {(control) => (
          <Textarea
            {...control}
            name="note"
            rows={2}
            maxLength={1_500}
            value={content.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}
