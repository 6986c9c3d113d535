import { z } from "zod";
import { backorderPolicies, backorderSlips } from "../catalog/types";
import type { LocalDate } from "../kernel/local-date";
import { QUANTITY_MAX } from "../kernel/quantity";
import { holdCondition, holdSeverities } from "./decide-hold-rule";
import { restrictionKinds } from "./decide-restriction";
import {
  creditReasons,
  holdLevels,
  holdReleaseRights,
  holdTransactions,
  shipPolicies,
} from "./types";

/** What somebody wants to become of what is not there; a cap names units, days or both. */
export const backorderWish = z
  .object({
    policy: z.enum(backorderPolicies),
    limit: z.int("Write whole units").min(1, "Write 1 or more").max(QUANTITY_MAX).nullish(),
    days: z.int("Write whole days").min(0, "Write 0 or more").max(3_650).nullish(),
    slip: z.enum(backorderSlips).nullish(),
  })
  .transform(({ policy, limit, days, slip }) =>
    policy === "cap"
      ? {
          policy,
          limit: limit ?? null,
          days: days ?? null,
          slip: typeof days === "number" ? (slip ?? null) : null,
        }
      : { policy, limit: null, days: null, slip: null },
  )
  .refine(({ policy, limit, days }) => policy !== "cap" || limit !== null || days !== null, {
    path: ["limit"],
    message: "A cap names units, days or both",
  });

export const DRAFT_LINES_MAX = 2_000;

const draftLine = z.object({
  /** What was typed: SKU, part number or GTIN; kept even when it names nothing yet. */
  code: z.string().max(100),
  /** What was typed as the quantity, in the writer's own units. */
  quantityText: z.string().max(40),
  /** What it meant in base units when it was last understood; null while it means nothing. */
  quantity: z.int().min(1).max(QUANTITY_MAX).nullable().default(null),
  note: z.string().max(500).default(""),
  /** The SKU in whose place it was taken. */
  insteadOf: z.string().max(100).nullable().default(null),
});

/** A price and a date that the writer has seen, to be compared with what is said later. */
const seenTerm = z.object({
  code: z.string().max(100),
  unitPriceE4: z.int().nullable(),
  date: z.string().max(20).nullable(),
});

/** What a writer may choose of what is not there; caps are set for customers and SKUs. */
export const draftBackorders = ["backorder", "refuse", "cancel"] as const;
export type DraftBackorders = (typeof draftBackorders)[number];

const draftAddress = z.object({
  name: z.string().max(100),
  address1: z.string().max(200),
  address2: z.string().max(200),
  city: z.string().max(100),
  region: z.string().max(60),
  postalCode: z.string().max(20),
  country: z.string().max(60),
  isResidential: z.boolean(),
});

/** An order being written, as it was typed: nothing in it has to be right yet. */
export const orderDraftContent = z.object({
  companyLocationId: z.uuid().nullable().default(null),
  /** The address as it was typed, when it is none of the customer's locations. */
  shipTo: draftAddress.nullable().default(null),
  contactId: z.uuid().nullable().default(null),
  serviceCode: z.string().max(40).nullable().default(null),
  shipPolicy: z.enum(shipPolicies).default("as_available"),
  /** What becomes of what is not there; null: what the customer and the SKU say. */
  backorders: z.enum(draftBackorders).nullable().default(null),
  requestedDate: z.string().max(20).default(""),
  customerPo: z.string().max(200).default(""),
  note: z.string().max(2_000).default(""),
  lines: z.array(draftLine).max(DRAFT_LINES_MAX).default([]),
  seen: z.array(seenTerm).max(DRAFT_LINES_MAX).default([]),
});

export type OrderDraftContent = z.output<typeof orderDraftContent>;

/** Channels in which a person writes an order down before placing it. */
export const draftChannels = ["portal", "phone"] as const;
export type DraftChannel = (typeof draftChannels)[number];

export const saveDraftInput = z.object({
  /** Made by the writer's screen, so that a lost answer does not make two drafts. */
  draftId: z.uuid(),
  companyId: z.uuid().optional(),
  channelCode: z.enum(draftChannels),
  /** The version that the writer last saw; 0 for a draft that was never saved. */
  version: z.int().min(0),
  content: orderDraftContent,
});

export const orderDecisionInput = z.object({
  orderId: z.uuid(),
  reason: z.string().trim().max(500).default(""),
});

export const rejectOrderInput = z.object({
  orderId: z.uuid(),
  reason: z.string().trim().min(1, "Say why, the buyer reads it").max(500),
});

export const commentOnOrderInput = z.object({
  orderId: z.uuid(),
  text: z.string().trim().min(1, "Write a comment first").max(2_000),
});

export const holdTypeInput = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9_]{1,39}$/, "Small letters, digits and _, beginning with a letter"),
  /** The version that was changed; null makes a new type. */
  version: z.int().min(1).nullable(),
  name: z.string().trim().min(1, "Give it a name").max(60),
  description: z.string().trim().max(500).default(""),
  blocks: z
    .array(z.enum(holdTransactions))
    .min(1, "Say what it stops")
    .max(holdTransactions.length),
  level: z.enum(holdLevels).default("order"),
  stopsOrder: z.boolean().default(false),
  releaseRight: z.enum(holdReleaseRights).default("orders.release_hold"),
  autoRelease: z.boolean().default(false),
  isActive: z.boolean().default(true),
});

export const HOLD_CONDITIONS_MAX = 6;

export const holdRuleInput = z.object({
  /** Null makes a new rule. */
  ruleId: z.uuid().nullable(),
  version: z.int().min(1).nullable(),
  name: z.string().trim().min(1, "Give it a name").max(80),
  /** 1 is asked first; null: after all others, or where it stands. */
  position: z.int().min(1).max(10_000).nullable().default(null),
  type: z.string().trim().min(1).max(40),
  severity: z.enum(holdSeverities).default("block"),
  conditions: z.array(holdCondition).min(1, "Say when it holds").max(HOLD_CONDITIONS_MAX),
  isActive: z.boolean().default(true),
});

/** A ship-to as people write it; how it is meant is checked beside. */
export const postalAddress = z.object({
  address1: z.string().trim().max(200),
  address2: z.string().trim().max(200).default(""),
  city: z.string().trim().max(100),
  region: z.string().trim().max(60).default(""),
  postalCode: z.string().trim().max(20).default(""),
  country: z.string().trim().min(1, "Name the country").max(60),
});

/** An address that is not in the customer's address book; without a name it has the customer's. */
export const oneTimeShipTo = postalAddress.extend({
  name: z.string().trim().max(100).default(""),
  /** Somebody lives there. */
  isResidential: z.boolean().default(false),
});
export type OneTimeShipTo = z.output<typeof oneTimeShipTo>;

const creditMinor = z
  .int("Write whole minor units")
  .min(1, "Credit more than nothing")
  .max(1_000_000_000_000);

export const grantCreditInput = z.object({
  orderId: z.uuid(),
  reason: z.enum(creditReasons, "Choose a reason"),
  /** In minor units of the order's currency. */
  amountMinor: creditMinor,
  note: z.string().trim().min(1, "Say what for, the customer reads it").max(500),
});

export const reverseCreditInput = z.object({
  creditMemoId: z.uuid(),
  /** Without it all that is left of the memo. */
  amountMinor: creditMinor.optional(),
  note: z.string().trim().min(1, "Say why, the customer reads it").max(500),
});

export const correctShipToInput = z.object({
  orderId: z.uuid(),
  /** `isResidential`: somebody lives there; left out: as it is known. */
  shipTo: postalAddress.extend({ isResidential: z.boolean().optional() }),
  /** The customer's location is written the same from now on. */
  alsoLocation: z.boolean().default(true),
  reason: z.string().trim().min(1, "Say why").max(500),
});

const optionalText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((text) => (text === "" ? null : text))
    .nullable()
    .default(null);

const upperText = (pattern: RegExp, message: string) =>
  z
    .string()
    .trim()
    .toUpperCase()
    .refine((text) => text === "" || pattern.test(text), message)
    .transform((text) => (text === "" ? null : text))
    .nullable()
    .default(null);

const optionalDate = z
  .union([z.literal(""), z.iso.date("Write a date as YYYY-MM-DD")])
  .transform((text) => (text === "" ? null : (text as LocalDate)))
  .nullable()
  .default(null);

/** A restriction of sale in the names that people, files and other systems use. */
export const restrictionInput = z
  .object({
    reference: z.string().trim().min(1, "Give it a name to find it by").max(60),
    kind: z.enum(restrictionKinds),
    sku: optionalText(80),
    category: optionalText(80),
    country: upperText(/^[A-Z]{2}$/, "Write the country as its two letters, like US"),
    region: upperText(/^[A-Z0-9-]{1,10}$/, "Write the region as its letters, like CA"),
    postalPrefix: upperText(/^[A-Z0-9 -]{1,10}$/, "Write the beginning of a postcode"),
    channelCode: optionalText(40),
    companyCode: optionalText(80),
    validFrom: optionalDate,
    validTo: optionalDate,
    reason: z.string().trim().min(1, "Say why, the customer reads it").max(200),
    isActive: z.boolean().default(true),
  })
  .strict()
  .superRefine((input, context) => {
    const say = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if ((input.sku === null) === (input.category === null)) {
      say("sku", "Name either a SKU or a category");
    }
    const { country, region, postalPrefix, channelCode, companyCode, validFrom, validTo } = input;
    if (country === null && (region !== null || postalPrefix !== null)) {
      say("country", "Name the country of the region or postcode");
    }
    if ([country, channelCode, companyCode].every((each) => each === null)) {
      say("country", "Name a place, a channel or a customer");
    }
    if (validFrom !== null && validTo !== null && validFrom > validTo) {
      say("validTo", "It ends before it begins");
    }
  });
export type RestrictionInput = z.output<typeof restrictionInput>;

export const RESTRICTIONS_MAX = 2_000;

export const importRestrictionsInput = z.object({
  restrictions: z.array(restrictionInput).min(1, "Name at least one").max(RESTRICTIONS_MAX),
});
