import { inWords } from "@/components/admin/words";
import type { Column } from "@/components/data-table/types";
import { formatDate, formatMoney, formatQuantity, UNKNOWN } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { Ident } from "@/components/ui/figures";
import type { RehearsedChange, Route } from "@/server/oms/rehearsal/types";

type Names = {
  /** By id. */
  readonly nodes: ReadonlyMap<string, string>;
  /** By code. */
  readonly channels: ReadonlyMap<string, string>;
  readonly currency: string;
  readonly today: string;
};

/** A changed order, with where it came from and where it would come from. */
export function changeColumns(names: Names): Column<RehearsedChange>[] {
  return [
    {
      id: "number",
      header: "Order",
      sortable: true,
      cell: ({ number }) => <Ident>{number}</Ident>,
    },
    {
      id: "company",
      header: "Customer",
      truncate: true,
      className: "max-w-56",
      cell: ({ company, tier, channelCode }) => (
        <>
          {company}
          <span className="block text-xs text-muted">
            {`${inWords(tier)}, ${names.channels.get(channelCode) ?? channelCode}`}
          </span>
        </>
      ),
    },
    {
      id: "ship-to",
      header: "Ship to",
      className: "whitespace-nowrap",
      cell: ({ shipTo }) => [shipTo.city, shipTo.region].filter(Boolean).join(", ") || UNKNOWN,
    },
    { id: "before", header: "Before", cell: ({ before }) => <Way route={before} names={names} /> },
    { id: "after", header: "After", cell: ({ after }) => <Way route={after} names={names} /> },
    {
      id: "cost",
      header: "Cost",
      align: "right",
      sortable: true,
      cell: ({ costDelta }) => (
        <Delta value={costDelta} text={formatMoney(Math.abs(costDelta), names.currency)} />
      ),
    },
    {
      id: "days",
      header: "Date",
      align: "right",
      sortable: true,
      cell: ({ daysDelta }) =>
        daysDelta === null ? (
          <span className="text-muted">{UNKNOWN}</span>
        ) : (
          <Delta value={daysDelta} text={`${formatQuantity(Math.abs(daysDelta))} d`} />
        ),
    },
  ];
}

function Way({ route, names }: { route: Route; names: Names }) {
  return (
    <span className="grid gap-0.5">
      {route.shipments.map(({ nodeId, units }) => (
        <span key={nodeId} className="whitespace-nowrap">
          <span className="figures">{formatQuantity(units)}</span> from{" "}
          {names.nodes.get(nodeId) ?? "a node that is gone"}
        </span>
      ))}
      {route.openUnits > 0 ? (
        <span className="whitespace-nowrap text-waiting-fg">
          <span className="figures">{formatQuantity(route.openUnits)}</span> wait
        </span>
      ) : null}
      {route.hasNoNode ? (
        <span>
          <Badge tone="critical" glyph="risk">
            No node may ship it
          </Badge>
        </span>
      ) : null}
      <span className="text-xs whitespace-nowrap text-muted">
        {route.promise === null ? "no date" : `arrives ${formatDate(route.promise, names.today)}`}
        {route.strategy === null ? "" : `, ${route.strategy}`}
      </span>
    </span>
  );
}

/** Less is better, in cost and in days; the sign says it without the colour. */
function Delta({ value, text }: { value: number; text: string }) {
  if (value === 0) {
    return <span className="text-muted">same</span>;
  }
  return (
    <span className={cn("whitespace-nowrap", value < 0 ? "text-success-fg" : "text-critical-fg")}>
      {value < 0 ? "−" : "+"}
      {text}
    </span>
  );
}
