"use client";

import { AddressFields } from "@/components/orders/address-fields";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ChangeLinesProps } from "./change-lines";
import { ELSEWHERE } from "./typed-change";
import type { TypedChange } from "./types";

type Day = "requestedDate" | "shipAfter" | "cancelAfter";

/** Where, when and how: what may no longer change says why below it. */
export function ChangeTerms({ facts, typed, errors, change }: ChangeLinesProps) {
  const { scope, locations, services } = facts;
  const closedHelp = (closed: string | null, help?: string) => {
    const said = closed ?? help;
    return said === undefined ? {} : { help: said };
  };
  const day = (name: Day, label: string, closed: string | null, help: string) => (
    <Field label={label} error={errors[name]} {...closedHelp(closed, help)}>
      {(control) => (
        <Input
          {...control}
          type="date"
          name={name}
          disabled={closed !== null}
          value={typed[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const choice = (
    name: "companyLocationId" | "serviceCode" | "shipPolicy",
    label: string,
    options: readonly { value: string; label: string }[],
    closed: string | null,
  ) => (
    <Field label={label} error={errors[name]} {...closedHelp(closed)}>
      {(control) => (
        <Select
          {...control}
          name={name}
          disabled={closed !== null}
          options={options}
          value={typed[name]}
          onChange={(event) => change({ [name]: event.target.value } as Partial<TypedChange>)}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {choice(
        "companyLocationId",
        "Ship to",
        [
          ...locations.map(({ id, label }) => ({ value: id, label })),
          ...(facts.mayShipElsewhere || facts.order.isOneTimeShipTo
            ? [{ value: ELSEWHERE, label: "Another address" }]
            : []),
        ],
        scope.shipTo,
      )}
      {typed.companyLocationId === ELSEWHERE && scope.shipTo === null ? (
        <div className="sm:col-span-2">
          <AddressFields
            value={typed.shipTo}
            change={(shipTo) => change({ shipTo })}
            errors={errors}
          />
        </div>
      ) : null}
      {choice("serviceCode", "Service", services, scope.schedule)}
      {day("requestedDate", "Wanted on", scope.schedule, "Empty: as soon as possible")}
      {day("shipAfter", "May leave from", scope.schedule, "Empty: at once")}
      {day("cancelAfter", "Cancel what is left after", scope.terms, "Empty: never")}
      {choice("shipPolicy", "If not everything is there", POLICIES, scope.terms)}
      <Field label="PO number" error={errors.customerPo} {...closedHelp(scope.papers)}>
        {(control) => (
          <Input
            {...control}
            ident
            name="customerPo"
            autoComplete="off"
            disabled={scope.papers !== null}
            value={typed.customerPo}
            onChange={(event) => change({ customerPo: event.target.value })}
          />
        )}
      </Field>
      <Field label="Instructions" error={errors.note} {...closedHelp(scope.papers)}>
        {(control) => (
          <Textarea
            {...control}
            name="note"
            rows={2}
            maxLength={2_000}
            disabled={scope.papers !== null}
            value={typed.note}
            onChange={(event) => change({ note: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

const POLICIES = [
  { value: "as_available", label: "Each part leaves as soon as it can" },
  { value: "with_next", label: "What has to wait leaves with the next shipment" },
  { value: "complete", label: "Nothing leaves before everything is there" },
];
