"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { EntryGrid } from "@/components/entry-grid/entry-grid";
import type { GridSnapshot } from "@/components/entry-grid/types";
import { formatCount, formatMoney } from "@/components/format";
import { DraftStatus, DraftTrouble } from "@/components/order-entry/draft-status";
import { snapshotFaults } from "@/components/order-entry/fault-list";
import { LeftBehind } from "@/components/order-entry/left-behind";
import { ListUpload } from "@/components/order-entry/list-upload";
import { shipGroups } from "@/components/order-entry/mapping";
import { ShipSummary } from "@/components/order-entry/ship-summary";
import { ShipToField } from "@/components/order-entry/ship-to-field";
import { newestOf } from "@/components/order-entry/use-draft";
import {
  useWrittenOrder,
  type WrittenDraft,
  type WrittenOrder,
} from "@/components/order-entry/use-written-order";
import { CreditBar } from "@/components/orders/credit-bar";
import type { CreditView } from "@/components/orders/types";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { LINES_MAX } from "@/server/oms/intake/schema";
import type { PadLine } from "./pad-address";
import { takePasted } from "./quick-paste";

export type OrderPadProps = {
  draft: WrittenDraft;
  locations: readonly { companyLocationId: string; label: string }[];
  /** Whether this company's buyers may name an address that is none of them. */
  mayShipElsewhere: boolean;
  credit: CreditView;
  currency: string;
  /** Lines that the address brought: a reorder, a list of quantities. */
  brought: readonly PadLine[];
  today: string;
  zone: string;
};

/** Brings lines in once, when the stored ones are there, and takes them out of the address. */
function useBrought(order: WrittenOrder, brought: readonly PadLine[]) {
  const isDone = useRef(false);
  const { isReady, grid } = order;
  useEffect(() => {
    if (!isReady || isDone.current) {
      return;
    }
    isDone.current = true;
    const pasted = takePasted();
    const bring = async () => {
      if (pasted !== null) {
        await grid.current?.paste(pasted);
      }
      if (brought.length > 0) {
        await grid.current?.add(brought);
        // The lines are here now; a reload must not bring them again.
        window.history.replaceState(null, "", "/portal/order");
      }
    };
    void bring();
  }, [isReady, grid, brought]);
}

/** From the pad to checkout: everything settled, nothing faulty, all of it saved. */
function useReview(order: WrittenOrder) {
  const router = useRouter();
  const [isAsked, setAsked] = useState(false);
  const [pending, setPending] = useState(false);
  const { saver, content, grid } = order;
  const review = useCallback(
    async (snapshot: GridSnapshot) => {
      setAsked(true);
      if (standsAgainst(snapshot).length > 0) {
        grid.current?.focusFault() || grid.current?.focus();
        return;
      }
      setPending(true);
      saver.keep(content());
      if (await saver.flush()) {
        router.push("/portal/checkout");
      } else {
        setPending(false);
      }
    },
    [saver, content, grid, router],
  );
  const faults = isAsked && order.snapshot ? standsAgainst(order.snapshot) : [];
  return { faults, pending, review };
}

const standsAgainst = (snapshot: GridSnapshot): string[] =>
  snapshot.lines.length === 0 ? ["There is no line yet"] : snapshotFaults(snapshot);

/**
 * The buyer's order pad: what, how many, my price, what ships now and what later. It goes on with
 * the draft it began with, whatever the page is rendered with later, until that became an order.
 */
export function OrderPad(props: OrderPadProps) {
  const [draft, setDraft] = useState(props.draft);
  if (props.draft.draftId !== draft.draftId && newestOf(draft) === null) {
    setDraft(props.draft);
  }
  return <Pad key={draft.draftId} {...props} draft={draft} />;
}

function Pad(props: OrderPadProps) {
  const { draft, today, zone, brought } = props;
  const order = useWrittenOrder({
    draft,
    companyId: null,
    channelCode: "portal",
    today,
    audience: "customer",
  });
  useBrought(order, brought);
  const router = useRouter();
  useEffect(() => {
    if (order.isOver) {
      router.refresh();
    }
  }, [order.isOver, router]);
  const { faults, pending, review } = useReview(order);
  const submit = useCallback((snapshot: GridSnapshot) => void review(snapshot), [review]);
  const settleAndReview = () => void order.grid.current?.settle().then(review);
  return (
    <>
      <PageHeader
        title="Order pad"
        meta={<DraftStatus state={order.saving} zone={zone} />}
        actions={
          <ListUpload size="portal" onText={(text) => void order.grid.current?.paste(text)} />
        }
      />
      <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 content-start gap-4">
          <DraftTrouble
            state={order.saving}
            onOverwrite={() => void order.saver.overwrite()}
            onReload={() => {
              order.saver.forget();
              window.location.reload();
            }}
          />
          <LeftBehind order={order} />
          <div role="alert" className="empty:hidden">
            {faults.length > 0 ? (
              <Callout tone="error" title={`${formatCount(faults.length, "thing")} to look at`}>
                <ul>
                  {faults.map((fault) => (
                    <li key={fault}>{fault}</li>
                  ))}
                </ul>
              </Callout>
            ) : null}
          </div>
          <EntryGrid
            ref={order.grid}
            label="Order lines"
            size="portal"
            today={today}
            maxLines={LINES_MAX}
            {...order.services}
            {...(order.initial ? { initial: order.initial } : {})}
            onSubmit={submit}
          />
        </div>
        <PadSummary {...props} order={order} pending={pending} onReview={settleAndReview} />
      </div>
    </>
  );
}

type PadSummaryProps = OrderPadProps & {
  order: WrittenOrder;
  pending: boolean;
  onReview: () => void;
};

function PadSummary(props: PadSummaryProps) {
  const { order, locations, mayShipElsewhere, credit, currency, today } = props;
  const { pending, onReview } = props;
  const { quote, header, change } = order;
  return (
    <aside className="grid grid-cols-1 content-start gap-4 xl:sticky xl:top-28 xl:self-start">
      <Panel title="Your order">
        <div className="grid grid-cols-1 gap-4">
          <ShipToField
            value={header}
            change={change}
            locations={locations.map(({ companyLocationId, label }) => ({
              value: companyLocationId,
              label,
            }))}
            mayShipElsewhere={mayShipElsewhere}
            errors={{}}
            size="portal"
          />
          {quote ? (
            <>
              <ShipSummary groups={shipGroups(quote)} today={today} />
              <p className="flex items-baseline justify-between border-t border-line pt-3">
                <span className="text-muted">Goods</span>
                <span className="figures text-lg font-semibold">
                  {formatMoney(quote.subtotal, quote.currency)}
                </span>
              </p>
            </>
          ) : (
            <p className="text-muted">
              Type a number or words in the first line, or paste a list. What ships when stands here
              before you order.
            </p>
          )}
          {quote?.needsApproval ? (
            <Callout tone="info">Above your spending limit: an approver will be asked.</Callout>
          ) : null}
          <Button
            variant="primary"
            size="portal"
            keys="mod+enter"
            pending={pending && "Saving your order…"}
            disabledReason={quote === null && "Add a line first"}
            onClick={onReview}
          >
            Review order
          </Button>
        </div>
      </Panel>
      <Panel title="Credit">
        <CreditBar
          credit={quote?.credit ?? credit}
          currency={currency}
          adding={quote?.subtotal ?? 0}
        />
      </Panel>
    </aside>
  );
}
