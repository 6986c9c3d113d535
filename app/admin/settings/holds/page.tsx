import { Forbidden } from "@/components/admin/forbidden";
import { HoldTypeDialog } from "@/components/admin/hold-type-dialog";
import { RELEASE_RIGHT_WORDS } from "@/components/admin/hold-type-words";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords } from "@/components/admin/words";
import { formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { TRANSACTION_WORDS } from "@/components/orders/hold-words";
import { Badge } from "@/components/ui/badge";
import { Ident } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Holds" };

const COLUMNS = [
  { header: "Type" },
  { header: "Stops that it is" },
  { header: "Set on" },
  { header: "Lifted by" },
  { header: "Open now", align: "right" },
  { header: "Actions", hidden: true },
] as const;

/** What an order can be held for: what each type stops, and who may lift it. */
export default async function HoldsPage() {
  const { actor } = await signedIn("/admin/settings/holds");
  if (!actor.capabilities.has("orders.list_hold_types")) {
    return <Forbidden title="Holds" right="orders.list_hold_types" />;
  }
  const types = await (await api()).orders.listHoldTypes({});
  const mayChange = actor.capabilities.has("orders.save_hold_type");
  return (
    <>
      <PageHeader
        title="Holds"
        meta="An order goes on when every hold that stops it was lifted."
        primary={mayChange ? <HoldTypeDialog type={null} /> : null}
      />
      <LiveRefresh topics={["hold_type", "hold"]} />
      <Panel title="Types" meta={formatQuantity(types.length)} flush>
        <PlainTable label="Types of holds" columns={COLUMNS}>
          <tbody>
            {types.map((type) => (
              <tr key={type.code}>
                <PlainCell isHead>
                  <span className="flex flex-wrap items-center gap-2">
                    {type.name} <Ident>{type.code}</Ident>
                    {!type.isActive && <Badge>Not set any more</Badge>}
                  </span>
                  <span className="block text-xs font-normal text-muted">{type.description}</span>
                </PlainCell>
                <PlainCell>
                  {type.blocks.map((each) => TRANSACTION_WORDS[each]).join(", ")}
                </PlainCell>
                <PlainCell>
                  {inWords(type.level)}
                  {type.stopsOrder && <span className="text-muted">, stops all of the order</span>}
                </PlainCell>
                <PlainCell>
                  {RELEASE_RIGHT_WORDS[type.releaseRight]}
                  {type.autoRelease && <span className="text-muted">, or by itself</span>}
                </PlainCell>
                <PlainCell align="right">
                  {type.open === 0 ? (
                    "0"
                  ) : (
                    <a className="link" href="/admin/orders?view=on_hold">
                      {formatQuantity(type.open)}
                    </a>
                  )}
                </PlainCell>
                <PlainCell>{mayChange ? <HoldTypeDialog type={type} /> : null}</PlainCell>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      </Panel>
    </>
  );
}
