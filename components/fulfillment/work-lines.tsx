"use client";

import type { ReactNode } from "react";
import { formatQuantity, UNKNOWN } from "@/components/format";
import { PartOfKit } from "@/components/orders/part-of-kit";
import { cn } from "@/components/ui/cn";
import { Ident } from "@/components/ui/figures";
import { Glyph } from "@/components/ui/glyph";
import { unitsToPack, unitsToPick, unitsWanted } from "@/server/oms/fulfillment/types";
import type { WorkLineView } from "./work-view";

export type WorkLinesProps = {
  lines: readonly WorkLineView[];
  /** Buttons of a line that something can still be done with. */
  actions?: (line: WorkLineView) => ReactNode;
};

const HEAD = "px-3 py-2 text-2xs text-muted";

/** The lines in the order of a walk past the bins: where, what, how many, how far. */
export function WorkLines({ lines, actions }: WorkLinesProps) {
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full text-left">
        <thead className="border-b border-line">
          <tr>
            <th className={HEAD}>Bin</th>
            <th className={HEAD}>SKU</th>
            <th className={cn(HEAD, "text-right")}>To ship</th>
            <th className={cn(HEAD, "text-right")}>Picked</th>
            <th className={cn(HEAD, "text-right")}>Packed</th>
            {actions ? <th className={HEAD}>Action</th> : null}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.id} line={line} actions={actions} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({
  line,
  actions,
}: {
  line: WorkLineView;
  actions: WorkLinesProps["actions"] | undefined;
}) {
  const wanted = unitsWanted(line);
  return (
    <tr className="border-b border-line align-top last:border-b-0">
      <td className="px-3 py-2.5">
        <Ident className="text-lg font-semibold">{line.bin ?? UNKNOWN}</Ident>
      </td>
      <th scope="row" className="min-w-48 px-3 py-2.5 font-normal">
        <Ident className="text-md font-medium">{line.sku}</Ident>
        <span className="block text-muted">{line.name}</span>
        <PartOfKit kit={line.kit} />
        {line.customerPart ? (
          <span className="block text-xs text-muted">
            Customer’s part <Ident>{line.customerPart}</Ident>
          </span>
        ) : null}
      </th>
      <td className="figures px-3 py-2.5 text-right">
        <span className="text-lg font-semibold">{formatQuantity(wanted)}</span>
        {line.rejected > 0 ? (
          <span className="block text-xs whitespace-nowrap text-critical-fg">
            {formatQuantity(line.rejected)} rejected
          </span>
        ) : null}
      </td>
      <Progress value={line.picked} of={wanted} isDone={unitsToPick(line) === 0} />
      <Progress
        value={line.packed}
        of={wanted}
        isDone={unitsToPick(line) === 0 && unitsToPack(line) === 0}
      />
      {actions ? <td className="px-3 py-2">{wanted > 0 ? actions(line) : null}</td> : null}
    </tr>
  );
}

function Progress({ value, of, isDone }: { value: number; of: number; isDone: boolean }) {
  return (
    <td className="figures px-3 py-2.5 text-right whitespace-nowrap">
      {of === 0 ? null : (
        <span className={cn("inline-flex items-center gap-1.5", isDone ? "" : "text-muted")}>
          {isDone ? <Glyph name="full" tone="success" /> : null}
          {formatQuantity(value)}
        </span>
      )}
    </td>
  );
}
