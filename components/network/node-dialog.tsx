"use client";

import { useState } from "react";
import { CommandDialog } from "@/components/admin/command-dialog";
import { useApiClient } from "@/components/api-provider";
import { formatCount } from "@/components/format";
import { Callout } from "@/components/ui/callout";
import type { SelectOption } from "@/components/ui/select";
import { ReasonField } from "@/components/ui/text-field";
import type { NodeFacts } from "@/server/oms/network/types";
import { NodeFields, nodeFactsOf, typedNode } from "./node-fields";

export type EditedNode = {
  readonly id: string;
  readonly facts: NodeFacts;
  /** Orders with units planned there that it was not given yet. */
  readonly waitingOrders: number;
};

type NodeDialogProps = { node: EditedNode; calendars: readonly SelectOption[] };

/** Change what a node is, where it is, by which clock it works and what handling costs there. */
export function NodeDialog({ node, calendars }: NodeDialogProps) {
  const client = useApiClient();
  const first = typedNode(node.facts);
  const [typed, setTyped] = useState(first);
  const { waitingOrders } = node;
  return (
    <CommandDialog
      trigger="Change node"
      title={`Change ${node.facts.name}`}
      confirm="Save node"
      size="lg"
      input={{ nodeId: node.id, ...nodeFactsOf(typed), calendarId: typed.calendarId }}
      onOpen={() => setTyped(first)}
      send={async (request) => {
        const { changes } = await client.network.setNode.mutate(request);
        return changes === 0 ? "Nothing was changed" : `${request.input.name} changed`;
      }}
    >
      {(errors) => (
        <>
          <NodeFields
            typed={typed}
            change={(part) => setTyped({ ...typed, ...part })}
            errors={errors}
            calendars={calendars}
          />
          <ReasonField
            value={typed.reason}
            change={(reason) => setTyped({ ...typed, reason })}
            error={errors.reason}
          />
          <Callout
            tone="info"
            title={`It counts from the next order on; ${formatCount(waitingOrders, "order")} planned here ${waitingOrders === 1 ? "keeps its" : "keep their"} dates and costs`}
          />
        </>
      )}
    </CommandDialog>
  );
}
