"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import type { ServiceLimits } from "@/server/oms/network/types";
import { scaledOf, scaledText } from "./numbers";

/** Grams of a kilogram. */
const GRAMS = 3;

/** What a service does not take, as it is typed: weights by the kilogram, empty: any. */
export type TypedLimits = {
  refusesResidential: boolean;
  refusesPostBox: boolean;
  from: string;
  upTo: string;
};

const weightTyped = (grams: number | null): string =>
  grams === null ? "" : scaledText(grams, GRAMS, 0);

const weightOf = (typed: string): number | null =>
  typed.trim() === "" ? null : scaledOf(typed, GRAMS);

export const typedLimits = (limits: ServiceLimits): TypedLimits => ({
  refusesResidential: limits.refusesResidential,
  refusesPostBox: limits.refusesPostBox,
  from: weightTyped(limits.fromGrams),
  upTo: weightTyped(limits.upToGrams),
});

export const limitsOf = (typed: TypedLimits): ServiceLimits => ({
  refusesResidential: typed.refusesResidential,
  refusesPostBox: typed.refusesPostBox,
  fromGrams: weightOf(typed.from),
  upToGrams: weightOf(typed.upTo),
});

type LimitFieldsProps = { typed: TypedLimits; change: (typed: TypedLimits) => void };

/** Whose addresses a service does not go to, and which orders are too light or too heavy for it. */
export function LimitFields({ typed, change }: LimitFieldsProps) {
  return (
    <>
      <div className="grid gap-1">
        <Checkbox
          name="refusesResidential"
          label="Does not deliver to residential addresses"
          checked={typed.refusesResidential}
          onChange={(event) => change({ ...typed, refusesResidential: event.target.checked })}
        />
        <Checkbox
          name="refusesPostBox"
          label="Does not deliver to post-office boxes"
          checked={typed.refusesPostBox}
          onChange={(event) => change({ ...typed, refusesPostBox: event.target.checked })}
        />
      </div>
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Orders from, kg"
          name="fromWeight"
          isNumber
          value={typed.from}
          change={(from) => change({ ...typed, from })}
          help="Empty: any weight"
        />
        <TextField
          label="Orders up to, kg"
          name="upToWeight"
          isNumber
          value={typed.upTo}
          change={(upTo) => change({ ...typed, upTo })}
          help="Empty: any weight"
        />
      </div>
    </>
  );
}
