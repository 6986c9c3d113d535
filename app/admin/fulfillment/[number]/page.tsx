import type { Metadata } from "next";
import Link from "next/link";
import { formatDate, formatTime, localDateOf } from "@/components/format";
import { Floor } from "@/components/fulfillment/floor";
import { NextStep } from "@/components/fulfillment/next-step";
import { PackedWork } from "@/components/fulfillment/packed-work";
import { reasonWord } from "@/components/fulfillment/reasons";
import { RejectDialog } from "@/components/fulfillment/reject-dialog";
import { WorkLines } from "@/components/fulfillment/work-lines";
import { WorkRail } from "@/components/fulfillment/work-rail";
import type { FloorRights, WorkView } from "@/components/fulfillment/work-view";
import { LiveRefresh } from "@/components/live/live-refresh";
import { stoppedSentence } from "@/components/orders/hold-words";
import { StatusBadge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Ident } from "@/components/ui/figures";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, orNotFound, signedIn } from "@/server/api/rsc";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).number };
}

/** A work order, at the step where it is: the same page from acceptance to delivery. */
export default async function WorkPage({ params }: Props) {
  const { number } = await params;
  const { actor } = await signedIn(`/admin/fulfillment/${number}`);
  const work = await orNotFound((await api()).fulfillment.find({ number }));
  const rights = {
    canWork: actor.capabilities.has("fulfillment.accept_fulfillment_order"),
    canTrack: actor.capabilities.has("fulfillment.record_tracking_event"),
    canConfirmDelivery: actor.capabilities.has("fulfillment.confirm_delivery"),
  };
  const today = localDateOf(work.now, work.timeZone);
  return (
    <div className="mx-auto max-w-360">
      <LiveRefresh orderId={work.orderId} />
      <WorkHeader work={work} rights={rights} today={today} />
      <WorkNotices work={work} />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          <WorkStep work={work} rights={rights} actorName={actor.name} />
        </div>
        <WorkRail work={work} zone={work.timeZone} today={today} />
      </div>
    </div>
  );
}

function WorkHeader({
  work,
  rights,
  today,
}: {
  work: WorkView;
  rights: FloorRights;
  today: string;
}) {
  const canReject = ["open", "accepted", "picking"].includes(work.state);
  return (
    <PageHeader
      breadcrumb={[
        { label: "Fulfillment", href: "/admin/fulfillment" },
        { label: work.nodeName, href: `/admin/fulfillment?node=${work.nodeCode}` },
      ]}
      title={work.number}
      status={<StatusBadge kind="fulfillment_order" value={work.state} />}
      meta={
        <>
          <Link href={`/admin/orders/${work.orderNumber}`} className="link">
            <Ident>{work.orderNumber}</Ident>
          </Link>{" "}
          for {work.companyName}
          {work.customerPo ? (
            <>
              , PO <Ident>{work.customerPo}</Ident>
            </>
          ) : null}
          {" · "}
          <span className="figures">
            leaves by {formatDate(work.shipBy, today)}
            {work.cutOff ? `, ${work.cutOff}` : ""} (now {formatTime(work.now, work.timeZone)} in{" "}
            {work.nodeName})
          </span>
        </>
      }
      actions={
        <>
          <LinkButton href={`/print/pick/${work.number}`} target="_blank">
            Print pick list
          </LinkButton>
          {work.shipment !== null && work.state !== "picking" ? (
            <LinkButton href={`/print/packing/${work.shipment.number}`} target="_blank">
              Print packing slip
            </LinkButton>
          ) : null}
          {rights.canWork && canReject ? <RejectDialog work={work} /> : null}
        </>
      }
      primary={rights.canWork ? <NextStep work={work} /> : null}
    />
  );
}

function WorkNotices({ work }: { work: WorkView }) {
  return (
    <div className="mb-4 grid gap-2 empty:hidden">
      {work.holds.map((hold) => (
        <Callout
          key={`${hold.type} ${hold.reason}`}
          tone="warning"
          title={`On hold: ${hold.typeName.toLowerCase()}`}
        >
          {`${hold.reason}. ${stoppedSentence(hold.blocks)}`}
        </Callout>
      ))}
      {work.closedReason ? (
        <Callout
          tone="error"
          title={`Rejected by ${work.nodeName}: ${reasonWord(work.closedReason)}`}
        >
          {work.closedNote}
        </Callout>
      ) : null}
    </div>
  );
}

function WorkStep({
  work,
  rights,
  actorName,
}: {
  work: WorkView;
  rights: FloorRights;
  actorName: string;
}) {
  if (work.state === "picking" && rights.canWork) {
    return <Floor work={work} />;
  }
  return (
    <div className="grid gap-4">
      {work.parcels.length > 0 ? (
        <PackedWork work={work} rights={rights} actorName={actorName} />
      ) : null}
      <Panel title="Lines" meta="in the order of the bins" flush>
        <WorkLines lines={work.lines} />
      </Panel>
    </div>
  );
}
