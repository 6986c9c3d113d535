"use client";

import { type ReactNode, useCallback } from "react";
import { useApiClient } from "@/components/api-provider";
import type { PaletteItem } from "@/components/shell/command-palette";
import { StaffFrame, type StaffFrameProps } from "@/components/staff-frame";

const PLACES = {
  order: { group: "Orders", href: (name: string) => `/admin/orders/${name}` },
  sku: { group: "SKUs", href: (name: string) => `/admin/inventory/${encodeURIComponent(name)}` },
  company: {
    group: "Customers",
    href: (name: string) => `/admin/orders?q=${encodeURIComponent(name)}`,
  },
  fulfillment_order: { group: "Work", href: (name: string) => `/admin/fulfillment/${name}` },
  shipment: { group: "Shipments", href: (name: string) => `/admin/shipments?q=${name}` },
} as const;

type AdminFrameProps = Omit<StaffFrameProps, "search"> & { children: ReactNode };

/** The staff frame with the palette that finds orders, SKUs, customers and parcels by any name. */
export function AdminFrame(props: AdminFrameProps) {
  const client = useApiClient();
  const mayFind = props.rights.includes("search.find_anything");
  const search = useCallback(
    async (query: string, signal: AbortSignal): Promise<PaletteItem[]> => {
      const found = await client.reporting.findAnything.query({ q: query }, { signal });
      return found.map(({ kind, name, detail }) => ({
        id: `${kind} ${name}`,
        group: PLACES[kind].group,
        ident: name,
        label: detail,
        href: PLACES[kind].href(name),
      }));
    },
    [client],
  );
  return <StaffFrame {...props} {...(mayFind ? { search } : {})} />;
}
