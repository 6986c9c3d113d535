import type { LocalDate } from "../kernel/local-date";
import { causeWords, type LateLine } from "./decide-promise";

/** Kinds of exceptions that say that the promise of a line is in danger, or broken. */
export const riskTypes = [
  "promise_at_risk",
  "promise_missed",
  "cutoff_at_risk",
  "cutoff_missed",
  "pick_overdue",
] as const;

/** Lines whose units will not, or may not, be there on their day. */
export type PromiseFinding = {
  readonly kind: "promise";
  readonly orderId: string;
  readonly lines: readonly LateLine[];
};

/** Work of a node that stands while its cut-off comes near, or is over. */
export type WorkFinding = {
  readonly kind: "work";
  readonly orderId: string;
  readonly lineNumbers: readonly number[];
  readonly work: string;
  readonly node: string;
  readonly service: string;
  readonly state: "open" | "accepted" | "picking" | "packed";
  /** The cut-off of the day on which it is to leave. */
  readonly leavesAt: Date;
};

/** What the detector of an open exception found. */
export type RiskFinding = PromiseFinding | WorkFinding;

/** What threatens the promise of one line, and how long there still is. */
export type LineRisk = {
  readonly orderId: string;
  readonly lineNumber: number;
  /** To the promised day, or to the cut-off; below zero when it is over. */
  readonly left: { readonly unit: "days" | "minutes"; readonly count: number };
  /** The promised day is over with units still to come, or the cut-off passed. */
  readonly isOver: boolean;
  /** Days are written as YYYY-MM-DD, for readers to format. */
  readonly cause: string;
};

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * What threatens each line, from what the detectors found: the gravest per line, that is what is over
 * before what is not, and what comes sooner before what comes later.
 *
 * @param today by which days are counted
 */
export function decideRisks(
  findings: readonly RiskFinding[],
  now: Date,
  today: LocalDate,
): LineRisk[] {
  const gravest = new Map<string, { risk: LineRisk; at: number }>();
  for (const each of findings.flatMap((finding) => risksOf(finding, now, today))) {
    const key = `${each.risk.orderId} ${each.risk.lineNumber}`;
    const known = gravest.get(key);
    if (known === undefined || compare(each, known) < 0) {
      gravest.set(key, each);
    }
  }
  return [...gravest.values()].sort(compare).map(({ risk }) => risk);
}

type Timed = { readonly risk: LineRisk; readonly at: number };

const compare = (a: Timed, b: Timed): number =>
  Number(b.risk.isOver) - Number(a.risk.isOver) ||
  a.at - b.at ||
  a.risk.lineNumber - b.risk.lineNumber;

function risksOf(finding: RiskFinding, now: Date, today: LocalDate): Timed[] {
  if (finding.kind === "promise") {
    return finding.lines.map((line): Timed => {
      const at = Date.parse(line.promise);
      const causes = line.causes.map(causeWords).join("; ");
      return {
        at: at + DAY_MS,
        risk: {
          orderId: finding.orderId,
          lineNumber: line.lineNumber,
          left: { unit: "days", count: Math.round((at - Date.parse(today)) / DAY_MS) },
          isOver: line.isMissed,
          cause: causes === "" ? `${line.openUnits} promised for ${line.promise}` : causes,
        },
      };
    });
  }
  const { orderId, lineNumbers, work, node, service, state, leavesAt } = finding;
  const minutes = Math.ceil((leavesAt.getTime() - now.getTime()) / MINUTE_MS);
  return lineNumbers.map(
    (lineNumber): Timed => ({
      at: leavesAt.getTime(),
      risk: {
        orderId,
        lineNumber,
        left: { unit: "minutes", count: minutes },
        isOver: minutes <= 0,
        cause: `${work} ${STEP[state]} at ${node}, ${service}`,
      },
    }),
  );
}

const STEP = {
  open: "is not accepted",
  accepted: "is not picked",
  picking: "is being picked",
  packed: "is not handed over",
} as const;
