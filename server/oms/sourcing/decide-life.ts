import { err, ok, type Result } from "../kernel/result";
import type { ProfileState } from "./machine";

/** What decides whether a version may be published. */
export type VersionLife = {
  readonly version: number;
  readonly status: ProfileState;
  readonly revision: number;
  readonly rehearsedAt: Date | null;
  readonly lookedAt: Date | null;
  readonly activateAt: Date | null;
};

export type PublishRequest = {
  /** The revision that the publisher has before them. */
  readonly revision: number;
  /** null: at once. */
  readonly at: Date | null;
};

export type NotPublished = {
  readonly code: "ILLEGAL_TRANSITION" | "STALE" | "INVALID_INPUT";
  readonly message: string;
};

/** Longer ahead than this, the orders that it was rehearsed on say little. */
export const SCHEDULE_DAYS_MAX = 90;
const DAY_MS = 86_400_000;

/**
 * May this version be published, now or at a time?
 *
 * @param activeSince when the version went live that it would replace
 * @param scheduled version that is already to become active at a time; null when none is
 * @fails ILLEGAL_TRANSITION when it was not rehearsed, the rehearsal was not read, it was published
 *   before or another one is scheduled; STALE when it was saved again or another version went live
 *   since the rehearsal; INVALID_INPUT for a time that has passed or lies too far ahead
 */
export function decidePublish(
  life: VersionLife,
  request: PublishRequest,
  world: { readonly now: Date; readonly activeSince: Date; readonly scheduled: number | null },
): Result<"activate" | "schedule", NotPublished> {
  const refused = (code: NotPublished["code"], message: string) => err({ code, message });
  if (life.status === "active" || life.status === "retired") {
    return refused("ILLEGAL_TRANSITION", `Version ${life.version} was published before`);
  }
  if (life.revision !== request.revision) {
    return refused("STALE", "The draft was changed since you opened it");
  }
  if (life.status !== "simulated" || life.rehearsedAt === null) {
    return refused("ILLEGAL_TRANSITION", "Rehearse this draft before you publish it");
  }
  if (life.lookedAt === null) {
    return refused("ILLEGAL_TRANSITION", "Read what the rehearsal found before you publish it");
  }
  if (world.activeSince > life.rehearsedAt) {
    return refused("STALE", "Another version went live since the rehearsal: rehearse it again");
  }
  if (request.at === null) {
    return ok("activate");
  }
  if (world.scheduled !== null && world.scheduled !== life.version) {
    return refused(
      "ILLEGAL_TRANSITION",
      `Version ${world.scheduled} is scheduled already; cancel that first`,
    );
  }
  const ahead = request.at.getTime() - world.now.getTime();
  if (ahead <= 0 || ahead > SCHEDULE_DAYS_MAX * DAY_MS) {
    return refused(
      "INVALID_INPUT",
      `Choose a time that is still to come, at most ${SCHEDULE_DAYS_MAX} days ahead`,
    );
  }
  return ok("schedule");
}
