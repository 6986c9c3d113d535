"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { CommandDialog, type FieldErrors } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import { anyWeight } from "@/server/oms/network/decide-freight";
import type { TariffRow } from "@/server/oms/network/queries-services";
import type { FreightTariff } from "@/server/oms/network/types";
import { scaledOf, wholeOf } from "./numbers";
import { LimitFields, limitsOf, typedLimits } from "./service-limits";

type NewServiceDialogProps = {
  services: readonly TariffRow[];
  /** By their codes. */
  calendars: readonly SelectOption[];
  nodes: readonly { readonly code: string; readonly name: string }[];
};

/** No service to begin with: one price everywhere, in these working days. */
const ONE_PRICE = "";

const blank = ({ services, calendars }: NewServiceDialogProps) => ({
  code: "",
  name: "",
  carrier: "",
  calendarCode: calendars[0]?.value ?? "",
  trackingPrefix: "",
  tariffOf: services[0]?.code ?? ONE_PRICE,
  currency: services[0]?.tariff.currency ?? "USD",
  base: "",
  transitDays: "",
  limits: typedLimits({
    refusesResidential: false,
    refusesPostBox: false,
    fromGrams: null,
    upToGrams: null,
  }),
  times: {} as Readonly<Record<string, string>>,
  reason: "",
});

type Typed = ReturnType<typeof blank>;

function tariffOf(typed: Typed, services: readonly TariffRow[]): FreightTariff {
  const copied = services.find(({ code }) => code === typed.tariffOf);
  const everywhere = {
    code: "1",
    upToMiles: null,
    transitDays: wholeOf(typed.transitDays),
    breaks: anyWeight(scaledOf(typed.base, 2), 0),
  };
  return (
    copied?.tariff ?? {
      currency: typed.currency,
      countryGroups: [],
      within: [everywhere],
      across: [everywhere].map((zone) => ({ ...zone, code: "2" })),
      minimumMinor: 0,
      takesNextBreak: false,
      surcharges: [],
    }
  );
}

/** Open a carrier's service: its tariff begins as another's, or as one price everywhere. */
export function NewServiceDialog(props: NewServiceDialogProps) {
  const { services, calendars, nodes } = props;
  const client = useApiClient();
  const router = useRouter();
  const [typed, setTyped] = useState(() => blank(props));
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const { code, name, carrier, calendarCode, trackingPrefix, reason } = typed;
  const offering = nodes.flatMap((node) => {
    const localTime = typed.times[node.code] ?? "";
    return localTime === "" ? [] : [{ nodeCode: node.code, localTime }];
  });
  return (
    <CommandDialog
      trigger="New service"
      triggerProps={{
        variant: "primary",
        disabledReason: calendars.length === 0 ? "Make a calendar first" : null,
      }}
      title="New carrier service"
      description="Orders may ask for it at once. Its zones and surcharges are changed on its page."
      confirm="Open service"
      size="lg"
      input={{
        ...{ code, name, carrier, calendarCode, trackingPrefix, reason },
        tariff: tariffOf(typed, services),
        limits: limitsOf(typed.limits),
        nodes: offering,
      }}
      onOpen={() => setTyped(blank(props))}
      send={async (request) => {
        const made = await client.network.createService.mutate(request);
        router.push(`/admin/network/services/${encodeURIComponent(made.code)}`);
        return `${name} opened`;
      }}
    >
      {(errors) => (
        <>
          <About typed={typed} change={change} errors={errors} calendars={calendars} />
          <Tariff typed={typed} change={change} errors={errors} services={services} />
          <LimitFields typed={typed.limits} change={(limits) => change({ limits })} />
          <h3 className="font-medium">Nodes that offer it, each until this time on its clock</h3>
          <div className="grid gap-4 sm:grid-cols-3">
            {nodes.map((node) => (
              <TextField
                key={node.code}
                type="time"
                label={node.name}
                name={`node-${node.code}`}
                value={typed.times[node.code] ?? ""}
                change={(time) => change({ times: { ...typed.times, [node.code]: time } })}
                error={
                  errors[
                    `nodes.${offering.findIndex(({ nodeCode }) => nodeCode === node.code)}.localTime`
                  ]
                }
                help="Empty: not offered"
              />
            ))}
          </div>
          <ReasonField
            value={reason}
            change={(value) => change({ reason: value })}
            error={errors.reason}
          />
        </>
      )}
    </CommandDialog>
  );
}

type FieldsProps = { typed: Typed; change: (part: Partial<Typed>) => void; errors: FieldErrors };

function About({
  typed,
  change,
  errors,
  calendars,
}: FieldsProps & { calendars: readonly SelectOption[] }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Code"
        name="code"
        required
        value={typed.code}
        change={(code) => change({ code: code.toLowerCase() })}
        error={errors.code}
        help="As ground: files and the API name it so"
      />
      <TextField
        label="Name"
        name="name"
        required
        value={typed.name}
        change={(name) => change({ name })}
        error={errors.name}
      />
      <TextField
        label="Carrier"
        name="carrier"
        required
        value={typed.carrier}
        change={(carrier) => change({ carrier })}
        error={errors.carrier}
      />
      <TextField
        label="Tracking numbers begin with"
        name="trackingPrefix"
        required
        value={typed.trackingPrefix}
        change={(prefix) => change({ trackingPrefix: prefix.toUpperCase() })}
        error={errors.trackingPrefix}
      />
      <SelectField
        label="Calendar"
        help="When it collects, moves and delivers"
        error={errors.calendarCode}
        name="calendarCode"
        options={calendars}
        value={typed.calendarCode}
        change={(calendarCode) => change({ calendarCode })}
      />
    </div>
  );
}

function Tariff({
  typed,
  change,
  errors,
  services,
}: FieldsProps & { services: readonly TariffRow[] }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Zones, transit and prices"
        name="tariffOf"
        options={[
          ...services.map((one) => ({ value: one.code, label: `As ${one.name}` })),
          { value: ONE_PRICE, label: "One price everywhere" },
        ]}
        value={typed.tariffOf}
        change={(tariffOf) => change({ tariffOf })}
      />
      {typed.tariffOf === ONE_PRICE ? (
        <>
          <TextField
            label="Currency"
            name="currency"
            value={typed.currency}
            change={(currency) => change({ currency: currency.toUpperCase() })}
            error={errors["tariff.currency"]}
          />
          <TextField
            label="A shipment costs"
            name="base"
            isNumber
            required
            value={typed.base}
            change={(base) => change({ base })}
            error={errors["tariff.within.0.breaks.0.baseMinor"]}
          />
          <TextField
            label="Working days in transit"
            name="transitDays"
            isNumber
            required
            value={typed.transitDays}
            change={(transitDays) => change({ transitDays })}
            error={errors["tariff.within.0.transitDays"]}
          />
        </>
      ) : null}
    </div>
  );
}
