import type { ReactNode, Ref } from "react";
import { withCurrent } from "@/components/changes/labels";
import { BackorderField } from "@/components/order-entry/backorder-field";
import { ShipToField } from "@/components/order-entry/ship-to-field";
import type { OrderHeader } from "@/components/order-entry/use-written-order";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Select } from "@/components/ui/select";
import { shipPolicies } from "@/server/oms/orders/types";

type Choice = { value: string; label: string };

export type PhoneHeaderProps = {
  header: OrderHeader;
  change: (part: Partial<OrderHeader>) => void;
  choices: {
    locations: readonly Choice[];
    contacts: readonly Choice[];
    services: readonly Choice[];
  };
  requiresPo: boolean;
  errors: Readonly<Record<string, string>>;
  ref: Ref<HTMLElement>;
  today: string;
  duplicate: ReactNode;
};

const POLICIES: readonly Choice[] = [
  { value: "as_available", label: "As available" },
  { value: "with_next", label: "Rest with next shipment" },
  { value: "complete", label: "Ship complete" },
];

/** Everything of a phone order but its lines: reached by Tab after the last line. */
export function PhoneHeader(props: PhoneHeaderProps) {
  const { header, change, choices, requiresPo, errors, ref, today, duplicate } = props;
  const service = header.serviceCode ?? choices.services[0]?.value ?? "";
  return (
    <section
      ref={ref}
      aria-label="PO and delivery"
      className="grid gap-3 rounded-md border border-line bg-surface p-4 sm:grid-cols-2 lg:grid-cols-3"
    >
      <Field
        label="PO number"
        error={errors.customerPo}
        required={requiresPo}
        aside={<Kbd keys="alt+h" className="pointer-coarse:hidden" />}
      >
        {(control) => (
          <Input
            {...control}
            name="customerPo"
            ident
            autoComplete="off"
            value={header.customerPo}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => change({ customerPo: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Wanted on" error={errors.requestedDate}>
        {(control) => (
          <Input
            {...control}
            name="requestedDate"
            type="date"
            min={today}
            value={header.requestedDate}
            onChange={(event) => change({ requestedDate: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Who ordered" error={errors.contactId}>
        {(control) => (
          <Select
            {...control}
            name="contactId"
            placeholder="Not said"
            options={choices.contacts}
            value={header.contactId ?? ""}
            onChange={(event) => change({ contactId: event.currentTarget.value || null })}
          />
        )}
      </Field>
      {duplicate ? <div className="sm:col-span-2 lg:col-span-3">{duplicate}</div> : null}
      <ShipToField
        value={header}
        change={change}
        locations={choices.locations}
        mayShipElsewhere
        errors={errors}
        size="staff"
        addressClassName="sm:col-span-2 lg:order-last lg:col-span-3"
      />
      <Field label="Service" error={errors.serviceCode}>
        {(control) => (
          <Select
            {...control}
            name="serviceCode"
            options={withCurrent(choices.services, service)}
            value={service}
            onChange={(event) => change({ serviceCode: event.currentTarget.value })}
          />
        )}
      </Field>
      <ShippingField header={header} change={change} error={errors.shipPolicy} />
      <BackorderField
        value={header.backorders}
        error={errors["backorders.policy"]}
        onChange={(backorders) => change({ backorders })}
      />
      <Field label="Instructions" error={errors.note} className="sm:col-span-2 lg:col-span-3">
        {(control) => (
          <Input
            {...control}
            name="note"
            autoComplete="off"
            maxLength={1_500}
            value={header.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
        )}
      </Field>
    </section>
  );
}

type ShippingProps = Pick<PhoneHeaderProps, "header" | "change"> & {
  readonly error: string | undefined;
};

/** Whether what is there leaves at once, or waits for the rest. */
function ShippingField({ header, change, error }: ShippingProps) {
  return (
    <Field label="Shipping" error={error}>
      {(control) => (
        <Select
          {...control}
          name="shipPolicy"
          options={POLICIES}
          value={header.shipPolicy}
          onChange={(event) =>
            change({
              shipPolicy:
                shipPolicies.find((one) => one === event.currentTarget.value) ?? "as_available",
            })
          }
        />
      )}
    </Field>
  );
}
