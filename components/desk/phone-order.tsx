"use client";

import { useRouter } from "next/navigation";
import { type Ref, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { EntryGrid } from "@/components/entry-grid/entry-grid";
import type { GridSnapshot } from "@/components/entry-grid/types";
import { formatCount } from "@/components/format";
import { DraftTrouble } from "@/components/order-entry/draft-status";
import { DuplicatePo, useDuplicatePo } from "@/components/order-entry/duplicate-po";
import { snapshotFaults } from "@/components/order-entry/fault-list";
import { LeftBehind } from "@/components/order-entry/left-behind";
import { MovedTerms } from "@/components/order-entry/moved-terms";
import { type PlacingState, usePlaceOrder } from "@/components/order-entry/use-place-order";
import {
  useWrittenOrder,
  type WrittenDraft,
  type WrittenOrder,
} from "@/components/order-entry/use-written-order";
import type { CreditView } from "@/components/orders/types";
import { ActingBanner } from "@/components/shell/acting-banner";
import { Callout } from "@/components/ui/callout";
import { useHotkeys } from "@/components/ui/hotkeys";
import { LinkButton } from "@/components/ui/link-button";
import { LINES_MAX } from "@/server/oms/intake/schema";
import { AccountPanel, type AccountPanelProps } from "./account-panel";
import { PhoneHeader, type PhoneHeaderProps } from "./phone-header";
import { PhoneTotals } from "./phone-totals";

export type PhoneOrderProps = {
  draft: WrittenDraft;
  account: AccountPanelProps["account"] & {
    companyId: string;
    requiresPo: boolean;
    credit: CreditView;
  };
  choices: PhoneHeaderProps["choices"];
  recent: AccountPanelProps["recent"];
  purchased: AccountPanelProps["purchased"];
  open: AccountPanelProps["open"];
  today: string;
  zone: string;
};

/** What must be said or mended before an order is asked for. */
function standsAgainst(
  snapshot: GridSnapshot,
  customerPo: string,
  requiresPo: boolean,
  duplicate: string | null,
): { lines: string[]; fields: Record<string, string> } {
  const lines = snapshot.lines.length === 0 ? ["There is no line yet"] : snapshotFaults(snapshot);
  const po = customerPo.trim();
  if (po === "" && requiresPo) {
    return { lines, fields: { customerPo: "This customer orders with a PO number only" } };
  }
  if (po.length > 60) {
    return { lines, fields: { customerPo: `At most 60 characters; this one has ${po.length}` } };
  }
  return duplicate === null
    ? { lines, fields: {} }
    : { lines, fields: { customerPo: `${duplicate} carries it too: confirm, or change it` } };
}

const NOTHING = { lines: [], fields: {} };

/** Where what must be mended is: it takes the keyboard, wherever the page has been scrolled to. */
type Places = {
  section: RefObject<HTMLElement | null>;
  trouble: RefObject<HTMLElement | null>;
};

const focusField = ({ section }: Places, name: string) =>
  section.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();

/** After a refusal: the keyboard goes to the field that it is about, or to the sentences. */
function useRefusalInSight(placing: PlacingState, places: Places): void {
  const { fields, sentences, moved, placedBefore } = placing;
  const seen = useRef(places);
  useEffect(() => {
    const [name] = Object.keys(fields);
    if (name !== undefined) {
      focusField(seen.current, name);
    } else if (sentences.length > 0 || moved.length > 0 || placedBefore !== null) {
      seen.current.trouble.current?.focus();
    }
  }, [fields, sentences, moved, placedBefore]);
}

function usePlacing(props: PhoneOrderProps, order: WrittenOrder, places: Places) {
  const { account, draft } = props;
  const router = useRouter();
  const [isAsked, setAsked] = useState(false);
  const [confirmed, setConfirmed] = useState<string | null>(null);
  const { customerPo } = order.header;
  const duplicate = useDuplicatePo(customerPo, account.companyId);
  const isConfirmed = duplicate !== null && confirmed === customerPo.trim();
  const { saver, content, quote } = order;
  const onPlaced = useCallback(() => {
    saver.forget();
    // The address stays: from now on it shows the number to read aloud.
    router.refresh();
  }, [saver, router]);
  const placing = usePlaceOrder(onPlaced, order.requote);
  const against = (snapshot: GridSnapshot) =>
    standsAgainst(snapshot, customerPo, account.requiresPo, isConfirmed ? null : duplicate);
  useRefusalInSight(placing, places);
  const attempt = (snapshot: GridSnapshot) => {
    setAsked(true);
    const { lines, fields } = against(snapshot);
    const [field] = Object.keys(fields);
    if (lines.length > 0) {
      order.grid.current?.focusFault() || order.grid.current?.focus();
      return;
    }
    if (field !== undefined) {
      focusField(places, field);
      return;
    }
    if (quote === null) {
      return;
    }
    void placing.place({
      draftId: draft.draftId,
      companyId: account.companyId,
      channelCode: "phone",
      content: content(),
      shown: quote,
      confirmsDuplicatePo: isConfirmed,
    });
  };
  // Who places settles the lines first; what they came to is known only to the rendering after that.
  const latest = useRef(attempt);
  useEffect(() => {
    latest.current = attempt;
  });
  const place = useCallback((snapshot: GridSnapshot) => latest.current(snapshot), []);
  return {
    ...placing,
    place,
    found: isAsked && order.snapshot ? against(order.snapshot) : NOTHING,
    duplicate,
    isConfirmed,
    confirm: (yes: boolean) => setConfirmed(yes ? customerPo.trim() : null),
  };
}

/** The keyboard begins in the lines; an order that is over is asked for again. */
function useBeginning({ grid, isReady, isOver }: WrittenOrder): void {
  const router = useRouter();
  useEffect(() => {
    if (isReady) {
      grid.current?.focus();
    }
  }, [isReady, grid]);
  useEffect(() => {
    if (isOver) {
      // The way back brought a page from before the order was placed.
      router.refresh();
    }
  }, [isOver, router]);
}

/** Taking an order by phone: lines at talking speed, price and promise as they are typed. */
export function PhoneOrder(props: PhoneOrderProps) {
  const { draft, account, today, zone } = props;
  const order = useWrittenOrder({
    draft,
    companyId: account.companyId,
    channelCode: "phone",
    today,
    audience: "staff",
  });
  const section = useRef<HTMLElement>(null);
  const trouble = useRef<HTMLDivElement>(null);
  const places = { section, trouble };
  const placing = usePlacing(props, order, places);
  const { grid } = order;
  useBeginning(order);
  const settleAndPlace = () => void grid.current?.settle().then(placing.place);
  useHotkeys([
    { keys: "mod+enter", label: "Place order", group: "Phone order", run: settleAndPlace },
    { keys: "alt+l", label: "Lines", group: "Phone order", run: () => grid.current?.focus() },
    {
      keys: "alt+h",
      label: "PO and delivery",
      group: "Phone order",
      run: () => focusField(places, "customerPo"),
    },
  ]);
  const add = (lines: readonly { code: string; quantity: number }[]) => {
    void grid.current?.add(lines);
  };
  const errors = { ...placing.fields, ...placing.found.fields };
  return (
    <div className="-mx-4 -mt-5 md:-mx-6">
      <h1 className="sr-only">Order for {account.name}</h1>
      <div className="sticky top-11 z-20">
        <ActingBanner
          company={`${account.name} (${account.code})`}
          exit={
            <LinkButton href="/desk" size="dense">
              Exit
            </LinkButton>
          }
        />
      </div>
      <div className="grid items-start gap-4 px-4 pt-4 md:px-6 xl:grid-cols-[minmax(0,1fr)_17rem] 2xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-4">
          <Trouble
            ref={trouble}
            order={order}
            placing={placing}
            today={today}
            lines={placing.found.lines}
          />
          <EntryGrid
            ref={grid}
            label="Order lines"
            size="staff"
            today={today}
            maxLines={LINES_MAX}
            {...order.services}
            {...(order.initial ? { initial: order.initial } : {})}
            onSubmit={placing.place}
            onLeave={() => focusField(places, "customerPo")}
          />
          <PhoneHeader
            header={order.header}
            change={order.change}
            choices={props.choices}
            requiresPo={account.requiresPo}
            errors={errors}
            ref={section}
            today={today}
            duplicate={
              placing.duplicate === null ? null : (
                <DuplicatePo
                  customerPo={order.header.customerPo}
                  orderNumber={placing.duplicate}
                  orderHref={`/admin/orders/${placing.duplicate}`}
                  confirmed={placing.isConfirmed}
                  onConfirm={placing.confirm}
                />
              )
            }
          />
          <PhoneTotals
            draftId={draft.draftId}
            companyId={account.companyId}
            order={order}
            zone={zone}
            today={today}
            isPlacing={placing.isPending}
            onPlace={settleAndPlace}
          />
        </div>
        <AccountPanel {...props} quote={order.quote} onAdd={add} />
      </div>
    </div>
  );
}

type TroubleProps = {
  ref: Ref<HTMLDivElement>;
  order: WrittenOrder;
  placing: PlacingState;
  lines: readonly string[];
  today: string;
};

/** Everything that wants attention, above the lines that it is about. */
function Trouble({ ref, order, placing, lines, today }: TroubleProps) {
  const sentences = [...lines, ...placing.sentences];
  return (
    <div ref={ref} tabIndex={-1} className="grid gap-4 outline-none not-has-[p]:hidden">
      <DraftTrouble
        state={order.saving}
        onOverwrite={() => void order.saver.overwrite()}
        onReload={() => {
          order.saver.forget();
          window.location.reload();
        }}
      />
      <LeftBehind order={order} />
      <div role="alert" className="grid gap-4 empty:hidden">
        {placing.moved.length > 0 ? (
          <MovedTerms
            moved={placing.moved}
            currency={order.quote?.currency ?? "USD"}
            today={today}
          />
        ) : null}
        {sentences.length > 0 ? (
          <Callout tone="error" title={`${formatCount(sentences.length, "thing")} to look at`}>
            <ul>
              {sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </Callout>
        ) : null}
        {placing.placedBefore ? (
          <Callout tone="info" title={`This draft was placed already as ${placing.placedBefore}`} />
        ) : null}
      </div>
    </div>
  );
}
