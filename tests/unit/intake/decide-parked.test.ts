import { expect, test } from "vitest";
import { isParked, parkedProblem } from "@/server/oms/intake/decide-parked";

const fault = (code: string, field = "lines.0.sku") => ({ code, field, message: `${code} it is` });
const unattended = { isUnattended: true, isConfined: false };

test("what can be mended is kept where nobody can be asked, unless the sender says otherwise", () => {
  const faults = [fault("sku_unknown")];
  expect(isParked({}, faults, unattended)).toBe(true);
  expect(isParked({ ifFaulty: "refuse" }, faults, unattended)).toBe(false);
  expect(isParked({}, faults, { ...unattended, isUnattended: false })).toBe(false);
  expect(isParked({ ifFaulty: "park" }, faults, { ...unattended, isUnattended: false })).toBe(
    false,
  );
  expect(isParked({}, [], unattended)).toBe(false);
});

test("what only the sender's program can mend is refused, and a foreign company is not there", () => {
  expect(isParked({}, [fault("sku_unknown"), fault("channel_unknown")], unattended)).toBe(false);
  expect(isParked({}, [fault("company_unknown")], unattended)).toBe(true);
  expect(isParked({}, [fault("company_unknown")], { ...unattended, isConfined: true })).toBe(false);
});

test("it is the kind of trouble that its first fault is, and says how many there are", () => {
  const kinds = ["sku_unknown", "ship_to_unknown", "price_list_ended", "no_price", "date_passed"];
  expect(kinds.map((code) => parkedProblem("PK-1", "edi", [fault(code)]).type)).toEqual([
    "sku_unknown",
    "address_invalid",
    "price_variance",
    "price_variance",
    "edi_rejected",
  ]);
  expect(parkedProblem("PK-1", "edi", [fault("sku_unknown"), fault("date_passed")]).sentence).toBe(
    "PK-1 from edi waits to be mended: sku_unknown it is, and 1 more",
  );
});
