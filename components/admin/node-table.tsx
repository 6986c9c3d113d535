import Link from "next/link";
import { formatQuantity, UNKNOWN } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Ident } from "@/components/ui/figures";
import type { NodeToday } from "@/server/oms/reporting/queries";
import { PlainCell, PlainTable } from "./plain-table";

const COLUMNS = [
  { header: "Node" },
  { header: "Late", align: "right" },
  { header: "Cut-off missed", align: "right" },
  { header: "Cut-off near", align: "right" },
  { header: "Due today", align: "right" },
  { header: "To accept", align: "right" },
  { header: "Accepted", align: "right" },
  { header: "Picking", align: "right" },
  { header: "Packed", align: "right" },
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
              <Link className="link font-medium" href={boardOf(node)}>
                {node.name}
              </Link>{" "}
              <Ident className="text-muted">{node.code}</Ident>
            </PlainCell>
            <PlainCell align="right">
              <Count count={node.late} tone="critical" href={`${boardOf(node)}&view=late`} />
            </PlainCell>
            <PlainCell align="right">
              <Count
                count={node.cutOffMissed}
                tone="critical"
                href={`/admin/exceptions?type=cutoff_missed&node=${node.code}`}
              />
            </PlainCell>
            <PlainCell align="right">
              <Count
                count={node.cutOffAtRisk}
                tone="warning"
                href={`/admin/exceptions?type=cutoff_at_risk&node=${node.code}`}
              />
            </PlainCell>
            <PlainCell align="right">
              <Count count={node.dueToday} href={`${boardOf(node)}&view=due_today`} />
            </PlainCell>
            {(["open", "accepted", "picking", "packed"] as const).map((step) => (
              <PlainCell key={step} align="right">
                <Count count={node[step]} href={`${boardOf(node)}#${step}`} />
              </PlainCell>
            ))}
            <PlainCell align="right" className="text-muted">
              {node.cutOff === null ? UNKNOWN : `${node.cutOff} ${placeOf(node.timeZone)}`}
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

const boardOf = ({ code }: NodeToday) => `/admin/fulfillment?node=${code}`;

type CountProps = { count: number; href: string; tone?: "warning" | "critical" };

/** Work orders; the number opens the list that it counts, and is marked when it must not be. */
function Count({ count, href, tone }: CountProps) {
  if (count === 0) {
    return 0;
  }
  return (
    <Link href={href} className="hover:underline">
      {tone === undefined ? (
        formatQuantity(count)
      ) : (
        <Badge tone={tone} glyph="risk">
          {formatQuantity(count)}
        </Badge>
      )}
    </Link>
  );
}

/** `America/Los_Angeles` → `Los Angeles`: whose clock the cut-off is read from. */
const placeOf = (timeZone: string) => timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? "";
