import { notFound } from "next/navigation";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { ReplayMessage, RotateSecret, SendTest } from "@/components/admin/webhook-actions";
import { WebhookDialog } from "@/components/admin/webhook-dialog";
import { webhookInWords } from "@/components/admin/webhook-words";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import type { DeliveryRow } from "@/server/oms/webhooks/queries";

export const metadata = { title: "Webhook" };

const COLUMNS = [
  { header: "Message" },
  { header: "About" },
  { header: "Made" },
  { header: "State" },
  { header: "Attempts", align: "right" },
  { header: "Answer" },
  { header: "Actions", hidden: true },
] as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Props = { params: Promise<{ id: string }> };

/** One webhook: what it was sent, whether it arrived, and what the receiver said. */
export default async function WebhookPage({ params }: Props) {
  const { id } = await params;
  const { actor } = await signedIn(`/admin/settings/webhooks/${id}`);
  if (!actor.capabilities.has("webhooks.list_subscriptions")) {
    return <Forbidden title="Webhook" right="webhooks.list_subscriptions" />;
  }
  const caller = await api();
  const [row] = UUID.test(id) ? await caller.webhooks.list({ subscriptionId: id }) : [];
  if (row === undefined) {
    notFound();
  }
  const [deliveries, channels, { now, zone }] = await Promise.all([
    caller.webhooks.listDeliveries({ subscriptionId: id }),
    caller.network.listChannels({}),
    readerClock(),
  ]);
  return (
    <>
      <LiveRefresh topics={["webhook"]} />
      <PageHeader
        title={row.name}
        meta={
          <>
            <Ident>{row.url}</Ident>, made by {row.owner}{" "}
            <InstantText at={row.createdAt} now={now} zone={zone} />
          </>
        }
        primary={
          <WebhookDialog
            row={row}
            channels={channels.map(({ code, name }) => ({ value: code, label: name }))}
          />
        }
        actions={
          <>
            <SendTest subscriptionId={row.id} isOn={row.isOn} />
            <RotateSecret subscriptionId={row.id} />
          </>
        }
      />
      {row.canSign ? null : (
        <Callout tone="error" title="Its secret cannot be read" className="mb-4">
          It was encrypted with a key that this installation does not have, so nothing is sent.
          Start with the AUTH_SECRET it was made under, name that one in AUTH_SECRET_PREVIOUS, or
          exchange the secret.
        </Callout>
      )}
      {row.isOn ? null : (
        <Callout tone="warning" title="It is off" className="mb-4">
          {row.offReason ?? "Somebody turned it off. What changes meanwhile is not told later."}
        </Callout>
      )}
      <Panel title="What it was sent" flush>
        {deliveries.length === 0 ? (
          <EmptyState kind="never" title="Nothing yet">
            It is told of what changes from now on.
          </EmptyState>
        ) : (
          <PlainTable label="Messages" columns={COLUMNS}>
            <tbody>
              {deliveries.map((message) => (
                <tr key={message.id}>
                  <PlainCell isHead>
                    {webhookInWords(message.type)}
                    <Ident className="block">msg_{message.id}</Ident>
                  </PlainCell>
                  <PlainCell>{message.subject}</PlainCell>
                  <PlainCell>
                    <InstantText at={message.createdAt} now={now} zone={zone} />
                  </PlainCell>
                  <PlainCell>
                    <State message={message} now={now} zone={zone} />
                  </PlainCell>
                  <PlainCell align="right">{formatQuantity(message.attempts)}</PlainCell>
                  <PlainCell className="max-w-80">
                    <Answer message={message} />
                  </PlainCell>
                  <PlainCell align="right">
                    {message.state === "pending" ? null : (
                      <ReplayMessage
                        messageId={message.id}
                        about={`${webhookInWords(message.type)} ${message.subject}`}
                      />
                    )}
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        )}
      </Panel>
    </>
  );
}

function State({ message, now, zone }: { message: DeliveryRow; now: Date; zone: string }) {
  switch (message.state) {
    case "delivered":
      return (
        <Badge tone="success" glyph="full">
          Taken
        </Badge>
      );
    case "dead":
      return (
        <Badge tone="critical" glyph="failed">
          Given up
        </Badge>
      );
    case "pending":
      return (
        <>
          <Badge tone="waiting" glyph="waiting">
            Waiting
          </Badge>{" "}
          <InstantText at={message.nextAt} now={now} zone={zone} />
        </>
      );
    default:
      return message.state satisfies never;
  }
}

function Answer({ message: { last } }: { message: DeliveryRow }) {
  if (last === null) {
    return <span className="text-muted">Not tried yet</span>;
  }
  return (
    <>
      {last.error ?? `${last.status} after ${formatCount(last.tookMs, "millisecond")}`}
      {last.response === "" ? null : (
        <Ident className="block truncate text-muted">{last.response}</Ident>
      )}
    </>
  );
}
