import { addDays, type LocalDate } from "../kernel/local-date";
import type { DateStep } from "./types";

export type DelayRule =
  | "wanted_later"
  | "cut_off_missed"
  | "node_closed"
  | "capacity_full"
  | "disrupted"
  | "delayed"
  | "carrier_closed";

/** What made a date later than it could have been, on which days. */
export type Delay = {
  readonly rule: DelayRule;
  readonly from: LocalDate;
  readonly until: LocalDate;
  /** The cut-off that was missed, or why a disruption is. */
  readonly note: string | null;
};

/**
 * Of the steps by which a date came about, those that cost time, in their order. Days after one another
 * on which the same keeps the goods are one.
 */
export function delaysOf(steps: readonly DateStep[]): Delay[] {
  const delays: Delay[] = [];
  for (const step of steps) {
    const delay = delayOf(step);
    const last = delays.at(-1);
    if (delay !== null && last?.rule === delay.rule && addDays(last.until, 1) === delay.from) {
      delays[delays.length - 1] = { ...last, until: delay.until };
    } else if (delay !== null) {
      delays.push(delay);
    }
  }
  return delays;
}

function delayOf(step: DateStep): Delay | null {
  const on = { from: step.date, until: step.date, note: null };
  switch (step.rule) {
    case "supply_expected":
      return { ...on, rule: "wanted_later" };
    case "cut_off_missed":
      return { ...on, rule: step.rule, note: step.cutOff };
    case "disrupted":
      return { ...on, rule: step.rule, until: step.until, note: step.why };
    case "delayed":
      return { ...on, rule: step.rule, note: step.why };
    case "node_closed":
    case "capacity_full":
    case "carrier_closed":
      return { ...on, rule: step.rule };
    default:
      return null;
  }
}
