import { FindingPolicyDialog } from "@/components/admin/finding-policy-dialog";
import { FINDING_WORDS, severityWords, usualWords } from "@/components/admin/finding-words";
import { Forbidden } from "@/components/admin/forbidden";
import { OneTimeDialog } from "@/components/admin/one-time-dialog";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";

export const metadata = { title: "Order checks" };

const COLUMNS = [
  { header: "What is found" },
  { header: "At all channels" },
  { header: "At one channel" },
  { header: "Saved" },
  { header: "Actions", hidden: true },
] as const;

/** How severe each thing is that the door finds in an order. */
export default async function FindingsPage() {
  const { actor } = await signedIn("/admin/settings/findings");
  if (!actor.capabilities.has("orders.list_finding_policies")) {
    return <Forbidden title="Order checks" right="orders.list_finding_policies" />;
  }
  const caller = await api();
  const [policies, channels, elsewhere, { now, zone }] = await Promise.all([
    caller.orders.listFindingPolicies({}),
    caller.network.listChannels({}),
    caller.customers.listOneTimeShipTo({}),
    readerClock(),
  ]);
  const options = channels.map(({ code, name }) => ({ value: code, label: name }));
  const mayChange = actor.capabilities.has("orders.save_finding_policy");
  return (
    <>
      <PageHeader
        title="Order checks"
        meta="An error refuses an order, or parks it where nobody can be asked. Everything else is taken, and what was found stays with it."
      />
      <LiveRefresh topics={["finding_policy", "company"]} />
      <Panel title="Findings" flush>
        <PlainTable label="Findings" columns={COLUMNS}>
          <tbody>
            {policies.map((policy) => {
              const { code, usual, set } = policy;
              const inForce = set.flatMap((each) =>
                each.severity === null ? [] : [{ ...each, severity: each.severity }],
              );
              const forAll = inForce.find(({ channelCode }) => channelCode === null);
              const last = set.toSorted((a, b) => b.savedAt.getTime() - a.savedAt.getTime())[0];
              return (
                <tr key={code}>
                  <PlainCell isHead>{FINDING_WORDS[code]}</PlainCell>
                  <PlainCell>
                    {forAll === undefined ? (
                      <span className="text-muted">{usualWords(code, usual)}</span>
                    ) : (
                      severityWords(code, forAll.severity)
                    )}
                  </PlainCell>
                  <PlainCell>
                    {inForce
                      .filter(({ channelCode }) => channelCode !== null)
                      .map(({ channel, channelCode, severity }) => (
                        <span key={channelCode} className="block">
                          {channel}: {severityWords(code, severity)}
                        </span>
                      ))}
                  </PlainCell>
                  <PlainCell className="whitespace-nowrap">
                    {last === undefined ? null : (
                      <>
                        {last.savedBy} <InstantText at={last.savedAt} now={now} zone={zone} />
                      </>
                    )}
                  </PlainCell>
                  <PlainCell>
                    {mayChange ? <FindingPolicyDialog policy={policy} channels={options} /> : null}
                  </PlainCell>
                </tr>
              );
            })}
          </tbody>
        </PlainTable>
      </Panel>
      <Panel
        className="mt-6"
        title="Other addresses"
        actions={
          actor.capabilities.has("customers.set_one_time_ship_to") ? <OneTimeDialog /> : null
        }
      >
        {elsewhere.length === 0
          ? "No company's buyers may ship to addresses that are not in its address book."
          : `Buyers of ${elsewhere.map(({ name }) => name).join(", ")} may ship to addresses that are not in their address book.`}
      </Panel>
    </>
  );
}
