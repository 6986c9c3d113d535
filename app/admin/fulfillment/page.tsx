import type { Metadata } from "next";
import { Board } from "@/components/fulfillment/board";
import { NextCutOff, NodeTable } from "@/components/fulfillment/node-table";
import type { BoardNodeView } from "@/components/fulfillment/work-view";
import { LiveRefresh } from "@/components/live/live-refresh";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";
import { boardViews } from "@/server/oms/fulfillment/types";

export const metadata: Metadata = { title: "Fulfillment" };

const only = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The floors, and the work of one of them. */
export default async function FulfillmentPage({ searchParams }: Props) {
  await signedIn("/admin/fulfillment");
  const asked = await searchParams;
  const nodeCode = only(asked.node);
  const view = boardViews.find((known) => known === only(asked.view)) ?? "all";
  const board = await orNotFound(
    (await api()).fulfillment.board({ view, ...(nodeCode === undefined ? {} : { nodeCode }) }),
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
        <LinkTabs label="Work" items={tabsOf(node)} current={view} />
        <Board node={node} cards={board.cards} view={view} />
        <Panel title={board.nodes.length > 1 ? "All nodes" : "The node today"} flush>
          <NodeTable nodes={board.nodes} chosen={board.chosen} now={board.now} />
        </Panel>
      </div>
    </div>
  );
}

const VIEW_WORDS = { all: "All work", late: "Late", due_today: "Due today" } as const;

function tabsOf(node: BoardNodeView) {
  const counts = {
    all: node.counts.reduce((sum, { orders }) => sum + orders, 0),
    late: node.late,
    due_today: node.dueToday,
  };
  return boardViews.map((id) => ({
    id,
    label: VIEW_WORDS[id],
    count: counts[id],
    href: `/admin/fulfillment?node=${node.code}${id === "all" ? "" : `&view=${id}`}`,
  }));
}
