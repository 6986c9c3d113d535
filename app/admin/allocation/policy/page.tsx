import { Forbidden } from "@/components/admin/forbidden";
import { PlainCell, PlainTable } from "@/components/admin/plain-table";
import { inWords } from "@/components/admin/words";
import { AllocationTabs } from "@/components/allocation/allocation-tabs";
import { BackorderPolicies } from "@/components/allocation/backorder-policies";
import { ConsentRules } from "@/components/allocation/consent-rules";
import { PolicyEditor } from "@/components/allocation/policy-editor";
import {
  classSentence,
  policySentences,
  quotaSentence,
} from "@/components/allocation/policy-sentence";
import { PublishPolicy } from "@/components/allocation/publish-policy";
import { RemainderDays } from "@/components/allocation/remainder-days";
import { SubstitutionPolicies } from "@/components/allocation/substitution-policies";
import { formatQuantity } from "@/components/format";
import { LiveRefresh } from "@/components/live/live-refresh";
import { readerClock } from "@/components/reader-clock";
import { Badge } from "@/components/ui/badge";
import { InstantText } from "@/components/ui/figures";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { api, signedIn } from "@/server/api/rsc";
import { channelKinds } from "@/server/oms/orders/types";

export const metadata = { title: "Allocation policy" };

const COLUMNS = [
  { header: "Version", align: "right" },
  { header: "State" },
  { header: "What it is for" },
  { header: "Saved" },
  { header: "Published" },
  { header: "Actions", hidden: true },
] as const;

/** Who gets scarce stock: what decides now, in sentences; the next version; and those before. */
export default async function AllocationPolicyPage() {
  const { actor } = await signedIn("/admin/allocation/policy");
  if (!actor.capabilities.has("allocation.find_policy")) {
    return <Forbidden title="Allocation policy" right="allocation.find_policy" />;
  }
  const caller = await api();
  const [
    { version, policy, versions },
    rules,
    backorders,
    remainders,
    substitution,
    channels,
    { now, zone },
  ] = await Promise.all([
    caller.allocation.findPolicy({}),
    caller.backorders.listConsentRules({}),
    caller.backorders.listPolicies({}),
    caller.backorders.listRemainderDays({}),
    caller.customers.listSubstitution({}),
    caller.network.listChannels({}),
    readerClock(),
  ]);
  const mayWrite = actor.capabilities.has("allocation.save_policy");
  const mayPublish = actor.capabilities.has("allocation.activate_policy");
  const draft = versions.find(({ status }) => status === "draft");
  return (
    <>
      <PageHeader
        title="Allocation policy"
        meta="The first class that an order belongs to decides its turn; who is in none comes after all"
      />
      <AllocationTabs current="policy" />
      <LiveRefresh topics={["allocation_policy"]} />
      <div className="grid gap-4">
        <Panel
          title="What decides now"
          meta={
            version === null ? "nothing was published yet" : `version ${formatQuantity(version)}`
          }
        >
          <ol className="grid gap-1">
            {policy.classes.length === 0 ? <li>The oldest order comes first</li> : null}
            {[
              ...policy.classes.map(classSentence),
              ...policy.quotas.map(quotaSentence),
              ...policySentences(policy),
            ].map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        </Panel>
        {mayWrite ? (
          <section aria-label="The next version" className="grid gap-3">
            <h2 className="text-md font-semibold">
              {draft === undefined
                ? "The next version"
                : `The next version, from draft ${draft.version}`}
            </h2>
            <PolicyEditor
              key={draft?.version ?? version ?? 0}
              first={draft?.content ?? policy}
              channels={channels.map(({ code, name }) => ({ value: code, label: name }))}
              orderTypes={channelKinds}
            />
          </section>
        ) : null}
        <ConsentRules
          rules={rules}
          mayChange={actor.capabilities.has("backorders.set_consent_rule")}
        />
        <BackorderPolicies
          policies={backorders}
          mayChange={actor.capabilities.has("backorders.set_policy")}
        />
        <RemainderDays
          companies={remainders}
          mayChange={actor.capabilities.has("backorders.set_remainder_days")}
        />
        <SubstitutionPolicies
          policies={substitution}
          mayChange={actor.capabilities.has("customers.set_substitution")}
        />
        {versions.length === 0 ? null : (
          <Panel title="Versions" flush>
            <PlainTable label="Versions" columns={COLUMNS}>
              <tbody>
                {versions.map((each) => (
                  <tr key={each.version}>
                    <PlainCell align="right">{formatQuantity(each.version)}</PlainCell>
                    <PlainCell>
                      <Badge tone={each.status === "active" ? "success" : "neutral"}>
                        {inWords(each.status)}
                      </Badge>
                    </PlainCell>
                    <PlainCell isHead>{each.note}</PlainCell>
                    <PlainCell className="whitespace-nowrap">
                      {each.savedBy} <InstantText at={each.savedAt} now={now} zone={zone} />
                    </PlainCell>
                    <PlainCell className="whitespace-nowrap">
                      {each.activatedAt === null ? null : (
                        <>
                          {each.activatedBy}{" "}
                          <InstantText at={each.activatedAt} now={now} zone={zone} />
                        </>
                      )}
                    </PlainCell>
                    <PlainCell>
                      {mayPublish && each.status !== "active" ? (
                        <span className="flex justify-end">
                          <PublishPolicy version={each.version} />
                        </span>
                      ) : null}
                    </PlainCell>
                  </tr>
                ))}
              </tbody>
            </PlainTable>
          </Panel>
        )}
      </div>
    </>
  );
}
