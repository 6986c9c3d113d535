import { formatQuantity } from "@/components/format";
import type { ReaderClock } from "@/components/reader-clock";
import { Timeline, type TimelineEvent } from "@/components/ui/timeline";
import type { RunStep } from "@/server/oms/allocation/queries-runs";

/** Who did what to a run, when and why, the latest first. */
export const RunTrail = ({ steps, clock }: { steps: readonly RunStep[]; clock: ReaderClock }) => (
  <Timeline
    zone={clock.zone}
    today={clock.today}
    events={steps.map(
      (step): TimelineEvent => ({
        id: String(step.id),
        at: step.at,
        actor: step.actor,
        reason: step.reason,
        sentence: sentenceOf(step),
      }),
    )}
  />
);

const SENTENCES: Readonly<Record<string, string>> = {
  "allocation_run.simulated": "Decided",
  "allocation_run.refreshed": "Decided again, waits for approval",
  "allocation_run.approved": "Approved",
  "allocation_run.applied": "Applied",
  "allocation_run.dismissed": "Dismissed",
};

function sentenceOf({ type, orderNumber, units }: RunStep): string {
  if (type !== "allocation_run.edited") {
    return SENTENCES[type] ?? type;
  }
  return units === null
    ? `${orderNumber} shares by the policy again`
    : `${orderNumber} given ${formatQuantity(units)} units by hand`;
}
