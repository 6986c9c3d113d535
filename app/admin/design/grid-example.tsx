"use client";

import { EntryGrid } from "@/components/entry-grid/entry-grid";
import type { EntryProduct, QuoteRequest, QuoteResult } from "@/components/entry-grid/types";
import { toast } from "@/components/ui/toast";
import { Section } from "./section";

const TODAY = "2026-11-22";

type Specimen = { code: string; alias: string; name: string; priceE4: number; free: number };

const SPECIMENS: readonly Specimen[] = [
  {
    code: "BK-M82S-38",
    alias: "MTB-38",
    name: "Mountain-100 Silver, 38",
    priceE4: 20_399_940,
    free: 26,
  },
  {
    code: "BK-M82S-42",
    alias: "MTB-42",
    name: "Mountain-100 Silver, 42",
    priceE4: 20_399_940,
    free: 4,
  },
  { code: "HL-U509", alias: "0042", name: "Sport-100 Helmet, Black", priceE4: 209_940, free: 480 },
  { code: "TI-M823", alias: "TYRE-HL", name: "HL Mountain Tire", priceE4: 210_000, free: 0 },
  { code: "WB-H098", alias: "BOTTLE", name: "Water Bottle, 30 oz.", priceE4: 29_940, free: 1500 },
];

function productOf(specimen: Specimen): EntryProduct {
  return {
    skuId: specimen.code,
    code: specimen.code,
    name: specimen.name,
    alias: specimen.alias,
    baseUnit: "ea",
    units: [
      { code: "EA", label: "each", factor: 1 },
      { code: "CS", label: "case", factor: 12 },
    ],
    packMultiple: 1,
    minimum: 1,
  };
}

async function resolveSku(query: string): Promise<EntryProduct | null> {
  const key = query.toUpperCase();
  const found = SPECIMENS.find((one) => one.code === key || one.alias === key);
  return found ? productOf(found) : null;
}

async function suggest(query: string) {
  const words = query.toLowerCase().split(/\s+/);
  return SPECIMENS.filter((one) =>
    words.every((word) => `${one.code} ${one.alias} ${one.name}`.toLowerCase().includes(word)),
  ).map((one) => ({ product: productOf(one), detail: `${one.free} now` }));
}

function answer({ lineId, version, skuId, quantity }: QuoteRequest): QuoteResult {
  const specimen = SPECIMENS.find((one) => one.code === skuId);
  const free = specimen?.free ?? 0;
  const priceE4 = specimen?.priceE4 ?? 0;
  const now = Math.min(free, quantity);
  return {
    lineId,
    version,
    quote: {
      currency: "USD",
      unitPriceE4: priceE4,
      lineTotalMinor: Math.round((priceE4 * quantity) / 100),
      availableNow: now,
      promise: {
        date: "2026-11-24",
        state: "firm",
        derivation: [{ label: "Leaves", value: "Mon 23 Nov 15:00 from Reno" }],
      },
      later:
        quantity > now
          ? [{ quantity: quantity - now, promise: { date: "2026-12-02", state: "expected" } }]
          : [],
    },
  };
}

/** The grid over five specimens that live in this page. */
export function GridExample({ size }: { size: "staff" | "portal" }) {
  return (
    <Section
      id="grid"
      title="Entry grid"
      lead="Try BK-M82S-38 or your own number MTB-38, then 40; 2 case; 12*HL-U509; words such as helmet; or paste a list."
    >
      <EntryGrid
        label="Order lines"
        size={size}
        today={TODAY}
        resolveSku={resolveSku}
        suggest={suggest}
        quote={async (lines) => lines.map(answer)}
        onSubmit={(snapshot) =>
          toast.info(`${snapshot.ready.length} lines ready, ${snapshot.faulty.length} to look at`)
        }
        initial={[
          { code: "MTB-38", quantityText: "40" },
          { code: "HL-U509", quantityText: "24", note: "For the club ride" },
          { code: "TI-9999", quantityText: "6" },
        ]}
      />
    </Section>
  );
}
