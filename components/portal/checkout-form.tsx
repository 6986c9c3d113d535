"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApi } from "@/components/api-provider";
import { DuplicatePo, useDuplicatePo } from "@/components/order-entry/duplicate-po";
import {
  type MovedTerm,
  movedTerms,
  type Quote,
  shipGroups,
} from "@/components/order-entry/mapping";
import { MovedTerms } from "@/components/order-entry/moved-terms";
import {
  askedOf,
  orderableLines,
  ownerOfDraft,
  termsOfDraft,
} from "@/components/order-entry/place-order";
import { ShipSummary } from "@/components/order-entry/ship-summary";
import { StockHold } from "@/components/order-entry/stock-hold";
import { newestOf, useDraft } from "@/components/order-entry/use-draft";
import { type PlacingState, usePlaceOrder } from "@/components/order-entry/use-place-order";
import type { WrittenDraft } from "@/components/order-entry/use-written-order";
import type { CreditView } from "@/components/orders/types";
import { Callout } from "@/components/ui/callout";
import { FormErrors } from "@/components/ui/form-errors";
import { useHotkeys } from "@/components/ui/hotkeys";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { OrderDraftContent } from "@/server/oms/orders/schema";
import { CheckoutFields } from "./checkout-fields";
import { CheckoutLines } from "./checkout-lines";
import { CheckoutTotals } from "./checkout-totals";

export type CheckoutFormProps = {
  draft: WrittenDraft;
  locations: readonly { companyLocationId: string; label: string }[];
  mayShipElsewhere: boolean;
  requiresPo: boolean;
  termsName: string;
  credit: CreditView;
  /** Who may approve what is above this buyer's limit. */
  approvers: readonly string[];
  today: string;
  zone: string;
};

type Header = OrderDraftContent;

/** Prices and dates for the draft as it stands, and whether they moved since the pad showed them. */
function useCheckoutQuote(draftId: string, content: Header) {
  const api = useApi();
  const lines = orderableLines(content);
  const query = useQuery({
    ...api.orders.quote.queryOptions({
      channelCode: "portal",
      reservation: ownerOfDraft("portal", draftId),
      ...termsOfDraft(content),
      lines: lines.map((line, at) => ({ key: `${at}`, ...askedOf(line) })),
    }),
    // Until its country is typed there is no address to ask about.
    enabled: lines.length > 0 && content.shipTo?.country.trim() !== "",
    placeholderData: keepPreviousData,
  });
  const [newer, setNewer] = useState<Quote | null>(null);
  const [movedSincePad, setMoved] = useState<readonly MovedTerm[]>([]);
  const isFirst = useRef(true);
  const { data } = query;
  const { seen } = content;
  useEffect(() => {
    setNewer(null);
    if (data && isFirst.current) {
      isFirst.current = false;
      setMoved(movedTerms(seen, data));
    }
  }, [data, seen]);
  return { quote: newer ?? data ?? null, isAsking: query.isFetching, setNewer, movedSincePad };
}

/** The draft as it stands in this browser; a change is kept at once. */
function useKeptContent(draft: WrittenDraft) {
  const [content, setContent] = useState(() => (newestOf(draft) ?? draft).content);
  const { saver } = useDraft({ ...draft, companyId: null, channelCode: "portal" });
  const change = (part: Partial<Header>) => {
    const next = { ...content, ...part };
    setContent(next);
    saver.keep(next);
  };
  return { content, change, saver };
}

/** The last page before an order: where to, when, under which number; and what ships when. */
export function CheckoutForm(props: CheckoutFormProps) {
  const { draft, today, zone } = props;
  const router = useRouter();
  const { content, change, saver } = useKeptContent(draft);
  const [confirmed, setConfirmed] = useState<string | null>(null);
  const { quote, isAsking, setNewer, movedSincePad } = useCheckoutQuote(draft.draftId, content);
  const duplicate = useDuplicatePo(content.customerPo, null);
  const onPlaced = useCallback(
    (number: string) => {
      saver.forget();
      router.push(`/portal/orders/${number}?placed=1`);
    },
    [saver, router],
  );
  const placing = usePlaceOrder(onPlaced, setNewer);
  const isConfirmed = duplicate !== null && confirmed === content.customerPo.trim();
  const missing = missingFields(props, content, duplicate, isConfirmed);
  const [asked, setAsked] = useState(false);
  const place = () => {
    setAsked(true);
    if (quote !== null && Object.keys(missing).length === 0) {
      void placing.place({
        draftId: draft.draftId,
        companyId: null,
        channelCode: "portal",
        content,
        shown: quote,
        confirmsDuplicatePo: isConfirmed,
      });
    }
  };
  useHotkeys([{ keys: "mod+enter", label: "Place order", group: "Checkout", run: place }]);
  const errors = asked ? { ...placing.fields, ...missing } : placing.fields;
  const moved = placing.moved.length > 0 ? placing.moved : movedSincePad;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        place();
      }}
      noValidate
    >
      <PageHeader
        title="Check and place your order"
        breadcrumb={[{ label: "Order pad", href: "/portal/order" }]}
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 content-start gap-4">
          <FormErrors errors={errors} />
          <Notices
            moved={moved}
            placing={placing}
            currency={quote?.currency ?? "USD"}
            today={today}
          />
          <Panel title="Delivery">
            <CheckoutFields
              {...props}
              content={content}
              errors={errors}
              change={change}
              duplicate={
                duplicate === null ? null : (
                  <DuplicatePo
                    customerPo={content.customerPo}
                    orderNumber={duplicate}
                    orderHref={`/portal/orders/${duplicate}`}
                    confirmed={isConfirmed}
                    onConfirm={(yes) => setConfirmed(yes ? content.customerPo.trim() : null)}
                  />
                )
              }
            />
          </Panel>
          <ShipPanel
            draftId={draft.draftId}
            quote={quote}
            content={content}
            zone={zone}
            today={today}
          />
          <CheckoutLines quote={quote} content={content} today={today} />
        </div>
        <CheckoutTotals
          {...props}
          quote={quote}
          isAsking={isAsking}
          isPlacing={placing.isPending}
          moved={moved.length}
        />
      </div>
    </form>
  );
}

type NoticesProps = {
  moved: readonly MovedTerm[];
  placing: PlacingState;
  currency: string;
  today: string;
};

/** What moved since it was shown, and why the order was not taken. */
function Notices({ moved, placing, currency, today }: NoticesProps) {
  return (
    <div role="alert" className="grid gap-4 empty:hidden">
      {moved.length > 0 ? <MovedTerms moved={moved} currency={currency} today={today} /> : null}
      {placing.sentences.map((sentence) => (
        <Callout key={sentence} tone="error" title={sentence} />
      ))}
      {placing.placedBefore ? (
        <Callout tone="info" title="This order was placed already">
          <a className="link" href={`/portal/orders/${placing.placedBefore}`}>
            Open {placing.placedBefore}
          </a>
        </Callout>
      ) : null}
    </div>
  );
}

type ShipPanelProps = {
  draftId: string;
  quote: Quote | null;
  content: Header;
  zone: string;
  today: string;
};

/** What leaves when; and the stock of it can be kept from others while the buyer makes sure. */
function ShipPanel({ draftId, quote, content, zone, today }: ShipPanelProps) {
  return (
    <Panel
      title="What ships when"
      actions={
        <StockHold
          draftId={draftId}
          channelCode="portal"
          companyId={null}
          lines={heldLines(quote, content)}
          zone={zone}
          size="staff"
        />
      }
    >
      {quote ? <ShipSummary groups={shipGroups(quote)} today={today} /> : null}
    </Panel>
  );
}

/** The lines of which stock can be held, by the codes of their SKUs. */
function heldLines(quote: Quote | null, content: Header) {
  const written = orderableLines(content);
  return (quote?.lines ?? []).flatMap(({ key, sku, faults }) => {
    const quantity = written[Number(key)]?.quantity;
    return sku === null || quantity === undefined || faults.length > 0
      ? []
      : [{ sku: sku.code, quantity }];
  });
}

/** What a person must still say before the server is asked at all. */
function missingFields(
  { requiresPo }: CheckoutFormProps,
  content: Header,
  duplicate: string | null,
  isConfirmed: boolean,
): Record<string, string> {
  const po = content.customerPo.trim();
  if (po === "" && requiresPo) {
    return { customerPo: "Your company orders with a PO number only" };
  }
  if (po.length > 60) {
    return { customerPo: `A PO number has at most 60 characters; this one has ${po.length}` };
  }
  return duplicate !== null && !isConfirmed
    ? { customerPo: `${duplicate} carries this PO number too: confirm, or change it` }
    : {};
}
