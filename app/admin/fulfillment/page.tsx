import type { Metadata } from "next";
import { Board } from "@/components/fulfillment/board";
import { NextCutOff, NodeTable } from "@/components/fulfillment/node-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

export const metadata: Metadata = { title: "Fulfillment" };

const only = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The floors, and the work of one of them. */
export default async function FulfillmentPage({ searchParams }: Props) {
  await signedIn("/admin/fulfillment");
  const nodeCode = only((await searchParams).node);
  const board = await orNotFound(
    (await api()).fulfillment.board(nodeCode === undefined ? {} : { nodeCode }),
  );
  const node = board.nodes.find(({ code }) => code === board.chosen);
  if (node === undefined) {
    return (
      <>
        <PageHeader title="Fulfillment" />
        <EmptyState kind="never" title="You are not assigned to a node yet">
          Somebody with the admin role assigns people to the nodes they work at.
        </EmptyState>
      </>
    );
  }
  return (
    <div className="mx-auto max-w-360">
      <LiveRefresh topics={["fulfillment_order", "shipment", "hold"]} />
      <PageHeader
        title="Fulfillment"
        meta={
          <span className="flex flex-wrap gap-x-4">
            <span>{node.name}</span>
            <span className="figures">
              {node.localTime} ({node.timeZone})
            </span>
            <NextCutOff node={node} now={board.now} />
          </span>
        }
      />
      <div className="grid gap-4">
        <Board node={node} cards={board.cards} />
        <Panel title={board.nodes.length > 1 ? "All nodes" : "The node today"} flush>
          <NodeTable nodes={board.nodes} chosen={board.chosen} now={board.now} />
        </Panel>
      </div>
    </div>
  );
}
