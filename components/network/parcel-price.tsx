"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "@/components/api-provider";
import { formatCount, formatMoney, formatQuantity } from "@/components/format";
import { Checkbox } from "@/components/ui/checkbox";
import { DefinitionList } from "@/components/ui/definition-list";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FreightTariff } from "@/server/oms/network/types";
import { scaledOf } from "./numbers";

type ParcelPriceProps = {
  /** As it is typed; null while it is not whole. */
  tariff: FreightTariff | null;
  saved: FreightTariff;
  nodes: readonly SelectOption[];
};

/** One parcel by the tariff that is typed, beside what it costs by the one that is saved. */
export function ParcelPrice({ tariff, saved, nodes }: ParcelPriceProps) {
  const api = useApi();
  const [parcel, setParcel] = useState({
    nodeCode: nodes[0]?.value ?? "",
    country: "US",
    postalCode: "60601",
    isResidential: false,
    kilograms: "5",
  });
  const change = (part: Partial<typeof parcel>) => setParcel({ ...parcel, ...part });
  const { kilograms, ...to } = parcel;
  const asked = { ...to, grams: scaledOf(kilograms, 3) };
  const isWhole = asked.nodeCode !== "" && asked.country.length === 2 && asked.grams > 0;
  const price = useQuery({
    ...api.network.priceParcel.queryOptions({ ...asked, tariff: tariff ?? saved }),
    enabled: isWhole && tariff !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const before = useQuery({
    ...api.network.priceParcel.queryOptions({ ...asked, tariff: saved }),
    enabled: isWhole,
    retry: false,
  });
  return (
    <div className="grid gap-4">
      <SelectField
        label="From"
        name="from"
        options={nodes}
        value={parcel.nodeCode}
        change={(nodeCode) => change({ nodeCode })}
      />
      <div className="grid gap-4 sm:grid-cols-3 xl:grid-cols-3">
        <TextField
          label="Country"
          name="toCountry"
          value={parcel.country}
          change={(country) => change({ country: country.toUpperCase() })}
        />
        <TextField
          label="Postal code"
          name="toPostalCode"
          value={parcel.postalCode}
          change={(postalCode) => change({ postalCode })}
        />
        <TextField
          label="Kilograms"
          name="kilograms"
          isNumber
          value={parcel.kilograms}
          change={(text) => change({ kilograms: text })}
        />
      </div>
      <Checkbox
        name="toResidential"
        label="Somebody lives there"
        checked={parcel.isResidential}
        onChange={(event) => change({ isResidential: event.target.checked })}
      />
      <div aria-live="polite">
        {price.data === undefined || price.error !== null || !isWhole ? (
          <p className="text-muted">
            {price.error?.message ?? "As soon as the tariff and the parcel are whole."}
          </p>
        ) : (
          <>
            <p className="figures text-xl font-semibold">
              {formatMoney(price.data.totalMinor, price.data.currency)}
            </p>
            <p className="mb-2 text-xs text-muted">
              Zone {price.data.zone},{" "}
              {price.data.miles === null
                ? "the place is not known and counts as farthest"
                : `${formatQuantity(price.data.miles)} miles`}
              , {formatCount(price.data.transitDays, "working day")}
              {before.data === undefined || before.data.totalMinor === price.data.totalMinor
                ? ""
                : `; ${formatMoney(before.data.totalMinor, before.data.currency)} as saved`}
            </p>
            <DefinitionList
              items={price.data.parts.map(({ name, minor }) => ({
                term: name,
                description: formatMoney(minor, price.data.currency),
              }))}
            />
          </>
        )}
      </div>
    </div>
  );
}
