import { z } from "zod";
import { substitutionPolicies } from "../catalog/types";
import { contactRoles, staffRoles } from "./types";

export const createUserInput = z.strictObject({
  email: z.email("Give a mail address").trim().max(200),
  name: z.string().trim().min(1, "Give a name").max(200),
  /** As the sign-in checks it; the password itself goes no further than the door. */
  passwordHash: z.string().min(1),
  roles: z.array(z.enum(staffRoles)),
  /** Codes of the nodes that a warehouse user works at. */
  nodes: z.array(z.string().trim().min(1)),
  /** Set for somebody who buys; staff have roles instead. */
  buyer: z
    .strictObject({ companyCode: z.string().trim().min(1), role: z.enum(contactRoles) })
    .nullable(),
});

export const createKeyInput = z.strictObject({
  name: z.string().trim().min(1, "Name who will use it").max(100),
  prefix: z.string().min(1),
  secretHash: z.string().min(1),
  /** Names of commands and queries. */
  scopes: z.array(z.string()).min(1, "Name at least one right"),
  /** The company beyond which the key sees nothing; null = all. */
  companyCode: z.string().trim().min(1).nullable(),
});

export const setRolesInput = z.strictObject({
  userId: z.uuid(),
  /** None: the account stays, and may do nothing. */
  roles: z.array(z.enum(staffRoles)).max(staffRoles.length),
  /** Codes of the nodes that a warehouse user works at. */
  nodes: z.array(z.string().trim().min(1)).max(200),
});

export const setAccessInput = z.strictObject({
  userId: z.uuid(),
  isOpen: z.boolean(),
  reason: z.string().trim().min(1, "Say why").max(500),
});

export const revokeKeyInput = z.strictObject({
  keyId: z.uuid(),
  reason: z.string().trim().min(1, "Say why").max(500),
});

export const RECEIVABLES_MAX = 5_000;

const amount = z.int().min(0).max(1_000_000_000_000);

const receivable = z
  .strictObject({
    companyCode: z.string().trim().min(1).max(80),
    /** Minor units of the company's currency: all that is invoiced and not paid. */
    openReceivables: amount,
    /** Of it, what should have been paid. */
    overdueReceivables: amount.default(0),
    /** When the oldest of that was due. */
    oldestDueDate: z.iso.date("Write a date as YYYY-MM-DD").nullable().default(null),
  })
  .refine(({ openReceivables, overdueReceivables }) => overdueReceivables <= openReceivables, {
    path: ["overdueReceivables"],
    message: "What is overdue is a part of what is open",
  })
  .refine(
    ({ overdueReceivables, oldestDueDate }) => overdueReceivables === 0 || oldestDueDate !== null,
    { path: ["oldestDueDate"], message: "Say when the oldest of it was due" },
  );

export const setReceivablesInput = z.strictObject({
  /** The moment for which they hold; without it, now. What is told of an earlier one is old. */
  asOf: z.iso.datetime({ offset: true }).optional(),
  rows: z.array(receivable).min(1, "Name a company").max(RECEIVABLES_MAX),
});

export const setSubstitutionInput = z.object({
  /** Its code. */
  company: z.string().trim().min(1, "Name a company").max(80),
  substitution: z.enum(substitutionPolicies),
});

export const setOneTimeShipToInput = z.object({
  /** Its code. */
  company: z.string().trim().min(1, "Name a company").max(80),
  isAllowed: z.boolean(),
});

const percentBp = (least: number) =>
  z
    .int("Write a percentage with at most two decimals")
    .min(least, `At least ${least / 100} %`)
    .max(10_000, "At most 100 %")
    .nullable();

export const setPreferredNodeInput = z.strictObject({
  /** Its code. */
  company: z.string().trim().min(1, "Name a company").max(80),
  /** Code of a ship-to of its own; null: for all that name none. */
  location: z.string().trim().min(1).max(80).nullable().default(null),
  /** Code; null: none, and a ship-to follows its company again. */
  node: z.string().trim().min(1).max(80).nullable(),
  reason: z.string().trim().min(1, "Say why").max(500),
});

export const setTolerancesInput = z.strictObject({
  companyId: z.uuid(),
  /** Hundredths of a percent; null: as the rules of holds say. */
  priceToleranceBp: percentBp(0),
  marginMinBp: percentBp(-10_000),
  reason: z.string().trim().min(1, "Say why").max(500),
});

export const setCreditLimitInput = z.strictObject({
  companyId: z.uuid(),
  /** Minor units; null: no limit, credit is not checked. */
  creditLimit: amount.nullable(),
  reason: z.string().trim().min(1, "Say why").max(500),
});
