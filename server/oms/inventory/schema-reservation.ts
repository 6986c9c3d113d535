import { z } from "zod";
import type { Fault } from "../kernel/errors";
import { QUANTITY_MAX } from "../kernel/quantity";
import { err, ok, type Result } from "../kernel/result";
import { reservationOwners } from "./types";

/** Longest that staff and machines may hold stock, and that a buyer may, in minutes. */
const MINUTES_MAX = 43_200;
const BUYER_MINUTES_MAX = 60;

const LINES_MAX = 2_000;

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
      .max(LINES_MAX),
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
