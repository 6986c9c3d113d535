import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { RetireRule } from "@/components/admin/retire-rule";
import { type RuleChoices, RuleDialog } from "@/components/admin/rule-dialog";
import { ruleSentence } from "@/components/admin/rule-sentence";
import { SellableExports } from "@/components/admin/sellable-exports";
import { inWords } from "@/components/admin/words";
import { formatCount, formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import type { RuleRow } from "@/server/oms/inventory/queries-rules";
import { nodeKinds } from "@/server/oms/network/types";

export const metadata = { title: "Sellable stock" };

const COLUMNS = [
  { header: "Place", align: "right" },
  { header: "Rule" },
  { header: "Keeps back now", align: "right" },
  { header: "What it is for" },
  { header: "Saved" },
  { header: "Actions", hidden: true },
] as const;

/** What each channel may sell of the stock there is: the rules, in the order they are asked. */
export default async function SellableStockPage() {
  const { actor } = await signedIn("/admin/availability");
  if (!actor.capabilities.has("inventory.list_availability_rules")) {
    return <Forbidden title="Sellable stock" right="inventory.list_availability_rules" />;
  }
  const caller = await api();
  const [rules, exports, channels, nodes, stock, { now, zone }] = await Promise.all([
    caller.inventory.listRules({}),
    caller.inventory.listSellableExports({}),
    caller.network.listChannels({}),
    caller.network.listNodes({}),
    caller.inventory.list({ limit: 1 }),
    readerClock(),
  ]);
  const choices: RuleChoices = {
    channels: channels.map(({ code, name }) => ({ value: code, label: name })),
    nodes: nodes.map(({ code, name }) => ({ value: `@${code}`, label: name })),
    nodeKinds: nodeKinds.map((kind) => ({
      value: kind,
      label: `Each ${inWords(kind).toLowerCase()}`,
    })),
    categories: stock.categories
      .filter(({ category }) => category !== "")
      .map(({ category }) => ({ value: category, label: category })),
  };
  const mayChange = actor.capabilities.has("inventory.save_availability_rule");
  return (
    <>
      <PageHeader
        title="Sellable stock"
        meta="For one channel, node and SKU the first rule that names them decides alone. Where none does, the buffer of the channel's pool at that node stands."
        primary={mayChange ? <RuleDialog rule={null} choices={choices} /> : null}
      />
      <LiveRefresh topics={["availability_rule", "stock", "sellable"]} />
      {rules.length === 0 ? (
        <EmptyState kind="never" title="No rules yet">
          Channels sell what is free beyond the safety stock and the buffers of their pools.
        </EmptyState>
      ) : (
        <PlainTable label="Rules" columns={COLUMNS}>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.ruleId}>
                <PlainCell align="right">{rule.position}</PlainCell>
                <PlainCell isHead>
                  {ruleSentence(rule)}
                  <Warning rule={rule} />
                </PlainCell>
                <PlainCell align="right">
                  {formatCount(rule.impact.units, "unit")}
                  <span className="text-muted"> of {formatCount(rule.impact.skus, "SKU")}</span>
                </PlainCell>
                <PlainCell>{rule.note}</PlainCell>
                <PlainCell className="whitespace-nowrap">
                  {rule.savedBy} <InstantText at={rule.savedAt} now={now} zone={zone} />
                  <span className="text-muted"> version {formatQuantity(rule.version)}</span>
                </PlainCell>
                <PlainCell>
                  {mayChange ? (
                    <span className="flex justify-end gap-2">
                      <RuleDialog rule={rule} choices={choices} />
                      <RetireRule rule={rule} />
                    </span>
                  ) : null}
                </PlainCell>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
      <div className="mt-8">
        <Panel title="What channels were told" flush>
          <SellableExports
            exports={exports}
            mayExport={actor.capabilities.has("inventory.send_sellable")}
            now={now}
            zone={zone}
          />
        </Panel>
      </div>
    </>
  );
}

/** Why a rule does nothing, so that nobody trusts it in vain. */
function Warning({ rule }: { rule: RuleRow }) {
  if (rule.shadowedBy !== null) {
    return (
      <Badge tone="warning" glyph="risk" className="mt-1 flex w-fit">
        Rule {rule.shadowedBy} decides before it
      </Badge>
    );
  }
  return rule.impact.positions === 0 ? (
    <Badge tone="warning" glyph="risk" className="mt-1 flex w-fit">
      Decides nothing now
    </Badge>
  ) : null;
}
