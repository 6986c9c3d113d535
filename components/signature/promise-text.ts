import { formatDate } from "@/components/format";
import { type Audience, statusLook } from "@/components/status";
import type { PromiseState } from "./promise-chip";

type Promised = {
  date: string | null;
  state: PromiseState;
  today?: string | undefined;
  audience?: Audience | undefined;
};

/**
 * The words of a promised date. The state of an order is that of its worst line and the date that of its
 * last: where a line's day is over and the last is still to come, saying that the last was missed would
 * be wrong, so it is the rest.
 *
 * @returns what is only for ears, the day as it is read, and both in one sentence
 */
export function promiseText({ date, state, today, audience = "staff" }: Promised) {
  const { word } = statusLook("promise", state, audience);
  if (date === null) {
    return { word, day: audience === "customer" ? word : "No date", whole: word };
  }
  const day = formatDate(date, today);
  return state === "missed" && today !== undefined && date >= today
    ? { word: `${word} in part`, day: `rest ${day}`, whole: `${word} in part, the rest: ${day}` }
    : { word, day, whole: `${word}: ${day}` };
}
