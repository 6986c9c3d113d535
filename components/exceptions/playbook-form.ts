import type { PlaybookMode, ResolutionKind } from "@/server/oms/desk/types";
import type { ExceptionType, Severity } from "@/server/oms/exceptions/types";

/** A rule as its dialog holds it: what is typed stays text until it is sent. */
export type PlaybookForm = {
  readonly name: string;
  readonly type: ExceptionType;
  readonly kind: ResolutionKind;
  readonly mode: PlaybookMode;
  readonly isOn: boolean;
  readonly severities: readonly Severity[];
  readonly tiers: readonly string[];
  readonly node: string;
  readonly stake: string;
  readonly age: string;
};

/** The conditions that the server knows. */
export const conditionsOf = (form: PlaybookForm) => ({
  severities: [...form.severities],
  tiers: [...form.tiers],
  nodes: form.node === "" ? [] : [form.node],
  stakeMaxMinor: form.stake.trim() === "" ? null : Math.round(Number(form.stake) * 100),
  ageMinutes: Number(form.age),
});
