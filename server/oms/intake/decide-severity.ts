import { addressCorrections } from "../customers/decide-address";
import type { Fault } from "../kernel/errors";

/**
 * `error`: the order is refused, or parked where nobody can be asked. `warning`: it goes on, and the
 * finding is kept with it. `corrected`: what was found is put right, and that is kept with it.
 */
export const findingSeverities = ["error", "warning", "corrected"] as const;
export type FindingSeverity = (typeof findingSeverities)[number];

/** What the door found in an order that it takes all the same. */
export type Finding = Fault & { readonly severity: Exclude<FindingSeverity, "error"> };

type CodeRule = {
  /** Those that it can be given; the first where nothing is said. */
  readonly severities: readonly [FindingSeverity, ...FindingSeverity[]];
  /** Where nobody can be asked, and nothing is said. */
  readonly unattended?: FindingSeverity;
  /** Where somebody typed it who can type it otherwise, and nothing is said. */
  readonly typed?: FindingSeverity;
};

const asked: CodeRule = { severities: ["error", "warning"] };
const fitted: CodeRule = { severities: ["error", "corrected"] };
const doubted: CodeRule = { severities: ["warning", "error"], typed: "error" };
const written: CodeRule = { severities: ["corrected", "warning", "error"] };

/**
 * The findings whose severity the house sets; every other one is an error, since no order can be made
 * of what it is about.
 */
const CODES = {
  po_required: asked,
  contact_unknown: asked,
  duplicate_po: { ...asked, unattended: "warning" },
  date_passed: fitted,
  backorders_not_allowed: fitted,
  below_minimum: fitted,
  not_whole_packs: fitted,
  street_missing: doubted,
  city_missing: doubted,
  region_missing: doubted,
  country_unknown: doubted,
  postcode_missing: doubted,
  postcode_malformed: doubted,
  region_mismatch: doubted,
  po_box: doubted,
  ...(Object.fromEntries(addressCorrections.map((code) => [code, written])) as Record<
    (typeof addressCorrections)[number],
    CodeRule
  >),
} as const satisfies Readonly<Record<string, CodeRule>>;

export type FindingCode = keyof typeof CODES;
export const findingCodes = Object.keys(CODES) as [FindingCode, ...FindingCode[]];

export const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(CODES, code);

export const severitiesOf = (code: FindingCode): readonly FindingSeverity[] =>
  CODES[code].severities;

/** How severe a finding is where nothing is set; null: there it is no other than elsewhere. */
export type UsualSeverity = {
  readonly severity: FindingSeverity;
  readonly unattended: FindingSeverity | null;
  readonly typed: FindingSeverity | null;
};

export function usualOf(code: FindingCode): UsualSeverity {
  const { severities, unattended, typed }: CodeRule = CODES[code];
  return { severity: severities[0], unattended: unattended ?? null, typed: typed ?? null };
}

/** Severities that people set, by `severityKey`. */
export type SeverityBook = ReadonlyMap<string, FindingSeverity>;

/** @param channelCode null: of all channels */
export const severityKey = (code: string, channelCode: string | null) =>
  `${code} ${channelCode ?? "*"}`;

export type Door = {
  readonly channelCode: string;
  readonly isUnattended: boolean;
  /** Somebody is there who typed what is checked. */
  readonly isTyped: boolean;
};

/** How severe a finding is at a door: what is set for its channel, for all, or the usual. */
export function decideSeverity(book: SeverityBook, code: string, door: Door): FindingSeverity {
  if (!isFindingCode(code)) {
    return "error";
  }
  const rule: CodeRule = CODES[code];
  const usual =
    (door.isUnattended ? rule.unattended : undefined) ??
    (door.isTyped ? rule.typed : undefined) ??
    rule.severities[0];
  const set =
    book.get(severityKey(code, door.channelCode)) ?? book.get(severityKey(code, null)) ?? usual;
  return rule.severities.includes(set) ? set : usual;
}

/** Takes down what is found of one order, each as severe as it is at its door. */
export type Judge = {
  readonly severityOf: (code: string) => FindingSeverity;
  /** What keeps the order from being taken. */
  readonly faults: Fault[];
  /** What does not. */
  readonly findings: Finding[];
};

export const judgeAt = (book: SeverityBook, door: Door): Judge => ({
  severityOf: (code) => decideSeverity(book, code, door),
  faults: [],
  findings: [],
});

/** One for whom everything is an error: somebody is there who can put it right. */
export const strictJudge = (faults: Fault[] = []): Judge => ({
  severityOf: () => "error",
  faults,
  findings: [],
});

/**
 * Take a finding down.
 *
 * @param corrected what is said where it was put right
 * @returns its severity: only for `corrected` the caller goes on with what is right
 */
export function judge(
  { severityOf, faults, findings }: Judge,
  fault: Fault,
  corrected: string = fault.message,
): FindingSeverity {
  const severity = severityOf(fault.code);
  if (severity === "error") {
    faults.push(fault);
  } else {
    const message = severity === "corrected" ? corrected : fault.message;
    findings.push({ ...fault, severity, message });
  }
  return severity;
}
