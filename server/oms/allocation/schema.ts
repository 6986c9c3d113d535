import { z } from "zod";
import { companyTiers } from "../customers/types";
import type { LocalDate } from "../kernel/local-date";
import { channelKinds } from "../orders/types";
import {
  type AllocationPolicy,
  borrowRules,
  quotaLevels,
  quotaMeasures,
  quotaPeriods,
  shareStrategies,
} from "../scarcity/types";

const day = z.iso.date();
const words = z.array(z.string().trim().min(1).max(80)).max(100).default([]);

const classMatch = z
  .object({
    tiers: z.array(z.enum(companyTiers)).default([]),
    channels: words,
    orderTypes: z.array(z.enum(channelKinds)).default([]),
    companies: words,
    wantedWithinDays: z.int().min(0).max(365).nullable().default(null),
    placedFrom: day.nullable().default(null),
    placedTo: day.nullable().default(null),
  })
  .refine(({ placedFrom, placedTo }) => !placedFrom || !placedTo || placedFrom <= placedTo, {
    path: ["placedTo"],
    message: "It ends before it begins",
  });

const pool = z
  .object({
    measure: z.enum(["units", "percent"]),
    amount: z.int("Write whole units").min(1, "Write 1 or more").max(100_000_000),
    until: day,
    backDaysBefore: z.int().min(0).max(365).default(0),
  })
  .refine(({ measure, amount }) => measure !== "percent" || amount <= 100, {
    path: ["amount"],
    message: "A share is at most 100 percent",
  });

const priorityClass = z.object({
  name: z.string().trim().min(1, "Give the class a name").max(60),
  match: classMatch,
  share: z.enum(shareStrategies),
  pool: pool.nullable().default(null),
});

const quota = z
  .object({
    level: z.enum(quotaLevels),
    key: z.string().trim().min(1, "Say for whom").max(80),
    sku: z.string().trim().min(1).max(80).nullable().default(null),
    measure: z.enum(quotaMeasures),
    amount: z.int("Write whole units").min(0, "Write 0 or more").max(100_000_000),
    period: z.enum(quotaPeriods),
    isCarriedOver: z.boolean().default(false),
  })
  .refine(({ measure, amount }) => measure !== "percent" || amount <= 100, {
    path: ["amount"],
    message: "A share is at most 100 percent",
  })
  .refine(({ measure, amount }) => measure !== "ratio" || amount > 0, {
    path: ["amount"],
    message: "A ratio counts parts, from 1",
  })
  .refine(({ measure, isCarriedOver }) => measure === "units" || !isCarriedOver, {
    path: ["isCarriedOver"],
    message: "Only units can be carried over",
  });

/** A policy as a person writes it. */
export const policyContent: z.ZodType<AllocationPolicy, unknown> = z
  .object({
    classes: z.array(priorityClass).max(20).default([]),
    quotas: z.array(quota).max(50).default([]),
    lockDays: z.int().min(0, "Write 0 or more").max(60),
    borrow: z.enum(borrowRules),
    everyHours: z.int().min(1, "Write 1 or more").max(168).nullable().default(null),
    isAppliedBySchedule: z.boolean().default(false),
    isAppliedByAnother: z.boolean().default(false),
  })
  .refine(
    ({ classes }) => new Set(classes.map(({ name }) => name.toLowerCase())).size === classes.length,
    { path: ["classes"], message: "Two classes have the same name" },
  );

export const reason = z.string().trim().min(1, "Say why").max(500);

/** Units of an order's lines, and the nodes that a person chose for them. */
export const handRoute = z.object({
  orderId: z.uuid(),
  lines: z
    .array(
      z.object({
        orderLineId: z.uuid(),
        nodeId: z.uuid("Choose a node"),
        quantity: z.int("Write whole units").min(1, "Write 1 or more").max(1_000_000),
      }),
    )
    .min(1, "Choose a line")
    .max(100)
    .refine((lines) => new Set(lines.map((line) => line.orderLineId)).size === lines.length, {
      message: "A line is placed at one node at a time",
    }),
  reason,
});

export type HandRoute = z.infer<typeof handRoute>;

const SUPPLIES_MAX = 500;

/** Purchase orders and production as an ERP or a person says them; transfers have commands of their own. */
export const setSupplyInput = z
  .object({
    reason: z.string().trim().max(500).default(""),
    supplies: z
      .array(
        z.object({
          kind: z.enum(["purchase_order", "production"]).default("purchase_order"),
          reference: z.string().trim().min(1, "Give it its number").max(80),
          supplier: z.string().trim().max(120).default(""),
          nodeCode: z.string().trim().min(1, "Choose where it arrives").max(40),
          sku: z.string().trim().min(1, "Name a SKU").max(80),
          /** In all, what was received among them; 0: it does not come. */
          quantity: z.int("Count whole units").min(0, "0 or more").max(10_000_000),
          eta: z.iso.date("Choose a day").transform((date) => date as LocalDate),
          dockToStockDays: z.int("Whole days").min(0).max(90).default(1),
          /** Percent. */
          confidence: z.int("Whole percent").min(0).max(100, "At most 100").default(100),
        }),
      )
      .min(1, "Name a supply")
      .max(SUPPLIES_MAX),
  })
  .strict();

export type SetSupplyInput = z.output<typeof setSupplyInput>;
