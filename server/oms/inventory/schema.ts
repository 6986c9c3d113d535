import { z } from "zod";
import { ruleEffects } from "./types";

const units = z.int("Write whole units").min(0, "Write 0 or more").max(100_000_000);

const side = (max: number) => z.string().trim().min(1).max(max).nullable().default(null);

/** An availability rule as a person writes it; sides left null are open. */
export const ruleInput = z
  .object({
    /** Null makes a rule; otherwise the rule that gets a new version. */
    ruleId: z.uuid().nullable().default(null),
    /** The version that was shown, so that nobody overwrites what they have not seen. */
    version: z.int().min(1).nullable().default(null),
    /** Its place among the rules, from 1; null: after all others, or where it stands. */
    position: z.int().min(1).nullable().default(null),
    channelCode: side(40),
    nodeCode: side(40),
    nodeKind: side(40),
    category: side(120),
    sku: side(80),
    effect: z.enum(ruleEffects),
    amount: units.default(0),
    atLeast: units.nullable().default(null),
    atMost: units.nullable().default(null),
    startsAt: z.coerce.date().nullable().default(null),
    endsAt: z.coerce.date().nullable().default(null),
    note: z.string().trim().min(1, "Say what it is for").max(500),
  })
  .refine((rule) => rule.effect !== "hold_percent" || rule.amount <= 100, {
    path: ["amount"],
    message: "A share is at most 100 percent",
  })
  .refine((rule) => rule.effect === "hold_percent" || (rule.atLeast ?? rule.atMost) === null, {
    path: ["atLeast"],
    message: "Only a share has bounds",
  })
  .refine((rule) => (rule.atLeast ?? 0) <= (rule.atMost ?? Number.MAX_SAFE_INTEGER), {
    path: ["atMost"],
    message: "The upper bound is below the lower one",
  })
  .refine(({ startsAt, endsAt }) => startsAt === null || endsAt === null || startsAt < endsAt, {
    path: ["endsAt"],
    message: "It ends before it begins",
  });

export type RuleInput = z.output<typeof ruleInput>;
