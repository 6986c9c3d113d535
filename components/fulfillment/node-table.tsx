import Link from "next/link";
import { formatQuantity } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import { CapacityBar } from "./capacity-bar";
import { CutOffClock } from "./cut-off-clock";
import type { BoardNodeView } from "./work-view";

export type NodeTableProps = {
  nodes: readonly BoardNodeView[];
  chosen: string | null;
  now: Date;
};

const HEAD = "px-3 py-2 text-2xs text-muted";
const CELL = "px-3 py-2.5";

/** Every floor at a glance: its clock, its next cut-off, what waits, what is late. */
export function NodeTable({ nodes, chosen, now }: NodeTableProps) {
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full text-left">
        <thead className="border-b border-line">
          <tr>
            <th className={HEAD}>Node</th>
            <th className={HEAD}>Local time</th>
            <th className={HEAD}>Next cut-off</th>
            <th className={cn(HEAD, "text-right")}>To accept</th>
            <th className={cn(HEAD, "text-right")}>In work</th>
            <th className={cn(HEAD, "text-right")}>Packed</th>
            <th className={cn(HEAD, "text-right")}>Late</th>
            <th className={cn(HEAD, "text-right")}>Shipped today</th>
            <th className={HEAD}>Capacity today</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeRow key={node.id} node={node} isChosen={node.code === chosen} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NodeRow({ node, isChosen, now }: { node: BoardNodeView; isChosen: boolean; now: Date }) {
  const board = `/admin/fulfillment?node=${node.code}`;
  const orders = (...states: readonly string[]) =>
    node.counts.reduce((sum, row) => sum + (states.includes(row.state) ? row.orders : 0), 0);
  return (
    <tr
      aria-current={isChosen || undefined}
      className={cn(
        "border-b border-line last:border-b-0",
        isChosen ? "bg-selected" : "hover:bg-hover",
      )}
    >
      <th scope="row" className={cn(CELL, "font-normal")}>
        <Link href={board} className="link font-medium">
          {node.name}
        </Link>
        {node.isOn ? null : (
          <span className="block text-xs text-critical-fg">Off: {node.offReason}</span>
        )}
      </th>
      <td className={cn(CELL, "figures whitespace-nowrap")}>{node.localTime}</td>
      <td className={CELL}>
        <NextCutOff node={node} now={now} />
      </td>
      <Figure value={orders("open")} href={`${board}#open`} />
      <Figure value={orders("accepted", "picking", "on_hold")} href={`${board}#accepted`} />
      <Figure value={orders("packed")} href={`${board}#packed`} />
      <td className={cn(CELL, "figures text-right whitespace-nowrap")}>
        {node.late > 0 ? (
          <Link
            href={`${board}&view=late`}
            className="inline-flex items-center gap-1.5 text-critical-fg hover:underline"
          >
            <Glyph name="risk" tone="critical" />
            {formatQuantity(node.late)}
          </Link>
        ) : (
          "0"
        )}
      </td>
      <Figure value={node.shippedToday} />
      <td className={CELL}>
        <CapacityBar load={node.capacity} />
      </td>
    </tr>
  );
}

/** A number that opens the work that it counts, where there is a list of it. */
const Figure = ({ value, href }: { value: number; href?: string }) => (
  <td className={cn(CELL, "figures text-right")}>
    {href === undefined || value === 0 ? (
      formatQuantity(value)
    ) : (
      <Link href={href} className="hover:underline">
        {formatQuantity(value)}
      </Link>
    )}
  </td>
);

/** The nearest cut-off that is still ahead today. */
export function NextCutOff({ node, now }: { node: BoardNodeView; now: Date }) {
  const next = node.cutOffs[0];
  if (next === undefined) {
    return (
      <span className="text-muted">{node.isWorking ? "All passed today" : "Closed today"}</span>
    );
  }
  return (
    <CutOffClock service={next.serviceName} localTime={next.localTime} at={next.at} now={now} />
  );
}
