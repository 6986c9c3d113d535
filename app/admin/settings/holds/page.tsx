import { Forbidden } from "@/components/admin/forbidden";
import { HoldRuleDialog } from "@/components/admin/hold-rule-dialog";
import { conditionsSentence } from "@/components/admin/hold-rule-words";
import { HoldTypeDialog } from "@/components/admin/hold-type-dialog";
import { RELEASE_RIGHT_WORDS } from "@/components/admin/hold-type-words";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords } from "@/components/admin/words";
import { formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { TRANSACTION_WORDS } from "@/components/orders/hold-words";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { Ident, InstantText } from "@/components/ui/figures";
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

const RULE_COLUMNS = [
  { header: "Place", align: "right" },
  { header: "Rule" },
  { header: "When" },
  { header: "Then" },
  { header: "Open of all", align: "right" },
  { header: "Saved" },
  { header: "Actions", hidden: true },
] as const;

/** When orders are held, and what they can be held for: what each type stops, and who may lift it. */
export default async function HoldsPage() {
  const { actor } = await signedIn("/admin/settings/holds");
  if (!actor.capabilities.has("orders.list_hold_types")) {
    return <Forbidden title="Holds" right="orders.list_hold_types" />;
  }
  const caller = await api();
  const [types, rules, { now, zone }] = await Promise.all([
    caller.orders.listHoldTypes({}),
    caller.orders.listHoldRules({}),
    readerClock(),
  ]);
  const choices = types
    .filter(({ isActive }) => isActive)
    .map(({ code, name }) => ({ value: code, label: name }));
  const mayChange = actor.capabilities.has("orders.save_hold_type");
  return (
    <>
      <PageHeader
        title="Holds"
        meta="An order goes on when every hold that stops it was lifted."
        primary={mayChange ? <HoldTypeDialog type={null} /> : null}
      />
      <LiveRefresh topics={["hold_type", "hold_rule", "hold"]} />
      <Panel
        className="mb-6"
        title="Rules"
        meta={formatQuantity(rules.length)}
        actions={mayChange ? <HoldRuleDialog rule={null} types={choices} /> : null}
        flush
      >
        <PlainTable label="Rules of holds" columns={RULE_COLUMNS}>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.ruleId}>
                <PlainCell align="right">{rule.position}</PlainCell>
                <PlainCell isHead>
                  <span className="flex flex-wrap items-center gap-2">
                    {rule.name}
                    {!rule.isActive && <Badge>Not in force</Badge>}
                  </span>
                </PlainCell>
                <PlainCell>{conditionsSentence(rule.conditions)}</PlainCell>
                <PlainCell>
                  {rule.severity === "block" ? `Hold “${rule.typeName}”` : "Warn"}
                </PlainCell>
                <PlainCell align="right">
                  {formatQuantity(rule.open)}
                  <span className="text-muted"> of {formatQuantity(rule.held)}</span>
                </PlainCell>
                <PlainCell className="whitespace-nowrap">
                  {rule.savedBy} <InstantText at={rule.savedAt} now={now} zone={zone} />
                </PlainCell>
                <PlainCell>
                  {mayChange ? <HoldRuleDialog rule={rule} types={choices} /> : null}
                </PlainCell>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      </Panel>
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
