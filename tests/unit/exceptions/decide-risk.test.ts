import { describe, expect, test } from "vitest";
import { timeLeft } from "@/components/orders/risk-strip";
import {
  decideRisks,
  type PromiseFinding,
  type WorkFinding,
} from "@/server/oms/exceptions/decide-risk";
import { localDate } from "@/server/oms/kernel/local-date";

/** What threatens a line is said with how long there still is, from what the detectors found. */

const TODAY = localDate("2026-11-10");
const NOW = new Date("2026-11-10T15:00:00Z");

const promise = (lineNumber: number, day: string, isMissed = false): PromiseFinding => ({
  kind: "promise",
  orderId: "o1",
  lines: [
    {
      lineNumber,
      promise: localDate(day),
      openUnits: 40,
      isMissed,
      causes: [
        { kind: "supply_late", units: 40, node: "Reno", date: localDate("2026-11-24") },
        { kind: "not_shipped", units: 2, node: "Columbus", date: localDate("2026-11-09") },
      ],
    },
  ],
});

const work = (leavesAt: string): WorkFinding => ({
  kind: "work",
  orderId: "o1",
  lineNumbers: [1, 2],
  work: "FO-12",
  node: "Reno",
  service: "ground",
  state: "picking",
  leavesAt: new Date(leavesAt),
});

describe("a line at risk", () => {
  test("of its promised day says the days left and what keeps it", () => {
    const [risk] = decideRisks([promise(3, "2026-11-12")], NOW, TODAY);
    expect(risk).toEqual({
      orderId: "o1",
      lineNumber: 3,
      left: { unit: "days", count: 2 },
      isOver: false,
      cause:
        "40 wait at Reno for supply now due 2026-11-24; 2 should have left Columbus by 2026-11-09",
    });
    expect(timeLeft({ left: { unit: "days", count: 2 }, isOver: false })).toBe("2 days left");
  });

  test("of its cut-off says the hours left, for each line of the work", () => {
    const risks = decideRisks([work("2026-11-10T16:20:00Z")], NOW, TODAY);
    expect(risks.map(({ lineNumber }) => lineNumber)).toEqual([1, 2]);
    expect(risks[0]).toMatchObject({
      left: { unit: "minutes", count: 80 },
      isOver: false,
      cause: "FO-12 is being picked at Reno, ground",
    });
    expect(risks.map(timeLeft)).toEqual(["1 h 20 min to the cut-off", "1 h 20 min to the cut-off"]);
  });

  test("is said once, by what is over before what is not, and by what comes sooner", () => {
    const risks = decideRisks(
      [promise(1, "2026-11-12"), work("2026-11-10T15:30:00Z"), promise(2, "2026-11-07", true)],
      NOW,
      TODAY,
    );
    expect(risks.map((risk) => [risk.lineNumber, timeLeft(risk)])).toEqual([
      [2, "3 days over"],
      [1, "30 min to the cut-off"],
    ]);
    expect(decideRisks([work("2026-11-10T13:55:00Z")], NOW, TODAY).map(timeLeft)).toEqual([
      "cut-off 1 h 5 min ago",
      "cut-off 1 h 5 min ago",
    ]);
    expect(timeLeft({ left: { unit: "days", count: 0 }, isOver: false })).toBe(
      "promised for today",
    );
  });
});
