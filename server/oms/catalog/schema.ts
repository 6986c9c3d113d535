import { z } from "zod";
import type { LocalDate } from "../kernel/local-date";
import { relationKinds, relationPrices, relationTimings } from "./types";

const RATIO_MAX = 100_000;

const skuCode = z.string().trim().min(1, "Name a SKU").max(80);
const day = z.iso.date("Write a date as YYYY-MM-DD").transform((date) => date as LocalDate);
const part = z.int("Write whole numbers").min(1, "At least 1").max(RATIO_MAX);

/** A relation between two SKUs, by their codes. */
export const relationContent = z
  .object({
    kind: z.enum(relationKinds),
    /** What is asked for. */
    sku: skuCode,
    /** What ships instead. */
    instead: skuCode,
    /** Base units of `instead` for base units of `sku`. */
    ratio: z
      .object({ numerator: part, denominator: part })
      .default({ numerator: 1, denominator: 1 }),
    isMutual: z.boolean().default(false),
    rank: z.int().min(1, "Ranks begin with 1").max(1_000).default(1),
    price: z.enum(relationPrices).default("lower"),
    /** Of a supersession only; without it, once the shelves are empty. */
    timing: z.enum(relationTimings).optional(),
    validFrom: day.nullable().default(null),
    validTo: day.nullable().default(null),
  })
  .strict();

export type RelationContent = z.output<typeof relationContent>;

const RELATIONS_MAX = 1_000;

export const setRelationsInput = z.object({
  relations: z.array(relationContent).min(1, "Name at least one relation").max(RELATIONS_MAX),
});

export const removeRelationInput = z.object({
  kind: z.enum(relationKinds),
  sku: skuCode,
  instead: skuCode,
});
