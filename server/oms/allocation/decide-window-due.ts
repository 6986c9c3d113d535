import type { LocalDate } from "../kernel/local-date";
import { isWorkingDay } from "../network/decide";
import { localClock, minutesOf } from "../network/decide-clock";
import { decideOff } from "../network/decide-off";
import type { NetworkNode } from "../network/types";
import type { WindowSchedule, WindowTrigger } from "./types";

const MINUTE_MS = 60_000;

/**
 * Whether a window is to be planned now by itself, and why.
 *
 * By the clock: so many minutes after the last one was asked for. For cut-offs: once in the time before
 * each cut-off of a node that is open that day, so that what is planned can still leave the same day.
 *
 * @param lastAt when a window was last asked for, by whomever; null = never
 */
export function decideWindowDue(
  { everyMinutes, beforeCutOffMinutes }: WindowSchedule,
  nodes: readonly NetworkNode[],
  lastAt: Date | null,
  now: Date,
): WindowTrigger | null {
  const minutesSince = lastAt === null ? Infinity : (now.getTime() - lastAt.getTime()) / MINUTE_MS;
  if (beforeCutOffMinutes !== null) {
    const isNear = nodes.some((node) =>
      minutesToCutOffs(node, now).some(
        (minutes) =>
          minutes > 0 &&
          minutes <= beforeCutOffMinutes &&
          minutesSince > beforeCutOffMinutes - minutes,
      ),
    );
    if (isNear) {
      return "cut_off";
    }
  }
  return everyMinutes !== null && minutesSince >= everyMinutes ? "interval" : null;
}

/** Minutes until today's cut-offs of a node that is at work. */
function minutesToCutOffs(node: NetworkNode, now: Date): number[] {
  const { date, minutes } = localClock(now, node.calendar.timeZone);
  return isWorkingDay(node.calendar, date as LocalDate)
    ? Object.entries(node.calendar.cutOffs)
        .filter(([service]) => decideOff(node, service, now) === null)
        .map(([, cutOff]) => minutesOf(cutOff) - minutes)
    : [];
}
