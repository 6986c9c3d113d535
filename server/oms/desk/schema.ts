import { z } from "zod";
import { severities } from "../exceptions/types";

export const playbookConditions = z.object({
  severities: z.array(z.enum(severities)).max(severities.length).default([]),
  tiers: z.array(z.string().trim().min(1).max(40)).max(10).default([]),
  nodes: z.array(z.string().trim().min(1).max(40)).max(50).default([]),
  stakeMaxMinor: z.int().min(0).nullable().default(null),
  ageMinutes: z
    .int()
    .min(0)
    .max(90 * 24 * 60)
    .default(0),
});
