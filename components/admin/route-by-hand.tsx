"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferProcedureOutput } from "@trpc/server";
import { useEffect, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApi, useApiClient } from "@/components/api-provider";
import { formatCount, formatDate, formatMoney, formatQuantity, UNKNOWN } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import type { SelectOption } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { AppRouter } from "@/server/api/root";
import { countOf } from "./adjust-dialog";
import { CommandDialog } from "./command-dialog";

const ASK_DELAY_MS = 350;

export type RouteByHandProps = {
  order: {
    readonly id: string;
    readonly currency: string;
    /** The latest first. */
    readonly decisions: readonly { readonly sentence: string }[];
  };
  line: {
    readonly id: string;
    readonly sku: string;
    readonly units: number;
  };
  nodes: readonly SelectOption[];
};

/** Place units of a line at a node that one chooses; what it moves and costs is shown before. */
export function RouteByHand({ order, line, nodes }: RouteByHandProps) {
  const client = useApiClient();
  const first = { nodeId: "", units: String(line.units), reason: "" };
  const [typed, setTyped] = useState(first);
  const quantity = countOf(typed.units);
  const [decided] = order.decisions;
  const lines = [{ orderLineId: line.id, nodeId: typed.nodeId, quantity }];
  return (
    <CommandDialog
      trigger="Route"
      triggerProps={{ size: "dense", "aria-label": `Route ${line.sku} by hand` }}
      title={`Route ${line.sku} by hand`}
      description={`Up to ${formatCount(line.units, "unit")} can be placed; units that wait and those that leave latest are moved first. Windows leave the order where you put it.`}
      confirm="Place units"
      input={{ orderId: order.id, lines, reason: typed.reason }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { sentences } = await client.allocation.routeByHand.mutate(request);
        return sentences.join(" ");
      }}
    >
      {(errors) => (
        <>
          {decided === undefined ? null : (
            <p className="text-sm">
              <span className="text-muted">So far:</span> {decided.sentence}
            </p>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label="Node"
              required
              error={errors["lines.0.nodeId"]}
              name="nodeId"
              placeholder="Choose a node"
              options={nodes}
              value={typed.nodeId}
              change={(chosen) => setTyped({ ...typed, nodeId: chosen })}
            />
            <TextField
              label="Units"
              name="units"
              required
              isNumber
              value={typed.units}
              change={(units) => setTyped({ ...typed, units })}
              error={errors["lines.0.quantity"]}
            />
          </div>
          <ReasonField
            value={typed.reason}
            change={(reason) => setTyped({ ...typed, reason })}
            error={errors.reason}
          />
          <Difference order={order} line={lines[0]} />
        </>
      )}
    </CommandDialog>
  );
}

type Placed = { orderLineId: string; nodeId: string; quantity: number };
type Preview = inferProcedureOutput<AppRouter["allocation"]["previewRouteByHand"]>;

/** What the move would come to, asked again a moment after the node or the units were changed. */
function Difference({
  order,
  line,
}: {
  order: RouteByHandProps["order"];
  line: Placed | undefined;
}) {
  const isWhole = line !== undefined && line.nodeId !== "" && line.quantity > 0;
  const asking = JSON.stringify(isWhole ? line : null);
  const [asked, setAsked] = useState("null");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(asking), ASK_DELAY_MS);
    return () => clearTimeout(timer);
  }, [asking]);
  const placed = isWhole && asked === asking ? [line] : [];
  const { data, error } = useQuery({
    ...useApi().allocation.previewRouteByHand.queryOptions({
      orderId: order.id,
      lines: placed,
      reason: "Preview",
    }),
    enabled: placed.length > 0,
    retry: false,
    staleTime: 0,
  });
  if (!isWhole) {
    return <p className="text-sm text-muted">Choose a node to see what it changes.</p>;
  }
  if (error !== null) {
    return <Callout tone="warning" title={refusalOf(error).message} />;
  }
  return data === undefined ? (
    <p className="text-sm text-muted">Reckoning…</p>
  ) : (
    <BeforeAfter {...data} currency={order.currency} />
  );
}

const HEAD = "px-3 py-1.5 text-left text-2xs font-medium whitespace-nowrap text-muted";
const CELL = "border-t border-line px-3 py-1.5 align-top";

function BeforeAfter({ before, after, currency }: Preview & { currency: string }) {
  const money = (minor: number | null) => (minor === null ? UNKNOWN : formatMoney(minor, currency));
  const rows: readonly (readonly [string, (standing: Preview["before"]) => string])[] = [
    [
      "Stands at",
      ({ nodes }) =>
        nodes.map(({ node, units }) => `${node} ${formatQuantity(units)}`).join(", ") || UNKNOWN,
    ],
    ["Arrives", ({ deliveryDate }) => (deliveryDate === null ? UNKNOWN : formatDate(deliveryDate))],
    ["Shipments", ({ shipments }) => formatQuantity(shipments)],
    ["Freight", ({ freightMinor }) => money(freightMinor)],
    ["Handling", ({ handlingMinor }) => money(handlingMinor)],
    ["Together", (standing) => money(totalOf(standing))],
  ];
  const [was, is] = [totalOf(before), totalOf(after)];
  return (
    <div className="grid gap-2 text-sm" aria-live="polite">
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">What it changes for the order</caption>
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              The order
            </th>
            <th scope="col" className={HEAD}>
              Now
            </th>
            <th scope="col" className={HEAD}>
              Then
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, told]) => (
            <tr key={label}>
              <th scope="row" className={`${CELL} text-left font-medium`}>
                {label}
              </th>
              <td className={`${CELL} figures`}>{told(before)}</td>
              <td className={`${CELL} figures`}>{told(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {was === null || is === null ? null : <p>{costSentence(is - was, currency)}</p>}
    </div>
  );
}

const totalOf = ({ freightMinor, handlingMinor }: Preview["before"]) =>
  freightMinor === null ? null : freightMinor + handlingMinor;

function costSentence(minor: number, currency: string): string {
  const amount = formatMoney(Math.abs(minor), currency);
  return minor === 0
    ? "It costs the same."
    : minor > 0
      ? `It costs ${amount} more.`
      : `It saves ${amount}.`;
}
