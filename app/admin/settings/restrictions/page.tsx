import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { RestrictionDialog } from "@/components/admin/restriction-dialog";
import { RestrictionImport } from "@/components/admin/restriction-import";
import {
  daysSentence,
  RESTRICTION_WORDS,
  scopeSentence,
} from "@/components/admin/restriction-words";
import { withDays } from "@/components/admin/words";
import { formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Ident, InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Restrictions" };

const COLUMNS = [
  { header: "Reference" },
  { header: "Goods" },
  { header: "What it says" },
  { header: "Days" },
  { header: "Why" },
  { header: "Saved" },
  { header: "Actions", hidden: true },
] as const;

/** Where, through whom and to whom goods may not be sold, or alone may. */
export default async function RestrictionsPage() {
  const { actor } = await signedIn("/admin/settings/restrictions");
  if (!actor.capabilities.has("orders.list_restrictions")) {
    return <Forbidden title="Restrictions" right="orders.list_restrictions" />;
  }
  const caller = await api();
  const [rows, channels, { categories }, { now, zone, today }] = await Promise.all([
    caller.orders.listRestrictions({}),
    caller.network.listChannels({}),
    caller.inventory.list({ limit: 1 }),
    readerClock(),
  ]);
  const choices = {
    channels: channels.map(({ code, name }) => ({ value: code, label: name })),
    categories: categories
      .filter(({ category }) => category !== "")
      .map(({ category }) => ({ value: category, label: category })),
  };
  const mayChange = actor.capabilities.has("orders.save_restriction");
  return (
    <>
      <PageHeader
        title="Restrictions"
        meta="Asked at every door: while an order is typed, quoted, sent, imported or changed."
        actions={mayChange ? <RestrictionImport /> : null}
        primary={mayChange ? <RestrictionDialog row={null} choices={choices} /> : null}
      />
      <LiveRefresh topics={["sales_restriction"]} />
      <Panel title="Restrictions of sale" meta={formatQuantity(rows.length)} flush>
        {rows.length === 0 ? (
          <EmptyState kind="never" title="Everything may be sold everywhere">
            A restriction says where goods may not be sold, or where alone they may.
          </EmptyState>
        ) : (
          <PlainTable label="Restrictions of sale" columns={COLUMNS}>
            <tbody>
              {rows.map((row) => (
                <tr key={row.reference}>
                  <PlainCell isHead>
                    <span className="flex flex-wrap items-center gap-2">
                      <Ident>{row.reference}</Ident>
                      {!row.isActive && <Badge>Not in force</Badge>}
                    </span>
                  </PlainCell>
                  <PlainCell>
                    {row.sku === null ? `All ${row.category}` : <Ident>{row.sku}</Ident>}
                  </PlainCell>
                  <PlainCell>
                    {RESTRICTION_WORDS[row.kind]} {scopeSentence(row)}
                  </PlainCell>
                  <PlainCell>{withDays(daysSentence(row), today)}</PlainCell>
                  <PlainCell>{row.reason}</PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    {row.savedBy} <InstantText at={row.savedAt} now={now} zone={zone} />
                  </PlainCell>
                  <PlainCell>
                    {mayChange ? <RestrictionDialog row={row} choices={choices} /> : null}
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
