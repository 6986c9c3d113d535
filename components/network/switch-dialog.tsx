"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import { SelectField } from "@/components/ui/select-field";
import { ReasonField, TextField } from "@/components/ui/text-field";
import type { NodeServiceState, NodeState } from "@/server/oms/network/queries-nodes";

type Turn = "on" | "off" | "follow";

type SwitchDialogProps = {
  node: Pick<NodeState, "id" | "name" | "off" | "waitingOrders">;
  /** Null: the node as a whole. */
  service: NodeServiceState | null;
};

const firstTurn = ({ node, service }: SwitchDialogProps): Turn =>
  service === null ? (node.off === null ? "off" : "on") : service.isSet === null ? "off" : "follow";

/** Turn a node on or off, or one of its services alone, with a reason and perhaps an end. */
export function SwitchDialog({ node, service }: SwitchDialogProps) {
  const client = useApiClient();
  const first = firstTurn({ node, service });
  const [turn, setTurn] = useState<Turn>(first);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const what = service === null ? node.name : `${service.name} at ${node.name}`;
  const mayEnd = turn === "off" || (service !== null && turn === "on");
  return (
    <CommandDialog
      trigger={service === null ? (node.off === null ? "Turn off" : "Turn on") : "Switch"}
      triggerProps={
        service === null ? {} : { size: "dense", "aria-label": `Switch ${service.name}` }
      }
      title={service === null ? `Turn ${what} ${first}` : `Switch ${what}`}
      description="Stock stays sellable: dates move, quantities do not. What is set for a service beats the node."
      confirm={turn === "off" ? "Turn off" : turn === "on" ? "Turn on" : "Follow the node"}
      danger={turn === "off"}
      size="sm"
      input={{
        nodeId: node.id,
        serviceCode: service?.code ?? null,
        turn,
        until: until === "" || !mayEnd ? null : new Date(until),
        reason,
      }}
      onOpen={() => {
        setTurn(first);
        setUntil("");
        setReason("");
      }}
      send={async (request) => {
        const { orders } = await client.network.switchNode.mutate(request);
        return turn === "off"
          ? `${what} turned off, ${formatCount(orders, "order")} planned there`
          : turn === "on"
            ? `${what} turned on`
            : `${what} follows its node again`;
      }}
    >
      {(errors) => (
        <>
          {service === null ? null : (
            <SelectField
              label="This service"
              error={errors.turn}
              name="turn"
              options={[
                { value: "off", label: "Off, whatever the node is" },
                { value: "on", label: "On, whatever the node is" },
                { value: "follow", label: "As the node" },
              ]}
              value={turn}
              change={(chosen) => setTurn(turnOf(chosen))}
            />
          )}
          {mayEnd ? (
            <TextField
              type="datetime-local"
              label="Until"
              name="until"
              value={until}
              change={setUntil}
              error={errors.until}
              help="By your clock; empty: until somebody ends it"
            />
          ) : null}
          {turn === "off" ? (
            <Callout
              tone="warning"
              title={`${formatCount(node.waitingOrders, "order")} planned at ${node.name} ${node.waitingOrders === 1 ? "was" : "were"} not handed over yet`}
            >
              Nothing more is handed over while it is off. They can be sourced again afterwards.
            </Callout>
          ) : null}
          <ReasonField value={reason} change={setReason} error={errors.reason} />
        </>
      )}
    </CommandDialog>
  );
}

const turnOf = (value: string): Turn => (value === "on" || value === "follow" ? value : "off");
