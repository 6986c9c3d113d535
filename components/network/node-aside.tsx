import { eventSentence } from "@/components/admin/event-sentence";
import { formatCount, formatMeasured, formatMoney, UNKNOWN } from "@/components/format";
import type { ReaderClock } from "@/components/reader-clock";
import { DefinitionList } from "@/components/ui/definition-list";
import { Panel } from "@/components/ui/panel";
import { Timeline } from "@/components/ui/timeline";
import type { NetworkEventRow, NodeState } from "@/server/oms/network/queries-nodes";
import type { NodeFacts } from "@/server/oms/network/types";
import { measuredInWords } from "./network-words";

type NodeAsideProps = {
  state: NodeState;
  facts: NodeFacts & { readonly calendar: string };
  events: readonly NetworkEventRow[];
  clock: ReaderClock;
  currency: string;
};

/** What a node is, what handling costs there, how fast it works, and what happened to it. */
export function NodeAside({ state, facts, events, clock, currency }: NodeAsideProps) {
  const where = `${facts.address1}, ${facts.postalCode} ${facts.city}, ${facts.country}`;
  return (
    <div className="grid content-start gap-4">
      <Panel title="Node">
        <DefinitionList
          items={[
            { term: "Address", description: where },
            { term: "Point", description: `${facts.latitude}, ${facts.longitude}` },
            { term: "Time zone", description: facts.timeZone },
            { term: "Calendar", description: facts.calendar },
            { term: "Priority", description: String(facts.priority) },
          ]}
        />
      </Panel>
      <Panel title="Handling costs">
        <DefinitionList
          items={[
            { term: "Per order", description: formatMoney(facts.handlingPerOrder, currency) },
            { term: "Per line", description: formatMoney(facts.handlingPerLine, currency) },
            { term: "Per unit", description: formatMoney(facts.handlingPerUnit, currency) },
          ]}
        />
      </Panel>
      <Panel title="Pace">
        <DefinitionList items={paceOf(state, facts)} />
      </Panel>
      <Panel title="What happened">
        {events.length === 0 ? <p className="text-muted">Nothing was changed here yet.</p> : null}
        <Timeline
          zone={clock.zone}
          today={clock.today}
          events={events.map((event) => ({
            ...eventSentence(event.type, event.payload, clock.today),
            id: String(event.id),
            at: event.at,
            actor: event.actor,
            reason: event.reason,
          }))}
        />
      </Panel>
    </div>
  );
}

const paceOf = ({ measure, backlogHours }: NodeState, facts: NodeFacts) => [
  { term: "Processing set", description: formatCount(facts.processingDays, "working day") },
  { term: "Processing measured", description: measuredInWords(measure).replace("Measured: ", "") },
  {
    term: "Promises count with",
    description: facts.processingMode === "measured" ? "What was measured" : "What is set",
  },
  {
    term: "Ships a working day",
    description: measure === null ? UNKNOWN : formatMeasured(measure.unitsPerDay, "units"),
  },
  {
    term: "Backlog",
    description:
      measure === null || backlogHours === null
        ? UNKNOWN
        : `${formatMeasured(backlogHours, "h")} for ${formatCount(measure.openUnits, "unit")}`,
  },
];
