"use client";

import Link from "next/link";
import { useApiClient } from "@/components/api-provider";
import { formatDate, formatQuantity } from "@/components/format";
import type { ListedRelation } from "@/server/oms/catalog/queries-relations";
import { CommandButton } from "./command-button";
import { PlainCell, PlainTable } from "./plain-table";
import { KIND_WORDS, PRICE_WORDS, TIMING_WORDS } from "./relation-words";

const skuHref = (code: string) => `/admin/inventory/${encodeURIComponent(code)}`;

const COLUMNS = [
  { header: "SKU" },
  { header: "How" },
  { header: "Units", align: "right" },
  { header: "Price" },
  { header: "Holds" },
  { header: "" },
] as const;

type Props = {
  sku: string;
  relations: readonly ListedRelation[];
  mayChange: boolean;
  today: string;
};

/** What may ship instead of a SKU, and what it may ship instead of. */
export function SkuRelations({ sku, relations, mayChange, today }: Props) {
  const client = useApiClient();
  return relations.length === 0 ? (
    <p className="p-4 text-muted">Nothing ships instead of it, and it ships instead of nothing.</p>
  ) : (
    <PlainTable label="What may ship instead" columns={COLUMNS}>
      <tbody>
        {relations.map((relation) => {
          const isAsked = relation.sku === sku;
          const other = isAsked ? relation.instead : relation.sku;
          const { kind, ratio } = relation;
          return (
            <tr key={`${kind} ${relation.sku} ${relation.instead}`}>
              <PlainCell isHead className="min-w-48">
                <Link href={skuHref(other)} className="ident hover:underline" prefetch={false}>
                  {other}
                </Link>{" "}
                {isAsked ? relation.insteadName : relation.skuName}
              </PlainCell>
              <PlainCell>{sentenceOf(relation, isAsked)}</PlainCell>
              <PlainCell align="right">
                {formatQuantity(ratio.numerator)} for {formatQuantity(ratio.denominator)}
              </PlainCell>
              <PlainCell>{PRICE_WORDS[relation.price]}</PlainCell>
              <PlainCell>{daysOf(relation, today)}</PlainCell>
              <PlainCell align="right">
                {mayChange ? (
                  <CommandButton
                    label="End"
                    size="dense"
                    variant="ghost"
                    aria-label={`End ${relation.instead} instead of ${relation.sku}`}
                    run={async (idempotencyKey) => {
                      const input = { kind, sku: relation.sku, instead: relation.instead };
                      await client.catalog.removeRelation.mutate({ idempotencyKey, input });
                      return `${relation.instead} ships instead of ${relation.sku} no more`;
                    }}
                  />
                ) : null}
              </PlainCell>
            </tr>
          );
        })}
      </tbody>
    </PlainTable>
  );
}

function sentenceOf({ kind, timing, isMutual, rank }: ListedRelation, isAsked: boolean): string {
  if (kind === "supersession") {
    const when = timing === null ? "" : `, ${TIMING_WORDS[timing]}`;
    return isAsked ? `${KIND_WORDS.supersession}${when}` : `is followed by this one${when}`;
  }
  if (isMutual) {
    return `each stands in for the other, rank ${rank}`;
  }
  return isAsked ? `${KIND_WORDS.substitution}, rank ${rank}` : "this one stands in for it";
}

function daysOf({ validFrom, validTo, isLive }: ListedRelation, today: string): string {
  const from = validFrom === null ? "" : `from ${formatDate(validFrom, today)}`;
  const to = validTo === null ? "" : `until ${formatDate(validTo, today)}`;
  const days = [from, to].filter((part) => part !== "").join(" ");
  return days === "" ? "always" : `${days}${isLive ? "" : ", not today"}`;
}
