import { preorderText } from "@/components/format";
import { PromiseChip } from "@/components/signature/promise-chip";
import { WhyLine } from "@/components/signature/why-line";
import type { Audience } from "@/components/status";
import { PromiseParts } from "./promise-parts";
import { RiskStrip } from "./risk-strip";
import { RunLine } from "./run-line";
import type { OrderLineView } from "./types";

/** Part by part while units are still to come; the line's own promise when there are no parts. */
export function LineArrival({
  line,
  today,
  audience,
}: {
  line: OrderLineView;
  today: string | undefined;
  audience: Audience | undefined;
}) {
  const { buckets, promise, parts, why, risk, run } = line;
  if (buckets.cancelled >= buckets.ordered) {
    return <span className="text-muted">Cancelled</span>;
  }
  return (
    <>
      {line.comesOutOn ? (
        <span className="mb-1 block text-xs text-waiting-fg">
          {preorderText(line.comesOutOn, today)}
        </span>
      ) : null}
      {parts.length > 0 ? (
        <PromiseParts
          parts={parts}
          unit={line.unit}
          today={today}
          {...(audience ? { audience } : {})}
        />
      ) : (
        <PromiseChip
          date={promise.date}
          state={promise.state}
          original={promise.original}
          today={today}
          {...(audience ? { audience } : {})}
        />
      )}
      {risk && today ? <RiskStrip risk={risk} today={today} /> : null}
      {run ? <RunLine run={run} /> : null}
      {why ? <WhyLine sentence={why} className="mt-2 max-w-96" /> : null}
    </>
  );
}
