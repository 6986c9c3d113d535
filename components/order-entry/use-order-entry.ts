"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { useApiClient } from "@/components/api-provider";
import type { EntryGridProps, GridSnapshot, QuoteResult } from "@/components/entry-grid/types";
import { useLive } from "@/components/live/use-live";
import type { TypedAddress } from "@/components/orders/address-fields";
import type { Audience } from "@/components/status";
import type { DraftBackorders } from "@/server/oms/orders/schema";
import type { ShipPolicy } from "@/server/oms/orders/types";
import {
  type AskedLine,
  askedLines,
  productOf,
  type Quote,
  resultsOf,
  type SkuMatch,
  suggestionDetail,
} from "./mapping";
import { ownerOfDraft } from "./place-order";

/** For whom, where to and how: everything besides its lines that an order's price and dates hang on. */
export type EntryContext = {
  /** Staff name the customer; a buyer's own company goes without saying. */
  companyId: string | null;
  companyLocationId: string | null;
  /** Where it goes instead; null: to the location. */
  shipTo: TypedAddress | null;
  channelCode: "portal" | "phone";
  /** The draft whose own held stock is free for its lines. */
  draftId: string;
  serviceCode: string | null;
  shipPolicy: ShipPolicy;
  backorders: DraftBackorders | null;
  /** "YYYY-MM-DD" or empty. */
  requestedDate: string;
  today: string;
  audience: Audience;
};

/** What moves the number that can be sold, or the day on which more can. */
const STOCK_TOPICS = ["stock", "availability_rule", "inbound_supply", "reservation"];

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The part of a request that names customer and terms; what is not chosen is left to the server. */
export function termsOf(context: EntryContext) {
  const { companyId, companyLocationId, channelCode, draftId, serviceCode, shipPolicy } = context;
  const { backorders } = context;
  return {
    channelCode,
    shipPolicy,
    reservation: ownerOfDraft(channelCode, draftId),
    ...(companyId ? { companyId } : {}),
    ...(companyLocationId ? { companyLocationId } : {}),
    // Until the country is typed there is no address to ask about.
    ...(context.shipTo && context.shipTo.country.trim() !== "" ? { shipTo: context.shipTo } : {}),
    ...(serviceCode ? { serviceCode } : {}),
    ...(backorders ? { backorders: { policy: backorders } } : {}),
    ...(DATE.test(context.requestedDate) ? { requestedDate: context.requestedDate } : {}),
  };
}

type GridServices = Required<
  Pick<EntryGridProps, "resolveSku" | "resolveMany" | "suggest" | "quote" | "quoteKey" | "onChange">
>;

export type OrderEntry = {
  /** Spread on the grid. */
  services: GridServices;
  snapshot: GridSnapshot | null;
  /** Price and dates of the whole order as last answered; null before the first line. */
  quote: Quote | null;
  /** Ask for every price and date again. */
  requote: () => void;
};

/** Look-ups: the exact one, many at once, and what a text may mean. */
function useSkuLookup(companyId: string | null) {
  const client = useApiClient();
  return useMemo(() => {
    const seen = new Map<string, SkuMatch>();
    const company = companyId ? { companyId } : {};
    const keep = (match: SkuMatch, isNamed: boolean) => {
      seen.set(match.skuId, match);
      return productOf(match, isNamed);
    };
    const resolveMany = async (codes: readonly string[]) => {
      const answers = await client.catalog.resolve.query({ ...company, codes: [...codes] });
      return answers.map(({ match }) => match && keep(match, true));
    };
    const suggest = async (text: string, signal: AbortSignal) => {
      const { items } = await client.catalog.search.query({ ...company, text }, { signal });
      return items.map((match) => ({
        product: keep(match, false),
        detail: suggestionDetail(match),
      }));
    };
    return {
      known: (skuId: string | undefined) => (skuId === undefined ? undefined : seen.get(skuId)),
      services: {
        resolveMany,
        resolveSku: async (code: string) => (await resolveMany([code]))[0] ?? null,
        suggest,
      },
    };
  }, [client, companyId]);
}

const bothNotes = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : `${one}; ${other}`;

function discontinuedNote(match: SkuMatch | undefined): string | undefined {
  if (match?.status !== "discontinued") {
    return undefined;
  }
  return match.successor
    ? `Discontinued, followed by ${match.successor.code}; what is left can be ordered`
    : "Discontinued; what is left can be ordered";
}

/**
 * What an order grid needs from the server. Every change asks about all lines together, because
 * they share stock, shipments and credit; an answer that a later one has overtaken is dropped.
 */
export function useOrderEntry(context: EntryContext): OrderEntry {
  const client = useApiClient();
  const lookup = useSkuLookup(context.companyId);
  const [snapshot, setSnapshot] = useState<GridSnapshot | null>(null);
  const [quote, setQuote] = useState<Quote | null>(null);
  const [turns, setTurns] = useState(0);
  const latest = useRef<GridSnapshot | null>(null);
  const sequence = useRef({ sent: 0, answered: 0 });
  const terms = JSON.stringify(termsOf(context));
  const { today, audience } = context;

  const onChange = useCallback((next: GridSnapshot) => {
    const before = askedLines(latest.current ?? next).length;
    const now = askedLines(next).length;
    latest.current = next;
    setSnapshot(next);
    if (now === 0) {
      setQuote(null);
    } else if (now < before) {
      // A line left: what it took of stock is free again for the others.
      setTurns((count) => count + 1);
    }
  }, []);

  const ask = useCallback(
    async (requests: readonly { lineId: string; version: number; quantity: number }[]) => {
      const lines = latest.current ? askedLines(latest.current) : [];
      const changed = new Map(requests.map((request) => [request.lineId, request]));
      const asked = lines.map((line): AskedLine => ({ ...line, ...changed.get(line.lineId) }));
      if (asked.length === 0) {
        return [];
      }
      sequence.current.sent += 1;
      const turn = sequence.current.sent;
      const answer = await client.orders.quote.query({
        ...(JSON.parse(terms) as ReturnType<typeof termsOf>),
        lines: asked.map(({ lineId, sku, quantity, insteadOf }) => ({
          key: lineId,
          sku,
          quantity,
          ...(insteadOf === null ? {} : { insteadOf }),
        })),
      });
      if (turn < sequence.current.answered) {
        return [];
      }
      sequence.current.answered = turn;
      setQuote(answer);
      return resultsOf(asked, answer, { today, audience }).map(
        (result): QuoteResult => ({
          ...result,
          quote: {
            ...result.quote,
            warning: bothNotes(
              result.quote.warning,
              discontinuedNote(lookup.known(skuIdOf(latest.current, result.lineId))),
            ),
          },
        }),
      );
    },
    [client, terms, today, audience, lookup],
  );

  const services = useMemo(
    () => ({ ...lookup.services, quote: ask, quoteKey: `${terms}${turns}`, onChange }),
    [lookup, ask, terms, turns, onChange],
  );
  const requote = useCallback(() => setTurns((count) => count + 1), []);
  useLive({ topics: STOCK_TOPICS }, requote);
  return { services, snapshot, quote, requote };
}

const skuIdOf = (snapshot: GridSnapshot | null, lineId: string): string | undefined =>
  snapshot?.lines.find((line) => line.id === lineId)?.product?.skuId;
