import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords } from "@/components/admin/words";
import { PolicyDialog } from "@/components/exceptions/policy-dialog";
import { TimerDialog } from "@/components/exceptions/timer-dialog";
import { formatDuration, formatMoney } from "@/components/format";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import { severities, type Timer, timers } from "@/server/oms/exceptions/types";

export const metadata = { title: "Exception handling" };

const TIMER_WORDS: Record<Timer, string> = {
  approval: "An order may wait for its approver",
  on_hold: "An order may stand on hold",
  not_released: "Work may wait for its node after it was due",
  accept: "Work due today may wait to be accepted",
  start_picking: "Accepted work due today may wait for its picker",
  finish_packing: "Picking and packing may take",
  before_cut_off: "Said before a cut-off that open work may miss",
  label: "Packed work may wait for its labels",
  first_scan: "A parcel handed over may wait for its first scan",
  next_scan: "A parcel on its way may be without a scan",
  supplier_answer: "A drop-ship supplier may take to answer",
  before_supply: "Said before supply comes too late for what is pegged to it",
};

const TYPE_COLUMNS = [
  { header: "Type" },
  { header: "Team" },
  { header: "Given at once to" },
  ...severities.map((severity) => ({ header: inWords(severity), align: "right" as const })),
  { header: "Cost each", align: "right" as const },
  { header: "" },
];
const TIMER_COLUMNS = [
  { header: "How long" },
  { header: "At most", align: "right" },
  { header: "" },
] as const;

const span = (minutes: number) => formatDuration(minutes * 60_000);

/** How exceptions of each type are handled, and how long things may stand still. */
export default async function ExceptionSettingsPage() {
  const { actor } = await signedIn("/admin/settings/exceptions");
  if (!actor.capabilities.has("exceptions.list_policies")) {
    return <Forbidden title="Exception handling" right="exceptions.list_policies" />;
  }
  const caller = await api();
  const [{ policies, timers: minutes }, owners] = await Promise.all([
    caller.exceptions.listPolicies({}),
    caller.exceptions.listOwners({}),
  ]);
  const nameOf = new Map(owners.map(({ id, name }) => [id, name]));
  const mayEdit = actor.capabilities.has("exceptions.save_policy");
  return (
    <>
      <PageHeader
        title="Exception handling"
        meta="In what time an exception of each severity is to be decided, by whom, and what one costs."
      />
      <div className="grid gap-6">
        <Panel title="Types" flush>
          <PlainTable label="Types" columns={TYPE_COLUMNS}>
            <tbody>
              {policies.map((policy) => (
                <tr key={policy.type}>
                  <PlainCell isHead>{inWords(policy.type)}</PlainCell>
                  <PlainCell>{policy.team}</PlainCell>
                  <PlainCell>
                    {policy.ownerId === null ? "" : (nameOf.get(policy.ownerId) ?? "")}
                  </PlainCell>
                  {severities.map((severity) => (
                    <PlainCell key={severity} align="right">
                      {span(policy.slaMinutes[severity])}
                    </PlainCell>
                  ))}
                  <PlainCell align="right">
                    {formatMoney(policy.costMinor, policy.currency)}
                  </PlainCell>
                  <PlainCell align="right">
                    {mayEdit ? <PolicyDialog policy={policy} owners={owners} /> : null}
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
        <Panel title="Timers" flush>
          <PlainTable label="Timers" columns={TIMER_COLUMNS}>
            <tbody>
              {timers.map((name) => (
                <tr key={name}>
                  <PlainCell isHead>{TIMER_WORDS[name]}</PlainCell>
                  <PlainCell align="right">{span(minutes[name])}</PlainCell>
                  <PlainCell align="right">
                    {mayEdit ? (
                      <TimerDialog name={name} label={TIMER_WORDS[name]} minutes={minutes[name]} />
                    ) : null}
                  </PlainCell>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      </div>
    </>
  );
}
