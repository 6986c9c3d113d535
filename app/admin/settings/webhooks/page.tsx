import Link from "next/link";
import { AccessTabs } from "@/components/admin/access-tabs";
import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { WebhookDialog } from "@/components/admin/webhook-dialog";
import { webhookInWords } from "@/components/admin/webhook-words";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import type { SubscriptionRow } from "@/server/oms/webhooks/queries";

export const metadata = { title: "Webhooks" };

const COLUMNS = [
  { header: "Name" },
  { header: "Is told of" },
  { header: "Scope" },
  { header: "Waiting", align: "right" },
  { header: "Given up", align: "right" },
  { header: "Last taken" },
  { header: "State" },
] as const;

/** Who is told when sellable numbers and promises change, and whether it arrives. */
export default async function WebhooksPage() {
  const { actor } = await signedIn("/admin/settings/webhooks");
  if (!actor.capabilities.has("webhooks.list_subscriptions")) {
    return <Forbidden title="Access" right="webhooks.list_subscriptions" />;
  }
  const caller = await api();
  const [rows, channels, { now, zone }] = await Promise.all([
    caller.webhooks.list({}),
    caller.network.listChannels({}),
    readerClock(),
  ]);
  const options = channels.map(({ code, name }) => ({ value: code, label: name }));
  return (
    <>
      <LiveRefresh topics={["webhook"]} />
      <PageHeader title="Access" primary={<WebhookDialog row={null} channels={options} />} />
      <AccessTabs current="webhooks" />
      <Panel flush>
        {rows.length === 0 ? (
          <EmptyState kind="never" title="No webhooks yet">
            Another system can be told when what a channel may sell changes, or the promise of an
            order.
          </EmptyState>
        ) : (
          <PlainTable label="Webhooks" columns={COLUMNS}>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <PlainCell isHead>
                    <Link className="link" href={`/admin/settings/webhooks/${row.id}`}>
                      {row.name}
                    </Link>
                    <Ident className="block max-w-80 truncate">{row.url}</Ident>
                  </PlainCell>
                  <PlainCell>{row.eventTypes.map(webhookInWords).join(", ")}</PlainCell>
                  <PlainCell>{scopeOf(row)}</PlainCell>
                  <PlainCell align="right">{formatQuantity(row.waiting)}</PlainCell>
                  <PlainCell align="right">{formatQuantity(row.dead)}</PlainCell>
                  <PlainCell>
                    <InstantText at={row.lastDeliveredAt} now={now} zone={zone} />
                  </PlainCell>
                  <PlainCell>
                    {!row.canSign ? (
                      <Badge tone="critical" glyph="failed">
                        Secret lost
                      </Badge>
                    ) : row.isOn ? (
                      <Badge tone="success" glyph="full">
                        On
                      </Badge>
                    ) : (
                      <Badge glyph="failed">Off</Badge>
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

const scopeOf = ({ channel, skus }: SubscriptionRow) =>
  `${channel ?? "Every channel"}, ${skus.length === 0 ? "every SKU" : formatCount(skus.length, "SKU")}`;
