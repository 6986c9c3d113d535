import type {
  FindingCode,
  FindingSeverity,
  UsualSeverity,
} from "@/server/oms/intake/decide-severity";

/** What the door finds, as a person says it. */
export const FINDING_WORDS: Record<FindingCode, string> = {
  po_required: "A customer that orders with a PO number only named none",
  contact_unknown: "The named contact is not one of the customer's",
  duplicate_po: "Another order of the customer carries the PO number",
  date_passed: "The requested date has passed",
  backorders_not_allowed: "More is wanted on backorder than the customer takes",
  below_minimum: "Less is ordered than the SKU is sold from",
  not_whole_packs: "The quantity is no whole number of packs",
  street_missing: "The ship-to has no street",
  city_missing: "The ship-to has no city",
  region_missing: "The ship-to has no region where its country needs one",
  country_unknown: "The country is none that we know",
  postcode_missing: "The ship-to has no postcode where its country needs one",
  postcode_malformed: "The postcode is none of its country",
  region_mismatch: "The postcode lies in another region",
  po_box: "The ship-to is a post-office box",
  address_blanks: "Blanks around or between the words of the ship-to",
  country_written: "The country is written out, not as its two letters",
  region_written: "The region is written out, not as its letters",
  postcode_written: "The postcode is written otherwise than its country does",
};

const SEVERITY_WORDS: Record<FindingSeverity, string> = {
  error: "Error: refused, or parked",
  warning: "Warning: goes on, and says so",
  corrected: "Corrected: put right, and says so",
};

/** What is put right, where that is not how an address is written. */
const CORRECTIONS: Partial<Record<FindingCode, string>> = {
  date_passed: "Corrected: as soon as possible",
  backorders_not_allowed: "Corrected: as agreed with the customer",
  below_minimum: "Corrected: raised to the minimum",
  not_whole_packs: "Corrected: up to whole packs",
};

export const severityWords = (code: FindingCode, severity: FindingSeverity): string =>
  (severity === "corrected" ? CORRECTIONS[code] : undefined) ?? SEVERITY_WORDS[severity];

/** How severe it is where nothing is set. */
export function usualWords(code: FindingCode, { severity, unattended, typed }: UsualSeverity) {
  const words = (of: FindingSeverity) => severityWords(code, of);
  return [
    words(severity),
    ...(unattended === null ? [] : [`where nobody can be asked ${lower(words(unattended))}`]),
    ...(typed === null ? [] : [`of an address typed with the order ${lower(words(typed))}`]),
  ].join("; ");
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
