import Link from "next/link";
import { formatQuantity, UNKNOWN } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Ident } from "@/components/ui/figures";
import type { NodeToday } from "@/server/oms/reporting/queries";
import { PlainCell, PlainTable } from "./plain-table";

const COLUMNS = [
  { header: "Node" },
  { header: "To accept or pick", align: "right" },
  { header: "Picking", align: "right" },
  { header: "Packed", align: "right" },
  { header: "Due today", align: "right" },
  { header: "Cut-off near", align: "right" },
  { header: "Cut-off missed", align: "right" },
  { header: "Last cut-off", align: "right" },
] as const;

/** What each node must still get out, those that are late first. */
export function NodeTable({ nodes }: { nodes: readonly NodeToday[] }) {
  return (
    <PlainTable label="Work by node" columns={COLUMNS}>
      <tbody>
        {nodes.map((node) => (
          <tr key={node.id}>
            <PlainCell isHead className="whitespace-nowrap">
              <Link className="link font-medium" href={`/admin/fulfillment?node=${node.code}`}>
                {node.name}
              </Link>{" "}
              <Ident className="text-muted">{node.code}</Ident>
            </PlainCell>
            <PlainCell align="right">{formatQuantity(node.open)}</PlainCell>
            <PlainCell align="right">{formatQuantity(node.picking)}</PlainCell>
            <PlainCell align="right">{formatQuantity(node.packed)}</PlainCell>
            <PlainCell align="right">{formatQuantity(node.dueToday)}</PlainCell>
            <PlainCell align="right">
              <CutOffCount
                count={node.cutOffAtRisk}
                tone="warning"
                href={`/admin/exceptions?type=cutoff_at_risk&node=${node.code}`}
              />
            </PlainCell>
            <PlainCell align="right">
              <CutOffCount
                count={node.cutOffMissed}
                tone="critical"
                href={`/admin/exceptions?type=cutoff_missed&node=${node.code}`}
              />
            </PlainCell>
            <PlainCell align="right" className="text-muted">
              {node.cutOff === null ? UNKNOWN : `${node.cutOff} ${placeOf(node.timeZone)}`}
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

type CutOffCountProps = { count: number; tone: "warning" | "critical"; href: string };

/** Work orders against their cut-off; the number opens the list that it counts. */
function CutOffCount({ count, tone, href }: CutOffCountProps) {
  return count === 0 ? (
    0
  ) : (
    <Link href={href}>
      <Badge tone={tone} glyph="risk">
        {formatQuantity(count)}
      </Badge>
    </Link>
  );
}

/** `America/Los_Angeles` → `Los Angeles`: whose clock the cut-off is read from. */
const placeOf = (timeZone: string) => timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? "";
