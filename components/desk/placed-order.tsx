"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { formatCount, formatDate, formatMoney, formatQuantity } from "@/components/format";
import { FindingsPanel, type FindingView } from "@/components/orders/findings";
import { PartOfKit } from "@/components/orders/part-of-kit";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Ident } from "@/components/ui/figures";
import { useHotkeys } from "@/components/ui/hotkeys";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { useStartDraft } from "./use-start-draft";

export type PlacedOrderProps = {
  number: string;
  companyId: string;
  companyName: string;
  customerPo: string | null;
  /** In minor units. */
  subtotal: number;
  currency: string;
  isWaiting: boolean;
  /** Why nothing of it leaves yet; empty when nothing holds it. */
  holds: readonly string[];
  /** What was noticed of it and put right. */
  findings: readonly FindingView[];
  /** When the last of it arrives; null while some units have no date. */
  promiseDate: string | null;
  lines: readonly {
    id: string;
    sku: string;
    description: string;
    kit: { code: string; quantity: number } | null;
    unit: string;
    parts: readonly {
      id: string;
      quantity: number;
      date: string | null;
      nodeName: string | null;
    }[];
  }[];
  today: string;
};

/** After placing: the number to read aloud, and what arrives when, line by line. */
export function PlacedOrder(props: PlacedOrderProps) {
  const { number, companyId, companyName, lines, today } = props;
  const router = useRouter();
  const heading = useRef<HTMLHeadingElement>(null);
  // What was typed in is gone; whoever listens to the page hears the number first.
  useEffect(() => heading.current?.focus(), []);
  const { start, starting, refusal } = useStartDraft();
  useHotkeys([
    { keys: "escape", label: "Back to the desk", group: "Placed", run: () => router.push("/desk") },
    {
      keys: "n",
      label: "Another order for the same customer",
      group: "Placed",
      run: () => start({ companyId }),
    },
  ]);
  return (
    <div className="mx-auto grid max-w-3xl gap-6 pt-6">
      <div>
        <p className="text-lg text-muted">Order placed for {companyName}. The number is</p>
        <div className="flex items-center gap-2">
          <h1 ref={heading} tabIndex={-1} className="ident text-3xl font-semibold outline-none">
            <span className="sr-only">Order placed: </span>
            {number}
          </h1>
          <CopyButton text={number} label="Copy the order number" />
        </div>
        <p className="mt-1 text-lg">
          {formatMoney(props.subtotal, props.currency)} in {formatCount(lines.length, "line")}.{" "}
          {props.promiseDate === null
            ? "Some units have no date yet."
            : `Everything arrives by ${formatDate(props.promiseDate, today)}.`}
          {props.customerPo ? ` PO number ${props.customerPo}.` : ""}
        </p>
      </div>
      {props.isWaiting ? (
        <Callout tone="info" title="Waits for approval">
          It is above the buyer's own limit: an approver of the company was asked.
        </Callout>
      ) : null}
      {props.holds.length > 0 ? (
        <Callout tone="warning" title="On hold">
          {props.holds.map((reason) => (
            <p key={reason}>{reason}.</p>
          ))}
          <p>It is taken and its stock is held; nothing leaves before the hold is lifted.</p>
        </Callout>
      ) : null}
      <FindingsPanel findings={props.findings} />
      <Panel title="What arrives when" flush>
        <ul>
          {lines.map((line) => (
            <li
              key={line.id}
              className="grid gap-x-6 gap-y-1 border-t border-line px-4 py-2.5 first:border-t-0 sm:grid-cols-2"
            >
              <span>
                <Ident>{line.sku}</Ident> {line.description}
                <PartOfKit kit={line.kit} />
              </span>
              <ul>
                {line.parts.map((part) => (
                  <li key={part.id} className="figures flex gap-3">
                    <span className="w-20 text-right font-medium">
                      {formatQuantity(part.quantity, line.unit)}
                    </span>
                    <span>
                      {part.date === null ? "no date yet" : formatDate(part.date, today)}
                      {part.nodeName ? (
                        <span className="text-muted"> from {part.nodeName}</span>
                      ) : null}
                    </span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </Panel>
      {refusal ? <Callout tone="error" title={refusal} /> : null}
      <div className="flex flex-wrap gap-2">
        <LinkButton href="/desk" variant="primary">
          Back to the desk
        </LinkButton>
        <Button keys="n" pending={starting !== null} onClick={() => start({ companyId })}>
          Another order for {companyName}
        </Button>
        <LinkButton href={`/admin/orders/${number}`} variant="ghost">
          Open the order
        </LinkButton>
      </div>
    </div>
  );
}
