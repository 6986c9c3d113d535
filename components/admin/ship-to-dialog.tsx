"use client";

import { useState } from "react";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ReasonField, TextField } from "@/components/ui/text-field";
import { checkAddress, type PostalAddress } from "@/server/oms/customers/decide-address";
import { CommandDialog } from "./command-dialog";

const LABELS: Record<keyof PostalAddress, string> = {
  address1: "Street",
  address2: "More of the address",
  city: "City",
  region: "Region",
  postalCode: "Postcode",
  country: "Country",
};
const FIELDS = Object.keys(LABELS) as (keyof PostalAddress)[];

const written = ({ address1, address2, city, region, postalCode, country }: PostalAddress) => ({
  ...{ address1, address2, city, region, postalCode, country },
});

/** Correct how an order's ship-to is written; what is wrong with it stands at its field as one types. */
export function ShipToDialog({
  orderId,
  number,
  shipTo,
}: {
  orderId: string;
  number: string;
  shipTo: PostalAddress & { readonly isResidential?: boolean };
}) {
  const client = useApiClient();
  const first = {
    ...written(shipTo),
    isResidential: shipTo.isResidential ?? false,
    alsoLocation: true,
    reason: "",
  };
  const [typed, setTyped] = useState(first);
  const { isResidential, alsoLocation, reason, ...address } = typed;
  const { faults, suggestion } = checkAddress(address);
  const live = Object.fromEntries(faults.map(({ field, message }) => [field, message]));
  const isBetter = FIELDS.some((field) => suggestion[field] !== address[field]);
  return (
    <CommandDialog
      trigger="Correct ship-to"
      triggerProps={{ size: "dense" }}
      title={`Correct the ship-to of ${number}`}
      description="How it is written; the goods go to the same place. What the order was held for is asked again."
      confirm="Correct ship-to"
      size="lg"
      input={{ orderId, shipTo: { ...address, isResidential }, alsoLocation, reason }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { lifted } = await client.orders.correctShipTo.mutate(request);
        return lifted === 0
          ? "Ship-to corrected"
          : `Ship-to corrected, ${formatCount(lifted, "hold")} lifted`;
      }}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            {FIELDS.map((field) => (
              <TextField
                key={field}
                label={LABELS[field]}
                name={field}
                value={address[field]}
                change={(value) => setTyped({ ...typed, [field]: value })}
                error={live[field] ?? errors[`shipTo.${field}`]}
              />
            ))}
          </div>
          {isBetter ? (
            <p className="flex flex-wrap items-center gap-2 text-sm">
              <span className="text-muted">Suggested</span>
              {`${suggestion.city} ${suggestion.region} ${suggestion.postalCode} ${suggestion.country}`}
              <Button size="dense" onClick={() => setTyped({ ...typed, ...suggestion })}>
                Use it
              </Button>
            </p>
          ) : null}
          <Checkbox
            name="isResidential"
            label="Somebody lives there"
            help={
              errors["shipTo.isResidential"] ??
              "Carriers charge more to residential addresses, and some do not go there"
            }
            checked={isResidential}
            onChange={(event) => setTyped({ ...typed, isResidential: event.target.checked })}
          />
          <Checkbox
            name="alsoLocation"
            label="Write the customer's location the same from now on"
            checked={alsoLocation}
            onChange={(event) => setTyped({ ...typed, alsoLocation: event.target.checked })}
          />
          <ReasonField
            value={reason}
            change={(reason) => setTyped({ ...typed, reason })}
            error={errors.reason}
          />
        </>
      )}
    </CommandDialog>
  );
}
