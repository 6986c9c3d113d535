import { z } from "zod";
import { substitutionPolicies } from "../catalog/types";
import { ownerInput } from "../inventory/schema";
import type { LocalDate } from "../kernel/local-date";
import { QUANTITY_MAX } from "../kernel/quantity";
import { USUAL_SERVICE } from "../network/types";
import { backorderWish, oneTimeShipTo } from "../orders/schema";
import { shipPolicies } from "../orders/types";
import { findingCodes, findingSeverities } from "./decide-severity";

export const LINES_MAX = 2_000;

const localDate = z.iso.date("Write a date as YYYY-MM-DD").transform((date) => date as LocalDate);

export const orderedQuantity = z
  .int("Quantities are whole units")
  .min(1, "Order at least 1")
  .max(QUANTITY_MAX, `Order at most ${QUANTITY_MAX}`);

const placeOrderLine = z.object({
  /** SKU code, GTIN, or the customer's own part number. */
  sku: z.string().trim().min(1, "Name a SKU").max(80),
  quantity: orderedQuantity,
  /** The SKU that was asked for, when `sku` is to ship in its place: one of what may. */
  insteadOf: z.string().trim().min(1).max(80).optional(),
  /** Agreed price of one unit in ten-thousandths; only with the right `orders.override_price`. */
  unitPriceE4: z.int().min(0).max(1_000_000_000_000).optional(),
  /** What the customer thinks a unit costs: our price holds, and rules judge the difference. */
  expectedUnitPriceE4: z.int().min(0).max(1_000_000_000_000).optional(),
  requestedDate: localDate.optional(),
});

/** What an order is made of, through whichever door it comes. */
export const placeOrderInput = z
  .object({
    /** One of the two names the customer; buyers may leave both out. */
    companyId: z.uuid().optional(),
    companyCode: z.string().trim().min(1).max(80).optional(),
    /** The ship-to; without it the company's default location. */
    companyLocationId: z.uuid().optional(),
    /** Where it goes instead, when that is none of the customer's locations. */
    shipTo: oneTimeShipTo.optional(),
    channelCode: z.string().trim().min(1).max(40),
    externalRef: z.string().trim().min(1).max(100).optional(),
    customerPo: z.string().trim().min(1).max(60).optional(),
    contactId: z.uuid().optional(),
    serviceCode: z.string().trim().min(1).max(40).default(USUAL_SERVICE),
    shipPolicy: z.enum(shipPolicies).default("as_available"),
    /** What becomes of what is not there; never looser than what the customer's terms allow. */
    backorders: backorderWish.optional(),
    requestedDate: localDate.optional(),
    shipAfter: localDate.optional(),
    cancelAfter: localDate.optional(),
    note: z.string().max(2_000).default(""),
    /** Whether other SKUs may ship than are ordered; without it, as the company says. */
    substitution: z.enum(substitutionPolicies).optional(),
    /** How likely the channel thinks it a fraud: 0 to 100. */
    fraudScore: z.int().min(0).max(100).optional(),
    /** The customer was told that the PO number was used before, and means it. */
    confirmsDuplicatePo: z.boolean().default(false),
    /**
     * What becomes of an order with faults: it is parked until somebody mends it, or refused. Where
     * nobody can be asked it is parked unless told otherwise.
     */
    ifFaulty: z.enum(["park", "refuse"]).optional(),
    /** Whose soft hold becomes this order; an order written on screen converts its draft's. */
    reservation: ownerInput.optional(),
    lines: z.array(placeOrderLine).min(1, "An order has at least one line").max(LINES_MAX),
  })
  .strict();

export type PlaceOrderInput = z.output<typeof placeOrderInput>;

const quoteLine = z.object({
  /** The caller's own name of the line, given back with the answer. */
  key: z.string().min(1).max(80),
  sku: z.string().trim().min(1).max(80),
  quantity: orderedQuantity,
  insteadOf: z.string().trim().min(1).max(80).optional(),
  unitPriceE4: z.int().min(0).max(1_000_000_000_000).optional(),
  expectedUnitPriceE4: z.int().min(0).max(1_000_000_000_000).optional(),
});

export const quoteLinesInput = z.object({
  companyId: z.uuid().optional(),
  companyLocationId: z.uuid().optional(),
  shipTo: oneTimeShipTo.optional(),
  channelCode: z.string().trim().min(1).max(40),
  serviceCode: z.string().trim().min(1).max(40).default(USUAL_SERVICE),
  shipPolicy: z.enum(shipPolicies).default("as_available"),
  substitution: z.enum(substitutionPolicies).optional(),
  backorders: backorderWish.optional(),
  requestedDate: localDate.optional(),
  /** First day on which it may leave. */
  shipAfter: localDate.optional(),
  /** Whose soft hold does not stand in the way of these lines. */
  reservation: ownerInput.optional(),
  lines: z.array(quoteLine).min(1).max(LINES_MAX),
});

export type QuoteLinesInput = z.output<typeof quoteLinesInput>;

export const findingPolicyInput = z.object({
  code: z.enum(findingCodes, "There is no such finding"),
  /** Null: for all channels. */
  channelCode: z.string().trim().min(1).max(40).nullable(),
  /** Null takes back what was set. */
  severity: z.enum(findingSeverities).nullable(),
  /** The version that was looked at; null: nothing was set before. */
  version: z.int().min(1).nullable(),
});

export const placeParkedInput = z.object({
  parkedId: z.uuid(),
  /** The version that was looked at. */
  version: z.int().min(1),
  order: placeOrderInput,
});

export const discardParkedInput = z.object({
  parkedId: z.uuid(),
  version: z.int().min(1),
  reason: z.string().trim().min(1, "Say why").max(500),
});
