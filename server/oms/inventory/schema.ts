import { z } from "zod";
import { COMPONENTS_MAX } from "../catalog/types";
import type { Fault } from "../kernel/errors";
import { QUANTITY_MAX } from "../kernel/quantity";
import { err, ok, type Result } from "../kernel/result";
import {
  type FeedRows,
  feedModes,
  isTotal,
  reservationOwners,
  ruleEffects,
  sourceKinds,
} from "./types";

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
  .refine((rule) => !isTotal(rule.effect) || (rule.nodeCode ?? rule.nodeKind) === null, {
    path: ["nodeCode"],
    message: "A rule about the total names no node",
  })
  .refine((rule) => rule.effect !== "quota_total" || rule.startsAt !== null, {
    path: ["startsAt"],
    message: "Say from when on it counts what is sold",
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

/** Units at or below which something is low; what it is about is a SKU, or all of a category. */
export const lowPointInput = z
  .object({
    sku: side(80),
    category: side(120),
    /** Of what one channel may sell, or of what one node has; neither: over all. */
    channelCode: side(40),
    nodeCode: side(40),
    /** Null: no point any more. */
    units: z.int("Write whole units").min(1, "Write 1 or more").max(QUANTITY_MAX).nullable(),
  })
  .refine(({ sku, category }) => (sku === null) !== (category === null), {
    path: ["sku"],
    message: "Name a SKU or a category",
  })
  .refine(({ channelCode, nodeCode }) => channelCode === null || nodeCode === null, {
    path: ["nodeCode"],
    message: "Name a channel or a node, not both",
  })
  .refine(
    ({ category, channelCode, nodeCode }) =>
      category === null || (channelCode ?? nodeCode) === null,
    { path: ["channelCode"], message: "A category has one point for all places" },
  );

export type LowPointInput = z.output<typeof lowPointInput>;

const code = z.string().trim().min(1, "Name the source").max(40);

export const setSourceInput = z.object({
  code: code.regex(/^[\w.-]+$/, "Use letters, digits, dots and dashes"),
  name: z.string().trim().min(1, "Give it a name").max(100),
  kind: z.enum(sourceKinds),
  /** Codes of the nodes it speaks for. */
  nodes: z.array(z.string().trim().min(1)).min(1, "Name the nodes it speaks for").max(1_000),
  defaultMode: z.enum(feedModes).default("delta"),
  guardPercent: z.int().min(0).max(100).default(20),
});

/** A moment as JSON or as code writes it. */
const instant = z.union([
  z.date(),
  z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
]);

/** Rows come from code that has read them: a list, or a stream with its fingerprint. */
const isRows = (value: unknown): value is FeedRows =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && "fingerprint" in value && "batches" in value);

const feedHeader = {
  source: code,
  /** The source's own mode when left out. */
  mode: z.enum(feedModes).optional(),
  /** The source's own number of this feed, rising. */
  sequence: z.int().min(0).optional(),
  /** The moment at which the stock was as the rows say. */
  asOf: instant.optional(),
  /** A person looked: it may empty as much as it does. */
  confirm: z.boolean().default(false),
};

export const applyFeedInput = z.object({
  ...feedHeader,
  rows: z.custom<FeedRows>(isRows, "Give the rows of the feed"),
});

/** Rows that one request of the API may bring. */
export const FEED_BODY_ROWS_MAX = 5_000;

/** One row of a feed as the API takes it. */
export const feedRow = z.strictObject({
  sku: z.string().max(200),
  node: z.string().max(200),
  /** Units there are, in all. */
  onHand: z.number(),
});

/** A feed as the API takes it. */
export const feedBody = z.strictObject({
  ...feedHeader,
  asOf: z.iso.datetime({ offset: true }).optional(),
  rows: z.array(feedRow).max(FEED_BODY_ROWS_MAX),
});

/** One position as the API takes it: a feed of one row. */
export const positionBody = z.strictObject({
  source: code,
  sequence: feedHeader.sequence,
  asOf: z.iso.datetime({ offset: true }).optional(),
  ...feedRow.shape,
});

/** What a kit is made of, in the order in which it is to be read. */
export const kitInput = z.object({
  sku: z.string().trim().min(1, "Name a SKU").max(80),
  components: z
    .array(
      z.object({
        sku: z.string().trim().min(1, "Name a SKU").max(80),
        quantity: z.int("Write whole units").min(1, "At least 1").max(10_000, "At most 10,000"),
      }),
    )
    .max(COMPONENTS_MAX, `A kit has at most ${COMPONENTS_MAX} components`),
});

export type KitInput = z.output<typeof kitInput>;

/** Longest that staff and machines may hold stock, and that a buyer may, in minutes. */
const MINUTES_MAX = 43_200;
const BUYER_MINUTES_MAX = 60;

/** Lines that one owner may hold. */
const HELD_LINES_MAX = 2_000;

export const ownerInput = z.object({
  kind: z.enum(reservationOwners),
  ref: z.string().trim().min(1, "Name the cart, quote or order").max(100),
});

const minutes = z
  .int("Write whole minutes")
  .min(1, "Hold for at least a minute")
  .max(MINUTES_MAX, "Hold for at most 30 days")
  .default(15);

export const reserveInput = z
  .object({
    owner: ownerInput,
    companyId: z.uuid().optional(),
    channelCode: z.string().trim().min(1).max(40),
    minutes,
    partial: z.boolean().default(false),
    lines: z
      .array(
        z.object({
          sku: z.string().trim().min(1, "Name a SKU").max(80),
          quantity: z
            .int("Hold whole units")
            .min(1, "Hold at least 1")
            .max(QUANTITY_MAX, `Hold at most ${QUANTITY_MAX}`),
          /** Code of the only node that may hold it. */
          node: z.string().trim().min(1).max(40).optional(),
        }),
      )
      .min(1, "Name what to hold")
      .max(HELD_LINES_MAX),
  })
  .strict();

export type ReserveInput = z.output<typeof reserveInput>;

export const extendInput = z.object({ owner: ownerInput, companyId: z.uuid().optional(), minutes });

export const releaseInput = z.object({ owner: ownerInput, companyId: z.uuid().optional() });

export const transferInput = z.object({
  owner: ownerInput,
  companyId: z.uuid().optional(),
  sku: z.string().trim().min(1).max(80),
  fromNode: z.string().trim().min(1).max(40),
  toNode: z.string().trim().min(1).max(40),
  quantity: z.int("Move whole units").min(1, "Move at least 1").max(QUANTITY_MAX),
});

/** When a hold of so many minutes ends; a buyer may not keep stock from others for long. */
export function expiryOf(isBuyer: boolean, asked: number, now: Date): Result<Date, Fault> {
  return isBuyer && asked > BUYER_MINUTES_MAX
    ? err({
        field: "minutes",
        code: "too_long",
        message: `Hold for at most ${BUYER_MINUTES_MAX} minutes; it can be extended`,
      })
    : ok(new Date(now.getTime() + asked * 60_000));
}
