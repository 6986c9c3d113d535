import {
  AddressFields,
  BLANK_ADDRESS,
  type TypedAddress,
} from "@/components/orders/address-fields";
import { Field } from "@/components/ui/field";
import { Select, type SelectOption } from "@/components/ui/select";

/** Stands among the locations for an address that is none of them. */
const ELSEWHERE = "elsewhere";

type ShipToChoice = { companyLocationId: string | null; shipTo: TypedAddress | null };

export type ShipToFieldProps = {
  value: ShipToChoice;
  change: (part: Partial<ShipToChoice>) => void;
  locations: readonly SelectOption[];
  /** Whether the writer may name an address that is none of them. */
  mayShipElsewhere: boolean;
  errors: Readonly<Record<string, string>>;
  size: "staff" | "portal";
  /** Of the choice, and of the address below it. */
  className?: string;
  addressClassName?: string;
};

/** One of the customer's locations, or an address of the order's own. */
export function ShipToField(props: ShipToFieldProps) {
  const { value, change, locations, mayShipElsewhere, errors, size, className = "" } = props;
  const location = value.companyLocationId ?? locations[0]?.value ?? "";
  const elsewhere = { value: ELSEWHERE, label: "Another address" };
  return (
    <>
      <Field label="Ship to" error={errors.companyLocationId} className={className}>
        {(control) => (
          <Select
            {...control}
            name="companyLocationId"
            size={size}
            options={mayShipElsewhere ? [...locations, elsewhere] : locations}
            value={value.shipTo === null ? location : ELSEWHERE}
            onChange={({ currentTarget: { value: chosen } }) =>
              change(
                chosen === ELSEWHERE
                  ? { shipTo: BLANK_ADDRESS }
                  : { companyLocationId: chosen, shipTo: null },
              )
            }
          />
        )}
      </Field>
      {value.shipTo === null ? null : (
        <div className={props.addressClassName}>
          <AddressFields
            value={value.shipTo}
            change={(shipTo) => change({ shipTo })}
            errors={errors}
          />
        </div>
      )}
    </>
  );
}
