import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { UNKNOWN } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import type { NodeServiceState, NodeState } from "@/server/oms/network/queries-nodes";
import { offInWords } from "./network-words";
import { SwitchDialog } from "./switch-dialog";

const COLUMNS = [
  { header: "Service" },
  { header: "Cut-off", align: "right" },
  { header: "Now" },
  { header: "Set for it" },
  { header: "Actions", hidden: true },
] as const;

/** What a node offers, until when each day, and whether it is off for it. */
export function NodeServices({ node, maySwitch }: { node: NodeState; maySwitch: boolean }) {
  return (
    <PlainTable label={`Services of ${node.name}`} columns={COLUMNS}>
      <tbody>
        {node.services.map((service) => (
          <tr key={service.code}>
            <PlainCell isHead>{service.name}</PlainCell>
            <PlainCell align="right">{service.cutOff ?? UNKNOWN}</PlainCell>
            <PlainCell>
              <Now service={service} />
            </PlainCell>
            <PlainCell>
              {service.isSet === null ? (
                <span className="text-muted">As the node</span>
              ) : (
                `${service.isSet === "on" ? "On" : "Off"}: ${offInWords({ reason: service.setReason, until: service.setUntil }, node.timeZone, node.today)}`
              )}
            </PlainCell>
            <PlainCell>
              {maySwitch && service.cutOff !== null ? (
                <span className="flex justify-end">
                  <SwitchDialog node={node} service={service} />
                </span>
              ) : null}
            </PlainCell>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

function Now({ service }: { service: NodeServiceState }) {
  if (service.cutOff === null) {
    return <span className="text-muted">Not offered</span>;
  }
  return service.off === null ? (
    <Badge tone="success" glyph="full">
      On
    </Badge>
  ) : (
    <Badge tone="critical" glyph="hold">
      Off
    </Badge>
  );
}
