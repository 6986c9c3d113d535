import type { ExceptionType } from "../exceptions/types";
import type { Fault } from "../kernel/errors";
import type { PlaceOrderInput } from "./schema";

/** Faults of the sender's program, not of the order: nobody here can mend them. */
const REFUSED = new Set(["channel_unknown", "duplicate_reference", "price_not_yours_to_set"]);

/**
 * Whether a faulty order is kept until somebody mends it, instead of being refused: where nobody can be
 * asked, unless the sender says otherwise.
 *
 * @param isConfined the sender sees one company only: another's is not there, also not to be mended
 */
export function isParked(
  { ifFaulty }: Pick<PlaceOrderInput, "ifFaulty">,
  faults: readonly Fault[],
  { isUnattended, isConfined }: { readonly isUnattended: boolean; readonly isConfined: boolean },
): boolean {
  const isWanted = (ifFaulty ?? (isUnattended ? "park" : "refuse")) === "park";
  return (
    isWanted &&
    isUnattended &&
    faults.length > 0 &&
    faults.every(({ code }) => !REFUSED.has(code) && !(isConfined && code === "company_unknown"))
  );
}

/** Which kind of trouble a parked order is, by the first of its faults, and how it is said. */
export function parkedProblem(
  number: string,
  channel: string,
  faults: readonly Fault[],
): { readonly type: ExceptionType; readonly sentence: string } {
  const [first] = faults;
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : "";
  return {
    type: problemOf(first?.code ?? ""),
    sentence: `${number} from ${channel} waits to be mended: ${first?.message ?? "it has faults"}${more}`,
  };
}

/** Codes of `checkAddress`. */
const ADDRESS = /^(address|street|city|region|country|postcode|po_box)/;

function problemOf(code: string): ExceptionType {
  if (code.startsWith("sku_")) {
    return "sku_unknown";
  }
  if (code.startsWith("ship_to_") || ADDRESS.test(code)) {
    return "address_invalid";
  }
  if (code === "restricted") {
    return "unfillable";
  }
  if (code === "duplicate_po") {
    return "duplicate_po";
  }
  return code.includes("price") ? "price_variance" : "edi_rejected";
}
