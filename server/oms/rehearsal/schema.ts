import { z } from "zod";
import { isLocalDate } from "../kernel/local-date";
import type { RehearsalSummary, RehearsedChange } from "./types";
import { rehearsalBases } from "./types";

export const rehearsalInput = z.object({ rehearsalId: z.uuid() });

const day = z.string().refine(isLocalDate, "Write the day as YYYY-MM-DD");

const profileVersion = z.strictObject({
  ref: z.string().trim().min(1).max(60),
  /** Without it the newest, or of the profile compared against the one that routes now. */
  version: z.int().min(1).optional(),
});

/** Which versions of routing, on which orders, on what stock. */
export const startRehearsalInput = z.object({
  profile: profileVersion,
  /** The version that routes now, unless told otherwise. */
  against: profileVersion.optional(),
  basis: z.enum(rehearsalBases).default("that_day"),
  /** Orders placed on these days, both included; the last thirty days unless told otherwise. */
  fromDay: day.optional(),
  toDay: day.optional(),
  /** Codes; none = all. */
  channels: z.array(z.string().max(40)).max(50).default([]),
});

export const changeSorts = ["cost", "days", "number"] as const;

export const listChangesInput = z.object({
  rehearsalId: z.uuid(),
  sort: z.enum(changeSorts).default("cost"),
  isDescending: z.boolean().default(true),
  /** Only orders that no node may ship under the rehearsed version. */
  onlyWithoutNode: z.boolean().default(false),
  after: z.string().max(300).optional(),
  limit: z.int().min(1).max(200).default(50),
});

/** How a run ended, as the runner itself tells it: nothing of this comes from outside. */
export const settleRehearsalInput = z.object({
  rehearsalId: z.uuid(),
  runner: z.string(),
  ordersDone: z.int().min(0),
  outcome: z.union([
    z.object({
      state: z.literal("done"),
      summary: z.custom<RehearsalSummary>((value) => typeof value === "object" && value !== null),
      changes: z.array(
        z.custom<RehearsedChange>((value) => typeof value === "object" && value !== null),
      ),
    }),
    z.object({ state: z.literal("failed"), reason: z.string() }),
  ]),
});
