"use client";

import { useQuery } from "@tanstack/react-query";
import type { inferProcedureOutput } from "@trpc/server";
import { useEffect, useRef, useState } from "react";
import { refusalOf } from "@/components/api-fault";
import { useApi } from "@/components/api-provider";
import { formatMoney } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { DateText, Quantity } from "@/components/ui/figures";
import type { AppRouter } from "@/server/api/root";

const VERDICTS: Readonly<Record<string, string>> = {
  ships: "Ships",
  excluded: "Not asked",
  no_stock: "No stock",
  no_capacity: "Day is full",
  lacks_units: "Fills less",
  later: "Later",
  dearer: "Dearer",
  behind_by_criterion: "Behind by the strategy",
  behind_by_priority: "Behind by priority",
};

/**
 * The candidates of a decision as they stood when it was made. Asked for when it comes into view:
 * most readers are content with the sentence.
 */
export function DecisionTrace({ decisionId }: { decisionId: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null) {
      return;
    }
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        setIsSeen(true);
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className="min-h-8 overflow-x-auto">
      {isSeen && <Candidates decisionId={decisionId} />}
    </div>
  );
}

const HEAD = "px-3 py-1.5 text-left text-2xs font-medium whitespace-nowrap text-muted";

function Candidates({ decisionId }: { decisionId: string }) {
  const trace = useQuery(useApi().sourcing.findDecision.queryOptions({ decisionId }));
  if (trace.error) {
    return <p role="alert">{refusalOf(trace.error).message}</p>;
  }
  if (trace.data === undefined) {
    return <p className="text-muted">Reading the decision…</p>;
  }
  const { decision, nodes, order, skuCodes, currency, isExact, costsAlone, whyLater } = trace.data;
  if (nodes.length === 0) {
    return <p className="py-1 text-xs text-muted">No node was asked yet.</p>;
  }
  return (
    <>
      <RouteOfDecision trace={trace.data} />
      <table className="w-full [&_tbody_tr]:border-t [&_tbody_tr]:border-line">
        <caption className="py-1 text-left text-xs text-muted">
          {order.lines
            .map((line) => `${line.quantity} × ${skuCodes[line.skuId] ?? line.skuId}`)
            .join(", ")}
          {isExact ? "; proven best" : "; best found within the search's limit"}
        </caption>
        <thead>
          <tr>
            {[
              "Node",
              "Verdict",
              "Could fill",
              "Leaves",
              "Arrives",
              "Distance",
              "Alone it costs",
              "Ships",
            ].map((word) => (
              <th key={word} scope="col" className={HEAD}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {decision.candidates.map((candidate, index) => {
            const node = nodes[index];
            const isOut = candidate.excluded !== null;
            return (
              <tr key={candidate.nodeId} className={candidate.units > 0 ? "bg-selected" : ""}>
                <th scope="row" className="px-3 py-1.5 text-left font-normal">
                  {node?.name}
                </th>
                <td className="px-3 py-1.5">
                  <Badge tone={candidate.verdict === "ships" ? "success" : "neutral"}>
                    {VERDICTS[candidate.verdict] ?? candidate.verdict}
                  </Badge>{" "}
                  {candidate.excluded && (
                    <span className="text-xs text-muted">
                      {candidate.excluded.code.replaceAll("_", " ")}
                      {candidate.excluded.note === null ? "" : `: ${candidate.excluded.note}`}
                    </span>
                  )}
                </td>
                <td className="px-3 py-1.5 figures">{candidate.couldFill.join(" + ")}</td>
                <td className="px-3 py-1.5">
                  {isOut || !node ? "—" : <DateText date={node.shipDate} />}
                </td>
                <td className="px-3 py-1.5">
                  {isOut || !node ? "—" : <DateText date={node.deliveryDate} />}
                  {!isOut && (whyLater[index]?.length ?? 0) > 0 && (
                    <span className="block max-w-56 text-2xs text-muted">
                      {whyLater[index]?.join(", ")}
                    </span>
                  )}
                </td>
                <td className="px-3 py-1.5 figures">
                  {node?.distanceMiles == null ? "—" : `${node.distanceMiles} mi`}
                </td>
                <td className="px-3 py-1.5 figures">
                  {candidate.alone === null
                    ? "—"
                    : formatMoney(candidate.alone.costMinor, currency)}
                  {costsAlone[index] && <CostParts parts={costsAlone[index]} currency={currency} />}
                </td>
                <td className="px-3 py-1.5">
                  <Quantity value={candidate.units} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** Freight with each part of its price, and handling. */
function CostParts({
  parts: { freightMinor, handlingMinor, freight },
  currency,
}: {
  parts: NonNullable<Trace["costsAlone"][number]>;
  currency: string;
}) {
  const each = freight.flatMap(({ parts }) => parts);
  return (
    <span className="block min-w-56 max-w-72 text-2xs text-muted">
      {`freight ${formatMoney(freightMinor, currency)}`}
      {each.length > 1
        ? ` (${each.map(({ name, minor }) => `${name} ${formatMoney(minor, currency)}`).join(", ")})`
        : ""}
      {`, handling ${formatMoney(handlingMinor, currency)}`}
    </span>
  );
}

type Trace = inferProcedureOutput<AppRouter["sourcing"]["findDecision"]>;

/** The version, the strategies that were tried, and what would have changed the answer. */
function RouteOfDecision({ trace }: { trace: Trace }) {
  const { route, profileVersion, changesSentence } = trace;
  return (
    <div className="grid gap-1 py-1 text-xs text-muted">
      <p>
        {`Version ${profileVersion} of the routing`}
        {route && route.of > 1 ? `, strategy “${route.strategy}”` : ""}
        {trace.isReplayed ? "; made again to the same answer" : "; made again to another answer"}
      </p>
      {route && route.trail.length > 1 && (
        <ol className="list-inside list-decimal">
          {route.trail.map(({ name, outcome, because }) => (
            <li key={name}>
              {`${name}: ${outcome.replaceAll("_", " ")}${because === "" ? "" : `, ${because}`}`}
            </li>
          ))}
        </ol>
      )}
      {changesSentence !== "" && <p>{changesSentence}</p>}
    </div>
  );
}
