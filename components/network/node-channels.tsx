import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { formatCount } from "@/components/format";
import type { SoldBy } from "@/server/oms/network/queries-nodes";

const COLUMNS = [{ header: "Channel" }, { header: "Leaves here", align: "right" }] as const;

/** Which channels sell from a node, and what each leaves there. */
export function NodeChannels({
  node,
  channels,
}: {
  node: { readonly name: string };
  channels: readonly SoldBy[];
}) {
  return (
    <PlainTable label={`Channels that sell from ${node.name}`} columns={COLUMNS}>
      <tbody>
        {channels.map(({ code, name, bufferUnits }) => (
          <tr key={code}>
            <PlainCell isHead>{name}</PlainCell>
            <PlainCell align="right">
              {bufferUnits === null ? (
                <span className="text-muted">Does not sell from here</span>
              ) : (
                formatCount(bufferUnits, "unit")
              )}
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
